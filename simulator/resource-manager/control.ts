/** SCardControl: what a reader itself can do. Only one with a PIN pad can do anything. Source: PC/SC part 10. */
import { type Bytes, NO_BYTES } from '#iso7816/bytes.ts';
import { PCSCLITE_E_UNSUPPORTED_FEATURE, SCARD } from '#pcsc/scard.ts';
import { exchange } from './exchange.ts';
import type { CardHandle } from './reader.ts';

const MAX_RESPONSE_LENGTH = 65538;

/** A command that the pad made did not reach the card. */
class NotSentError extends Error {
  readonly rv: number;

  constructor(rv: number) {
    super('not sent');
    this.rv = rv;
  }
}

interface ControlResult {
  readonly rv: number;
  readonly output: Bytes;
}

export async function control(handle: CardHandle, controlCode: number, input: Bytes): Promise<ControlResult> {
  const { pinPad, name } = handle.reader;
  const send = async (command: Bytes): Promise<Bytes> => {
    const { rv, response } = await exchange(handle, command, MAX_RESPONSE_LENGTH);
    if (rv !== SCARD.S_SUCCESS) throw new NotSentError(rv);
    return response;
  };
  try {
    const output = await pinPad?.control(name, controlCode, input, send);
    if (output !== undefined) return { rv: SCARD.S_SUCCESS, output };
    return { rv: PCSCLITE_E_UNSUPPORTED_FEATURE, output: NO_BYTES };
  } catch (error) {
    if (error instanceof NotSentError) return { rv: error.rv, output: NO_BYTES };
    throw error;
  }
}
