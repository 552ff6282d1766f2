/** The private socket beside the real pcscd: the same unmodified C clients and tools ask both, by turns. */
import { execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { hex } from '#iso7816/bytes.ts';
import { READER_STATE } from '#pcsc/scard.ts';
import { Card } from '../../simulator/card/card.ts';
import type { SmartCard } from '../../simulator/card/port.ts';
import { MemoryStore } from '../../simulator/card/state/memory-store.ts';
import { personalise, shippedProfile } from '../../simulator/personalisation/index.ts';
import type { Slot } from '../../simulator/reader/slot.ts';
import { VpcdClient } from '../../simulator/reader/vpcd/client.ts';
import { PrivateWorld } from '../../simulator/resource-manager/pcsclite/private-world.ts';
import { ensurePcscd, READER_NAMES, VPCD_PORT } from '../pcscd.ts';
import { apdus, type Paths, shows, withCard } from './over-pcscd.ts';
import { median, type Outcome } from './report.ts';

const PROFILE = 'cps3-medecin';
const ROUNDS = 7;
const TOOL_ROUNDS = 5;
const CLIENTS = 8;
const EVENTS = 300;
/** Between two events: time for the client to wait again. */
const PAUSE_MS = 3;
const [READER] = READER_NAMES;

const run = promisify(execFile);

function fullCard(): Card {
  const profile = shippedProfile(PROFILE);
  return new Card({ name: PROFILE, store: new MemoryStore(profile, personalise(profile, 1)) });
}

/** As little as the C card beside it. */
function echoCard(): SmartCard {
  const atr = hex`3B 02 14 50`;
  const response = hex`01 02 03 04 05 06 07 08 90 00`;
  return {
    name: 'echo',
    powerOn: () => atr,
    powerOff: () => {},
    reset: () => atr,
    getAtr: () => atr,
    transmit: () => response,
  };
}

type Environment = Readonly<Record<string, string>>;

/** A private world whose reader has the name that vpcd's first one has. */
async function inWorld<T>(work: (environment: Environment, slot: Slot) => Promise<T>, card?: SmartCard): Promise<T> {
  const world = await PrivateWorld.open();
  try {
    const slot = world.manager.plugReader(READER.replace(/ 00 00$/, ''));
    if (card !== undefined) slot.insert(card);
    return await work(world.environment, slot);
  } finally {
    await world.close();
  }
}

function listOf(values: readonly number[]): string {
  return values.map((value) => Math.round(value)).join(' ');
}

export async function socketRatio(paths: Paths): Promise<Outcome> {
  await ensurePcscd();
  const floor: number[] = [];
  const echo: number[] = [];
  const full: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    floor.push(await withCard(paths['echo-card'], [String(VPCD_PORT)], () => apdus(paths)));
    echo.push(await inWorld((environment) => apdus(paths, environment), echoCard()));
    full.push(await inWorld((environment) => apdus(paths, environment), fullCard()));
  }
  const details = `C card over pcscd with TCP_QUICKACK ${listOf(floor)}/s, echo card over the socket ${listOf(echo)}/s, the full card ${listOf(full)}/s`;
  return {
    name: 'small APDU of a C client, private socket',
    value: median(echo.map((rate, i) => rate / (floor[i] as number))),
    unit: 'of the C floor over pcscd',
    bar: 1.3,
    sense: 'least',
    details,
  };
}

export async function clientsAtOnce(paths: Paths): Promise<Outcome> {
  const together = async (environment: Environment) => {
    const rates = await Promise.all(Array.from({ length: CLIENTS }, () => apdus(paths, environment)));
    return rates.reduce((sum, rate) => sum + rate, 0);
  };
  const sums: number[] = [];
  for (let round = 0; round < ROUNDS; round++) sums.push(await inWorld(together, fullCard()));
  return {
    name: `${CLIENTS} clients at once, private socket, the full card`,
    value: median(sums),
    unit: 'APDU/s in sum',
    bar: 40_000,
    sense: 'least',
    details: `${ROUNDS} rounds: ${listOf(sums)}`,
  };
}

/** Microseconds from each change to its sight by a C client that waits. */
async function latencies(program: string, environment: Environment, slot: Slot): Promise<number[]> {
  const client = spawn(program, [READER], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  });
  const seen = createInterface({ input: client.stdout })[Symbol.asyncIterator]();
  const card = fullCard();
  const found: number[] = [];
  await seen.next();
  for (let i = 0; i < 2 * EVENTS; i++) {
    await pause(PAUSE_MS);
    const start = Number(process.hrtime.bigint()) / 1000;
    if (i % 2 === 0) slot.insert(card);
    else slot.remove();
    const at = Number((await seen.next()).value) - start;
    if (i % 2 === 0) found.push(at);
  }
  client.kill();
  return found;
}

export async function insertionSeen(paths: Paths): Promise<Outcome> {
  const found = await inWorld((environment, slot) => latencies(paths['card-events'], environment, slot));
  const sorted = found.toSorted((a, b) => a - b);
  const details = `${EVENTS} insertions of the full card, the slowest ${((sorted.at(-1) ?? 0) / 1000).toFixed(2)} ms; pcscd looks every 400 ms`;
  return {
    name: 'an insertion seen by a waiting C client, private socket',
    value: median(found) / 1000,
    unit: 'ms',
    bar: 1,
    sense: 'most',
    details,
  };
}

async function dump(environment: Environment = {}): Promise<number> {
  const start = performance.now();
  await run('pkcs15-tool', ['--reader', '0', '-D'], { env: { ...process.env, ...environment } });
  return performance.now() - start;
}

/** A vpicc as it would be written: nothing makes vpcd's split messages be acknowledged early. */
async function untreated<T>(work: () => Promise<T>): Promise<T> {
  const client = new VpcdClient({ card: fullCard(), port: VPCD_PORT });
  await client.connect();
  try {
    await shows(READER_STATE.PRESENT);
    return await work();
  } finally {
    await client.eject();
    await shows(READER_STATE.EMPTY);
  }
}

export async function toolRatio(): Promise<Outcome> {
  await ensurePcscd();
  const slow: number[] = [];
  const fast: number[] = [];
  for (let round = 0; round < TOOL_ROUNDS; round++) {
    slow.push(await untreated(dump));
    fast.push(await inWorld(dump, fullCard()));
  }
  return {
    name: 'pkcs15-tool -D, the whole process, private socket',
    value: median(slow.map((time, i) => time / (fast[i] as number))),
    unit: 'times faster than an untreated card over vpcd',
    bar: 50,
    sense: 'least',
    details: `${listOf(fast)} ms beside ${listOf(slow)} ms`,
  };
}
