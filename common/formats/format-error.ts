import { ReasonedError } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';

/**
 * Why a file of keys or certificates is not taken, or not made: nothing is in it, or more than is read; it is of another
 * kind, damaged, or only well-formed and not signed by whom it says; its password is missing or wrong, or its protection is
 * one that nobody here reads; key or digest are too weak, the key is not that of the certificate, or was used before; a name
 * cannot be written; the file is for somebody else; nothing has that alias; a program that is needed is missing or failed.
 */
export type FormatReason =
  | 'empty'
  | 'tooLarge'
  | 'otherKind'
  | 'damaged'
  | 'signature'
  | 'passwordMissing'
  | 'password'
  | 'protection'
  | 'algorithm'
  | 'weakKey'
  | 'weakDigest'
  | 'otherKey'
  | 'usedKey'
  | 'name'
  | 'recipient'
  | 'alias'
  | 'setting'
  | 'otherComputer'
  | 'chain'
  | 'program';

/** A request, certificate, key, PKCS#12 file or CMS message that cannot be read, or cannot be made. */
export class FormatError extends ReasonedError<FormatReason> {
  override readonly name = 'FormatError';
  readonly code = 'ERR_FORMAT';

  /** @param what the file or value, as its reader calls it */
  constructor(reason: FormatReason, what: string, { en, fr }: Text, options?: ErrorOptions) {
    super(reason, { en: `${what}: ${en}`, fr: `${what} : ${fr}` }, options);
  }
}
