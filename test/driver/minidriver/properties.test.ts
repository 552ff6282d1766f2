/** Properties: what the table of cases (`cases/properties.ts`) does not see from outside. */
import test from 'ava';
import { toHex } from '#iso7816/bytes.ts';
import { cardGetProperty } from '../../../driver/minidriver/index.ts';
import { acquired } from './virtual-card.ts';

test('CPSCPLC differs from card to card', async (t) => {
  const [one, other] = [await acquired({ seed: 1 }), await acquired({ seed: 2 })];
  const cplc = toHex(await cardGetProperty(one.cardData, 'CPSCPLC'));
  t.not(toHex(await cardGetProperty(other.cardData, 'CPSCPLC')), cplc);
});

test('the CPLC is asked for in the MF', async (t) => {
  const { card, cardData } = await acquired();
  await cardGetProperty(cardData, 'CPSCPLC');
  t.deepEqual(card.takeCommands().slice(0, 2), ['00A4090C023F00', '00CA9F7F00']);
});
