/** RESET RETRY COUNTER. Source: ISO/IEC 7816-4:2020, 11.5.10; reference/opensc-cpx.md 8. */
import type { Bytes } from '#iso7816/bytes.ts';
import { INS } from '#iso7816/ins.ts';
import { SW } from '#iso7816/status-word.ts';
import type { CardChannel } from './card-channel.ts';
import { type BlockedCode, refusedCode, type WrongCode } from './reference-data.ts';

/** The data field holds the new code only: the unblocking code has been verified before. */
const P1_NEW_CODE_ONLY = 0x02;

export type ResetRetryCounterResult = { readonly outcome: 'reset' } | WrongCode | BlockedCode;

/**
 * Gives a PIN its tries back and a new code. The unblocking code must have been verified just before.
 * @throws CardError, 6982 when the unblocking code is not verified
 */
export async function resetRetryCounter(
  channel: CardChannel,
  reference: number,
  newCode: Bytes,
): Promise<ResetRetryCounterResult> {
  const command = { ins: INS.RESET_RETRY_COUNTER, p1: P1_NEW_CODE_ONLY, p2: reference, data: newCode };
  const { sw } = await channel.send(command);
  return sw === SW.SUCCESS ? { outcome: 'reset' } : refusedCode('RESET RETRY COUNTER', sw, reference);
}
