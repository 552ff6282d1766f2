/**
 * Two programs at one reader: the same script, the same codes and outputs on the real pcscd and on the private socket.
 *
 * What differs on purpose is in DIFFERENCES, and must differ as it says there.
 */
import type { Socket } from 'node:net';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { PcscliteServer } from '../../simulator/resource-manager/pcsclite/server.ts';
import { ResourceManager } from '../../simulator/resource-manager/resource-manager.ts';
import { ensurePcscd, READER_NAMES, VPCD_PORT } from '../../tools/pcscd.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { type Place, Play, steps } from './two-clients.ts';
import { SCRIPT } from './two-clients-script.ts';
import { plug } from './vpicc.ts';

const LEAST_STEPS = 150;
/** pcscd looks at its readers, and at its locks, a few times a second only. */
const TIMEOUT_MS = 60_000;

interface Difference {
  readonly pcscd: string;
  readonly socket: string;
}

const ATTRIBUTES_OF_VPCD = 'SCARD_E_UNEXPECTED';
const GOOD_CARD = 'SCARD_S_SUCCESS, our reader, state 34 counter 1, protocol 1, atr 3B021450';

/**
 * - no-attribute-without-card, atr-attribute: vpcd 3.3 answers no attribute but those pcscd makes itself; the embedded
 *   reader gives its ATR, and the code of pcscd's usual drivers when there is none.
 * - unpowered-*: after a DISCONNECT that takes the card's power, pcscd's RECONNECT counts the card as in use without
 *   giving it power, and refuses everybody's CONNECT until a reset. The embedded one gives it power.
 * - keeps-lock: pcscd keeps the lock of an exclusive connection that RECONNECT made shared, so that everybody else waits
 *   until that handle is closed. The embedded one frees it.
 */
const DIFFERENCES: Readonly<Record<string, Difference>> = {
  'no-attribute-without-card': { pcscd: ATTRIBUTES_OF_VPCD, socket: 'SCARD_E_NOT_TRANSACTED' },
  'atr-attribute': { pcscd: ATTRIBUTES_OF_VPCD, socket: 'SCARD_S_SUCCESS, value 3B021450' },
  'unpowered-status': { pcscd: GOOD_CARD.replace('state 34', 'state 4'), socket: GOOD_CARD },
  'unpowered-connect': { pcscd: 'SCARD_W_UNPOWERED_CARD', socket: 'SCARD_S_SUCCESS, activeProtocol 1' },
  'unpowered-disconnect': { pcscd: 'SCARD_E_INVALID_HANDLE', socket: 'SCARD_S_SUCCESS' },
  'keeps-lock': { pcscd: 'waiting', socket: 'answered' },
};

async function overPcscd(): Promise<Place> {
  await ensurePcscd();
  let socket: Socket | undefined;
  return {
    reader: READER_NAMES[0],
    environment: {},
    insert: async (card) => {
      socket = await plug(card, VPCD_PORT);
    },
    remove: () => void socket?.destroy(),
  };
}

async function overSocket(t: ExecutionContext): Promise<Place> {
  const manager = new ResourceManager();
  const slot = manager.plugReader('Virtual PCD');
  const server = new PcscliteServer({ manager, path: join(temporaryDirectory('two-'), 'pcscd.comm') });
  await server.listen();
  t.teardown(async () => {
    await server.close();
    await manager.close();
  });
  return {
    reader: slot.name,
    environment: { PCSCLITE_CSOCK_NAME: server.path },
    insert: (card) => slot.insert(card),
    remove: () => void slot.remove(),
  };
}

async function transcript(t: ExecutionContext, place: Place): Promise<string[]> {
  await using play = new Play(place);
  t.teardown(() => void place.remove());
  // Awaited here: the programs are ended when this function is left.
  return await play.perform(SCRIPT);
}

/** What each side is to give at a step: the same as pcscd, or what the difference says. */
function transcriptsHeld(t: ExecutionContext, pcscd: readonly string[], socket: readonly string[]): void {
  const script = steps(SCRIPT);
  const lines = (outcomes: readonly string[]) => script.map(({ text }, i) => `${i + 1} ${text} -> ${outcomes[i]}`);
  const difference = (i: number) => DIFFERENCES[script[i]?.difference ?? ''];
  t.deepEqual(lines(pcscd), lines(pcscd.map((outcome, i) => difference(i)?.pcscd ?? outcome)), 'pcscd');
  t.deepEqual(lines(socket), lines(pcscd.map((outcome, i) => difference(i)?.socket ?? outcome)), 'the private socket');
}

test('the script is long enough and names the differences that are listed', (t) => {
  const script = steps(SCRIPT);
  t.true(script.length >= LEAST_STEPS);
  const named = script.flatMap(({ difference = [] }) => difference);
  t.deepEqual(new Set(named), new Set(Object.keys(DIFFERENCES)));
});

test('the same script gives the same codes and outputs', async (t) => {
  t.timeout(TIMEOUT_MS);
  const pcscd = await transcript(t, await overPcscd());
  const socket = await transcript(t, await overSocket(t));
  transcriptsHeld(t, pcscd, socket);
});
