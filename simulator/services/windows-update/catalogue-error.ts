import { CodedError } from '#common/coded-error.ts';

/** A word of the catalogue that is not there; the message lists what is. */
export class CatalogueError extends CodedError {
  override readonly name = 'CatalogueError';
  readonly code = 'ERR_CATALOGUE';
}
