/** A connection with the card's identity, as a stream: its TLS is done in another thread. */
import { X509Certificate } from 'node:crypto';
import { Duplex } from 'node:stream';
import type { CipherNameAndProtocol } from 'node:tls';
import type { MessagePort } from 'node:worker_threads';
import { SYSTEM_CLOCK } from '#common/clock.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { CardTlsError } from './card-tls-error.ts';
import { connectionError } from './connection-error.ts';
import type { SecureConnection, ToSocket, ToTunnel } from './tunnel-messages.ts';

/**
 * What a TLSSocket is to those who send and receive. Emits `secureConnect` once the server has seen the card, and
 * `session` as a TLSSocket does.
 */
export class CardSocket extends Duplex {
  readonly encrypted = true;
  readonly #port: MessagePort;
  #connection: SecureConnection | undefined;
  /** Of the write that is under way, held until the handshake is done or not. */
  #written: ((error?: Error) => void) | undefined;
  /** Of an end before the handshake, which ends that, too. */
  #ended: (() => void) | undefined;
  #failure: Error | undefined;
  #cancelTimeout = (): void => {};
  #timeoutMs = 0;
  #sessionsTold = false;

  constructor(port: MessagePort) {
    super({ allowHalfOpen: false });
    this.#port = port;
    this.on('newListener', (event) => {
      if (event === 'session') this.#tellSessions();
    });
    port.on('message', (message: ToSocket) => this.#receive(message));
    port.on('close', () => this.#closed());
  }

  /** Whether the server's certificate is trusted. */
  get authorized(): boolean {
    return this.#connection?.authorized ?? false;
  }

  get authorizationError(): string | undefined {
    return this.#connection?.authorizationError;
  }

  get alpnProtocol(): string | false {
    return this.#connection?.alpnProtocol ?? false;
  }

  get localPort(): number | undefined {
    return this.#connection?.localPort;
  }

  get remoteAddress(): string | undefined {
    return this.#connection?.remoteAddress;
  }

  get remotePort(): number | undefined {
    return this.#connection?.remotePort;
  }

  /** `TLSv1.2`; null before the handshake is done. */
  getProtocol(): string | null {
    return this.#connection?.protocol ?? null;
  }

  getCipher(): CipherNameAndProtocol | undefined {
    return this.#connection?.cipher;
  }

  /** The server's. */
  getPeerX509Certificate(): X509Certificate | undefined {
    const der = this.#connection?.peerCertificate;
    return der && new X509Certificate(der);
  }

  /** True when a session was resumed: the card was not asked. */
  isSessionReused(): boolean {
    return this.#connection?.sessionReused ?? false;
  }

  /** Keeps the process alive, as it does from the beginning. */
  ref(): this {
    this.#port.ref();
    return this;
  }

  unref(): this {
    this.#port.unref();
    return this;
  }

  /** Emits `timeout` when nothing has passed for so long; 0 = never. */
  setTimeout(ms: number, callback?: () => void): this {
    if (callback !== undefined) this.once('timeout', callback);
    this.#timeoutMs = ms;
    this.#passed();
    return this;
  }

  /** Of the TCP connection, which is not here. */
  setNoDelay(): this {
    return this;
  }

  /** Of the TCP connection, which is not here. */
  setKeepAlive(): this {
    return this;
  }

  override _read(): void {
    this.#send({ kind: 'resume' });
  }

  override _write(chunk: Bytes, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#passed();
    // Node's http ends each request with nothing, and counts it as written: said later, it would end the next one.
    if (chunk.length === 0) return void done();
    this.#written = done;
    const send = () => this.#send({ kind: 'write', bytes: Uint8Array.from(chunk) });
    // Sent into a handshake that fails, it would fail too, and its reason would be the one that is told.
    if (this.#connection === undefined) this.once('secureConnect', send);
    else send();
  }

  /** What was written together, or while another write was under way, crosses together. */
  override _writev(chunks: { readonly chunk: Bytes }[], done: (error?: Error | null) => void): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), 'buffer' as BufferEncoding, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#send({ kind: 'end' });
    if (this.#connection === undefined) this.#ended = done;
    else process.nextTick(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#cancelTimeout();
    this.#send({ kind: 'destroy' });
    this.#port.close();
    const written = this.#written;
    this.#written = undefined;
    if (written !== undefined) this.once('close', () => written(closedError()));
    done(error);
  }

  /** To hand a session over is work for both threads: where somebody listens. */
  #tellSessions(): void {
    if (!this.#sessionsTold) this.#send({ kind: 'sessions' });
    this.#sessionsTold = true;
  }

  #send(message: ToTunnel): void {
    this.#port.postMessage(message);
  }

  #receive(message: ToSocket): void {
    this.#passed();
    if (message.kind === 'secure') {
      this.#connection = message.connection;
      this.emit('secureConnect');
    } else if (message.kind === 'session') this.emit('session', Buffer.from(message.session));
    else if (message.kind === 'data') {
      if (!this.push(Buffer.from(message.bytes))) this.#send({ kind: 'pause' });
    } else if (message.kind === 'written') {
      const done = this.#written;
      this.#written = undefined;
      done?.();
    } else if (message.kind === 'ended') this.#endedThere();
    else if (message.kind === 'failed') this.#failure = connectionError(message.failure, message.refusal);
    if (message.kind === 'failed' || message.kind === 'closed') this.#closed();
  }

  /** An end before the handshake is the end of that: why is told next. */
  #endedThere(): void {
    if (this.#connection !== undefined) this.push(null);
    else this.#ended?.();
  }

  /** The connection has ended, or the thread that did it. */
  #closed(): void {
    if (this.destroyed) return;
    if (this.#connection !== undefined && this.#failure === undefined) {
      this.push(null);
      return void this.destroy();
    }
    this.destroy(this.#failure ?? closedError());
  }

  #passed(): void {
    this.#cancelTimeout();
    if (this.#timeoutMs > 0)
      this.#cancelTimeout = SYSTEM_CLOCK.after(this.#timeoutMs, () => this.emit('timeout'), { ref: false });
  }
}

function closedError(): CardTlsError {
  const why = { en: 'the connection was closed', fr: 'la connexion a été fermée' };
  return new CardTlsError({ reason: 'closed', why });
}
