/**
 * A code typed at the reader's PIN pad: VERIFY and CHANGE REFERENCE DATA without the program seeing it.
 *
 * Source: PC/SC part 10, revision 2.02.09; ISO/IEC 7816-4:2020, 11.5.6, 11.5.7.
 */
import type { IsoName } from '#iso7816/commands.ts';
import { SW } from '#iso7816/status-word.ts';
import { PIN_PAD_SW } from '#pcsc/part10.ts';
import { PinPad, type PinPadCode } from '../pcsc/pin-pad.ts';
import type { CardChannel } from './card-channel.ts';
import { type BlockedCode, refusedCode, type WrongCode } from './reference-data.ts';

/** The person did not type a code the card could be asked about; no try was spent. */
interface NotEntered {
  readonly outcome: 'cancelled' | 'timedOut' | 'newCodesDiffer' | 'wrongLength';
}

const NOT_ENTERED: Readonly<Record<number, NotEntered['outcome']>> = {
  [PIN_PAD_SW.CANCELLED]: 'cancelled',
  [PIN_PAD_SW.TIMEOUT]: 'timedOut',
  [PIN_PAD_SW.NEW_CODES_DIFFER]: 'newCodesDiffer',
  [PIN_PAD_SW.WRONG_LENGTH]: 'wrongLength',
};

export type { PinPadCode };

export type PinPadResult = { readonly outcome: 'accepted' } | NotEntered | WrongCode | BlockedCode;

function resultOf(command: IsoName, sw: number, reference: number): PinPadResult {
  if (sw === SW.SUCCESS) return { outcome: 'accepted' };
  const outcome = NOT_ENTERED[sw];
  return outcome === undefined ? refusedCode(command, sw, reference) : { outcome };
}

/** True when codes can be typed at the reader that holds the card. */
export async function hasPinPad({ card }: CardChannel): Promise<boolean> {
  return (await PinPad.of(card)) !== undefined;
}

/**
 * VERIFY; undefined when the reader has no PIN pad.
 * @param cancelled aborted when nobody waits for the code any more: nothing is asked then, or no longer where the reader lets programs end it
 * @throws CardError, ScardError
 */
export async function verifyAtPinPad(
  { card }: CardChannel,
  reference: number,
  code: PinPadCode,
  cancelled?: AbortSignal,
): Promise<PinPadResult | undefined> {
  const pad = await PinPad.of(card);
  if (pad !== undefined && cancelled?.aborted) return { outcome: 'cancelled' };
  return pad && resultOf('VERIFY', (await pad.verify(reference, code, cancelled)).sw, reference);
}

/** CHANGE REFERENCE DATA; undefined when the reader has no PIN pad that can. @throws CardError, ScardError */
export async function changeAtPinPad(
  { card }: CardChannel,
  reference: number,
  code: PinPadCode,
): Promise<PinPadResult | undefined> {
  const pad = await PinPad.of(card);
  if (!pad?.canModify) return undefined;
  return resultOf('CHANGE REFERENCE DATA', (await pad.modify(reference, code)).sw, reference);
}
