/** VERIFY. Source: ISO/IEC 7816-4:2020, 11.5.6; reference/opensc-cpx.md 8. */
import type { Bytes } from '#iso7816/bytes.ts';
import { INS } from '#iso7816/ins.ts';
import { SW } from '#iso7816/status-word.ts';
import type { CardChannel } from './card-channel.ts';
import { type BlockedCode, refusedCode, type WrongCode } from './reference-data.ts';

export type VerifyResult = { readonly outcome: 'verified' } | WrongCode | BlockedCode;

/**
 * Presents a code; a wrong one costs a try.
 * @param code at least one byte, as the card holds it (ASCII digits, padded if the card wants it)
 * @throws RangeError for an empty code, which the card would take for a status query; CardError
 */
export async function verify(channel: CardChannel, reference: number, code: Bytes): Promise<VerifyResult> {
  if (code.length === 0) throw new RangeError('VERIFY: empty code, expected at least one byte');
  const { sw } = await channel.send({ ins: INS.VERIFY, p2: reference, data: code });
  return sw === SW.SUCCESS ? { outcome: 'verified' } : refusedCode('VERIFY', sw, reference);
}

export type VerifyStatus =
  | { readonly outcome: 'verified' }
  | { readonly outcome: 'notVerified'; readonly triesRemaining: number | undefined }
  | BlockedCode;

/** Whether the code is verified, by a VERIFY without data; costs no try. @throws CardError */
export async function verifyStatus(channel: CardChannel, reference: number): Promise<VerifyStatus> {
  const { sw } = await channel.send({ ins: INS.VERIFY, p2: reference });
  if (sw === SW.SUCCESS) return { outcome: 'verified' };
  const refused = refusedCode('VERIFY', sw, reference);
  return refused.outcome === 'wrong' ? { ...refused, outcome: 'notVerified' } : refused;
}
