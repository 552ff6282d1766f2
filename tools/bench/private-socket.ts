/** The private socket beside the real pcscd: the same unmodified C clients and tools ask both, by turns. */
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { READER_STATE } from '#pcsc/scard.ts';
import { quickAck } from '../../driver/pcsc/quick-ack.ts';
import type { SmartCard } from '../../simulator/card/port.ts';
import type { Slot } from '../../simulator/reader/slot.ts';
import { VpcdClient } from '../../simulator/reader/vpcd/client.ts';
import { PrivateWorld } from '../../simulator/resource-manager/pcsclite/private-world.ts';
import { DEFAULT_READER } from '../cli/default-reader.ts';
import { ensurePcscd, READER_NAMES, VPCD_PORT } from '../pcscd.ts';
import { BlockClient, type Environment, withClient } from './block-client.ts';
import { MAIN } from './compiled.ts';
import { echoCard } from './echo-card.ts';
import { fullCard, PROFILE } from './full-card.ts';
import { BLOCK, OURS, type Paths, run, shows, withFloor } from './over-pcscd.ts';
import { type Outcome, time } from './report.ts';
import { byTurns, cpuOf, undisturbed } from './rounds.ts';

const ROUNDS = 400;
const TOOL_ROUNDS = 5;
const CLIENTS = 8;
const EVENTS = 50;
/** Time for the client to wait. */
const PAUSE_MS = 3;
const [READER] = READER_NAMES;

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

function clientIn(paths: Paths, environment: Environment): BlockClient {
  return new BlockClient(paths['apdu-client'], [READER], environment);
}

/** Microseconds of an APDU of the C client: the C card over pcscd, then `card` over the socket. */
async function besideFloor(paths: Paths, card: SmartCard): Promise<[number, number]> {
  const readings = await withFloor(paths, (floor) =>
    inWorld(
      (environment) =>
        withClient(clientIn(paths, environment), (ours) =>
          byTurns(
            ROUNDS,
            () => floor.take(BLOCK),
            () => ours.take(BLOCK),
          ),
        ),
      card,
    ),
  );
  return [undisturbed(readings[0]), undisturbed(readings[1])];
}

async function socketRatio(paths: Paths, card: SmartCard, what: string, bar: number): Promise<Outcome> {
  await ensurePcscd();
  const [floor, ours] = await besideFloor(paths, card);
  return {
    name: `small APDU of a C client, private socket, ${what}`,
    value: floor / ours,
    unit: 'of the C floor over pcscd',
    bar,
    sense: 'least',
    details: `${time(ours)} beside ${time(floor)} of the C card over pcscd with TCP_QUICKACK`,
  };
}

export function echoOverSocket(paths: Paths): Promise<Outcome> {
  return socketRatio(paths, echoCard(), 'echo card', 1.8);
}

export function cardOverSocket(paths: Paths): Promise<Outcome> {
  return socketRatio(paths, fullCard(), 'the full card', 1.8);
}

/** Long enough that the file is written in each. */
const TRACED_BLOCK = 1500;
const TRACED_ROUNDS = 150;

/** The C client under a verb of the command line, before a simulated card. */
function under(paths: Paths, verb: readonly string[], ...options: readonly string[]): BlockClient {
  const program = [paths['apdu-client'], `${DEFAULT_READER} 00 00`];
  return new BlockClient(process.execPath, [MAIN, ...verb, '--card', PROFILE, ...options, '--', ...program]);
}

/** The C client under `exec`, and as it is watched. */
async function watchedAtWork(paths: Paths, name: string, client: () => BlockClient): Promise<Outcome> {
  const readings = await withClient(under(paths, ['exec']), (plain) =>
    withClient(client(), (watched) =>
      byTurns(
        TRACED_ROUNDS,
        () => plain.take(TRACED_BLOCK),
        () => watched.take(TRACED_BLOCK),
      ),
    ),
  );
  const [plain, watched] = [undisturbed(readings[0]), undisturbed(readings[1])];
  return {
    name: `small APDU of a C client under ${name}`,
    value: plain / watched,
    unit: 'of the rate without',
    bar: 0.9,
    aim: 0.95,
    sense: 'least',
    details: `${time(watched)} beside ${time(plain)}`,
  };
}

const besideClient = (paths: Paths, name: string) => join(dirname(paths['apdu-client']), name);

export function traceToFile(paths: Paths): Promise<Outcome> {
  const client = () => under(paths, ['exec'], '--trace', besideClient(paths, 'trace.jsonl'));
  return watchedAtWork(paths, 'exec --trace FILE', client);
}

export function recordToFile(paths: Paths): Promise<Outcome> {
  const client = () => under(paths, ['record', besideClient(paths, 'record.jsonl')]);
  return watchedAtWork(paths, 'record FILE', client);
}

/** What an APDU takes longer over pcscd when it passes by us. */
export async function recordOverPcscd(paths: Paths): Promise<Outcome> {
  await ensurePcscd();
  const file = besideClient(paths, 'pcscd.jsonl');
  const client = () => new BlockClient(process.execPath, [MAIN, 'record', file, '--', paths['apdu-client'], READER]);
  const readings = await withFloor(paths, (direct) =>
    withClient(client(), (recorded) =>
      byTurns(
        ROUNDS / 4,
        () => direct.take(BLOCK),
        () => recorded.take(BLOCK),
      ),
    ),
  );
  const [direct, recorded] = [undisturbed(readings[0]), undisturbed(readings[1])];
  return {
    name: 'small APDU of a C client over pcscd under record FILE',
    value: (recorded - direct) / 1000,
    unit: 'ms more than without',
    bar: 1,
    sense: 'most',
    details: `${time(recorded)} beside ${time(direct)}`,
  };
}

/** CPU microseconds that an APDU costs the service, which is this process, while all `clients` are at work. */
function together(clients: readonly BlockClient[]): Promise<number> {
  const work = () => Promise.all(clients.map((client) => client.take(BLOCK)));
  return cpuOf(1, work).then((us) => us / (clients.length * BLOCK));
}

export async function clientsAtOnce(paths: Paths): Promise<Outcome> {
  const compare = async (environment: Environment) => {
    const clients = Array.from({ length: CLIENTS }, () => clientIn(paths, environment));
    try {
      return await byTurns(
        ROUNDS / 4,
        () => together(clients.slice(0, 1)),
        () => together(clients),
      );
    } finally {
      await Promise.all(clients.map((client) => client.end()));
    }
  };
  const readings = await inWorld(compare, fullCard());
  const [one, all] = [undisturbed(readings[0]), undisturbed(readings[1])];
  return {
    name: `an APDU of ${CLIENTS} clients at once, private socket, the full card`,
    value: all / one,
    unit: 'times the CPU time of the service for one of one client',
    bar: 1.25,
    sense: 'most',
    details: `${time(all)} beside ${time(one)}`,
  };
}

/** Microseconds from each insertion to its sight by a C client that waits, and after each those of an APDU. */
async function insertions(paths: Paths, environment: Environment, slot: Slot): Promise<[number[], number[]]> {
  const seen: number[] = [];
  const apdus: number[] = [];
  const card = fullCard();
  const waiting = new BlockClient(paths['card-events'], [slot.name], environment);
  await waiting.next();
  for (let i = 0; i < EVENTS; i++) {
    await pause(PAUSE_MS);
    const start = Number(process.hrtime.bigint()) / 1000;
    slot.insert(card);
    seen.push((await waiting.next()) - start);
    apdus.push(await withClient(new BlockClient(paths['apdu-client'], [slot.name], environment), (c) => c.take(BLOCK)));
    slot.remove();
    await waiting.next();
  }
  waiting.kill();
  return [seen, apdus];
}

export async function insertionSeen(paths: Paths): Promise<Outcome> {
  const [seen, apdus] = await inWorld((environment, slot) => insertions(paths, environment, slot));
  const [insertion, apdu] = [undisturbed(seen), undisturbed(apdus)];
  return {
    name: 'an insertion seen by a waiting C client, private socket',
    value: insertion / apdu,
    unit: 'times an APDU of such a client',
    bar: 15,
    sense: 'most',
    details: `${time(insertion)} beside ${time(apdu)}; pcscd looks every 400 ms`,
  };
}

async function dump(environment: Environment = {}): Promise<number> {
  const start = performance.now();
  await run('pkcs15-tool', ['--reader', '0', '-D'], { env: { ...process.env, ...environment } });
  return 1000 * (performance.now() - start);
}

/** The same card in the system's own reader. */
async function inVpcd<T>(work: () => Promise<T>): Promise<T> {
  const client = new VpcdClient({ card: fullCard(), port: VPCD_PORT, acknowledge: quickAck });
  await client.connect();
  try {
    await shows(OURS, READER_STATE.PRESENT);
    return await work();
  } finally {
    await client.eject();
    await shows(OURS, READER_STATE.EMPTY);
  }
}

export async function toolRatio(): Promise<Outcome> {
  await ensurePcscd();
  const readings = await byTurns(
    TOOL_ROUNDS,
    () => inVpcd(dump),
    () => inWorld(dump, fullCard()),
  );
  const [system, ours] = [undisturbed(readings[0]), undisturbed(readings[1])];
  return {
    name: 'pkcs15-tool -D, the whole process, private socket',
    value: ours / system,
    unit: 'times the same over pcscd and vpcd',
    bar: 1.3,
    sense: 'most',
    details: `${time(ours)} beside ${time(system)}`,
  };
}
