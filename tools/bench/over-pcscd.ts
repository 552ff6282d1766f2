/** Our card over the real pcscd and vpcd, beside a minimal card in C in the second reader; the same C client asks both. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { READER_STATE } from '#pcsc/scard.ts';
import { nativeWinScard } from '../../driver/pcsc/native.ts';
import { readerShows } from '../../driver/pcsc/reader-state.ts';
import { ensurePcscd, READER_NAMES, VPCD_PORT } from '../pcscd.ts';
import { BlockClient, withClient } from './block-client.ts';
import type { CProgram } from './c-programs.ts';
import { MAIN } from './compiled.ts';
import { type Outcome, time } from './report.ts';
import { byTurns, median, undisturbed } from './rounds.ts';
import { startOfNode } from './start.ts';

const ROUNDS = 400;
/** APDUs of a reading: less than a scheduler's slice, so that some readings are undisturbed on any machine. */
export const BLOCK = 50;
const STARTS = 9;

export const run = promisify(execFile);

export type Paths = Record<CProgram, string>;

/** Slots of vpcd. */
export const OURS = 0;
export const FLOOR = 1;

export async function shows(slot: 0 | 1, state: number): Promise<void> {
  const reader = READER_NAMES[slot];
  if (!(await readerShows(nativeWinScard(), reader, state, 10_000)))
    throw new Error(`${reader} does not come to the state expected: is another card in it? ('cps-sim doctor' tells)`);
}

/** Starts a card process, waits until pcscd shows the card, does `work`, takes the card out. */
export async function withCard<T>(slot: 0 | 1, command: readonly string[], work: () => Promise<T>): Promise<T> {
  const [program = '', ...args] = command;
  const card: ChildProcess = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  try {
    await shows(slot, READER_STATE.PRESENT);
    return await work();
  } finally {
    card.kill('SIGTERM');
    if (card.exitCode === null && card.signalCode === null) await once(card, 'exit');
    await shows(slot, READER_STATE.EMPTY);
  }
}

/** The card that is measured, in the first reader: told of on standard output or not. */
export function withPlug<T>(cardFile: string, work: () => Promise<T>, ...options: readonly string[]): Promise<T> {
  return withCard(OURS, [process.execPath, MAIN, 'plug', cardFile, ...options], work);
}

/** The C card in the second reader, and a client that asks it. */
export function withFloor<T>(paths: Paths, work: (client: BlockClient) => Promise<T>): Promise<T> {
  return withCard(FLOOR, [paths['floor-card'], String(VPCD_PORT + FLOOR)], () =>
    withClient(new BlockClient(paths['apdu-client'], [READER_NAMES[FLOOR]]), work),
  );
}

/** `plug` beside the C card, on standard output what `options` say. */
async function apduRatio(paths: Paths, cardFile: string, options: readonly string[]): Promise<[number, string]> {
  await ensurePcscd();
  const client = () => new BlockClient(paths['apdu-client'], [READER_NAMES[OURS]]);
  const beside = (floor: BlockClient) =>
    withClient(client(), (ours) =>
      byTurns(
        ROUNDS,
        () => floor.take(BLOCK),
        () => ours.take(BLOCK),
      ),
    );
  const readings = await withPlug(cardFile, () => withFloor(paths, beside), ...options);
  const [floor, ours] = [undisturbed(readings[0]), undisturbed(readings[1])];
  return [floor / ours, `${time(ours)} beside ${time(floor)} with a C card that sets TCP_QUICKACK`];
}

export async function quietApduRatio(paths: Paths, cardFile: string): Promise<Outcome> {
  const [value, details] = await apduRatio(paths, cardFile, ['--quiet']);
  const name = 'small APDU over pcscd and vpcd, plug --quiet';
  return { name, value, unit: 'of the C floor', bar: 0.82, aim: 0.95, sense: 'least', details };
}

export async function toldApduRatio(paths: Paths, cardFile: string): Promise<Outcome> {
  const [value, details] = await apduRatio(paths, cardFile, []);
  const name = 'small APDU over pcscd and vpcd, plug that tells each command';
  return { name, value, unit: 'of the C floor', bar: 0.82, aim: 0.95, sense: 'least', details };
}

/** From the start of a card's process to the first answered APDU; pcscd looks for cards every 400 ms. */
async function startToAnswer(
  paths: Paths,
  slot: 0 | 1,
  card: (work: () => Promise<number>) => Promise<number>,
): Promise<number> {
  const start = performance.now();
  const answered = () =>
    withClient(new BlockClient(paths['apdu-client'], [READER_NAMES[slot]]), async (client) => {
      await client.take(1);
      return performance.now();
    });
  return 1000 * ((await card(answered)) - start);
}

/** `cps-sim plug` less node's own start, beside the C card: one look of pcscd should be nearly all. */
export async function startOfPlug(paths: Paths, cardFile: string): Promise<Outcome> {
  await ensurePcscd();
  const echo = [paths['floor-card'], String(VPCD_PORT + FLOOR)];
  const [bare, ours, floor] = await byTurns(
    STARTS,
    () => startOfNode('-e', '0'),
    () => startToAnswer(paths, OURS, (work) => withPlug(cardFile, work, '--quiet')),
    () => startToAnswer(paths, FLOOR, (work) => withCard(FLOOR, echo, work)),
  );
  return {
    name: 'cps-sim plug to the first answered APDU, beyond the start of node',
    value: (median(ours) - median(bare)) / median(floor),
    unit: 'times that of the C card',
    bar: 2.5,
    sense: 'most',
    details: `${time(median(ours))}, node alone ${time(median(bare))}, C card ${time(median(floor))}`,
  };
}
