import test from 'ava';
import {
  ATTEMPTS_UNKNOWN,
  type AuthenticatorChange,
  CARD_AUTHENTICATE_PIN,
  type CardData,
  cardAuthenticateEx,
  cardChangeAuthenticatorEx,
  cardGetProperty,
  cardUnblockPin,
  PIN_CHANGE_FLAG,
  PIN_FLAG,
  PIN_ID,
  SCARD,
  type Unblocking,
} from '../../../driver/minidriver/index.ts';
import { refused } from './refused.ts';
import { acquired, type VirtualCard } from './virtual-card.ts';

const { W_WRONG_CHV, W_CHV_BLOCKED, W_SECURITY_VIOLATION } = SCARD;
const { E_INVALID_PARAMETER, E_INVALID_CHV, E_UNSUPPORTED_FEATURE } = SCARD;
const PUK = '12345678';

const CHANGE: AuthenticatorChange = {
  flags: PIN_CHANGE_FLAG.CHANGEPIN,
  authenticatingPinId: PIN_ID.USER,
  authenticatingPin: '1234',
  targetPinId: PIN_ID.USER,
  targetPin: '4321',
};
const UNBLOCK: AuthenticatorChange = {
  flags: PIN_CHANGE_FLAG.UNBLOCK,
  authenticatingPinId: PIN_ID.ADMIN,
  authenticatingPin: PUK,
  targetPinId: PIN_ID.USER,
  targetPin: '4321',
};

function tries(card: VirtualCard): { user: number | undefined; puk: number | undefined; uses: number | undefined } {
  const { '01': user, '02': puk } = card.store.state.referenceData;
  return { user: user?.triesRemaining, puk: puk?.triesRemaining, uses: puk?.usesRemaining };
}

async function block(cardData: CardData): Promise<void> {
  for (let i = 0; i < 3; i++) await cardAuthenticateEx(cardData, { pin: '0000' }).catch(() => undefined);
}

test('a changed PIN: the new one opens, the old one costs a try', async (t) => {
  const { cardData } = await acquired();
  t.deepEqual(await cardChangeAuthenticatorEx(cardData, CHANGE), { attemptsRemaining: ATTEMPTS_UNKNOWN });
  t.is((await refused(t, W_WRONG_CHV, cardAuthenticateEx(cardData, { pin: '1234' }))).attemptsRemaining, 2);
  await t.notThrowsAsync(cardAuthenticateEx(cardData, { pin: '4321' }));
});

test('codes of other lengths may follow each other', async (t) => {
  const { cardData } = await acquired();
  await cardChangeAuthenticatorEx(cardData, { ...CHANGE, targetPin: '87654321' });
  await cardChangeAuthenticatorEx(cardData, { ...CHANGE, authenticatingPin: '87654321', targetPin: '12345' });
  await t.notThrowsAsync(cardAuthenticateEx(cardData, { pin: '12345' }));
});

test('a change with the wrong old PIN counts down to blocked', async (t) => {
  const { cardData } = await acquired();
  const wrong = () => cardChangeAuthenticatorEx(cardData, { ...CHANGE, authenticatingPin: '0000' });
  t.is((await refused(t, W_WRONG_CHV, wrong(), 'CardChangeAuthenticatorEx')).attemptsRemaining, 2);
  t.is((await refused(t, W_WRONG_CHV, wrong())).attemptsRemaining, 1);
  t.is((await refused(t, W_CHV_BLOCKED, wrong())).attemptsRemaining, 0);
  t.is((await refused(t, W_CHV_BLOCKED, cardChangeAuthenticatorEx(cardData, CHANGE))).attemptsRemaining, 0);
});

test('change: codes that cannot be are refused without asking the card', async (t) => {
  const { card, cardData } = await acquired();
  await cardGetProperty(cardData, 'PIN List');
  card.takeCommands();
  await refused(t, E_INVALID_CHV, cardChangeAuthenticatorEx(cardData, { ...CHANGE, targetPin: '12' }));
  await refused(t, E_INVALID_CHV, cardChangeAuthenticatorEx(cardData, { ...CHANGE, targetPin: 'abcd' }));
  await refused(t, W_WRONG_CHV, cardChangeAuthenticatorEx(cardData, { ...CHANGE, authenticatingPin: '12' }));
  t.deepEqual(card.takeCommands(), []);
  t.is(tries(card).user, 3);
});

test('the unblocking code cannot be changed', async (t) => {
  const { card, cardData } = await acquired();
  const change = { ...CHANGE, authenticatingPinId: 2, authenticatingPin: PUK, targetPinId: 2, targetPin: '87654321' };
  await refused(t, W_SECURITY_VIOLATION, cardChangeAuthenticatorEx(cardData, change));
  t.is(tries(card).puk, 10);
});

for (const [name, unblock] of [
  ['CardChangeAuthenticatorEx', (cardData: CardData) => cardChangeAuthenticatorEx(cardData, UNBLOCK)],
  ['CardUnblockPin', (cardData: CardData) => cardUnblockPin(cardData, { authenticationData: PUK, newPin: '4321' })],
] as const) {
  test(`${name}: a blocked PIN is unblocked with a new value; nobody is authenticated as user`, async (t) => {
    const { card, cardData } = await acquired();
    await block(cardData);
    await refused(t, W_CHV_BLOCKED, cardAuthenticateEx(cardData, { pin: '1234' }));
    await unblock(cardData);
    t.deepEqual(tries(card), { user: 3, puk: 10, uses: 99 });
    t.is(((await cardGetProperty(cardData, 'Authenticated State'))[0] ?? 0) & 2, 0);
    t.is((await refused(t, W_WRONG_CHV, cardAuthenticateEx(cardData, { pin: '1234' }))).attemptsRemaining, 2);
    await t.notThrowsAsync(cardAuthenticateEx(cardData, { pin: '4321' }));
  });

  test(`${name}: a PIN that is not blocked can be replaced too`, async (t) => {
    const { card, cardData } = await acquired();
    await unblock(cardData);
    t.is(tries(card).user, 3);
    await t.notThrowsAsync(cardAuthenticateEx(cardData, { pin: '4321' }));
  });
}

test('wrong unblocking codes count down their own tries, and never come back', async (t) => {
  const { card, cardData } = await acquired();
  await block(cardData);
  const wrong = () => cardUnblockPin(cardData, { authenticationData: '00000000', newPin: '4321' });
  for (let left = 9; left > 0; left--) {
    t.is((await refused(t, W_WRONG_CHV, wrong(), 'CardUnblockPin')).attemptsRemaining, left);
  }
  t.is((await refused(t, W_CHV_BLOCKED, wrong())).attemptsRemaining, 0);
  const right = cardUnblockPin(cardData, { authenticationData: PUK, newPin: '4321' });
  t.is((await refused(t, W_CHV_BLOCKED, right)).attemptsRemaining, 0);
  t.is((await refused(t, W_CHV_BLOCKED, cardChangeAuthenticatorEx(cardData, UNBLOCK))).attemptsRemaining, 0);
  t.deepEqual(tries(card), { user: 0, puk: 0, uses: 100 });
});

test('an unblocking code without uses left is blocked', async (t) => {
  const { cardData } = await acquired({
    adapt: (_, state) => {
      const puk = state.referenceData['02'];
      if (puk === undefined) throw new Error('no PUK');
      return { state: { ...state, referenceData: { ...state.referenceData, '02': { ...puk, usesRemaining: 0 } } } };
    },
  });
  await refused(t, W_CHV_BLOCKED, cardUnblockPin(cardData, { authenticationData: PUK, newPin: '4321' }));
});

test('unblock: codes that cannot be are refused before the unblocking code is presented', async (t) => {
  const { card, cardData } = await acquired();
  await refused(t, E_INVALID_CHV, cardUnblockPin(cardData, { authenticationData: PUK, newPin: '123' }));
  await refused(t, W_WRONG_CHV, cardUnblockPin(cardData, { authenticationData: '1234567', newPin: '4321' }));
  t.false(card.takeCommands().some((command) => command.startsWith('0020')));
  t.deepEqual(tries(card), { user: 3, puk: 10, uses: 100 });
});

test('a wrong unblocking code changes nothing of the PIN', async (t) => {
  const { cardData } = await acquired();
  await refused(t, W_WRONG_CHV, cardUnblockPin(cardData, { authenticationData: '87654321', newPin: '4321' }));
  await t.notThrowsAsync(cardAuthenticateEx(cardData, { pin: '1234' }));
});

const refusedChange = test.macro(
  async (t, scard: number, change: Partial<Record<keyof AuthenticatorChange, unknown>>) => {
    const { card, cardData } = await acquired();
    const given = { ...CHANGE, ...change } as AuthenticatorChange;
    await refused(t, scard, cardChangeAuthenticatorEx(cardData, given), 'CardChangeAuthenticatorEx');
    t.deepEqual(tries(card), { user: 3, puk: 10, uses: 100 });
  },
);
test('no flag', refusedChange, E_INVALID_PARAMETER, { flags: 0 });
test('silent only', refusedChange, E_INVALID_PARAMETER, { flags: PIN_FLAG.SILENT_CONTEXT });
test('both flags', refusedChange, E_INVALID_PARAMETER, { flags: 3 });
test('an unknown flag', refusedChange, E_INVALID_PARAMETER, { flags: 0x12 });
test('change of another PIN', refusedChange, E_INVALID_PARAMETER, { authenticatingPinId: 2 });
test('a PIN unblocks itself', refusedChange, E_INVALID_PARAMETER, { flags: PIN_CHANGE_FLAG.UNBLOCK });
test('the user unblocks the admin', refusedChange, E_INVALID_PARAMETER, {
  flags: PIN_CHANGE_FLAG.UNBLOCK,
  targetPinId: 2,
});
test('PIN 0', refusedChange, E_INVALID_PARAMETER, { authenticatingPinId: 0, targetPinId: 0 });
test('PIN 3', refusedChange, E_INVALID_PARAMETER, { authenticatingPinId: 3, targetPinId: 3 });
test('retry count', refusedChange, E_INVALID_PARAMETER, { retryCount: 1 });
test('no old PIN', refusedChange, E_INVALID_PARAMETER, { authenticatingPin: undefined });
test('no new PIN', refusedChange, E_INVALID_PARAMETER, { targetPin: null });
test('an empty old PIN', refusedChange, E_INVALID_PARAMETER, { authenticatingPin: '' });
test('an empty new PIN', refusedChange, E_INVALID_PARAMETER, { targetPin: new Uint8Array(0) });

test('change may be silent', async (t) => {
  const { cardData } = await acquired();
  const flags = PIN_CHANGE_FLAG.CHANGEPIN | PIN_FLAG.SILENT_CONTEXT;
  await t.notThrowsAsync(cardChangeAuthenticatorEx(cardData, { ...CHANGE, flags }));
});

const refusedUnblock = test.macro(async (t, scard: number, unblocking: Partial<Record<keyof Unblocking, unknown>>) => {
  const { card, cardData } = await acquired();
  const given = { authenticationData: PUK, newPin: '4321', ...unblocking } as Unblocking;
  await refused(t, scard, cardUnblockPin(cardData, given), 'CardUnblockPin');
  t.deepEqual(tries(card), { user: 3, puk: 10, uses: 100 });
});
test('unblock: admin', refusedUnblock, E_UNSUPPORTED_FEATURE, { userId: 'admin' });
test('unblock: anonymous', refusedUnblock, E_INVALID_PARAMETER, { userId: 'anonymous' });
test('unblock: retry count 3', refusedUnblock, E_INVALID_PARAMETER, { retryCount: 3 });
test('unblock: an unknown flag', refusedUnblock, E_INVALID_PARAMETER, { flags: 4 });
test('unblock: both flags', refusedUnblock, E_INVALID_PARAMETER, { flags: 3 });
test('unblock: no code', refusedUnblock, E_INVALID_PARAMETER, { authenticationData: undefined });
test('unblock: an empty code', refusedUnblock, E_INVALID_PARAMETER, { authenticationData: '' });
test('unblock: no new PIN', refusedUnblock, E_INVALID_PARAMETER, { newPin: undefined });

test('unblock: retry count -1, and a response that is the unblocking code', async (t) => {
  const { cardData } = await acquired();
  const flags = CARD_AUTHENTICATE_PIN.CHALLENGE_RESPONSE;
  await t.notThrowsAsync(
    cardUnblockPin(cardData, { authenticationData: PUK, newPin: '4321', retryCount: 0xffffffff, flags }),
  );
});
