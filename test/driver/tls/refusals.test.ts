/** What a program is told of a handshake that the card, or the person, did not sign. */
import test, { type ExecutionContext } from 'ava';
import { INS } from '#iso7816/ins.ts';
import { CspError, SCARD } from '../../../driver/csp/index.ts';
import { type CardKey, CardTlsError, type CardTlsReason, connect, openCardKey } from '../../../driver/tls/index.ts';
import { desk, keyOf } from './desk.ts';
import { SERVER_AUTHORITIES, type Site, site } from './site.ts';

const RIGHT = { kind: 'pin', pin: '1234' } as const;
const WRONG = { kind: 'pin', pin: '0000' } as const;
const CANCEL = { kind: 'cancel' } as const;

async function opened(key: CardKey, { port }: Site): Promise<string> {
  const socket = await connect(key, { host: '127.0.0.1', servername: 'localhost', port, ca: SERVER_AUTHORITIES });
  socket.destroy();
  return socket.getProtocol() ?? 'none';
}

async function refused(t: ExecutionContext, attempt: Promise<unknown>, reason: CardTlsReason, scardName?: string) {
  const error = await t.throwsAsync(attempt, { instanceOf: CardTlsError, code: 'ERR_CARD_TLS' });
  t.is(error.reason, reason, error.message);
  t.is<string | undefined, string | undefined>(error.scardName, scardName);
  t.not(error.messageIn('fr'), error.messageIn('en'));
  t.notRegex(error.stack ?? '', /1234|0000/);
  return error;
}

test('a card pulled out while it signs, then put back: the code is still known', async (t) => {
  const at = await desk(t);
  const server = await site(t);
  const key = await keyOf(t, at);
  at.person.prepare(RIGHT);
  at.card.removeDuring('INTERNAL AUTHENTICATE');
  const { cause } = await refused(t, opened(key, server), 'card-removed', 'SCARD_W_REMOVED_CARD');
  t.is((cause as NodeJS.ErrnoException).code, 'ERR_SSL_EVP_LIB');
  at.person.take();
  await refused(t, opened(key, server), 'not-inserted', 'SCARD_W_CANCELLED_BY_USER');
  t.deepEqual(
    at.person.take().map(({ kind }) => kind),
    ['insert-card'],
  );
  await at.reader.insert(at.card);
  t.is(await opened(key, server), 'TLSv1.2');
  t.deepEqual(at.person.take(), []);
});

for (const reporting of ['pcscd-vpcd', 'pcsclite-ccid'] as const)
  test(`a card torn out, of which ${reporting} tells a broken exchange: its reader says that it has left`, async (t) => {
    const at = await desk(t, { reporting });
    const server = await site(t);
    const key = await keyOf(t, at);
    at.person.prepare(RIGHT);
    at.card.removeDuring('INTERNAL AUTHENTICATE');
    const told = reporting === 'pcscd-vpcd' ? 'SCARD_F_COMM_ERROR' : 'SCARD_E_NOT_TRANSACTED';
    const { message } = await refused(t, opened(key, server), 'card-removed', told);
    t.regex(message, /the card was taken out while it signed/);
  });

test('a broken exchange with a card that stays is no removal', async (t) => {
  const at = await desk(t);
  const server = await site(t);
  const key = await keyOf(t, at);
  at.person.prepare(RIGHT);
  at.world.faults.add({ when: { command: 'INTERNAL AUTHENTICATE' }, do: 'empty' });
  await refused(t, opened(key, server), 'card', 'SCARD_E_NOT_TRANSACTED');
});

test('a card that is not there, and nobody to ask', async (t) => {
  const at = await desk(t);
  const server = await site(t);
  const key = await openCardKey(at.process, { silent: true });
  t.teardown(() => key.close());
  await refused(t, opened(key, server), 'not-typed', 'NTE_SILENT_CONTEXT');
  await at.reader.remove();
  await refused(t, opened(key, server), 'not-inserted', 'SCARD_E_NO_SMARTCARD');
  await refused(t, openCardKey(at.process, { silent: true }), 'not-inserted', 'NTE_SILENT_CONTEXT');
  await refused(t, openCardKey(at.process), 'not-inserted', 'SCARD_W_CANCELLED_BY_USER');
});

test('a dialog that is cancelled, at once or after a wrong code; a right code after a wrong one', async (t) => {
  const at = await desk(t);
  const server = await site(t);
  const key = await keyOf(t, at);
  at.person.prepare(CANCEL);
  const untouched = await refused(t, opened(key, server), 'not-typed', 'SCARD_W_CANCELLED_BY_USER');
  t.is(untouched.attemptsRemaining, undefined);
  for (const answer of [WRONG, CANCEL]) at.person.prepare(answer);
  const tried = await refused(t, opened(key, server), 'not-typed', 'SCARD_W_CANCELLED_BY_USER');
  t.is(tried.attemptsRemaining, 2);
  t.regex(tried.messageIn('fr'), / : .* ; reste 2 essais$/);
  t.regex(at.person.take().at(-1)?.text ?? '', /Essais restants : 2/);
  for (const answer of [WRONG, RIGHT]) at.person.prepare(answer);
  t.is(await opened(key, server), 'TLSv1.2');
});

test('a program that knows the code is told that it was wrong, and how many tries are left', async (t) => {
  const at = await desk(t);
  const server = await site(t);
  at.process.dialogs.enterPin = async ({ refused: wrong }) => {
    if (wrong !== undefined) throw new CspError(SCARD.W_WRONG_CHV, { en: 'wrong', fr: 'faux' }, wrong);
    return WRONG.pin;
  };
  const error = await refused(t, opened(await keyOf(t, at), server), 'wrong-code', 'SCARD_W_WRONG_CHV');
  t.is(error.attemptsRemaining, 2);
  t.regex(error.message, /; 2 tries left$/);
});

test('three wrong codes block; a blocked card asks for none', async (t) => {
  const at = await desk(t);
  const server = await site(t);
  const key = await keyOf(t, at);
  for (const answer of [WRONG, WRONG, WRONG]) at.person.prepare(answer);
  t.is((await refused(t, opened(key, server), 'blocked', 'SCARD_W_CHV_BLOCKED')).attemptsRemaining, 0);
  t.is(at.person.take().length, 3);
  at.person.prepare(RIGHT);
  t.is((await refused(t, opened(key, server), 'blocked', 'SCARD_W_CHV_BLOCKED')).attemptsRemaining, 0);
  t.deepEqual(at.person.take(), []);
});

test('another card put in while the code is asked for never sees it', async (t) => {
  const at = await desk(t);
  const server = await site(t);
  const key = await keyOf(t, at);
  const other = at.world.card('cps3-infirmier', { seed: 1 });
  const swap = async () => {
    await at.reader.remove();
    await at.reader.insert(other);
  };
  const { dialogs } = at.process;
  const enterPin = dialogs.enterPin.bind(dialogs);
  dialogs.enterPin = async (request) => {
    await swap();
    return enterPin(request);
  };
  at.person.prepare(RIGHT);
  const sent: (number | undefined)[] = [];
  at.world.trace.subscribe({
    name: 'the other card',
    event: (event) => event.kind === 'apdu' && event.card === other.name && sent.push(event.command[1]),
  });
  await refused(t, opened(key, server), 'not-inserted', 'SCARD_W_CANCELLED_BY_USER');
  t.true(sent.includes(INS.SELECT));
  t.false(sent.includes(INS.VERIFY));
});
