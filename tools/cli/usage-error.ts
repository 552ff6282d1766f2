/** A command line that cannot be carried out as typed; the message says what to type. */
export class UsageError extends Error {
  override name = 'UsageError';
  readonly code = 'ERR_USAGE';
}
