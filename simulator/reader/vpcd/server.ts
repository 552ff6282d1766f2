/**
 * The reader side of vpcd's protocol: any vpicc (ours, vsmartcard's, jCardSim's) plugs a card into a slot by TCP.
 *
 * The connection is the card: it comes in when it is opened and leaves at once when it is closed. Nothing is polled.
 *
 * Source: vsmartcard, protocol between vpcd and vpicc.
 */

import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { type Clock, SYSTEM_CLOCK } from '#common/clock.ts';
import { textOf } from '#common/coded-error.ts';
import { LOOPBACK } from '#common/loopback.ts';
import type { TraceSink } from '#trace/event.ts';
import { shielded } from '#trace/shielded.ts';
import type { SmartCard } from '../../card/port.ts';
import type { Slot } from '../slot.ts';
import { VpcdError } from './vpcd-error.ts';
import { VpiccCard } from './vpicc-card.ts';

export interface VpcdServerOptions {
  /** A vpicc that gives no ATR for this long is a mute card. Default 2000. */
  readonly answerTimeoutMs?: number;
  /** The machine's by default. */
  readonly clock?: Clock;
  /** Told of each vpicc that could not be let in, and why. */
  readonly trace?: TraceSink | undefined;
  /** Name of the card that is coming, where it is known; that of its port by default. */
  readonly cardName?: () => string | undefined;
  /** Whether the card that is in will not answer, where it is known: its reader waits for any other. */
  readonly mute?: (() => boolean) | undefined;
  /** Whether it and its connections keep the process alive; true by default. */
  readonly ref?: boolean;
}

const ANSWER_TIMEOUT_MS = 2000;

export class VpcdServer {
  readonly #slot: Slot;
  readonly #answerTimeoutMs: number;
  readonly #clock: Clock;
  readonly #trace: TraceSink | undefined;
  readonly #cardName: () => string | undefined;
  readonly #mute: (() => boolean) | undefined;
  readonly #server: Server;
  readonly #ref: boolean;
  #port: number | undefined;
  #card: VpiccCard | undefined;

  constructor(slot: Slot, options: VpcdServerOptions = {}) {
    this.#slot = slot;
    this.#answerTimeoutMs = options.answerTimeoutMs ?? ANSWER_TIMEOUT_MS;
    this.#clock = options.clock ?? SYSTEM_CLOCK;
    this.#trace = options.trace && shielded(options.trace, `trace of ${slot.name}`);
    this.#cardName = options.cardName ?? (() => undefined);
    this.#mute = options.mute;
    this.#server = createServer({ noDelay: true }, (socket) => this.#onConnection(socket));
    this.#ref = options.ref ?? true;
    if (!this.#ref) this.#server.unref();
    slot.on('removed', this.#onRemoved);
  }

  /** The port listened on, undefined when it is not. */
  get port(): number | undefined {
    return this.#port;
  }

  /**
   * Listens on this machine only.
   * @param port 0 = any free one
   * @returns the port
   * @throws VpcdError when the port cannot be had
   */
  listen(port = 0): Promise<number> {
    return new Promise((resolve, reject) => {
      // Behind the first answer it is a vpicc that could not be let in: another one may.
      this.#server.on('error', (cause) => {
        if (this.#server.listening) this.#fault(`vpicc not let in: ${cause.message}`);
        else reject(cannotListen(port, cause));
      });
      this.#server.listen({ host: LOOPBACK, port }, () => {
        this.#port = (this.#server.address() as AddressInfo).port;
        resolve(this.#port);
      });
    });
  }

  /** Takes the vpicc's card out of the slot and frees the port. */
  async close(): Promise<void> {
    if (this.#card !== undefined) this.#slot.remove();
    this.#slot.off('removed', this.#onRemoved);
    if (this.#port === undefined) return;
    this.#port = undefined;
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #onConnection(socket: Socket): void {
    // What it says is in the 'close' that follows.
    socket.on('error', () => undefined);
    if (this.#slot.card !== undefined) {
      socket.destroy();
      return;
    }
    const name = this.#cardName() ?? `vpicc at port ${socket.remotePort}`;
    const card = new VpiccCard(socket, name, {
      answerTimeoutMs: this.#answerTimeoutMs,
      clock: this.#clock,
      ref: this.#ref,
      mute: this.#mute,
    });
    this.#card = card;
    socket.once('close', () => {
      if (this.#card === card) this.#slot.remove();
    });
    this.#slot.insert(card);
  }

  #fault(message: string): void {
    this.#trace?.({ kind: 'fault', origin: 'reader', card: this.#slot.name, message });
  }

  readonly #onRemoved = (removed: SmartCard): void => {
    if (removed !== this.#card) return;
    this.#card.disconnect();
    this.#card = undefined;
  };
}

function cannotListen(port: number, cause: Error & { code?: string }): VpcdError {
  const reason =
    cause.code === 'EADDRINUSE'
      ? {
          en: `port ${port} is in use (pcscd's own vpcd takes 35963 and 35964): choose another, or 0 for any`,
          fr: `le port ${port} est pris (le vpcd de pcscd prend 35963 et 35964) : choisissez-en un autre, ou 0 pour n'importe lequel`,
        }
      : {
          en: `cannot listen on ${LOOPBACK}:${port}: ${cause.message}`,
          fr: `impossible d'écouter sur ${LOOPBACK}:${port} : ${textOf(cause).fr}`,
        };
  return new VpcdError('ERR_VPCD_LISTEN', reason, { cause });
}
