/** Programs that want the PIN pad of one reader at the same time, and what ends their entries. */
import { setImmediate as whatCanRun } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { fromHex } from '#iso7816/bytes.ts';
import { DISPOSITION, PROTOCOL, SCARD, SHARE } from '#pcsc/scard.ts';
import type { WinScard } from '#pcsc/winscard.ts';
import { parsePinPadAnswers } from '../../../simulator/reader/pin-pad/answers.ts';
import { PinPad } from '../../../simulator/reader/pin-pad/pin-pad.ts';
import { ResourceManager } from '../../../simulator/resource-manager/resource-manager.ts';
import { EchoCard } from '../reader/test-card.ts';
import { message, type RawClient, service, u32 } from './pcsclite/raw-client.ts';
import { isRv, newContext, READER } from './world.ts';

const VERIFY = 0x42000cea;
const ENTRY = fromHex('1E1E 82 00 00 0804 02 00 0000 00 000000 05000000 0020000100');
const CANCELLED = fromHex('6401');
const VERIFY_1234 = '002000010431323334';

type Result = Awaited<ReturnType<WinScard['control']>>;

/** A reader with a PIN pad and a card. */
function padWorld(t: ExecutionContext, ...answers: readonly string[]) {
  const manager = new ResourceManager();
  const pad = new PinPad({ answers: parsePinPadAnswers(answers.join(',')) });
  const slot = manager.plugReader('bureau', { pinPad: pad });
  const card = new EchoCard();
  slot.insert(card);
  t.teardown(() => manager.close());
  const program = async () => {
    const context = await newContext(manager);
    const opened = await manager.connect(context, READER, SHARE.SHARED, PROTOCOL.ANY);
    isRv(t, opened.rv, SCARD.S_SUCCESS);
    return { context, handle: opened.card, enter: () => manager.control(opened.card, VERIFY, ENTRY) };
  };
  return { manager, pad, slot, card, program };
}

function cancelled(t: ExecutionContext, { rv, output }: Result): void {
  isRv(t, rv, SCARD.S_SUCCESS);
  t.deepEqual(output, CANCELLED);
}

test('two programs wait at the pad, the card leaves: both get their answer', async (t) => {
  const { slot, program, pad } = padWorld(t, 'wait', 'wait');
  const [first, second] = [await program(), await program()];
  const entries = [first.enter(), second.enter()] as const;
  await whatCanRun();
  t.is(pad.asked, 1, 'there is one pad');
  slot.remove();
  cancelled(t, await entries[0]);
  isRv(t, (await entries[1]).rv, SCARD.W_REMOVED_CARD);
  t.is(pad.asked, 1);
});

test('the second program gets its turn when the first one has ended', async (t) => {
  const { manager, program, card } = padWorld(t, 'wait', '1234');
  const [first, second] = [await program(), await program()];
  const entries = [first.enter(), second.enter()] as const;
  await manager.control(second.handle, 0x42000cee, new Uint8Array(0));
  cancelled(t, await entries[0]);
  isRv(t, (await entries[1]).rv, SCARD.S_SUCCESS);
  t.is(card.log.at(-1), VERIFY_1234);
});

test('a code is never given to the card that has taken the place of the one it was wanted for', async (t) => {
  const { slot, program, card } = padWorld(t, 'wait', '1234');
  const [first, second] = [await program(), await program()];
  const entries = [first.enter(), second.enter()] as const;
  slot.remove();
  const other = new EchoCard('other');
  slot.insert(other);
  await Promise.all(entries);
  t.deepEqual(
    [...card.log, ...other.log].filter((command) => command === VERIFY_1234),
    [],
  );
});

for (const [title, end] of [
  ['disconnects', ({ manager }, { handle }) => manager.disconnect(handle, DISPOSITION.LEAVE_CARD)],
  ['releases its context', ({ manager }, { context }) => manager.releaseContext(context)],
  ['dies', ({ manager }, { context }) => manager.dropContext(context)],
] satisfies [string, (here: ReturnType<typeof padWorld>, program: { handle: number; context: number }) => unknown][]) {
  test(`a program that ${title} while it waits at the pad leaves it to the next one`, async (t) => {
    const here = padWorld(t, 'wait', '1234');
    const [first, second, third] = [await here.program(), await here.program(), await here.program()];
    const entries = [first.enter(), second.enter(), third.enter()] as const;
    await end(here, second);
    isRv(t, (await entries[1]).rv, SCARD.E_INVALID_HANDLE);
    await end(here, first);
    await entries[0];
    isRv(t, (await entries[2]).rv, SCARD.S_SUCCESS);
    t.is(here.card.log.at(-1), VERIFY_1234);
  });
}

test('an unplugged reader ends every entry', async (t) => {
  const { manager, program } = padWorld(t, 'wait', 'wait');
  const [first, second] = [await program(), await program()];
  const entries = [first.enter(), second.enter()] as const;
  manager.unplugReader(READER);
  cancelled(t, await entries[0]);
  isRv(t, (await entries[1]).rv, SCARD.E_READER_UNAVAILABLE);
});

test('without a card nobody is asked for a code', async (t) => {
  const { manager, slot, pad } = padWorld(t, 'wait');
  slot.remove();
  const { card } = await manager.connect(await newContext(manager), READER, SHARE.DIRECT, 0);
  isRv(t, (await manager.control(card, VERIFY, ENTRY)).rv, SCARD.E_NOT_TRANSACTED);
  t.is(pad.asked, 0);
});

/** The return code of CONTROL, and what came with it. */
async function controlled(client: RawClient): Promise<readonly [number, string]> {
  const answer = await client.read(24);
  const [returned, rv] = [answer.readUInt32LE(16), answer.readUInt32LE(20)];
  return [rv, rv === SCARD.S_SUCCESS ? (await client.read(returned)).toString('hex') : ''];
}

test('over the socket: the card leaves under two programs, a third one dies in line', async (t) => {
  const pad = new PinPad({ answers: ['wait', 'wait'] });
  const here = await service(t, new EchoCard(), pad);
  const programs = [await here.connected(), await here.connected(), await here.connected()] as const;
  for (const { client, card } of programs) {
    client.write(message(0x0a, u32(card, VERIFY, ENTRY.length, 264, 0, 0), ENTRY));
    // The next one is behind it.
    while (pad.asked === 0) await whatCanRun();
  }
  const [first, second, third] = programs;
  await third.client.kill();
  while (here.server.clients > 2) await whatCanRun();
  here.slot.remove();
  t.deepEqual(await controlled(first.client), [SCARD.S_SUCCESS, '6401']);
  t.deepEqual(await controlled(second.client), [SCARD.W_REMOVED_CARD, '']);
});
