import { SW } from '#iso7816/status-word.ts';
import type { StateChange } from '../state/store.ts';
import type { CardContext } from './context.ts';
import { StatusWordError } from './status-word-error.ts';

/** Makes a change durable. @throws StatusWordError 6581 when the store cannot, the state being as before */
export function commit({ store }: CardContext, change: StateChange): void {
  try {
    store.commit(change);
  } catch (error) {
    throw new StatusWordError(SW.MEMORY_FAILURE, `state not stored: ${error instanceof Error ? error.message : error}`);
  }
}
