/** How many commands the calls take: a reader carries a few thousand a second at best. */
import test from 'ava';
import {
  CALG,
  CARD_DATA_FUNCTIONS,
  cardAcquireContext,
  cardAuthenticateEx,
  cardReadFile,
  cardSignData,
  KEY_SPEC,
  REFUSED_FUNCTIONS,
  SCARD,
} from '../../../driver/minidriver/index.ts';
import { refused } from './refused.ts';
import { acquired, request, VirtualCard } from './virtual-card.ts';

const INFO = {
  containerIndex: 0,
  keySpec: KEY_SPEC.KEYEXCHANGE,
  hashAlgorithm: CALG.SHA_256,
  data: new Uint8Array(32),
};

test('acquire, authenticate and sign: 20 commands for the first signature, 4 for each further one', async (t) => {
  const card = new VirtualCard();
  const cardData = await cardAcquireContext(request(card));
  t.is(card.takeCommands().length, 0, 'acquire');
  await cardAuthenticateEx(cardData, { pin: '1234' });
  t.is(card.takeCommands().length, 10, 'EF.DIR, ODF, AODF at 3 each, VERIFY');
  await cardSignData(cardData, INFO);
  t.is(card.takeCommands().length, 10, 'PrKDF and CDF at 3 each, SELECT, MSE, INTERNAL AUTHENTICATE, GET RESPONSE');
  for (const key of [INFO, { ...INFO, containerIndex: 1, keySpec: KEY_SPEC.SIGNATURE }]) {
    await cardSignData(cardData, key);
    t.is(card.takeCommands().length, 4);
  }
  await cardAuthenticateEx(cardData, { pin: '1234' });
  t.is(card.takeCommands().length, 1);
});

test('a file is read from the card once a context', async (t) => {
  const card = new VirtualCard();
  const cardData = await cardAcquireContext(request(card));
  await cardReadFile(cardData, 'mscp', 'kxc00');
  card.takeCommands();
  await cardReadFile(cardData, 'mscp', 'kxc00');
  t.is(card.takeCommands().length, 0);
});

test('a function that is always refused asks the card nothing', async (t) => {
  const { card, cardData } = await acquired();
  t.is(REFUSED_FUNCTIONS.length, 24);
  for (const name of REFUSED_FUNCTIONS) {
    await refused(t, SCARD.E_UNSUPPORTED_FEATURE, CARD_DATA_FUNCTIONS[name](cardData));
    t.deepEqual(card.takeCommands(), [], name);
  }
});
