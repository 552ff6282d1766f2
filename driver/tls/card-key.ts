/** The authentication key of a card, for TLS. */
import { isIP } from 'node:net';
import { MessageChannel } from 'node:worker_threads';
import { parameters } from '#common/arguments.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { nCryptFreeObject, SCARD, type StorageKey } from '../csp/index.ts';
import { CONNECTION_OPTIONS } from './arguments.ts';
import type { RemoteCardKey } from './card-context.ts';
import { signWith } from './card-signer.ts';
import { CardSocket } from './card-socket.ts';
import { CardTlsError } from './card-tls-error.ts';
import { SharedOptionsTable } from './shared-options.ts';
import {
  type AnsweredChannel,
  answeredChannel,
  type SignatureAnswer,
  type SignatureQuestion,
} from './signature-channel.ts';
import { TlsThread } from './tls-threads.ts';
import type { CardConnectionOptions, OpenTunnel } from './tunnel-messages.ts';

const checkOpen = parameters('CardKey.open', { options: CONNECTION_OPTIONS });

/** Servers whose sessions are kept. */
const MAX_SESSIONS = 100;

const REMOVED = {
  reason: 'card-removed',
  why: {
    en: 'the card was taken out, and the connection ended with it',
    fr: 'la carte a été retirée, et la connexion a pris fin avec elle',
  },
} as const;

const NOBODY_WAITS: SignatureAnswer = {
  refusal: {
    reason: 'closed',
    why: { en: 'the connection was closed', fr: 'la connexion a été fermée' },
  },
};

interface OpenedKey {
  readonly certificate: Bytes;
  readonly reader: string;
  readonly signsPadded: boolean;
  readonly timeoutMs: number;
}

let keys = 0;

export class CardKey {
  /** Never that of another key, be it of the same card. */
  readonly identity: string;
  /** Its certificate in DER. */
  readonly certificate: Bytes;
  readonly container: string;
  /** cardid in hexadecimal. */
  readonly cardIdentifier: string;
  /** Whether it signs what TLS has padded, as a CPS4 does: PSS, and with it TLS 1.3. */
  readonly signsPadded: boolean;
  readonly #key: StorageKey;
  readonly #timeoutMs: number;
  readonly #sockets = new Set<CardSocket>();
  /** What tells that they have ended, by their numbers. */
  readonly #connections = new Map<number, AbortController>();
  #opened = 0;
  /** Last session of each server, for who resumes them. */
  readonly #sessions = new Map<string, Bytes>();
  readonly #channels = new Set<AnsweredChannel>();
  #reader: string;
  #thread: TlsThread | undefined;
  /** What its thread has of options. */
  #shared = new SharedOptionsTable();
  #closed = false;

  /** Made by `openCardKey`. */
  constructor(key: StorageKey, { certificate, reader, signsPadded, timeoutMs }: OpenedKey) {
    this.#key = key;
    this.certificate = certificate;
    this.signsPadded = signsPadded;
    this.#reader = reader;
    this.container = key.container.record.name;
    this.cardIdentifier = key.container.cardIdentifier;
    this.#timeoutMs = timeoutMs;
    this.identity = `${this.cardIdentifier} ${this.container} ${++keys}`;
  }

  /** PC/SC name of the reader in which its card last was. */
  get reader(): string {
    return this.#reader;
  }

  /**
   * The key as another thread may use it: give it as `workerData`, with its `channel.port` in the list of what is
   * transferred.
   * @throws CardTlsError closed
   */
  remote(): RemoteCardKey {
    this.#requireOpen();
    const answered = answeredChannel(this.#timeoutMs, (question) => this.#answer(question));
    this.#channels.add(answered);
    const { certificate, container, cardIdentifier, signsPadded } = this;
    return { certificate, container, cardIdentifier, signsPadded, channel: answered.channel };
  }

  /** A stream that is on its way: wait for `secureConnect`, or use `connect`. @throws CardTlsError closed */
  open(options: CardConnectionOptions): CardSocket {
    checkOpen(options);
    this.#requireOpen();
    const thread = this.#startedThread();
    const { port1, port2 } = new MessageChannel();
    const number = ++this.#opened;
    thread.open({ port: port2, number, ...this.#tunnelTo(options) });
    const socket = new CardSocket(port1);
    const ended = new AbortController();
    this.#sockets.add(socket);
    this.#connections.set(number, ended);
    socket.once('close', () => {
      this.#sockets.delete(socket);
      this.#connections.delete(number);
      ended.abort();
    });
    return socket;
  }

  #tunnelTo(options: CardConnectionOptions): Omit<OpenTunnel, 'port' | 'number'> {
    const { host = 'localhost', port, servername, rejectUnauthorized = true, ...others } = options;
    const { ALPNProtocols, session, ...context } = others;
    const sni = servername ?? (isIP(host) ? undefined : host);
    return {
      place: { host, port, sni, rejectUnauthorized, ALPNProtocols, session },
      context: this.#shared.share({ ...context, servername: servername ?? host, rejectUnauthorized }),
    };
  }

  /** The session to resume with that server. */
  session(server: string): Bytes | undefined {
    return this.#sessions.get(server);
  }

  /** Keeps the session of that server, in place of the one before. */
  keepSession(server: string, session: Bytes): void {
    this.#sessions.delete(server);
    this.#sessions.set(server, session);
    for (const oldest of this.#sessions.keys()) {
      if (this.#sessions.size <= MAX_SESSIONS) break;
      this.#sessions.delete(oldest);
    }
  }

  /** What was opened with the card ends with it: connections, kept ones among them, and sessions. */
  endConnections(): void {
    this.#sessions.clear();
    const { reason, why } = REMOVED;
    for (const socket of this.#sockets) socket.destroy(new CardTlsError({ reason, why, scard: SCARD.W_REMOVED_CARD }));
  }

  /** Ends its connections and frees the key. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#sessions.clear();
    for (const answered of this.#channels) answered.close();
    // It waits for no signature any more: the channels are closed.
    await this.#thread?.giveBack();
    await nCryptFreeObject(this.#key);
  }

  /** The next connection has a new one. */
  #threadFailed(cause: unknown): void {
    this.#thread = undefined;
    const why = { en: 'the thread that does the TLS failed', fr: 'le fil qui fait le TLS a échoué' };
    for (const socket of this.#sockets) socket.destroy(new CardTlsError({ reason: 'connection', why }, cause));
  }

  #requireOpen(): void {
    if (!this.#closed) return;
    const why = { en: "the card's key was closed", fr: 'la clé de la carte a été fermée' };
    throw new CardTlsError({ reason: 'closed', why });
  }

  /** The thread that asks sleeps meanwhile: of a connection that has ended it is told so at once. */
  async #answer(question: SignatureQuestion): Promise<SignatureAnswer> {
    const { connection } = question;
    if (connection === undefined) return this.#sign(question);
    const ended = this.#connections.get(connection)?.signal;
    if (ended === undefined) return NOBODY_WAITS;
    const told = new Promise<SignatureAnswer>((resolve) => {
      ended.addEventListener('abort', () => resolve(NOBODY_WAITS), { once: true });
    });
    return Promise.race([this.#sign(question, ended), told]);
  }

  async #sign(question: SignatureQuestion, cancelled?: AbortSignal): Promise<SignatureAnswer> {
    const answer = await signWith(this.#key, question, this.#reader, cancelled);
    this.#reader = (await this.#key.process.readerOf(this.cardIdentifier)) ?? this.#reader;
    return answer;
  }

  #startedThread(): TlsThread {
    if (this.#thread !== undefined) return this.#thread;
    this.#shared = new SharedOptionsTable();
    this.#thread = new TlsThread(this.remote(), (cause) => this.#threadFailed(cause));
    return this.#thread;
  }
}
