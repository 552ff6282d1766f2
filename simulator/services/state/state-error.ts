import { ReasonedError } from '#common/coded-error.ts';

/**
 * `inUse`: another program has the folder. `folder`: it is none, or holds something else. `damaged`: its state cannot be read.
 * `newer`: a newer cps-sim wrote it. `otherAuthorities`: it is that of authorities with another name or seed. `write`: what
 * happened could not be written down.
 */
export type StateReason = 'inUse' | 'folder' | 'damaged' | 'newer' | 'otherAuthorities' | 'write';

/** The folder in which services keep what happened cannot be used, or not any more. */
export class StateError extends ReasonedError<StateReason> {
  override readonly name = 'StateError';
  readonly code = 'ERR_STATE';
}
