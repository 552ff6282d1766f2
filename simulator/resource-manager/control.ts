/** SCardControl: what a reader says of itself, and what its PIN pad does. Source: PC/SC part 10. */

import { CodedError } from '#common/coded-error.ts';
import { englishOnly } from '#common/language.ts';
import { type Bytes, NO_BYTES } from '#iso7816/bytes.ts';
import { PCSCLITE_E_UNSUPPORTED_FEATURE, SCARD } from '#pcsc/scard.ts';
import { readerControl } from '../reader/features.ts';
import type { PinPadCard } from '../reader/pin-pad/pin-pad.ts';
import { exchange, gone } from './exchange.ts';
import type { CardHandle } from './reader.ts';

const MAX_RESPONSE_LENGTH = 65538;

/** A command that the pad made did not reach the card. */
class NotSentError extends CodedError {
  override readonly name = 'NotSentError';
  readonly code = 'ERR_NOT_SENT';
  readonly rv: number;

  constructor(rv: number) {
    super(englishOnly('not sent'));
    this.rv = rv;
  }
}

interface ControlResult {
  readonly rv: number;
  readonly output: Bytes;
}

const NO_CARD = AbortSignal.abort(new NotSentError(SCARD.E_NOT_TRANSACTED));

/** The card that is in the reader now: a code is never given to the one that takes its place. */
function cardOf(handle: CardHandle): PinPadCard {
  const left = handle.reader.inserted?.left ?? NO_CARD;
  return {
    gone: AbortSignal.any([left, handle.letGo.signal]),
    async send(command) {
      left.throwIfAborted();
      const { rv, response } = await exchange(handle, command, MAX_RESPONSE_LENGTH);
      if (rv !== SCARD.S_SUCCESS) throw new NotSentError(rv);
      return response;
    },
  };
}

function refused(rv: number): ControlResult {
  return { rv, output: NO_BYTES };
}

function answered(output: Bytes | undefined): ControlResult {
  return output === undefined ? refused(PCSCLITE_E_UNSUPPORTED_FEATURE) : { rv: SCARD.S_SUCCESS, output };
}

export async function control(handle: CardHandle, controlCode: number, input: Bytes): Promise<ControlResult> {
  const { pinPad, name, driver } = handle.reader;
  if (driver === 'vpcd') return refused(PCSCLITE_E_UNSUPPORTED_FEATURE);
  if (pinPad === undefined) return answered(readerControl(controlCode, { pinPad: false }));
  const card = cardOf(handle);
  try {
    return answered(await pinPad.control(name, controlCode, input, card));
  } catch (error) {
    if (error instanceof NotSentError) return refused(error.rv);
    if (card.gone?.aborted) return refused(handle.closing === undefined ? gone(handle) : SCARD.E_INVALID_HANDLE);
    throw error;
  }
}
