/**
 * The minidriver's table, areas A (authentication), U (change and unblock), D (deauthentication).
 *
 * Sources: reference/minidriver.md 4.7 to 4.12, 7.4. After each case the code is 1234 again, with all its tries.
 */
import * as md from '../../../../driver/minidriver/index.ts';
import { casesOf, type MinidriverBench, outcomeOf, PIN, PUK, type Row } from './bench.ts';

const { GENERATE_SESSION_PIN, SESSION_PIN, SILENT_CONTEXT } = md.PIN_FLAG;
const WRONG = '0000';

type Given = Partial<Record<keyof md.Authentication, unknown>>;
const ex = (b: MinidriverBench, given: Given = {}) =>
  md.cardAuthenticateEx(b.data, { pin: PIN, ...given } as md.Authentication);
const wrong = (b: MinidriverBench) => ex(b, { pin: WRONG });
const byName = (b: MinidriverBench, userId: string, pin: string = PIN) =>
  md.cardAuthenticatePin(b.data, { userId, pin });
const block = async (b: MinidriverBench) => {
  for (let i = 0; i < 3; i++) await wrong(b).catch(() => {});
};
/** What each of these comes to, one after the other. */
const each = async (...calls: readonly (() => Promise<unknown>)[]) => {
  const outcomes: unknown[] = [];
  for (const call of calls) outcomes.push(await outcomeOf(call));
  return outcomes;
};
/** The PIN is refused, and no try was spent on it: a wrong one leaves two. */
const free = (given: Given) => async (b: MinidriverBench) =>
  each(
    () => ex(b, given),
    () => wrong(b),
  );

const CHANGE: md.AuthenticatorChange = {
  flags: md.PIN_CHANGE_FLAG.CHANGEPIN,
  authenticatingPinId: 1,
  authenticatingPin: PIN,
  targetPinId: 1,
  targetPin: '4321',
};
const UNBLOCK: md.AuthenticatorChange = {
  ...CHANGE,
  flags: md.PIN_CHANGE_FLAG.UNBLOCK,
  authenticatingPinId: 2,
  authenticatingPin: PUK,
};
type Change = Partial<Record<keyof md.AuthenticatorChange, unknown>>;
const change = (b: MinidriverBench, more: Change = {}) =>
  md.cardChangeAuthenticatorEx(b.data, { ...CHANGE, ...more } as md.AuthenticatorChange);
const unblockEx = (b: MinidriverBench, more: Change = {}) =>
  md.cardChangeAuthenticatorEx(b.data, { ...UNBLOCK, ...more } as md.AuthenticatorChange);
type Unblocking = Partial<Record<keyof md.Unblocking, unknown>>;
const unblock = (b: MinidriverBench, more: Unblocking = {}) =>
  md.cardUnblockPin(b.data, { authenticationData: PUK, newPin: '4321', ...more } as md.Unblocking);
const changeByName = (b: MinidriverBench, userId: string, current: string, renewed: string, more = {}) =>
  md.cardChangeAuthenticator(b.data, { userId, currentAuthenticator: current, newAuthenticator: renewed, ...more });
const UNKNOWN = { attemptsRemaining: md.ATTEMPTS_UNKNOWN };

// biome-ignore format: one case a line
const AUTHENTICATION: readonly Row[] = [
  ['A1 7.4', 'the right PIN: tries unknown', (b) => ex(b), UNKNOWN],
  ['A1 T5', 'the right PIN by user name', (b) => byName(b, 'user'), UNKNOWN],
  ['A2 7.4', 'the state before and after', async (b) => { const before = await b.state(); await ex(b); return [before, await b.state()]; }, [0, 2]],
  ['A3 7.4', 'a wrong PIN: two tries left', wrong, 'SCARD_W_WRONG_CHV 2'],
  ['A3 7.4', 'two wrong PINs', (b) => each(() => wrong(b), () => wrong(b)), ['SCARD_W_WRONG_CHV 2', 'SCARD_W_WRONG_CHV 1']],
  ['A4 7.4', 'the last try: blocked at once', (b) => each(() => wrong(b), () => wrong(b), () => wrong(b)), ['SCARD_W_WRONG_CHV 2', 'SCARD_W_WRONG_CHV 1', 'SCARD_W_CHV_BLOCKED 0']],
  ['A5 7.4', 'blocked: the right PIN too', async (b) => { await block(b); return ex(b); }, 'SCARD_W_CHV_BLOCKED 0'],
  ['A5 4.7', 'blocked, by user name', async (b) => { await block(b); return byName(b, 'user'); }, 'SCARD_W_CHV_BLOCKED 0'],
  ['A5 7.4', 'blocked is not authenticated', async (b) => { await ex(b); await block(b); return b.state(); }, 0],
  ['A6 7.4', 'a wrong PIN ends the authenticated state', async (b) => { await ex(b); await wrong(b).catch(() => {}); return b.state(); }, 0],
  ['A7 7.4', 'the right PIN gives the tries back', (b) => each(() => wrong(b), () => ex(b), () => wrong(b)), ['SCARD_W_WRONG_CHV 2', UNKNOWN, 'SCARD_W_WRONG_CHV 2']],
  ['A8 7.4', 'a reset ends the authenticated state', async (b) => { await ex(b); await b.reset(); return b.state(); }, 0],
  ['A9 7.4', 'the counter outlives a reset', async (b) => { await wrong(b).catch(() => {}); await b.reset(); return wrong(b); }, 'SCARD_W_WRONG_CHV 1'],
  ['A9 7.4', 'the counter outlives a removal', async (b) => { await wrong(b).catch(() => {}); await b.bureau.remove(); await b.start(); return wrong(b); }, 'SCARD_W_WRONG_CHV 1'],
  ['A9 7.4', 'blocked outlives a removal', async (b) => { await block(b); await b.bureau.remove(); await b.start(); return ex(b); }, 'SCARD_W_CHV_BLOCKED 0'],
  ['A10 2', 'two contexts see one counter', async (b) => { const other = await b.acquire(); await wrong(b).catch(() => {}); return md.cardAuthenticateEx(other, { pin: WRONG }); }, 'SCARD_W_WRONG_CHV 1'],
  ['A10 2', 'two contexts see one state', async (b) => { const other = await b.acquire(); await ex(b); return b.state(other); }, 2],
  ['A11 4.7', 'a PIN of 3 digits costs nothing', free({ pin: '123' }), ['SCARD_W_WRONG_CHV ?', 'SCARD_W_WRONG_CHV 2']],
  ['A11 4.7', 'a PIN of 9 digits costs nothing', free({ pin: '123456789' }), ['SCARD_W_WRONG_CHV ?', 'SCARD_W_WRONG_CHV 2']],
  ['A11 4.7', 'a letter costs nothing', free({ pin: '12a4' }), ['SCARD_W_WRONG_CHV ?', 'SCARD_W_WRONG_CHV 2']],
  ['A11 2', 'a final NUL costs nothing', free({ pin: '1234\0' }), ['SCARD_W_WRONG_CHV ?', 'SCARD_W_WRONG_CHV 2']],
  ['A11 2', 'a character that is not ANSI costs nothing', free({ pin: '123€' }), ['SCARD_W_WRONG_CHV ?', 'SCARD_W_WRONG_CHV 2']],
  ['A12 13.1', 'an empty PIN costs nothing: AllowZeroLength is false', free({ pin: '' }), ['SCARD_W_WRONG_CHV ?', 'SCARD_W_WRONG_CHV 2']],
  ['A12 4.8', 'no PIN, and no PIN pad', free({ pin: null }), ['SCARD_E_INVALID_PARAMETER', 'SCARD_W_WRONG_CHV 2']],
  ['A13 2', 'the PIN as ANSI bytes', (b) => ex(b, { pin: Uint8Array.from(Buffer.from(PIN)) }), UNKNOWN],
  ['A14 4.7', 'user "anonymous"', (b) => byName(b, 'anonymous'), 'SCARD_E_INVALID_PARAMETER'],
  ['A14 4.7', 'user "User"', (b) => byName(b, 'User'), 'SCARD_E_INVALID_PARAMETER'],
  ['A14 4.7', 'no user', (b) => byName(b, ''), 'SCARD_E_INVALID_PARAMETER'],
  ['A15 4.8', 'PIN_ID 0', free({ pinId: 0 }), ['SCARD_E_INVALID_PARAMETER', 'SCARD_W_WRONG_CHV 2']],
  ['A15 4.8', 'PIN_ID 3, not on the card', free({ pinId: 3 }), ['SCARD_E_INVALID_PARAMETER', 'SCARD_W_WRONG_CHV 2']],
  ['A15 4.8', 'PIN_ID 8', free({ pinId: 8 }), ['SCARD_E_INVALID_PARAMETER', 'SCARD_W_WRONG_CHV 2']],
  ['A16 4.8', 'CARD_AUTHENTICATE_GENERATE_SESSION_PIN', free({ flags: GENERATE_SESSION_PIN }), ['SCARD_E_UNSUPPORTED_FEATURE', 'SCARD_W_WRONG_CHV 2']],
  ['A16 4.8', 'CARD_AUTHENTICATE_SESSION_PIN', free({ flags: SESSION_PIN }), ['SCARD_E_UNSUPPORTED_FEATURE', 'SCARD_W_WRONG_CHV 2']],
  ['A16 4.8', 'an undefined flag', free({ flags: 1 }), ['SCARD_E_INVALID_PARAMETER', 'SCARD_W_WRONG_CHV 2']],
  ['A16 4.8', 'CARD_PIN_SILENT_CONTEXT', (b) => ex(b, { flags: SILENT_CONTEXT }), UNKNOWN],
  ['A17 7.1', 'the unblocking code is the admin', async (b) => { await byName(b, 'admin', PUK); return b.state(); }, 4],
  ['A17 7.1', 'both at once', async (b) => { await byName(b, 'admin', PUK); await ex(b); return b.state(); }, 6],
  ['A17 7.4', 'a wrong unblocking code: nine tries left', (b) => ex(b, { pinId: 2, pin: '00000000' }), 'SCARD_W_WRONG_CHV 9'],
];

// biome-ignore format: one case a line
const CHANGE_AND_UNBLOCK: readonly Row[] = [
  ['U1 7.4', 'a change: the old PIN is wrong, the new one opens', (b) => each(() => change(b), () => ex(b), () => ex(b, { pin: '4321' })), [UNKNOWN, 'SCARD_W_WRONG_CHV 2', UNKNOWN]],
  ['U1 4.12', 'a change by user name', async (b) => each(() => changeByName(b, 'user', PIN, '4321'), () => ex(b, { pin: '4321' })), [UNKNOWN, UNKNOWN]],
  ['U2 4.12', 'a change with the wrong PIN counts', (b) => each(() => change(b, { authenticatingPin: WRONG }), () => change(b, { authenticatingPin: WRONG }), () => change(b, { authenticatingPin: WRONG })), ['SCARD_W_WRONG_CHV 2', 'SCARD_W_WRONG_CHV 1', 'SCARD_W_CHV_BLOCKED 0']],
  ['U2 4.12', 'a blocked PIN cannot be changed', async (b) => { await block(b); return change(b); }, 'SCARD_W_CHV_BLOCKED 0'],
  ['U3 4.12', 'a longer PIN, then a shorter one', (b) => each(() => change(b, { targetPin: '87654321' }), () => change(b, { authenticatingPin: '87654321', targetPin: '12345' }), () => ex(b, { pin: '12345' })), [UNKNOWN, UNKNOWN, UNKNOWN]],
  ['U4 4.12', 'no flag', (b) => change(b, { flags: 0 }), 'SCARD_E_INVALID_PARAMETER'],
  ['U4 4.12', 'both flags', (b) => change(b, { flags: 3 }), 'SCARD_E_INVALID_PARAMETER'],
  ['U4 4.12', 'an undefined flag', (b) => change(b, { flags: 0x12 }), 'SCARD_E_INVALID_PARAMETER'],
  ['U4 4.12', 'silent', (b) => change(b, { flags: 0x42 }), UNKNOWN],
  ['U5 4.12', 'a PIN unblocks itself', (b) => change(b, { flags: 1 }), 'SCARD_E_INVALID_PARAMETER'],
  ['U5 4.12', 'the admin changes the PIN of the user', (b) => change(b, { authenticatingPinId: 2 }), 'SCARD_E_INVALID_PARAMETER'],
  ['U5 4.12', 'the user unblocks the admin', (b) => change(b, { flags: 1, targetPinId: 2 }), 'SCARD_E_INVALID_PARAMETER'],
  ['U5 4.12', 'PIN_ID 0', (b) => change(b, { authenticatingPinId: 0, targetPinId: 0 }), 'SCARD_E_INVALID_PARAMETER'],
  ['U5 4.12', 'PIN_ID 3', (b) => change(b, { authenticatingPinId: 3, targetPinId: 3 }), 'SCARD_E_INVALID_PARAMETER'],
  ['U6 4.12', 'a retry count', (b) => change(b, { retryCount: 3 }), 'SCARD_E_INVALID_PARAMETER'],
  ['U6 4.12', 'a retry count, by user name', (b) => changeByName(b, 'user', PIN, '4321', { retryCount: 3 }), 'SCARD_E_INVALID_PARAMETER'],
  ['U7 4.12', 'no old PIN', (b) => change(b, { authenticatingPin: undefined }), 'SCARD_E_INVALID_PARAMETER'],
  ['U7 4.12', 'an empty new PIN', (b) => change(b, { targetPin: '' }), 'SCARD_E_INVALID_PARAMETER'],
  ['U7 6', 'a new PIN of 2 digits', (b) => each(() => change(b, { targetPin: '12' }), () => ex(b)), ['SCARD_E_INVALID_CHV ?', UNKNOWN]],
  ['U7 6', 'a new PIN of letters', (b) => each(() => change(b, { targetPin: 'abcd' }), () => ex(b)), ['SCARD_E_INVALID_CHV ?', UNKNOWN]],
  ['U8 4.12', 'the unblocking code cannot be changed', (b) => change(b, { authenticatingPinId: 2, authenticatingPin: PUK, targetPinId: 2, targetPin: '87654321' }), 'SCARD_W_SECURITY_VIOLATION'],
  ['U8 4.12', 'nor by user name', (b) => changeByName(b, 'admin', PUK, '87654321'), 'SCARD_W_SECURITY_VIOLATION'],
  ['U9 4.12', 'change of a challenge and response', (b) => changeByName(b, 'user', PIN, '4321', { flags: 1 }), 'SCARD_E_UNSUPPORTED_FEATURE'],
  ['U9 4.12', 'change with flags 3', (b) => changeByName(b, 'user', PIN, '4321', { flags: 3 }), 'SCARD_E_INVALID_PARAMETER'],
  ['U9 4.12', 'change for nobody', (b) => changeByName(b, 'anonymous', PIN, '4321'), 'SCARD_E_INVALID_PARAMETER'],
  ['U10 7.4', 'unblocked: the new PIN opens, nobody is the user yet', async (b) => { await block(b); await unblock(b); const state = await b.state(); return [state & 2, await ex(b, { pin: '4321' })]; }, [0, UNKNOWN]],
  ['U10 7.4', 'unblocked by CardChangeAuthenticatorEx', async (b) => { await block(b); return each(() => unblockEx(b), () => ex(b), () => ex(b, { pin: '4321' })); }, [UNKNOWN, 'SCARD_W_WRONG_CHV 2', UNKNOWN]],
  ['U11 7.4', 'a PIN that is not blocked can be replaced too', async (b) => { await unblock(b); return ex(b, { pin: '4321' }); }, UNKNOWN],
  ['U12 7.4', 'a wrong unblocking code: its own tries', async (b) => { await block(b); return unblock(b, { authenticationData: '00000000' }); }, 'SCARD_W_WRONG_CHV 9'],
  ['U12 7.4', 'a wrong unblocking code leaves the PIN alone', (b) => each(() => unblock(b, { authenticationData: '00000000' }), () => ex(b)), ['SCARD_W_WRONG_CHV 9', UNKNOWN]],
  ['U12 7.4', 'the right unblocking code gives its tries back', (b) => each(() => unblock(b, { authenticationData: '00000000' }), () => unblock(b), () => unblock(b, { authenticationData: '00000000' })), ['SCARD_W_WRONG_CHV 9', undefined, 'SCARD_W_WRONG_CHV 9']],
  ['U13 7.4', 'ten wrong unblocking codes: never again', async (b) => { b.spoil(); await block(b); for (let i = 0; i < 9; i++) await unblock(b, { authenticationData: '00000000' }).catch(() => {}); return each(() => unblock(b, { authenticationData: '00000000' }), () => unblock(b), () => ex(b)); }, ['SCARD_W_CHV_BLOCKED 0', 'SCARD_W_CHV_BLOCKED 0', 'SCARD_W_CHV_BLOCKED 0']],
  ['U14 4.11', 'unblock the admin', (b) => unblock(b, { userId: 'admin' }), 'SCARD_E_UNSUPPORTED_FEATURE'],
  ['U14 4.11', 'unblock nobody', (b) => unblock(b, { userId: 'anonymous' }), 'SCARD_E_INVALID_PARAMETER'],
  ['U14 4.11', 'unblock with a retry count', (b) => unblock(b, { retryCount: 3 }), 'SCARD_E_INVALID_PARAMETER'],
  ['U14 4.11', 'unblock with retry count -1', (b) => unblock(b, { retryCount: 0xffffffff }), undefined],
  ['U14 4.11', 'unblock with an undefined flag', (b) => unblock(b, { flags: 4 }), 'SCARD_E_INVALID_PARAMETER'],
  ['U14 4.11', 'a response that is the unblocking code', (b) => unblock(b, { flags: 1 }), undefined],
  ['U14 4.11', 'unblock without code', (b) => unblock(b, { authenticationData: '' }), 'SCARD_E_INVALID_PARAMETER'],
  ['U14 4.11', 'unblock without new PIN', (b) => unblock(b, { newPin: undefined }), 'SCARD_E_INVALID_PARAMETER'],
  ['U15 4.11', 'a new PIN that cannot be costs no try', (b) => each(() => unblock(b, { newPin: '123', authenticationData: '00000000' }), () => unblock(b, { authenticationData: '00000000' })), ['SCARD_E_INVALID_CHV ?', 'SCARD_W_WRONG_CHV 9']],
];

// biome-ignore format: one case a line
const DEAUTHENTICATION: readonly Row[] = [
  ['D1 4.9', 'nobody is authenticated: success', (b) => md.cardDeauthenticateEx(b.data, 0xff), undefined],
  ['D1 4.9', 'nobody is authenticated: success by user name', (b) => md.cardDeauthenticate(b.data, 'user'), undefined],
  ['D2 T7', 'the user is: the card has to be reset', async (b) => { await ex(b); return md.cardDeauthenticateEx(b.data, 0x02); }, 'SCARD_E_UNSUPPORTED_FEATURE'],
  ['D2 T7', 'all roles', async (b) => { await ex(b); return md.cardDeauthenticateEx(b.data, 0xff); }, 'SCARD_E_UNSUPPORTED_FEATURE'],
  ['D2 T7', 'by user name', async (b) => { await ex(b); return md.cardDeauthenticate(b.data, 'user'); }, 'SCARD_E_UNSUPPORTED_FEATURE'],
  ['D2 T7', 'refused, it is still open', async (b) => { await ex(b); await md.cardDeauthenticateEx(b.data, 0x02).catch(() => {}); return b.state(); }, 2],
  ['D3 4.9', 'ROLE_EVERYONE is ignored', async (b) => { await ex(b); return md.cardDeauthenticateEx(b.data, 0x01); }, undefined],
  ['D3 4.9', 'the admin is not authenticated', async (b) => { await ex(b); return md.cardDeauthenticateEx(b.data, 0x04); }, undefined],
  ['D4 4.9', 'an empty PIN_SET', async (b) => { await ex(b); return md.cardDeauthenticateEx(b.data, 0); }, undefined],
  ['D5 4.9', 'flags', (b) => md.cardDeauthenticateEx(b.data, 2, 1), 'SCARD_E_INVALID_PARAMETER'],
  ['D5 4.9', 'a PIN_SET of nine bits', (b) => md.cardDeauthenticateEx(b.data, 0x100), 'SCARD_E_INVALID_PARAMETER'],
  ['D5 4.9', 'nobody by name', (b) => md.cardDeauthenticate(b.data, 'anonymous'), 'SCARD_E_INVALID_PARAMETER'],
  ['D5 4.9', 'flags, by user name', (b) => md.cardDeauthenticate(b.data, 'user', 1), 'SCARD_E_INVALID_PARAMETER'],
  ['D6 4.9', 'what the caller does: reset, and nobody is authenticated', async (b) => { await ex(b); return [await md.deauthenticateOrReset(b.data, 2), await b.state()]; }, ['reset', 0]],
  ['D6 4.9', 'what the caller does when nobody is', (b) => md.deauthenticateOrReset(b.data, 2), 'deauthenticated'],
];

export const CODE_CASES = casesOf([...AUTHENTICATION, ...CHANGE_AND_UNBLOCK, ...DEAUTHENTICATION]);
