/** Living with resets by other programs. Source: PC/SC part 5, SCardReconnect; pcscd 1.9.9. */
import test from 'ava';
import { VirtualClock } from '#common/virtual-clock.ts';
import { SCARD } from '#pcsc/scard.ts';
import { despiteResets, giveBackAfterReset, isReset, onceSettled } from '../../../driver/pcsc/resets.ts';
import { ScardError } from '../../../driver/pcsc/scard-error.ts';

const { W_RESET_CARD, E_PROTO_MISMATCH, W_REMOVED_CARD, E_NOT_TRANSACTED, E_SHARING_VIOLATION } = SCARD;

/** Fails with these codes, one a call, then succeeds. */
function fails(name: string, seen: string[], ...codes: readonly number[]) {
  const left = [...codes];
  return async () => {
    seen.push(name);
    const code = left.shift();
    if (code !== undefined) throw new ScardError(code, name);
    return 'done';
  };
}

function handle(seen: string[], ends: readonly number[] = [], reconnects: readonly number[] = []) {
  const endTransaction = fails('end', seen, ...ends);
  const reconnect = fails('reconnect', seen, ...reconnects);
  return { endTransaction, reconnect } as unknown as Parameters<typeof giveBackAfterReset>[0];
}

const codes = test.macro((t, error: unknown, expected: boolean) => t.is(isReset(error), expected));
test('SCARD_W_RESET_CARD is a reset', codes, new ScardError(W_RESET_CARD, 'x'), true);
test('SCARD_E_PROTO_MISMATCH is one met in the middle', codes, new ScardError(E_PROTO_MISMATCH, 'x'), true);
test('SCARD_W_REMOVED_CARD is none', codes, new ScardError(W_REMOVED_CARD, 'x'), false);
test('an error without code is none', codes, new Error('x'), false);

const settles = test.macro(async (t, given: readonly number[], outcome: string, calls: number) => {
  const seen: string[] = [];
  const call = onceSettled(fails('call', seen, ...given)).catch(({ scardName }) => scardName);
  t.is(await call, outcome);
  t.is(seen.length, calls);
});
test('settled at once', settles, [], 'done', 1);
test('settled after two refusals of the protocol', settles, [E_PROTO_MISMATCH, E_PROTO_MISMATCH], 'done', 3);
test('another error is no matter of settling', settles, [W_RESET_CARD], 'SCARD_W_RESET_CARD', 1);

test('a protocol that is refused for a second is refused', async (t) => {
  const clock = new VirtualClock();
  const seen: string[] = [];
  const refused = onceSettled(fails('call', seen, ...Array(1000).fill(E_PROTO_MISMATCH)), clock);
  await t.throwsAsync(refused, { code: 'ERR_SCARD' });
  t.is(clock.now(), 1000);
  t.is(seen.length, 201);
});

test('a call is made again after each reset, by a handle that has reconnected', async (t) => {
  const seen: string[] = [];
  const call = fails('call', seen, W_RESET_CARD, E_PROTO_MISMATCH);
  t.deepEqual(await despiteResets(handle(seen), call), { value: 'done', resets: 2 });
  t.deepEqual(seen, ['call', 'reconnect', 'call', 'reconnect', 'call']);
});

test('a card that resets itself for ever ends the call', async (t) => {
  const seen: string[] = [];
  const call = () => Promise.reject(new ScardError(W_RESET_CARD, 'call'));
  const error = await t.throwsAsync(despiteResets(handle(seen), call), { instanceOf: ScardError });
  t.is(error.scard, W_RESET_CARD);
  t.is(seen.length, 1000);
});

test('another error is no matter of resets', async (t) => {
  const seen: string[] = [];
  const error = await t.throwsAsync(despiteResets(handle(seen), fails('call', seen, W_REMOVED_CARD)));
  t.is((error as ScardError | undefined)?.scard, W_REMOVED_CARD);
  t.deepEqual(seen, ['call']);
});

const givesBack = test.macro(async (t, ends: readonly number[], expected: readonly string[], thrown?: number) => {
  const seen: string[] = [];
  const given = giveBackAfterReset(handle(seen, ends)).catch(({ scard }) => scard);
  t.is(await given, thrown);
  t.deepEqual(seen, expected);
});
test('a transaction is given back by a handle that has reconnected', givesBack, [], ['reconnect', 'end']);
test('reset again meanwhile', givesBack, [W_RESET_CARD], ['reconnect', 'end', 'reconnect', 'end']);
test('not held any more', givesBack, [E_NOT_TRANSACTED], ['reconnect', 'end']);
test('held by somebody else now', givesBack, [E_SHARING_VIOLATION], ['reconnect', 'end']);
test('the card has left', givesBack, [W_REMOVED_CARD], ['reconnect', 'end'], W_REMOVED_CARD);
