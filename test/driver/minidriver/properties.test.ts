/** Properties: what the table of cases (`cases/properties.ts`) does not see from outside. */
import test from 'ava';
import { hex, toHex } from '#iso7816/bytes.ts';
import { cardGetProperty } from '../../../driver/minidriver/index.ts';
import { acquired } from './virtual-card.ts';

test('CPSCPLC differs from card to card', async (t) => {
  const [one, other] = [await acquired({ seed: 1 }), await acquired({ seed: 2 })];
  const cplc = toHex(await cardGetProperty(one.cardData, 'CPSCPLC'));
  t.not(toHex(await cardGetProperty(other.cardData, 'CPSCPLC')), cplc);
});

test('CPSPersoVersion is in the historical bytes, whatever the interface bytes hold', async (t) => {
  const atr = hex`3B AC 00 64 2A 00 12 25 00 64 80 00 03 10 00 90 00`;
  const { cardData } = await acquired({}, { atr });
  t.is(toHex(await cardGetProperty(cardData, 'CPSPersoVersion')), '80000310');
});

test('the CPLC is asked for in the MF', async (t) => {
  const { card, cardData } = await acquired();
  await cardGetProperty(cardData, 'CPSCPLC');
  t.deepEqual(card.takeCommands().slice(0, 2), ['00A4090C023F00', '00CA9F7F00']);
});
