/** Data objects in a command data field. */
import { textOf } from '#common/coded-error.ts';
import { TlvError } from '#iso7816/ber-tlv.ts';
import { SW } from '#iso7816/status-word.ts';
import { StatusWordError } from './status-word-error.ts';

/** Result of `parse`. @throws StatusWordError 6A80 when it throws TlvError */
export function parseDataField<T>(parse: () => T): T {
  const { stackTraceLimit } = Error;
  // Nobody reads the stack of a TlvError that is expected.
  Error.stackTraceLimit = 0;
  try {
    return parse();
  } catch (error) {
    if (error instanceof TlvError) throw new StatusWordError(SW.INCORRECT_DATA_FIELD, textOf(error));
    throw error;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
