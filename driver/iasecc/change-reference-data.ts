/** CHANGE REFERENCE DATA. Source: ISO/IEC 7816-4:2020, 11.5.7; reference/cryptolib.md 7. */
import { type Bytes, concat } from '#iso7816/bytes.ts';
import { INS } from '#iso7816/ins.ts';
import { SW } from '#iso7816/status-word.ts';
import type { CardChannel } from './card-channel.ts';
import { type BlockedCode, refusedCode, type WrongCode } from './reference-data.ts';

export type ChangeReferenceDataResult = { readonly outcome: 'changed' } | WrongCode | BlockedCode;

/**
 * Replaces a code; a wrong old one costs a try.
 *
 * Both codes follow each other without a separator: the card splits at the length of the code it holds.
 * @throws CardError
 */
export async function changeReferenceData(
  channel: CardChannel,
  reference: number,
  oldCode: Bytes,
  newCode: Bytes,
): Promise<ChangeReferenceDataResult> {
  const data = concat(oldCode, newCode);
  const { sw } = await channel.send({ ins: INS.CHANGE_REFERENCE_DATA, p2: reference, data });
  return sw === SW.SUCCESS ? { outcome: 'changed' } : refusedCode('CHANGE REFERENCE DATA', sw, reference);
}
