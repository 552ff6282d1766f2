/** A key pool that cannot be read, or that does not say the truth. */
export class KeyPoolError extends Error {
  override name = 'KeyPoolError';
  readonly code = 'ERR_KEY_POOL';
}
