import { textOf } from '#common/coded-error.ts';
import { SW } from '#iso7816/status-word.ts';
import type { StateChange } from '../state/store.ts';
import type { CardContext } from './context.ts';
import { StatusWordError } from './status-word-error.ts';

/** Makes a change durable. @throws StatusWordError 6581 when the store cannot, the state being as before */
export function commit({ store }: CardContext, change: StateChange): void {
  try {
    store.commit(change);
  } catch (error) {
    const why = textOf(error);
    throw new StatusWordError(SW.MEMORY_FAILURE, {
      en: `state not stored: ${why.en}`,
      fr: `état non enregistré : ${why.fr}`,
    });
  }
}
