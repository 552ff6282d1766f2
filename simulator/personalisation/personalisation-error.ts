import { ReasonedError } from '#common/coded-error.ts';

/**
 * Why there is no card: the seed; what the holder lacks; what the profile contradicts itself in; what a change of its
 * EF_ACTUA lacks; a validity that ends before it begins.
 */
export type PersonalisationReason =
  | 'seed'
  | 'holder'
  | 'notOnACard'
  | 'contentTooLong'
  | 'noSuchKey'
  | 'noSuchActivity'
  | 'noSuchApplication'
  | 'noOnLineUpdate'
  | 'time'
  | 'validity';

/** A profile of which no card can be made, or a seed that is none. */
export class PersonalisationError extends ReasonedError<PersonalisationReason> {
  override readonly name = 'PersonalisationError';
  readonly code = 'ERR_PERSONALISATION';
}
