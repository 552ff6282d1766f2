/** Which card answers on a handle. */
import { toHex } from '#iso7816/bytes.ts';
import {
  cardAcquireContext,
  cardDeleteContext,
  cardReadFile,
  type MinidriverSettings,
  takenGeneration,
} from '../../minidriver/index.ts';
import type { PcscCard } from '../../pcsc/card.ts';

/** cardid of whatever card answers now, in hexadecimal; '' when the minidriver does not know it. */
export async function identifierNow(card: PcscCard, { configuration }: MinidriverSettings): Promise<string> {
  const { atr } = await card.status();
  if (takenGeneration(atr, configuration) === undefined) return '';
  const now = await cardAcquireContext({ atr, cardName: card.reader, card, ...(configuration && { configuration }) });
  const identifier = toHex(await cardReadFile(now, null, 'cardid'));
  await cardDeleteContext(now);
  return identifier;
}
