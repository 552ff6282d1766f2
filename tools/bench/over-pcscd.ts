/** Our card over the real pcscd and vpcd, beside a minimal card in C; the same C clients ask both. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { READER_STATE } from '#pcsc/scard.ts';
import { nativeWinScard } from '../../driver/pcsc/native.ts';
import { readerShows } from '../../driver/pcsc/reader-state.ts';
import { ensurePcscd, READER_NAMES, VPCD_PORT } from '../pcscd.ts';
import type { CProgram } from './c-programs.ts';
import { median, type Outcome } from './report.ts';

const MODULE = '/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so';
const READER = READER_NAMES[0];
const ROUNDS = 9;
const SECONDS = '1';
const MAIN = fileURLToPath(new URL('../cli/main.ts', import.meta.url));

const run = promisify(execFile);

export type Paths = Record<CProgram, string>;

export async function shows(state: number): Promise<void> {
  if (!(await readerShows(nativeWinScard(), READER, state, 10_000)))
    throw new Error(`${READER} does not come to the state expected: is another card in it? ('cps-sim doctor' tells)`);
}

function plugArguments(cardFile: string): string[] {
  return ['--import=tsx', MAIN, 'plug', cardFile, '--quiet'];
}

/** Starts a card process, waits until pcscd shows the card, does `work`, takes the card out. */
export async function withCard<T>(command: string, args: readonly string[], work: () => Promise<T>): Promise<T> {
  const card: ChildProcess = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  try {
    await shows(READER_STATE.PRESENT);
    return await work();
  } finally {
    card.kill('SIGTERM');
    if (card.exitCode === null && card.signalCode === null) await once(card, 'exit');
    await shows(READER_STATE.EMPTY);
  }
}

/** Small APDUs a second of the C client, to the system's pcscd or to the service that `environment` names. */
export async function apdus(paths: Paths, environment: Readonly<Record<string, string>> = {}): Promise<number> {
  const { stdout } = await run(paths['apdu-rate'], [READER, SECONDS], { env: { ...process.env, ...environment } });
  return Number.parseFloat(stdout);
}

export async function apduRatio(paths: Paths, cardFile: string): Promise<Outcome> {
  await ensurePcscd();
  const ours: number[] = [];
  const floor: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    floor.push(await withCard(paths['echo-card'], [String(VPCD_PORT)], () => apdus(paths)));
    ours.push(await withCard(process.execPath, plugArguments(cardFile), () => apdus(paths)));
  }
  const value = median(ours.map((rate, i) => rate / (floor[i] as number)));
  const details = `${Math.round(median(ours))}/s beside ${Math.round(median(floor))}/s of a C card with TCP_QUICKACK, ${ROUNDS} rounds`;
  return { name: 'small APDU over pcscd and vpcd', value, unit: 'of the C floor', bar: 0.9, sense: 'least', details };
}

export async function signaturesThroughOpenSc(paths: Paths, cardFile: string): Promise<Outcome> {
  await ensurePcscd();
  const rates = await withCard(process.execPath, plugArguments(cardFile), async () => {
    const found: number[] = [];
    // The second private key is the authentication key: OpenSC can use it for RSA-PKCS.
    for (let round = 0; round < ROUNDS; round++)
      found.push(Number.parseFloat((await run(paths['sign-rate'], [MODULE, '1234', '1', SECONDS])).stdout));
    return found;
  });
  const details = `median of ${ROUNDS} rounds; C_SignInit and C_Sign, CKM_RSA_PKCS`;
  return {
    name: 'RSA-2048 through OpenSC over pcscd and vpcd',
    value: median(rates),
    unit: 'signatures/s',
    bar: 600,
    sense: 'least',
    details,
  };
}

/** From `cps-sim plug` to the first answered APDU, less node's own start: one poll of pcscd should be all. */
export async function startOfPlug(cardFile: string): Promise<Outcome> {
  await ensurePcscd();
  const starts: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    let start = performance.now();
    await run(process.execPath, ['--import=tsx', '-e', '0']);
    bare.push(performance.now() - start);
    start = performance.now();
    await withCard(process.execPath, plugArguments(cardFile), async () => {
      await run('opensc-tool', ['--reader', '0', '--send-apdu', '00A40000023F00']);
      starts.push(performance.now() - start);
    });
  }
  const value = median(starts) - median(bare);
  const details = `${Math.round(median(starts))} ms in all, opensc-tool included; node and tsx alone ${Math.round(median(bare))} ms`;
  return {
    name: 'cps-sim plug to the first answered APDU, beyond the start of node',
    value,
    unit: 'ms',
    bar: 800,
    sense: 'most',
    details,
  };
}
