import { CodedError } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';

/** A command line that cannot be carried out as typed; the message says what to type. */
export class UsageError extends CodedError {
  override readonly name = 'UsageError';
  readonly code = 'ERR_USAGE';

  constructor(text: Text, options?: ErrorOptions) {
    super(text, options);
  }
}
