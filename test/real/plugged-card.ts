/**
 * A virtual card in the first reader of the real pcscd, and the real programs beside it.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toHex } from '#iso7816/bytes.ts';
import { READER_STATE } from '#pcsc/scard.ts';
import { nativeWinScard } from '../../driver/pcsc/native.ts';
import { quickAck } from '../../driver/pcsc/quick-ack.ts';
import { readerShows } from '../../driver/pcsc/reader-state.ts';
import { Card } from '../../simulator/card/card.ts';
import { MemoryStore } from '../../simulator/card/state/memory-store.ts';
import { personalise, shippedProfile } from '../../simulator/personalisation/index.ts';
import { VpcdClient } from '../../simulator/reader/vpcd/client.ts';
import { packageVersion } from '../../tools/cli/package-version.ts';
import { ensurePcscd, READER_NAMES, VPCD_PORT } from '../../tools/pcscd.ts';
import { CardRecorder, RECORDINGS, steadyRandom } from '../recordings.ts';

/** pcscd looks at its readers each 400 ms. */
const EVENT_TIMEOUT_MS = 5000;

/** Waits until pcscd itself says that the reader holds a card, or none. */
async function shows(bit: number, reader: string): Promise<void> {
  if (!(await readerShows(nativeWinScard(), reader, bit, EVENT_TIMEOUT_MS)))
    throw new Error(`${reader} does not show state ${bit} within ${EVENT_TIMEOUT_MS} ms`);
}

export interface PluggedCard extends AsyncDisposable {
  readonly store: MemoryStore;
  /** Value of EF.SN's 5A, the last 8 bytes, as OpenSC prints the serial number. */
  serialNumber(separator?: string): string;
  /** DER certificate file of the card, written to a temporary folder. */
  certificateFile(fid: string): string;
  /** Commands the card has answered so far. */
  readonly exchanges: () => number;
  eject(): Promise<void>;
  insert(): Promise<void>;
}

export interface PlugOptions {
  readonly slot?: 0 | 1;
  /** Name of the recording that RECORD=1 writes. */
  readonly recording?: string;
  /** For the recording: the program as it was called, and its version. */
  readonly client?: string;
}

/** A fresh card of that profile and seed in the reader; out of it when the scope ends. */
export async function pluggedCard(profileName: string, seed: number, options: PlugOptions = {}): Promise<PluggedCard> {
  await ensurePcscd();
  const { slot = 0 } = options;
  const start = new Date().toISOString();
  const profile = shippedProfile(profileName);
  const store = new MemoryStore(profile, personalise(profile, seed));
  const name = `${profileName} seed ${seed}`;
  const recorder = new CardRecorder(READER_NAMES[slot], name);
  const card = new Card({ name, store, random: steadyRandom(), trace: recorder.trace });
  const client = new VpcdClient({ card, port: VPCD_PORT + slot, acknowledge: quickAck });
  const folder = mkdtempSync(join(tmpdir(), 'cps-sim-real-'));
  const insert = async () => {
    recorder.moved('card-inserted');
    await client.connect();
    await shows(READER_STATE.PRESENT, READER_NAMES[slot]);
  };
  const eject = async () => {
    await client.eject();
    recorder.moved('card-removed');
    await shows(READER_STATE.EMPTY, READER_NAMES[slot]);
  };
  await insert();
  return {
    store,
    insert,
    eject,
    exchanges: () => recorder.exchanges,
    serialNumber: (separator = '') => toHex((store.state.contents['3F00/D003'] as Uint8Array).subarray(4), separator),
    certificateFile(fid) {
      const file = join(folder, `${fid}.der`);
      writeFileSync(file, store.state.contents[`3F00/0001/${fid}`] as Uint8Array);
      return file;
    },
    async [Symbol.asyncDispose]() {
      await eject();
      rmSync(folder, { recursive: true });
      const { recording, client: remark = 'OpenSC 0.23.0' } = options;
      if (process.env.RECORD !== '1' || recording === undefined) return;
      const text = recorder.text({
        tool: `cps-sim ${packageVersion()}`,
        start,
        seed,
        profiles: { [name]: [profileName] },
        program: remark.split(' ')[0] ?? '',
        remark,
        identity: 'kept',
      });
      writeFileSync(new URL(`${recording}.jsonl`, RECORDINGS), text);
    },
  };
}

export interface ToolResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A real program to its end; the event loop stays free for the card. @throws Error when it is not installed */
export function tool(
  program: string,
  args: readonly string[],
  input: Uint8Array | string = '',
  environment: Readonly<Record<string, string>> = {},
): Promise<ToolResult> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, LC_ALL: 'C', ...environment };
    const child = spawn(program, args, { stdio: 'pipe', timeout: 60_000, env });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.once('error', (error) => reject(new Error(`${program}: ${error.message}: run tools/setup`)));
    child.once('close', (code) => resolve({ code, stdout, stderr }));
    child.stdin.on('error', () => {}).end(input);
  });
}

/** A temporary folder that is gone when the scope ends. */
export function temporaryFolder(): Disposable & { file(name: string, content?: Uint8Array | string): string } {
  const folder = mkdtempSync(join(tmpdir(), 'cps-sim-real-'));
  return {
    file(name, content) {
      const path = join(folder, name);
      if (content !== undefined) writeFileSync(path, content);
      return path;
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}
