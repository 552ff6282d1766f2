import { CodedError } from '#common/coded-error.ts';

/** The library of winscard is not on this machine. */
export class PcscLibraryError extends CodedError {
  override readonly name = 'PcscLibraryError';
  readonly code = 'ERR_PCSC_LIBRARY';
}
