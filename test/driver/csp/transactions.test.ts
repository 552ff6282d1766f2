/** Transactions, the PIN cache and the dialogs of one process, over the embedded resource manager. */
import { readFileSync } from 'node:fs';
import test from 'ava';
import {
  CRYPT,
  cryptAcquireContext,
  cryptGetKeyCertificate,
  cryptGetProvParam,
  cryptGetUserKey,
  cryptReleaseContext,
  cryptSetProvParam,
  NTE,
  PIN_CACHE_POLICY,
  SCARD,
} from '../../../driver/csp/index.ts';
import { CACHE_MODE, TRACES, TraceLog } from '../../../driver/minidriver/index.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { Desk, type DeskCard } from './desk.ts';
import { refused } from './refused.ts';
import { AUTH, isRight, SIGN, sign } from './signing.ts';

const VERIFY = /^00200001(?!00$)/;

/** Presentations of the code porteur since the last call. */
function verifications(card: DeskCard): number {
  return card.take().filter((command) => VERIFY.test(command)).length;
}

async function deskWithCard() {
  const desk = new Desk();
  const card = desk.card();
  desk.insert(card);
  return { desk, card, person: desk.person };
}

test('the PIN is asked for once, then presented silently at each transaction', async (t) => {
  const { desk, card, person } = await deskWithCard();
  const provider = await cryptAcquireContext(desk.program());
  person.pins.push('1234');
  t.true(await isRight(provider, await sign(provider)));
  t.deepEqual(person.take(), ['pin']);
  t.is(verifications(card), 1);
  await sign(provider);
  t.is(verifications(card), 0, 'the transaction is still open');
  desk.clock.pass(1500);
  await sign(provider);
  t.is(verifications(card), 1, 'a new transaction, the kept PIN');
  t.deepEqual(person.take(), []);
  await desk.close();
});

test('after the time-out the card has forgotten the PIN', async (t) => {
  const { desk, card } = await deskWithCard();
  const process = desk.program();
  const provider = await cryptAcquireContext(process);
  await cryptSetProvParam(provider, 'PP_KEYEXCHANGE_PIN', '1234');
  card.take();
  desk.clock.pass(1499);
  await process.readers();
  t.deepEqual(card.take(), [], 'not yet');
  desk.clock.pass(1);
  await desk.resetByAnother();
  t.is(card.take().length, 2, 'the state of both codes is asked: none may stay verified');
  await desk.close();
});

test('another program waits for the end of the transaction, no longer', async (t) => {
  const { desk } = await deskWithCard();
  const [ours, theirs] = [desk.program(), desk.program()];
  const provider = await cryptAcquireContext(ours);
  await cryptSetProvParam(provider, 'PP_SIGNATURE_PIN', '1234');
  let done = false;
  const waiting = cryptAcquireContext(theirs).then(() => {
    done = true;
  });
  await new Promise(setImmediate);
  t.false(done);
  desk.clock.pass(1500);
  await waiting;
  t.true(done);
  await desk.close();
});

test('another program has to ask for the PIN itself', async (t) => {
  const { desk, person } = await deskWithCard();
  const first = await cryptAcquireContext(desk.program());
  await cryptSetProvParam(first, 'PP_KEYEXCHANGE_PIN', '1234');
  await cryptReleaseContext(first);
  const second = await cryptAcquireContext(desk.program());
  person.pins.push('1234');
  await sign(second);
  t.deepEqual(person.take(), ['pin']);
  await desk.close();
});

test('the last context released ends the transaction, the PIN stays known to the process', async (t) => {
  const { desk, card, person } = await deskWithCard();
  const process = desk.program();
  const [a, b] = [await cryptAcquireContext(process), await cryptAcquireContext(process)];
  await cryptSetProvParam(a, 'PP_KEYEXCHANGE_PIN', '1234');
  await cryptReleaseContext(a);
  await sign(b);
  t.is(verifications(card), 1);
  await cryptReleaseContext(b);
  t.true(card.take().includes('0020000100'), 'the card has said that it forgot the PIN');
  await sign(await cryptAcquireContext(process));
  t.is(verifications(card), 1);
  t.deepEqual(person.take(), []);
  await refused(t, NTE.INVALID_HANDLE, cryptReleaseContext(b));
  await desk.close();
});

test('a reset by another program between two calls is taken up silently', async (t) => {
  const { desk, card, person } = await deskWithCard();
  const process = desk.program();
  const provider = await cryptAcquireContext(process);
  await cryptSetProvParam(provider, 'PP_KEYEXCHANGE_PIN', '1234');
  for (let i = 0; i < 3; i++) {
    await process.endTransactions();
    await desk.resetByAnother();
    t.true(await isRight(provider, await sign(provider)));
  }
  t.deepEqual(person.take(), []);
  t.is(card.tries, 3);
  await desk.close();
});

test('a wrong PIN is asked for again with the tries left, and never presented twice', async (t) => {
  const { desk, card, person } = await deskWithCard();
  const provider = await cryptAcquireContext(desk.program());
  person.pins.push('0000', '12ab', '1234');
  await sign(provider);
  t.deepEqual(
    person.seen.map((request) => 'refused' in request && request.refused?.attemptsRemaining),
    [false, 2, undefined],
  );
  t.is(verifications(card), 2, 'the code that is no number was never presented');
  t.is(card.tries, 3);
  await desk.close();
});

test('the third wrong PIN blocks; the right one then changes nothing', async (t) => {
  const { desk, card, person } = await deskWithCard();
  const provider = await cryptAcquireContext(desk.program());
  person.pins.push('0000', '0000', '0000', '1234');
  t.is((await refused(t, SCARD.W_CHV_BLOCKED, sign(provider))).attemptsRemaining, 0);
  await refused(t, SCARD.W_CHV_BLOCKED, sign(provider));
  t.is(card.tries, 0);
  t.is(verifications(card), 4);
  await desk.close();
});

test('a code that was refused leaves nothing to forget: the card is asked nothing more', async (t) => {
  const { desk, card } = await deskWithCard();
  const provider = await cryptAcquireContext(desk.program());
  for (const scard of [SCARD.W_WRONG_CHV, SCARD.W_WRONG_CHV, SCARD.W_CHV_BLOCKED]) {
    await refused(t, scard, cryptSetProvParam(provider, 'PP_KEYEXCHANGE_PIN', '0000'));
    t.regex(card.take().at(-1) ?? '', VERIFY);
  }
  await desk.close();
});

test('a kept PIN that is not right any more is presented once, then asked for', async (t) => {
  const { desk, card, person } = await deskWithCard();
  const process = desk.program();
  const provider = await cryptAcquireContext(process);
  const silent = await cryptAcquireContext(process, { flags: CRYPT.SILENT });
  await cryptSetProvParam(provider, 'PP_KEYEXCHANGE_PIN', '1234');
  await process.endTransactions();
  card.store.commit({ referenceData: { '01': { value: '4321', triesRemaining: 3 } } });
  t.is((await refused(t, SCARD.W_WRONG_CHV, sign(silent))).attemptsRemaining, 2);
  await refused(t, NTE.SILENT_CONTEXT, sign(silent));
  t.is(card.tries, 2);
  person.pins.push('4321');
  await sign(provider);
  t.is(card.tries, 3);
  await desk.close();
});

test('the PIN dialog cancelled: nothing was presented', async (t) => {
  const { desk, card } = await deskWithCard();
  const provider = await cryptAcquireContext(desk.program());
  await refused(t, SCARD.W_CANCELLED_BY_USER, sign(provider, AUTH));
  t.is(verifications(card), 0);
  await desk.close();
});

test('a card swapped while the dialog is open never gets the PIN of the other', async (t) => {
  const { desk, card, person } = await deskWithCard();
  const other = desk.card('cps3-pharmacien', 3);
  const provider = await cryptAcquireContext(desk.program());
  person.pins.push(() => {
    desk.remove();
    desk.insert(other);
    return '1234';
  });
  await refused(t, SCARD.W_CANCELLED_BY_USER, sign(provider));
  t.deepEqual(person.take(), ['pin', 'insert-card']);
  t.is(verifications(other), 0);
  t.is(verifications(card), 0);
  person.insertions.push(() => {
    desk.remove();
    desk.insert(card);
  });
  person.pins.push('1234');
  t.true(await isRight(provider, await sign(provider)));
  await desk.close();
});

test('removed while the transaction is open: the person is asked for the card, the kept PIN serves again', async (t) => {
  const { desk, card, person } = await deskWithCard();
  const provider = await cryptAcquireContext(desk.program());
  await cryptSetProvParam(provider, 'PP_KEYEXCHANGE_PIN', '1234');
  desk.remove();
  person.insertions.push(() => desk.insert(card));
  t.true(await isRight(provider, await sign(provider)));
  t.deepEqual(person.take(), ['insert-card']);
  await desk.close();
});

test('removed in the middle of a signature: the caller is told, the next call finds the card again', async (t) => {
  const { desk, card } = await deskWithCard();
  const provider = await cryptAcquireContext(desk.program());
  await cryptSetProvParam(provider, 'PP_KEYEXCHANGE_PIN', '1234');
  card.beforeCommand = (command) => {
    if (command.startsWith('0088')) desk.remove();
  };
  const error = await t.throwsAsync(sign(provider));
  t.true(
    ['SCARD_F_COMM_ERROR', 'SCARD_W_REMOVED_CARD', 'SCARD_E_NOT_TRANSACTED'].includes(
      (error as unknown as { scardName: string }).scardName,
    ),
  );
  card.beforeCommand = () => {};
  desk.insert(card);
  t.true(await isRight(provider, await sign(provider)));
  await desk.close();
});

test('a silent context whose card has left', async (t) => {
  const { desk } = await deskWithCard();
  const provider = await cryptAcquireContext(desk.program(), { flags: CRYPT.SILENT });
  desk.remove();
  await refused(t, SCARD.E_NO_SMARTCARD, cryptGetKeyCertificate(cryptGetUserKey(provider, AUTH)));
  await desk.close();
});

const policy = (type: number, seconds = 0) => ({ pinCachePolicy: { type, seconds } });

test('policy Timed: the PIN is asked for again when its time is over', async (t) => {
  const { desk, person } = await deskWithCard();
  const provider = await cryptAcquireContext(desk.program(policy(PIN_CACHE_POLICY.TIMED, 60)));
  person.pins.push('1234', '1234');
  await sign(provider);
  desk.clock.pass(58_500);
  await sign(provider);
  t.deepEqual(person.take(), ['pin']);
  desk.clock.pass(1500);
  await sign(provider);
  t.deepEqual(person.take(), ['pin'], 'used meanwhile, it is none the younger');
  await desk.close();
});

test('policy Timed: a PIN whose time runs out while it is presented is not kept anew', async (t) => {
  const { desk, card, person } = await deskWithCard();
  const provider = await cryptAcquireContext(desk.program(policy(PIN_CACHE_POLICY.TIMED, 60)));
  person.pins.push('1234', '1234');
  await sign(provider);
  desk.clock.pass(59_000);
  card.beforeCommand = (command) => {
    if (VERIFY.test(command)) desk.clock.pass(1000);
  };
  await sign(provider);
  t.deepEqual(person.take(), ['pin']);
  desk.clock.pass(1500);
  await sign(provider);
  t.deepEqual(person.take(), ['pin']);
  await desk.close();
});

test('policy None: a PIN given by the program serves for its transaction only', async (t) => {
  const { desk, card } = await deskWithCard();
  const process = desk.program(policy(PIN_CACHE_POLICY.NONE));
  const provider = await cryptAcquireContext(process, { flags: CRYPT.SILENT });
  await cryptSetProvParam(provider, 'PP_KEYEXCHANGE_PIN', '1234');
  t.is(verifications(card), 1, 'verified at once');
  await sign(provider);
  desk.clock.pass(1500);
  await refused(t, NTE.SILENT_CONTEXT, sign(provider));
  await desk.close();
});

test('policy AlwaysPrompt: a dialog for each signature, the PIN of the program is not even looked at', async (t) => {
  const { desk, card, person } = await deskWithCard();
  const process = desk.program(policy(PIN_CACHE_POLICY.ALWAYS_PROMPT));
  const provider = await cryptAcquireContext(process);
  await cryptSetProvParam(provider, 'PP_KEYEXCHANGE_PIN', '0000');
  t.is(verifications(card), 0);
  person.pins.push('1234', '1234');
  await sign(provider);
  await sign(provider);
  t.deepEqual(person.take(), ['pin', 'pin']);
  t.is(verifications(card), 2);
  const silent = await cryptAcquireContext(process, { flags: CRYPT.SILENT });
  await refused(t, NTE.SILENT_CONTEXT, sign(silent));
  await desk.close();
});

test('the context of a known card reads nothing of it again', async (t) => {
  const { desk, card } = await deskWithCard();
  const process = desk.program();
  const first = await cryptAcquireContext(process);
  await cryptGetProvParam(first, 'PP_USER_CERTSTORE');
  t.true(card.take().length > 10);
  const second = await cryptAcquireContext(process);
  await cryptGetProvParam(second, 'PP_USER_CERTSTORE');
  t.deepEqual(card.take(), []);
  await desk.close();
});

test('CRYPT_MACHINE_KEYSET: a known card is read again, and the PIN it holds open stays', async (t) => {
  const { desk, card } = await deskWithCard();
  const process = desk.program();
  const first = await cryptAcquireContext(process);
  await cryptSetProvParam(first, 'PP_KEYEXCHANGE_PIN', '1234');
  await cryptGetProvParam(first, 'PP_USER_CERTSTORE');
  card.take();
  const second = await cryptAcquireContext(process, { flags: CRYPT.MACHINE_KEYSET });
  await cryptGetProvParam(second, 'PP_USER_CERTSTORE');
  t.true(card.take().length > 10);
  t.true(await isRight(second, await sign(second)));
  t.false(card.take().some((command) => command.startsWith('0020000104')));
  await desk.close();
});

test('GLOBAL_CACHE: of a card that was away only which one it is is read again', async (t) => {
  const { desk, card } = await deskWithCard();
  const process = desk.program({ minidriver: { configuration: { cacheMode: CACHE_MODE.GLOBAL_CACHE } } });
  await cryptGetProvParam(await cryptAcquireContext(process), 'PP_USER_CERTSTORE');
  card.take();
  desk.remove();
  desk.insert(card);
  const context = await cryptAcquireContext(process);
  t.is((await cryptGetProvParam(context, 'PP_USER_CERTSTORE')).length, 2);
  const [select, ...others] = card.take().filter((command) => command.startsWith('00A4'));
  t.deepEqual([select, others], ['00A40904043F00D003', []], 'EF.SN');
  await desk.close();
});

test('NO_CACHE: the minidriver is asked each time', async (t) => {
  const { desk } = await deskWithCard();
  const folder = temporaryDirectory('no-cache-');
  const reads = async (cacheMode: number) => {
    const log = TraceLog.open(TRACES.VERBOSE, folder, cacheMode);
    const process = desk.program({ minidriver: { configuration: { cacheMode }, log } });
    const context = await cryptAcquireContext(process);
    for (let i = 0; i < 3; i++) await cryptGetProvParam(context, 'PP_USER_CERTSTORE');
    return readFileSync(log?.file ?? '', 'utf8').match(/CardReadFile mscp\/kxc00/g)?.length;
  };
  t.is(await reads(CACHE_MODE.NO_CACHE), 3);
  t.is(await reads(CACHE_MODE.SESSION_ONLY), 1);
  await desk.close();
});

test('SESSION_ONLY: a card that was away is read again', async (t) => {
  const { desk, card } = await deskWithCard();
  const process = desk.program();
  const first = await cryptAcquireContext(process);
  await cryptGetProvParam(first, 'PP_USER_CERTSTORE');
  const reading = card.take().length;
  desk.remove();
  desk.insert(card);
  await cryptGetProvParam(first, 'PP_USER_CERTSTORE').catch(() => undefined);
  await cryptGetProvParam(await cryptAcquireContext(process), 'PP_USER_CERTSTORE');
  t.is(card.take().length, reading);
  await desk.close();
});

test('the signature key signs with the same PIN, in the same transaction', async (t) => {
  const { desk, card, person } = await deskWithCard();
  const process = desk.program();
  const auth = await cryptAcquireContext(process);
  const name = (await cryptGetProvParam(auth, 'PP_ENUMCONTAINERS')).find((container) => container.endsWith('SIGN'));
  const signature = await cryptAcquireContext(process, { container: name ?? '' });
  person.pins.push('1234');
  await sign(auth);
  t.true(await isRight(signature, await sign(signature, SIGN), SIGN));
  t.is(verifications(card), 1);
  await desk.close();
});
