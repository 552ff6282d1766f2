import { inspect } from 'node:util';
import test from 'ava';
import { ascii } from '#iso7816/bytes.ts';
import {
  ATTEMPTS_UNKNOWN,
  type Authentication,
  type CardData,
  cardAcquireContext,
  cardAuthenticateEx,
  cardAuthenticatePin,
  cardDeauthenticate,
  cardDeauthenticateEx,
  cardGetProperty,
  deauthenticateOrReset,
  PIN_FLAG,
  PIN_ID,
  pinSet,
  SCARD,
  withCardTransaction,
} from '../../../driver/minidriver/index.ts';
import { refused } from './refused.ts';
import { acquired, request, type VirtualCard } from './virtual-card.ts';

const { W_WRONG_CHV, W_CHV_BLOCKED, E_INVALID_PARAMETER, E_UNSUPPORTED_FEATURE } = SCARD;
const RIGHT = '1234';
const WRONG = '0000';

async function authenticated(cardData: CardData): Promise<number> {
  return (await cardGetProperty(cardData, 'Authenticated State'))[0] ?? -1;
}

function triesOf(card: VirtualCard, reference = '01'): number | undefined {
  return card.store.state.referenceData[reference]?.triesRemaining;
}

test('the right PIN: attempts unknown, authenticated state USER', async (t) => {
  const { cardData } = await acquired();
  t.is(await authenticated(cardData), 0);
  t.deepEqual(await cardAuthenticateEx(cardData, { pin: RIGHT }), { attemptsRemaining: ATTEMPTS_UNKNOWN });
  t.is(await authenticated(cardData), pinSet(PIN_ID.USER));
});

test('PINs are taken as text or as ANSI bytes, by number or by user name', async (t) => {
  const { cardData } = await acquired();
  await cardAuthenticateEx(cardData, { pinId: PIN_ID.USER, pin: ascii(RIGHT), flags: PIN_FLAG.SILENT_CONTEXT });
  const result = await cardAuthenticatePin(cardData, { userId: 'user', pin: RIGHT });
  t.is(result.attemptsRemaining, 0xffffffff);
});

test('the unblocking code is the admin', async (t) => {
  const { cardData } = await acquired();
  await cardAuthenticatePin(cardData, { userId: 'admin', pin: '12345678' });
  t.is(await authenticated(cardData), pinSet(PIN_ID.ADMIN));
  await cardAuthenticateEx(cardData, { pin: RIGHT });
  t.is(await authenticated(cardData), pinSet(PIN_ID.ADMIN) | pinSet(PIN_ID.USER), 'both at once');
  const error = await refused(t, W_WRONG_CHV, cardAuthenticateEx(cardData, { pinId: 2, pin: '00000000' }));
  t.is(error.attemptsRemaining, 9);
});

test('wrong PINs count down to blocked, which the right PIN does not lift', async (t) => {
  const { card, cardData } = await acquired();
  const wrong = () => cardAuthenticateEx(cardData, { pin: WRONG });
  t.is((await refused(t, W_WRONG_CHV, wrong(), 'CardAuthenticateEx')).attemptsRemaining, 2);
  t.is((await refused(t, W_WRONG_CHV, wrong())).attemptsRemaining, 1);
  t.is((await refused(t, W_CHV_BLOCKED, wrong())).attemptsRemaining, 0);
  t.is(triesOf(card), 0);
  t.is((await refused(t, W_CHV_BLOCKED, cardAuthenticateEx(cardData, { pin: RIGHT }))).attemptsRemaining, 0);
  const byName = cardAuthenticatePin(cardData, { userId: 'user', pin: RIGHT });
  t.is((await refused(t, W_CHV_BLOCKED, byName, 'CardAuthenticatePin')).attemptsRemaining, 0);
});

test('a wrong PIN ends the authenticated state; the right one gives the tries back', async (t) => {
  const { card, cardData } = await acquired();
  await cardAuthenticateEx(cardData, { pin: RIGHT });
  await refused(t, W_WRONG_CHV, cardAuthenticateEx(cardData, { pin: WRONG }));
  t.is(await authenticated(cardData), 0);
  await cardAuthenticateEx(cardData, { pin: RIGHT });
  t.is(triesOf(card), 3);
});

test('the counter outlives reset and context; the authenticated state does not', async (t) => {
  const { card, cardData } = await acquired();
  await cardAuthenticateEx(cardData, { pin: RIGHT });
  await refused(t, W_WRONG_CHV, cardAuthenticateEx(cardData, { pin: WRONG }));
  card.card.powerOff();
  card.card.powerOn();
  const again = await cardAcquireContext(request(card));
  t.is(await authenticated(again), 0);
  t.is((await refused(t, W_WRONG_CHV, cardAuthenticateEx(again, { pin: WRONG }))).attemptsRemaining, 1);
  t.is((await refused(t, W_CHV_BLOCKED, cardAuthenticateEx(cardData, { pin: WRONG }))).attemptsRemaining, 0);
});

const malformed = test.macro(async (t, pin: string | Uint8Array) => {
  const { card, cardData } = await acquired();
  await cardGetProperty(cardData, 'PIN List');
  card.takeCommands();
  const error = await refused(t, W_WRONG_CHV, cardAuthenticateEx(cardData, { pin }));
  t.is(error.attemptsRemaining, ATTEMPTS_UNKNOWN);
  t.deepEqual(card.takeCommands(), [], 'the card was not asked');
  t.is(triesOf(card), 3);
});
test('an empty PIN is no status query', malformed, '');
test('a PIN of 3 digits', malformed, '123');
test('a PIN of 9 digits', malformed, '123456789');
test('a letter in the PIN', malformed, '12a4');
test('a PIN with its final NUL', malformed, '1234\0');
test('a character that is not ANSI', malformed, '123€');
test('an empty byte array', malformed, new Uint8Array(0));

test('a card that pads its codes gets them padded', async (t) => {
  // The AODF of reference/opensc-cpx.md 6 with needs-padding: stored length 8, FF.
  const { card, cardData } = await acquired({
    adapt: (_, state) => {
      const aodf = Buffer.from(state.contents['3F00/0001/7001'] ?? []);
      const user = Buffer.from('0A0101020104020104', 'hex');
      const flags = aodf.indexOf(user) - 1;
      aodf[flags - 1] = 2;
      aodf[flags] = (aodf[flags] ?? 0) | 0x04;
      aodf[flags + user.length] = 8;
      return { state: { ...state, contents: { ...state.contents, '3F00/0001/7001': Uint8Array.from(aodf) } } };
    },
  });
  let sent = '';
  card.intercept = (command) => {
    if (!command.startsWith('00200001')) return undefined;
    sent = command;
    return '9000';
  };
  await cardAuthenticateEx(cardData, { pin: RIGHT });
  t.is(sent, '002000010831323334FFFFFFFF');
});

const refusedCall = test.macro(
  async (t, scard: number, authentication: Partial<Record<keyof Authentication, unknown>>) => {
    const { card, cardData } = await acquired();
    await refused(t, scard, cardAuthenticateEx(cardData, { pin: RIGHT, ...authentication } as Authentication));
    t.is(triesOf(card), 3);
  },
);
test('PIN_ID 0', refusedCall, E_INVALID_PARAMETER, { pinId: 0 });
test('PIN_ID 3, not on the card', refusedCall, E_INVALID_PARAMETER, { pinId: 3 });
test('PIN_ID 8', refusedCall, E_INVALID_PARAMETER, { pinId: 8 });
test('PIN_ID 1.5', refusedCall, E_INVALID_PARAMETER, { pinId: 1.5 });
test('no PIN', refusedCall, E_INVALID_PARAMETER, { pin: null });
test('an unknown flag', refusedCall, E_INVALID_PARAMETER, { flags: 1 });
test('generate a session PIN', refusedCall, E_UNSUPPORTED_FEATURE, { flags: PIN_FLAG.GENERATE_SESSION_PIN });
test('a session PIN', refusedCall, E_UNSUPPORTED_FEATURE, { flags: PIN_FLAG.SESSION_PIN });

test('a PIN_ID that cannot be is refused without asking the card', async (t) => {
  const { card, cardData } = await acquired();
  for (const pinId of [0, -1, 1.5, 8, Number.NaN]) {
    await refused(t, E_INVALID_PARAMETER, cardAuthenticateEx(cardData, { pinId, pin: RIGHT }));
    t.deepEqual(card.takeCommands(), [], `PIN_ID ${pinId}`);
  }
});

test('CardAuthenticatePin knows user and admin only', async (t) => {
  const { cardData } = await acquired();
  for (const userId of ['anonymous', 'User', '', undefined as unknown as string]) {
    await refused(t, E_INVALID_PARAMETER, cardAuthenticatePin(cardData, { userId, pin: RIGHT }), 'CardAuthenticatePin');
  }
});

const lastTry = test.macro(async (t, sw: string, scard: number, attempts: number, said: string) => {
  const { card, cardData } = await acquired();
  card.intercept = (command) => (command.startsWith('00200001') ? sw : undefined);
  const error = await refused(t, scard, cardAuthenticateEx(cardData, { pin: WRONG }));
  t.is(error.attemptsRemaining, attempts);
  t.is(error.why, said);
});
test('63C0 on the last try', lastTry, '63C0', W_CHV_BLOCKED, 0, 'no try is left');
test('6983 on the last try', lastTry, '6983', W_CHV_BLOCKED, 0, 'no try is left');
test('6984', lastTry, '6984', W_CHV_BLOCKED, 0, 'no try is left');
test('6300 says no number', lastTry, '6300', W_WRONG_CHV, ATTEMPTS_UNKNOWN, 'wrong code, tries left unknown');
test('63C1', lastTry, '63C1', W_WRONG_CHV, 1, 'wrong code, 1 try left');
test('63C2', lastTry, '63C2', W_WRONG_CHV, 2, 'wrong code, 2 tries left');

test('no PIN in errors', async (t) => {
  const { card, cardData } = await acquired();
  const secret = '98765432';
  for (const sw of ['63C2', '6983', '6F00', '6A88']) {
    card.intercept = (command) => (command.startsWith('00200001') ? sw : undefined);
    const error = await t.throwsAsync(cardAuthenticateEx(cardData, { pin: secret }));
    t.notRegex(inspect(error, { depth: 9 }), /98765432|3938373635343332/);
  }
});

test('nothing to deauthenticate: success without reset', async (t) => {
  const { cardData } = await acquired();
  await t.notThrowsAsync(cardDeauthenticateEx(cardData, 0xff));
  await t.notThrowsAsync(cardDeauthenticateEx(cardData, 0));
  await t.notThrowsAsync(cardDeauthenticate(cardData, 'user'));
});

test('CardDeauthenticateEx never says yes with the card open: SCARD_E_UNSUPPORTED_FEATURE asks for a reset', async (t) => {
  const { cardData } = await acquired();
  await cardAuthenticateEx(cardData, { pin: RIGHT });
  for (const pins of [0x02, 0x06, 0xff]) {
    await refused(t, E_UNSUPPORTED_FEATURE, cardDeauthenticateEx(cardData, pins), 'CardDeauthenticateEx');
  }
  await refused(t, E_UNSUPPORTED_FEATURE, cardDeauthenticate(cardData, 'user'), 'CardDeauthenticate');
  t.is(await authenticated(cardData), pinSet(PIN_ID.USER), 'still open');
  await t.notThrowsAsync(cardDeauthenticateEx(cardData, 0x01), 'ROLE_EVERYONE is ignored');
  await t.notThrowsAsync(cardDeauthenticateEx(cardData, 0x04), 'the admin is not authenticated');
});

test('deauthenticate: flags, PIN sets and users that are none', async (t) => {
  const { cardData } = await acquired();
  await refused(t, E_INVALID_PARAMETER, cardDeauthenticateEx(cardData, 2, 1));
  await refused(t, E_INVALID_PARAMETER, cardDeauthenticateEx(cardData, 0x100));
  await refused(t, E_INVALID_PARAMETER, cardDeauthenticateEx(cardData, -1));
  await refused(t, E_INVALID_PARAMETER, cardDeauthenticate(cardData, 'anonymous'));
  await refused(t, E_INVALID_PARAMETER, cardDeauthenticate(cardData, 'user', 1));
});

test('deauthenticateOrReset resets the card only when it must', async (t) => {
  const { cardData } = await acquired();
  t.is(await deauthenticateOrReset(cardData, 0xff), 'deauthenticated');
  await cardAuthenticateEx(cardData, { pin: RIGHT });
  t.is(await deauthenticateOrReset(cardData, 0xff), 'reset');
  t.is(await authenticated(cardData), 0);
});

test('deauthenticateOrReset lets other failures through', async (t) => {
  const { card, cardData } = await acquired();
  card.failure = SCARD.W_REMOVED_CARD;
  await refused(t, SCARD.W_REMOVED_CARD, deauthenticateOrReset(cardData, 0xff));
});

test('withCardTransaction holds one PC/SC transaction around the calls', async (t) => {
  const { card, cardData } = await acquired();
  const state = await withCardTransaction(
    cardData,
    async () => {
      t.is(card.transactions, 1);
      await cardAuthenticateEx(cardData, { pin: RIGHT });
      return authenticated(cardData);
    },
    1,
  );
  t.is(state, pinSet(PIN_ID.USER));
  t.is(await authenticated(cardData), 0, 'RESET_CARD at the end');
  await withCardTransaction(cardData, () => cardAuthenticateEx(cardData, { pin: RIGHT }));
  t.is(await authenticated(cardData), pinSet(PIN_ID.USER), 'the card is left as it is when nothing is said');
});

test('the Card* functions begin no transaction of their own', async (t) => {
  const { card, cardData } = await acquired();
  await cardAuthenticateEx(cardData, { pin: RIGHT });
  t.is(card.transactions, 0);
});

test('a card without AODF has no PIN', async (t) => {
  const { cardData } = await acquired({
    adapt: (_, state) => {
      const odf = Buffer.from(state.contents['3F00/0001/5031'] ?? []).toString('hex');
      const without = Uint8Array.from(
        Buffer.from(odf.replace(/a8[0-9a-f]{2}300[0-9a-f]{1}04(02|04|06)[0-9a-f]{0,8}7001/, ''), 'hex'),
      );
      return { state: { ...state, contents: { ...state.contents, '3F00/0001/5031': without } } };
    },
  });
  await refused(t, E_INVALID_PARAMETER, cardAuthenticateEx(cardData, { pin: RIGHT }));
  t.is((await cardGetProperty(cardData, 'PIN List'))[0], 0);
});
