import { CodedError } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';

/** What was read is no XML that is taken here; `tooLarge` where a limit says so. */
export class XmlError extends CodedError {
  override readonly name = 'XmlError';
  readonly code = 'ERR_XML';
  readonly tooLarge: boolean;

  constructor(text: Text, tooLarge = false) {
    super(text);
    this.tooLarge = tooLarge;
  }
}
