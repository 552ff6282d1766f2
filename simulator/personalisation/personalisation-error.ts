/** A profile of which no card can be made, or a seed that is none. */
export class PersonalisationError extends Error {
  override name = 'PersonalisationError';
  readonly code = 'ERR_PERSONALISATION';
}
