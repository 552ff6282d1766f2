import { ReasonedError } from '#common/coded-error.ts';

/** `forbidden`: this system gives no process a network of its own. `doors`: the names cannot be led from there. */
export type OwnNetworkReason = 'forbidden' | 'doors';

/** A program cannot have a network of its own; the message says why. */
export class OwnNetworkError extends ReasonedError<OwnNetworkReason> {
  override readonly name = 'OwnNetworkError';
  readonly code = 'ERR_OWN_NETWORK';
}
