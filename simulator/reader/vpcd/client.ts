/**
 * Plugs a card into a vpcd: the virtual reader of vsmartcard inside the system's pcscd, or another reader of ours.
 *
 * One TCP connection is one card in the reader. The reader polls the ATR to see that the card is still there, powers
 * and resets it without expecting an answer, and sends command APDUs.
 *
 * Source: vsmartcard, protocol between vpcd and vpicc; reference/opensc-cpx.md 2, reference/peers.md 2.
 */

import { EventEmitter } from 'node:events';
import { connect, type OnReadOpts, type Socket } from 'node:net';
import { type Clock, SYSTEM_CLOCK } from '#common/clock.ts';
import { textOf } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';
import { LOOPBACK } from '#common/loopback.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { maskCommand } from '#iso7816/mask.ts';
import type { SmartCard } from '../../card/port.ts';
import { partOfFrame, VPCD_PORT } from './framing.ts';
import { type PowerAction, VpcdSession } from './session.ts';
import { isLoopback, VpcdError } from './vpcd-error.ts';
import { type BlockingSocket, Wire } from './wire.ts';

export interface VpcdClientOptions {
  readonly card: SmartCard;
  /** Must be this machine. Default 127.0.0.1. */
  readonly host?: string;
  /** Default 35963, the first slot of vsmartcard's vpcd. */
  readonly port?: number;
  /**
   * Called with the socket's file descriptor after each answer. vpcd up to 3.3 sends length and message apart and waits
   * 44 ms for the first to be acknowledged: setting TCP_QUICKACK here cures it, since Linux then acknowledges at reading.
   */
  readonly acknowledge?: ((fd: number) => void) | undefined;
  /**
   * Waits in the kernel for the next message of a reader that is at work: twice as quick, but the event loop stands still
   * for up to 20 ms at a time. For a process that has nothing else to do than to be a card.
   */
  readonly blocking?: BlockingSocket | undefined;
  /** Plug in again when the connection is lost, as when pcscd restarts. Default true. */
  readonly reconnect?: boolean;
  /** A reader that asks nothing for this long serves another card; vpcd polls every 400 ms. Default 1500. */
  readonly firstPollTimeoutMs?: number;
  /** For that, and for when it plugs in again. The machine's by default: that of a pcscd. */
  readonly clock?: Clock;
  /** Whether its connection keeps the process alive; true by default. */
  readonly ref?: boolean;
}

interface VpcdClientEvents {
  /** The reader has polled the card: programs see it. */
  connected: [];
  /** The card is out of the reader; `error` says why, undefined after `eject`. */
  disconnected: [error: VpcdError | undefined];
  /** The reader is not there yet: it is tried again after `delayMs`. */
  waiting: [error: VpcdError, delayMs: number];
  /** The reader sends each message in two pieces: without `acknowledge` every command would wait 44 ms on Linux. */
  split: [];
  powered: [action: PowerAction];
  /** `command` is masked: it never holds a PIN. */
  apdu: [command: Bytes, response: Bytes];
}

const READ_BUFFER_LENGTH = 0x10000;
const FIRST_POLL_TIMEOUT_MS = 1500;
const FIRST_BACK_OFF_MS = 100;
const LONGEST_BACK_OFF_MS = 2000;

export class VpcdClient extends EventEmitter<VpcdClientEvents> {
  readonly host: string;
  readonly port: number;
  readonly #options: VpcdClientOptions;
  readonly #clock: Clock;
  #talk: VpcdSession | undefined;
  #socket: Socket | undefined;
  /** Takes the first bytes of a buffer, true when more may be waited for at once. */
  #receive: (buffer: Bytes, length: number) => boolean = () => false;
  #wire: Wire | undefined;
  #stopRetry = (): void => {};
  #backOffMs = FIRST_BACK_OFF_MS;
  #ejected = false;
  #powered = false;

  /** @throws VpcdError when `host` is not this machine */
  constructor(options: VpcdClientOptions) {
    super();
    this.host = options.host ?? LOOPBACK;
    this.port = options.port ?? VPCD_PORT;
    this.#options = options;
    this.#clock = options.clock ?? SYSTEM_CLOCK;
    if (!isLoopback(this.host)) {
      throw new VpcdError('ERR_VPCD_HOST', {
        en: `'${this.host}' is not this machine: a card is only plugged into a local reader`,
        fr: `'${this.host}' n'est pas cette machine : une carte ne se met que dans un lecteur local`,
      });
    }
  }

  /**
   * Puts the card into the reader; resolves when the reader has noticed it. Takes the place of a retry that waits.
   * @throws VpcdError when nothing listens there or another card is in the reader; nothing is tried again then
   */
  async connect(): Promise<void> {
    if (this.#socket !== undefined) {
      throw new VpcdError('ERR_VPCD_CARD', {
        en: `card '${this.#options.card.name}' is in the reader at ${this.#where} already`,
        fr: `la carte '${this.#options.card.name}' est déjà dans le lecteur en ${this.#where}`,
      });
    }
    this.#ejected = false;
    this.#stopRetry();
    return this.#plug();
  }

  /** Takes the card out of the reader; resolves when the connection is closed. */
  async eject(): Promise<void> {
    this.#ejected = true;
    this.#stopRetry();
    const socket = this.#socket;
    if (socket === undefined) return;
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    this.#takeOut(socket);
    await closed;
  }

  /** The card ends what it computes and loses its power before the reader can know: on Windows our 'close' comes later. */
  #takeOut(socket: Socket, error?: VpcdError): void {
    socket.destroy(error);
    queueMicrotask(() => this.#losePower());
  }

  /** One connection; resolves at the reader's first question, rejects when it ends before. */
  #plug(): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: this.host, port: this.port, noDelay: true, onread: this.#reading() });
      if (this.#options.ref === false) socket.unref();
      const stopPatience = this.#patience(socket);
      let polled = false;
      let cause: Error | undefined;
      this.#socket = socket;
      const session = this.#session(socket, () => {
        polled = true;
        stopPatience();
        this.#backOffMs = FIRST_BACK_OFF_MS;
        this.#powered = true;
        this.emit('connected');
        resolve();
      });
      this.#listen(socket, session);
      socket.on('error', (error) => {
        cause = error;
      });
      socket.once('close', () => {
        stopPatience();
        if (this.#socket === socket) this.#socket = undefined;
        const error = this.#explain(cause, polled);
        if (polled) this.#unplugged(error);
        reject(error);
      });
    });
  }

  /** One buffer for all readings: a new one for each costs more than the card does. */
  #reading(): OnReadOpts {
    return {
      buffer: new Uint8Array(READ_BUFFER_LENGTH),
      callback: (length, buffer) => {
        if (this.#receive(buffer, length)) this.#wire?.linger(buffer, this.#receive);
        // False: nothing more is read until the session has caught up.
        return this.#talk?.behind !== true;
      },
    };
  }

  /** Gives a connection up whose reader does not speak: the kernel took it, vpcd serves another one. */
  #patience(socket: Socket): () => void {
    const timeoutMs = this.#options.firstPollTimeoutMs ?? FIRST_POLL_TIMEOUT_MS;
    const giveUp = () =>
      void socket.destroy(
        this.#portTaken({ en: `asked nothing for ${timeoutMs} ms`, fr: `n'a rien demandé pendant ${timeoutMs} ms` }),
      );
    return this.#clock.after(timeoutMs, giveUp);
  }

  #session(socket: Socket, onPolled: () => void): VpcdSession {
    const wire = new Wire(socket, this.#options);
    this.#wire = wire;
    return new VpcdSession(this.#options.card, {
      send: (message) => wire.send(message),
      sendPart: (part, length) => socket.write(partOfFrame(part, length)),
      unread: () => socket.writableLength,
      onCaughtUp: () => socket.resume(),
      onPolled,
      onSplit: () => this.emit('split'),
      onPowered: (action) => this.emit('powered', action),
      onApdu: (command, response) => this.#announce(command, response),
      onCardError: (cause) => this.#takeOut(socket, this.#cardFailed(cause)),
    });
  }

  #listen(socket: Socket, session: VpcdSession): void {
    this.#receive = (buffer, length) => {
      session.receive(buffer, length);
      return session.idle && !session.behind && !socket.destroyed;
    };
    this.#talk = session;
    socket.on('drain', () => session.catchUp());
    socket.once('end', () => {
      try {
        session.end();
      } catch (cause) {
        socket.destroy(this.#lost(cause));
      }
    });
  }

  #losePower(): void {
    if (!this.#powered) return;
    this.#powered = false;
    try {
      Promise.resolve(this.#options.card.powerOff()).catch(() => undefined);
    } catch {
      // The card is out of the reader: there is nobody to tell.
    }
  }

  #unplugged(error: VpcdError): void {
    this.#losePower();
    this.emit('disconnected', this.#ejected ? undefined : error);
    const wanted = !this.#ejected && this.#options.reconnect !== false && error.code !== 'ERR_VPCD_CARD';
    if (wanted && this.#socket === undefined) this.#plugLater(error);
  }

  #plugLater(error: VpcdError): void {
    const delayMs = this.#backOffMs;
    this.#backOffMs = Math.min(2 * delayMs, LONGEST_BACK_OFF_MS);
    this.#stopRetry();
    this.#stopRetry = this.#clock.after(delayMs, () => {
      // Plugged in by hand meanwhile.
      if (this.#socket !== undefined) return;
      this.#plug().catch((reason: VpcdError) => {
        if (!this.#ejected) this.#plugLater(reason);
      });
    });
    this.emit('waiting', error, delayMs);
  }

  #announce(command: Bytes, response: Bytes): void {
    if (this.listenerCount('apdu') > 0) this.emit('apdu', maskCommand(command), response);
  }

  get #where(): string {
    return `${this.host}:${this.port}`;
  }

  #explain(cause: (Error & { code?: string }) | undefined, polled: boolean): VpcdError {
    if (cause instanceof VpcdError) return cause;
    if (polled || this.#ejected) return this.#lost(cause);
    if (cause === undefined || cause.code === 'ECONNRESET')
      return this.#portTaken({ en: 'closed the connection at once', fr: 'a fermé la connexion aussitôt' });
    return new VpcdError(
      'ERR_VPCD_NOT_LISTENING',
      {
        en: `no vpcd at ${this.#where}: is pcscd running with vsmartcard-vpcd? (apt install vsmartcard-vpcd && systemctl restart pcscd)`,
        fr: `pas de vpcd en ${this.#where} : pcscd tourne-t-il avec vsmartcard-vpcd ? (apt install vsmartcard-vpcd && systemctl restart pcscd)`,
      },
      { cause },
    );
  }

  #portTaken(observed: Text): VpcdError {
    return new VpcdError('ERR_VPCD_PORT_TAKEN', {
      en: `the reader at ${this.#where} ${observed.en}: another card is in it (vpcd takes one card a port); eject that card or use the next port, ${this.port + 1}`,
      fr: `le lecteur en ${this.#where} ${observed.fr} : une autre carte y est (vpcd prend une carte par port) ; éjectez cette carte ou prenez le port suivant, ${this.port + 1}`,
    });
  }

  #lost(cause?: unknown): VpcdError {
    return new VpcdError(
      'ERR_VPCD_DISCONNECTED',
      {
        en: `the reader at ${this.#where} closed the connection`,
        fr: `le lecteur en ${this.#where} a fermé la connexion`,
      },
      { cause },
    );
  }

  #cardFailed(cause: unknown): VpcdError {
    const reason = textOf(cause);
    return new VpcdError(
      'ERR_VPCD_CARD',
      {
        en: `card '${this.#options.card.name}' failed: ${reason.en}`,
        fr: `la carte '${this.#options.card.name}' a failli : ${reason.fr}`,
      },
      { cause },
    );
  }
}
