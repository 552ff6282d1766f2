/**
 * A client that speaks the socket's protocol byte by byte, as the libraries do and as no library would.
 *
 * Every number here is written out from the protocol's description, not taken from the server's tables.
 *
 * Source: reference/pcsclite-protocol.md 1 and 2, where the structures of pcsc-lite 1.9.9, 2.3.3 and 2.5 were compiled
 * and compared.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { TraceEvent } from '#trace/event.ts';
import type { SmartCard } from '../../../../simulator/card/port.ts';
import type { PinPad } from '../../../../simulator/reader/pin-pad/pin-pad.ts';
import { PcscliteServer } from '../../../../simulator/resource-manager/pcsclite/server.ts';
import { ResourceManager } from '../../../../simulator/resource-manager/resource-manager.ts';
import { temporaryDirectory } from '../../../temporary-directory.ts';

export const READER = 'bureau 00 00';
export const SHARED = 2;
export const T0 = 1;
const T0_OR_T1 = 3;
const READER_NAME_LENGTH = 128;
const MAX_RESPONSE = 65548;

/** 32-bit numbers as they are on the wire. */
export function u32(...numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * numbers.length);
  for (const [i, number] of numbers.entries()) bytes.writeUInt32LE(number >>> 0, 4 * i);
  return bytes;
}

/** Header, body, data. */
export function message(command: number, body: Uint8Array, data: Uint8Array = new Uint8Array(0)): Buffer {
  return Buffer.concat([u32(body.length, command), body, data]);
}

export function transmitMessage(card: number, command: Uint8Array, room = MAX_RESPONSE, protocol = T0): Buffer {
  return message(0x09, u32(card, protocol, 8, command.length, 0, 0, room, 0), command);
}

export interface TableEntry {
  readonly name: string;
  readonly counter: number;
  readonly state: number;
  readonly sharing: number;
  readonly atr: string;
  readonly protocol: number;
}

function tableEntry(entry: Buffer): TableEntry {
  const atrLength = entry.readUInt32LE(176);
  return {
    name: entry.toString('utf8', 0, entry.indexOf(0)),
    counter: entry.readUInt32LE(128),
    state: entry.readUInt32LE(132),
    sharing: entry.readInt32LE(136),
    atr: entry.toString('hex', 140, 140 + atrLength),
    protocol: entry.readUInt32LE(180),
  };
}

export class RawClient {
  readonly socket: Socket;
  /** Resolves when the server has closed the connection. */
  readonly closed: Promise<unknown>;
  #received: Buffer = Buffer.alloc(0);
  #arrived: (() => void) | undefined;

  constructor(path: string) {
    this.socket = connect(path);
    this.closed = new Promise((resolve) => this.socket.once('close', resolve));
    this.socket.on('error', () => {});
    this.socket.on('data', (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#arrived?.();
    });
    this.socket.once('close', () => this.#arrived?.());
  }

  /** Bytes that came and were not read. */
  get unread(): number {
    return this.#received.length;
  }

  async read(length: number): Promise<Buffer> {
    while (this.#received.length < length) {
      if (this.socket.destroyed) throw new Error(`closed with ${this.unread} of ${length} bytes read`);
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
    }
    const bytes = this.#received.subarray(0, length);
    this.#received = this.#received.subarray(length);
    return bytes;
  }

  write(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }

  /** Sends a request and reads an answer as long as its body, as numbers. */
  async ask(command: number, ...fields: readonly number[]): Promise<readonly number[]> {
    this.write(message(command, u32(...fields)));
    return numbers(await this.read(4 * fields.length));
  }

  /** The last field of the answer: the return code. */
  async rv(command: number, ...fields: readonly number[]): Promise<number> {
    return (await this.ask(command, ...fields)).at(-1) as number;
  }

  version(minor: number): Promise<readonly number[]> {
    return this.ask(0x11, 4, minor, 0);
  }

  /** A context of scope SYSTEM. */
  async establish(): Promise<number> {
    const [, context = 0] = await this.ask(0x01, 2, 0, 0);
    return context;
  }

  async connect(context: number, reader = READER, shareMode = SHARED, protocols = T0_OR_T1) {
    const name = Buffer.alloc(READER_NAME_LENGTH);
    name.write(reader);
    this.write(message(0x04, Buffer.concat([u32(context), name, u32(shareMode, protocols, 0, 0, 0)])));
    const [card = 0, protocol = 0, rv = 0] = numbers((await this.read(152)).subarray(140));
    return { card, protocol, rv };
  }

  /** The answer to a TRANSMIT that has been sent: 32 bytes, and the response only with success. */
  async transmitted(): Promise<{ rv: number; length: number; response: Buffer }> {
    const answer = numbers(await this.read(32));
    const [length = 0, rv = 0] = answer.slice(6);
    return { rv, length, response: rv === 0 ? await this.read(length) : Buffer.alloc(0) };
  }

  transmit(card: number, command: Uint8Array, room?: number) {
    this.write(transmitMessage(card, command, room));
    return this.transmitted();
  }

  /** What 16 slots of 184 bytes say, those with a name. */
  async table(): Promise<readonly TableEntry[]> {
    const bytes = await this.read(16 * 184);
    const entries = Array.from({ length: 16 }, (_, i) => tableEntry(bytes.subarray(184 * i, 184 * (i + 1))));
    return entries.filter(({ name }) => name !== '');
  }

  readers(): Promise<readonly TableEntry[]> {
    this.write(message(0x12, u32()));
    return this.table();
  }

  /** Nothing came but what was read: the answer to one more request follows at once. */
  async inStep(): Promise<boolean> {
    return this.unread === 0 && (await this.version(4)).join() === '4,4,0' && this.unread === 0;
  }

  /** As a process that is killed. */
  async kill(): Promise<void> {
    this.socket.destroy();
    await this.closed;
  }
}

function numbers(bytes: Buffer): number[] {
  return Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readUInt32LE(4 * i));
}

export interface Service {
  readonly manager: ResourceManager;
  readonly server: PcscliteServer;
  readonly slot: ReturnType<ResourceManager['plugReader']>;
  readonly faults: string[];
  readonly told: TraceEvent[];
  client(): Promise<RawClient>;
  /** A client with a context and a shared connection to the card in the reader. */
  connected(): Promise<{ client: RawClient; context: number; card: number }>;
  /** Resolves when no client is left and what they held was given back. */
  idle(): Promise<void>;
}

/** A world with the reader 'bureau 00 00' and the card given, served on a socket of its own until the test ends. */
export async function service(t: ExecutionContext, inserted?: SmartCard, pinPad?: PinPad): Promise<Service> {
  const manager = new ResourceManager();
  const slot = manager.plugReader('bureau', { pinPad });
  if (inserted !== undefined) slot.insert(inserted);
  const faults: string[] = [];
  const told: TraceEvent[] = [];
  const path = join(temporaryDirectory('pcsclite-'), 'pcscd.comm');
  const server = new PcscliteServer({
    manager,
    path,
    trace: (event) => {
      told.push(event);
      if (event.kind === 'fault') faults.push(event.reason ?? event.message);
    },
  });
  await server.listen();
  t.teardown(async () => {
    await server.close();
    await manager.close();
  });
  const client = async () => {
    const made = new RawClient(path);
    await once(made.socket, 'connect');
    return made;
  };
  return {
    manager,
    server,
    slot,
    faults,
    told,
    client,
    async connected() {
      const made = await client();
      const context = await made.establish();
      const { card } = await made.connect(context);
      return { client: made, context, card };
    },
    async idle() {
      while (server.clients > 0) await new Promise((resolve) => setImmediate(resolve));
    },
  };
}
