/**
 * The system's pcscd with the two readers of vpcd, for the real tests and the bench.
 *
 * One that runs already (systemd) is used as it is; else one is started here, as root, and stopped when this process
 * ends. A test never skips for want of it: it fails and names the package.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { SYSTEM_CLOCK } from '#common/clock.ts';
import { SCARD, SCOPE } from '#pcsc/scard.ts';
import { nativeWinScard } from '../driver/pcsc/native.ts';

export const READER_NAMES = ['Virtual PCD 00 00', 'Virtual PCD 00 01'] as const;
/** Port of the first reader; the second one has the next. */
export const VPCD_PORT = 35963;

const SOCKET = '/run/pcscd/pcscd.comm';
const PID_FILE = '/run/pcscd/pcscd.pid';
const READY_MS = 10_000;
const STOP_MS = 5_000;
/** A connection that has ended keeps its port for a minute. */
const MOST_STARTS = 8;
const PACKAGES: Readonly<Record<string, string>> = {
  '/usr/sbin/pcscd': 'pcscd',
  '/usr/lib/pcsc/drivers/serial/libifdvpcd.so': 'vsmartcard-vpcd',
  '/etc/reader.conf.d/vpcd': 'vsmartcard-vpcd',
};

let child: ChildProcess | undefined;
/** Held for as long as pcscd is wanted: systemd's pcscd ends 60 s after its last client. */
let keptContext: number | undefined;

async function until(what: string, condition: () => Promise<boolean> | boolean, limitMs: number): Promise<void> {
  for (const end = SYSTEM_CLOCK.now() + limitMs; SYSTEM_CLOCK.now() < end; await SYSTEM_CLOCK.wait(20)) {
    if (await condition()) return;
  }
  throw new Error(`${what} within ${limitMs} ms`);
}

function socketAnswers(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(SOCKET);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

function requirePackages(): void {
  for (const [file, debianPackage] of Object.entries(PACKAGES))
    if (!existsSync(file)) throw new Error(`${file} is missing: run tools/setup, or apt install ${debianPackage}`);
}

/** Readers that pcscd lists, none while it does not answer. */
async function listedReaders(): Promise<readonly string[]> {
  const winscard = nativeWinScard();
  if (keptContext === undefined) {
    const { rv, context } = await winscard.establishContext(SCOPE.SYSTEM);
    if (rv !== SCARD.S_SUCCESS) return [];
    keptContext = context;
  }
  return (await winscard.listReaders(keptContext)).readers;
}

async function bothReadersListed(): Promise<boolean> {
  const found = await listedReaders();
  return READER_NAMES.every((name) => found.includes(name));
}

async function start(): Promise<void> {
  if (process.getuid?.() !== 0)
    throw new Error('pcscd does not run and only root can start it: systemctl start pcscd.socket, or run as root');
  for (const left of [SOCKET, PID_FILE]) rmSync(left, { force: true });
  // With its parent gone pcscd ends too, even when the parent was killed.
  const started = spawn('setpriv', ['--pdeathsig', 'TERM', '/usr/sbin/pcscd', '--foreground'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [started.stdout, started.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-2000);
    });
  for (const handle of [started, started.stdout, started.stderr]) (handle as { unref?: () => void }).unref?.();
  started.once('exit', (code, signal) => {
    // Whatever fails from now on fails for this reason.
    if (child === started) process.stderr.write(`pcscd ended unasked with ${signal ?? code}\n${output}`);
  });
  child = started;
  await until('pcscd offers its socket', () => ended(started) || socketAnswers(), READY_MS);
  if (ended(started)) throw new Error('pcscd does not start: see its output above');
}

function ended({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** A pcscd that answers and lists both readers of vpcd. @throws Error that names the missing package or right */
export async function ensurePcscd(): Promise<void> {
  requirePackages();
  // Connections of other programs are given such ports too, and vpcd looks once, when pcscd starts.
  for (let starts = 1; ; starts++) {
    if (!(await socketAnswers())) await start();
    try {
      await until(`pcscd lists ${READER_NAMES.join(' and ')}`, bothReadersListed, READY_MS);
      return;
    } catch (cause) {
      if (child === undefined || starts === MOST_STARTS) throw await withoutReaders(cause);
    }
    await stopPcscd();
  }
}

async function withoutReaders(cause: unknown): Promise<Error> {
  const found = (await listedReaders()).join(', ') || 'none';
  const message = `readers found: ${found}; vpcd needs ports ${VPCD_PORT} and ${VPCD_PORT + 1} free and a restart of pcscd`;
  return new Error(message, { cause });
}

function systemctl(verb: 'stop' | 'start'): void {
  const command = ['systemctl', verb, 'pcscd.socket', 'pcscd.service'];
  const [program = '', ...args] = process.getuid?.() === 0 ? command : ['sudo', '-n', ...command];
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0)
    throw new Error(`pcscd was not started by this test and '${command.join(' ')}' fails: ${error?.message ?? stderr}`);
}

/** Stops pcscd, whoever started it; resolves when nothing answers any more. */
export async function stopPcscd(): Promise<void> {
  const stopping = child;
  child = undefined;
  if (keptContext !== undefined) await nativeWinScard().releaseContext(keptContext);
  keptContext = undefined;
  if (stopping === undefined) {
    if (await socketAnswers()) systemctl('stop');
  } else {
    stopping.kill('SIGTERM');
    await until('pcscd ends after SIGTERM', () => ended(stopping), STOP_MS);
  }
  await until('pcscd gives its socket back', async () => !(await socketAnswers()), STOP_MS);
}

/** Kills pcscd, as it stands; resolves when nothing answers any more. @throws Error when it is not this user's to kill */
export async function killPcscd(): Promise<void> {
  const pid = child?.pid ?? Number(readFileSync(PID_FILE, 'utf8'));
  child = undefined;
  keptContext = undefined;
  process.kill(pid, 'SIGKILL');
  await until('pcscd ends after SIGKILL', async () => !isRunning(pid) && !(await socketAnswers()), STOP_MS);
}

/** Stops pcscd and starts it again; resolves as `ensurePcscd`. */
export async function restartPcscd(): Promise<void> {
  const ours = child !== undefined;
  await stopPcscd();
  if (!ours && existsSync('/run/systemd/system')) systemctl('start');
  await ensurePcscd();
}

/** An ended child stays a zombie until the event loop takes note of it. */
function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** The next test file must not meet a pcscd that is about to end. */
process.on('exit', () => {
  const pid = child?.pid;
  if (pid === undefined || child === undefined || ended(child)) return;
  child.kill('SIGTERM');
  const clock = new Int32Array(new SharedArrayBuffer(4));
  for (const end = SYSTEM_CLOCK.now() + STOP_MS; isRunning(pid) && SYSTEM_CLOCK.now() < end; )
    Atomics.wait(clock, 0, 0, 10);
  if (isRunning(pid)) child.kill('SIGKILL');
});
