/**
 * The embedded resource manager for any unmodified program: libpcsclite's socket, served.
 *
 * A program started with PCSCLITE_CSOCK_NAME set to `path` sees our readers instead of the system's. The socket is
 * readable by its owner alone. One connection is one context; when it closes, what it held is given back. Windows has no
 * libpcsclite: there it has no socket, and clients come through a door alone.
 *
 * Source: reference/pcsclite-protocol.md 1, 3, 7.
 */

import { chmodSync, lstatSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { isMainThread } from 'node:worker_threads';
import { textOf } from '#common/coded-error.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import type { ScardContext, ScardHandle, WinScard } from '#pcsc/winscard.ts';
import type { FaultEvent, TraceSink } from '#trace/event.ts';
import { shielded } from '#trace/shielded.ts';
import { ToldCalls } from '#trace/told-calls.ts';
import type { CodeWatch } from '#trace/told-exchanges.ts';
import type { Exchange } from '../exchange.ts';
import { atrIn, type ServedManager } from '../served-manager.ts';
import type { Client, SentCommand, World } from './client.ts';
import { Connection } from './connection.ts';
import { ProtocolError } from './request-parser.ts';
import { SocketError } from './socket-error.ts';

/** `sun_path` without its final NUL: libpcsclite cuts what is longer without a word. */
const MAX_PATH_LENGTH = 107;
/** Access for the owner alone: as a umask, and as a mode. */
const OWNER_ONLY = 0o177;
const OWNER_MODE = 0o600;
/** pcscd's limit. */
const MAX_CLIENTS = 200;
const MAX_READER_EVENTS = 0x7fff;

/** Whether libpcsclite can use the path as a whole. */
export function fitsSocketName(path: string): boolean {
  return Buffer.byteLength(path) <= MAX_PATH_LENGTH;
}

/** A command APDU that a program sent and a card answered. */
export type CommandSink = (command: Bytes) => void;

export interface PcscliteServerOptions {
  readonly manager: ServedManager;
  /** A file in the file system, in a directory of the caller's own. */
  readonly path: string;
  /** Without a socket clients come by `admit` alone, and the path is a name. */
  readonly socket?: boolean;
  /** Told before the program gets the answer. */
  readonly answered?: CommandSink;
  /** Told of the calls of each client, and why one is cut off. */
  readonly trace?: TraceSink;
  /** The trace is a recording: it is told what passes between clients, readers and cards too, masked; the codes are shown here. */
  readonly recording?: CodeWatch;
  /** Whether it keeps the process alive; true by default. */
  readonly ref?: boolean;
}

export class PcscliteServer implements World {
  readonly manager: ServedManager;
  readonly calls: WinScard;
  readonly path: string;
  readonly answered: CommandSink;
  readerEvents = 1;
  readonly #trace: TraceSink | undefined;
  readonly #told: ToldCalls | undefined;
  readonly #hasSocket: boolean;
  #isClosed = false;
  readonly #server: Server;
  readonly #connections = new Set<Connection>();
  #readers: string;
  #unwatch: (() => void) | undefined;
  /** Programs that have come so far. */
  #programs = 0;

  /** @throws SocketError when the path is longer than libpcsclite can use */
  constructor({
    manager,
    path,
    socket = true,
    answered = () => {},
    trace,
    recording,
    ref = true,
  }: PcscliteServerOptions) {
    if (socket && !fitsSocketName(path))
      throw new SocketError({
        en: `${path}: ${Buffer.byteLength(path)} bytes, expected at most ${MAX_PATH_LENGTH}: choose a shorter path`,
        fr: `${path} : ${Buffer.byteLength(path)} octets, attendu : ${MAX_PATH_LENGTH} au plus ; choisissez un chemin plus court`,
      });
    this.manager = manager;
    this.path = path;
    this.#hasSocket = socket;
    this.answered = shielded(answered, `observer of the commands through ${this.path}`);
    this.#trace = trace && shielded(trace, `trace of ${this.path}`);
    const exchanges = recording && { atrOf: (reader: string) => atrIn(manager, reader), codes: recording };
    this.#told = this.#trace && new ToldCalls(manager, { sink: this.#trace, origin: 'reader', exchanges });
    this.calls = this.#told ?? manager;
    this.#readers = manager.readers().join('\n');
    this.#server = createServer((socket) => this.admit(socket));
    this.#server.maxConnections = MAX_CLIENTS;
    if (!ref) this.#server.unref();
  }

  /** A client, from our own socket or through another door. */
  admit(socket: Socket): void {
    if (this.#isClosed) {
      socket.destroy();
      return;
    }
    const connection = new Connection(socket, this, `program ${++this.#programs}`);
    this.#connections.add(connection);
    void connection.released.then(() => this.#connections.delete(connection));
  }

  /** Clients connected now. */
  get clients(): number {
    return this.#connections.size;
  }

  /** @throws SocketError when something else is at the path, or another server listens there */
  async listen(): Promise<void> {
    this.#isClosed = false;
    if (this.#hasSocket) await this.#listenAt(this.path);
    this.#unwatch = this.manager.onTableChange(() => this.#changed());
  }

  async #listenAt(path: string): Promise<void> {
    await removeStale(path);
    this.#server.removeAllListeners('error');
    await new Promise<void>((resolve, reject) => {
      // Behind the first answer it is a client that could not be let in: the others go on.
      this.#server.on('error', (cause) => {
        if (this.#server.listening) this.notLetIn(cause.message);
        else
          reject(new SocketError({ en: `${path}: ${cause.message}`, fr: `${path} : ${textOf(cause).fr}` }, { cause }));
      });
      // The file is made in this very call, so that at no time it is anybody else's.
      const umask = isMainThread ? process.umask(OWNER_ONLY) : undefined;
      this.#server.listen(path, resolve);
      if (umask !== undefined) process.umask(umask);
    });
    // A worker cannot set the umask; until here the directory alone keeps others out.
    if (!isMainThread) chmodSync(path, OWNER_MODE);
  }

  /** Cuts every client off and removes the socket; it may `listen` again. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#unwatch?.();
    const released = [...this.#connections].map((connection) => connection.released);
    for (const connection of this.#connections) connection.destroy();
    if (this.#server.listening) await new Promise((resolve) => this.#server.close(resolve));
    await Promise.all(released);
  }

  now(): number {
    return this.#told?.now() ?? 0;
  }

  transmitted(card: ScardHandle, protocol: number, sent: SentCommand, { rv, response }: Exchange): void {
    this.#told?.transmitted(card, protocol, rv, { ...sent, response });
  }

  cutOff(error: unknown): void {
    const reason = error instanceof ProtocolError ? { reason: error.reason } : {};
    this.#fault(`client cut off: ${error instanceof Error ? error.message : error}`, reason);
  }

  notLetIn(why: string): void {
    this.#fault(`client not let in: ${why}`);
  }

  #fault(message: string, reason: Pick<FaultEvent, 'reason'> = {}): void {
    this.#trace?.({ kind: 'fault', origin: 'reader', card: this.path, message, ...reason });
  }

  clientOf(context: ScardContext): Client | undefined {
    if (context === 0) return undefined;
    return [...this.#connections].find((connection) => connection.context === context);
  }

  #changed(): void {
    const readers = this.manager.readers().join('\n');
    if (readers !== this.#readers) this.readerEvents = (this.readerEvents % MAX_READER_EVENTS) + 1;
    this.#readers = readers;
    for (const { wait } of this.#connections) wait.changed();
  }
}

/** Removes a socket that nobody serves any more. @throws SocketError */
async function removeStale(path: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSocket())
    throw new SocketError({
      en: `${path}: found something that is no socket, expected nothing`,
      fr: `${path} : trouvé quelque chose qui n'est pas un socket, attendu : rien`,
    });
  if (await answers(path))
    throw new SocketError({
      en: `${path}: another server listens there; choose another path`,
      fr: `${path} : un autre serveur y écoute ; choisissez un autre chemin`,
    });
  rmSync(path);
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
}
