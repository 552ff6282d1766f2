import { CodedError } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';

/** More bytes than are read of a file, or of a line; the message says what was read, its size, and the limit. */
export class TooLargeError extends CodedError {
  override readonly name = 'TooLargeError';
  readonly code = 'ERR_TOO_LARGE';
  /** The message without what was read. */
  readonly why: Text;

  /** @param size in bytes; undefined where nobody knows it before the end */
  constructor(what: string, size: number | undefined, limit: number) {
    const why: Text =
      size === undefined
        ? {
            en: `has more than the ${limit} bytes that are read`,
            fr: `fait plus que les ${limit} octets qui sont lus au plus`,
          }
        : {
            en: `has ${size} bytes, more than the ${limit} bytes that are read`,
            fr: `fait ${size} octets, plus que les ${limit} octets qui sont lus au plus`,
          };
    super({ en: `${what}: ${why.en}`, fr: `${what} : ${why.fr}` });
    this.why = why;
  }
}
