import { ReasonedError } from '#common/coded-error.ts';

/** Why a pool is of no use: its file is none; what it says of a key leads to another one. */
export type KeyPoolReason = 'format' | 'wrongKey';

/** A key pool that cannot be read, or that does not say the truth. */
export class KeyPoolError extends ReasonedError<KeyPoolReason> {
  override readonly name = 'KeyPoolError';
  readonly code = 'ERR_KEY_POOL';
}
