/** Cards that are not ours plug into the embedded reader: vsmartcard's own vicc, and one written from the protocol. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { type Bytes, hex, toHex } from '#iso7816/bytes.ts';
import { DISPOSITION, PROTOCOL, READER_STATE, SCARD, SCOPE, SHARE } from '#pcsc/scard.ts';
import { codeName } from '#windows/codes.ts';
import { VpcdServer } from '../../simulator/reader/vpcd/server.ts';
import { ResourceManager } from '../../simulator/resource-manager/resource-manager.ts';

const { EMPTY, PRESENT, INUSE, CHANGED } = READER_STATE;
const READER = 'foreign 00 00';
const START_MS = 20_000;
const VICC = '/usr/bin/vicc';

class ForeignReader {
  readonly manager = new ResourceManager();
  readonly server = new VpcdServer(this.manager.plugReader('foreign'));
  port = 0;
  context = 0;
  card = 0;
  protocol = 0;

  async open(): Promise<void> {
    this.port = await this.server.listen();
    this.context = (await this.manager.establishContext(SCOPE.SYSTEM)).context;
  }

  async close(): Promise<void> {
    await this.server.close();
    await this.manager.close();
  }

  /** READER_STATE bits and ATR as soon as they differ from `believed`. */
  async changed(believed: number): Promise<{ state: number; atr: Bytes }> {
    const query = [{ reader: READER, currentState: believed }];
    const { rv, states } = await this.manager.getStatusChange(this.context, START_MS, query);
    const [seen] = states;
    if (rv !== SCARD.S_SUCCESS || seen === undefined) throw new Error(`no change of the reader: ${codeName(rv)}`);
    return { state: seen.eventState & 0xffff, atr: seen.atr };
  }

  async connect(): Promise<void> {
    const opened = await this.manager.connect(this.context, READER, SHARE.SHARED, PROTOCOL.ANY);
    if (opened.rv !== SCARD.S_SUCCESS) throw new Error(`not connected: ${codeName(opened.rv)}`);
    this.card = opened.card;
    this.protocol = opened.activeProtocol;
  }

  async transmit(command: Bytes): Promise<Bytes> {
    const { rv, response } = await this.manager.transmit(this.card, this.protocol, command);
    if (rv !== SCARD.S_SUCCESS) throw new Error(`not transmitted: ${codeName(rv)}`);
    return response;
  }
}

async function foreignReader(t: ExecutionContext): Promise<ForeignReader> {
  const reader = new ForeignReader();
  await reader.open();
  t.teardown(() => reader.close());
  return reader;
}

type Vpicc = ChildProcessByStdio<Writable, Readable, Readable>;

function python(t: ExecutionContext, script: string, ...args: string[]): Vpicc {
  const path = fileURLToPath(new URL(`python/${script}`, import.meta.url));
  const child = spawn('python3', [path, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  t.teardown(() => {
    if (!t.passed) t.log(`${script} said: ${output}`);
    child.kill();
  });
  return child;
}

test('vicc of vsmartcard plugs into the embedded reader, answers and leaves', async (t) => {
  t.true(existsSync(VICC), `${VICC} is missing: run tools/setup, or apt install vsmartcard-vpicc`);
  const reader = await foreignReader(t);
  const vicc = python(t, 'vicc.py', '--type', 'iso7816', '--hostname', '127.0.0.1', '--port', `${reader.port}`);
  const { state, atr } = await reader.changed(EMPTY);
  t.is(state, CHANGED | PRESENT);
  // TD1 81: T=1. Source: the ATR that vsmartcard 3.3's ISO 7816 card computes.
  t.is(toHex(atr), '3B951381018073FF01000B');
  await reader.connect();
  t.is(reader.protocol, PROTOCOL.T1);
  const challenge = await reader.transmit(hex`00 84 00 00 08`);
  t.is(challenge.length, 10);
  t.is(toHex(challenge.subarray(8)), '9000');
  t.is(toHex(await reader.transmit(hex`00 A4 00 0C 02 3F 00`)), '9000');
  t.is(toHex(await reader.transmit(hex`00 B0 00 00 04`)), '6986');
  t.is((await reader.manager.reconnect(reader.card, SHARE.SHARED, PROTOCOL.ANY, DISPOSITION.RESET_CARD)).rv, 0);
  t.is((await reader.transmit(hex`00 84 00 00 08`)).length, 10);
  vicc.kill('SIGINT');
  t.is((await reader.changed(PRESENT | INUSE)).state, CHANGED | EMPTY);
});

test('a vpicc written from the protocol alone plugs in, answers byte by byte and leaves', async (t) => {
  const reader = await foreignReader(t);
  const vpicc = python(t, 'raw-vpicc.py', `${reader.port}`);
  const told: Buffer[] = [];
  vpicc.stdout.on('data', (chunk: Buffer) => told.push(chunk));
  t.is((await reader.changed(EMPTY)).state, CHANGED | PRESENT);
  await reader.connect();
  t.is(reader.protocol, PROTOCOL.T1);
  const commands = [hex`00 84 00 00 08`, new Uint8Array(261).fill(0xa5), new Uint8Array(4000).fill(0x5a)];
  for (const command of commands) t.is(toHex(await reader.transmit(command)), `${toHex(command)}9000`);
  t.is((await reader.manager.disconnect(reader.card, DISPOSITION.RESET_CARD)).rv, SCARD.S_SUCCESS);
  const closed = once(vpicc.stdout, 'close');
  vpicc.stdin.end();
  t.is((await reader.changed(PRESENT)).state, CHANGED | EMPTY);
  await closed;
  const lines = Buffer.concat(told).toString().trim().split('\n');
  t.deepEqual(lines.slice(0, 6), ['01', '04', ...commands.map((command) => toHex(command)), '02']);
  t.is(lines[6], '04');
});

test('two foreign cards want one reader: the first one keeps it', async (t) => {
  const reader = await foreignReader(t);
  python(t, 'raw-vpicc.py', `${reader.port}`);
  t.is((await reader.changed(EMPTY)).state, CHANGED | PRESENT);
  const second = python(t, 'raw-vpicc.py', `${reader.port}`);
  await once(second, 'exit');
  await reader.connect();
  t.is(toHex(await reader.transmit(hex`00 84 00 00 08`)), '00840000089000');
});
