/** Which card answers on a handle. */
import { toHex } from '#iso7816/bytes.ts';
import { cardAcquireContext, cardDeleteContext, cardReadFile, registeredCard } from '../../minidriver/index.ts';
import type { PcscCard } from '../../pcsc/card.ts';

/** cardid of whatever card answers now, in hexadecimal; '' when the minidriver does not know it. */
export async function identifierNow(card: PcscCard): Promise<string> {
  const { atr } = await card.status();
  const registered = registeredCard(atr);
  if (registered === undefined) return '';
  const now = await cardAcquireContext({ atr, cardName: registered.name, card });
  const identifier = toHex(await cardReadFile(now, null, 'cardid'));
  await cardDeleteContext(now);
  return identifier;
}
