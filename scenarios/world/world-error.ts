/** A hand that cannot do what it is asked, or an event that was not seen. */
export class WorldError extends Error {
  override name = 'WorldError';
  readonly code = 'ERR_WORLD';
}
