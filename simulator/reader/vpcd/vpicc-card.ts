/** A card at the other end of a connection: whoever speaks vpicc's side of the protocol, as a card in our reader. */

import type { Socket } from 'node:net';
import type { Clock } from '#common/clock.ts';
import type { Text } from '#common/language.ts';
import { type Bytes, concat } from '#iso7816/bytes.ts';
import type { CutAnswer, SmartCard } from '../../card/port.ts';
import { FrameDecoder, frame, MAX_MESSAGE_LENGTH, VPCD_CONTROL } from './framing.ts';
import { VpcdError } from './vpcd-error.ts';

/** Shorter than this a command would be taken for a control, or for nothing. */
const SHORTEST_COMMAND = 2;
const GET_ATR = frame(Uint8Array.of(VPCD_CONTROL.GET_ATR));
const POWER_OFF = frame(Uint8Array.of(VPCD_CONTROL.POWER_OFF));

interface Question {
  /** Whole frames; the last one is what is answered. */
  readonly frames: Bytes;
  readonly timeoutMs: number | undefined;
  readonly resolve: (answer: Bytes) => void;
  readonly reject: (error: VpcdError) => void;
}

export interface VpiccCardOptions {
  /** A vpicc that gives no ATR for so long is mute; commands may take any time. */
  readonly answerTimeoutMs: number;
  readonly clock: Clock;
  /** Whether its connection keeps the process alive; a question that waits for its answer always does. */
  readonly ref: boolean;
  /** Whether the card behind the vpicc will not answer, where somebody knows: on the wire nobody does. */
  readonly mute?: (() => boolean) | undefined;
}

export class VpiccCard implements SmartCard {
  readonly name: string;
  cutAnswer: CutAnswer | undefined;
  readonly #socket: Socket;
  readonly #answerTimeoutMs: number;
  readonly #clock: Clock;
  readonly #ref: boolean;
  readonly #mute: (() => boolean) | undefined;
  readonly #decoder = new FrameDecoder();
  /** The first one is asked, the others wait: answers carry no mark of their question. */
  readonly #questions: Question[] = [];
  /** Answers still to come to questions that nobody waits for any more. */
  #overdue = 0;
  #stopTimer = (): void => {};
  #gone: VpcdError | undefined;

  constructor(socket: Socket, name: string, { answerTimeoutMs, clock, ref, mute }: VpiccCardOptions) {
    this.name = name;
    this.#socket = socket;
    this.#answerTimeoutMs = answerTimeoutMs;
    this.#clock = clock;
    this.#ref = ref;
    this.#mute = mute;
    this.#hold();
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.once('end', () => socket.destroy());
    socket.once('close', () => {
      this.cutAnswer = this.#questions.length > 0 ? this.#decoder.begun : undefined;
      this.#leave(this.#failed({ en: 'closed the connection', fr: 'a fermé la connexion' }));
    });
  }

  get mute(): boolean | undefined {
    return this.#mute?.();
  }

  powerOn(): Promise<Bytes> {
    return this.#controlled(VPCD_CONTROL.POWER_ON);
  }

  reset(): Promise<Bytes> {
    return this.#controlled(VPCD_CONTROL.RESET);
  }

  powerOff(): void {
    this.#dropSilent();
    this.#send(POWER_OFF);
  }

  getAtr(): Promise<Bytes> {
    return this.#ask(GET_ATR, this.#answerTimeoutMs);
  }

  /** Rejects for a command of less than two bytes, which the protocol cannot carry, and when the vpicc has gone. */
  async transmit(command: Bytes): Promise<Bytes> {
    if (command.length < SHORTEST_COMMAND || command.length > MAX_MESSAGE_LENGTH) {
      throw new VpcdError('ERR_VPCD_CARD', {
        en: `command of ${command.length} bytes, vpcd's protocol carries ${SHORTEST_COMMAND} to ${MAX_MESSAGE_LENGTH}`,
        fr: `commande de ${command.length} octets, le protocole de vpcd en porte de ${SHORTEST_COMMAND} à ${MAX_MESSAGE_LENGTH}`,
      });
    }
    return this.#ask(frame(command), undefined);
  }

  /** The reader has let go of the card. */
  disconnect(): void {
    this.#leave(this.#failed({ en: 'was taken out of the reader', fr: 'a été retiré du lecteur' }));
    this.#socket.destroy();
  }

  #controlled(control: number): Promise<Bytes> {
    this.#dropSilent();
    return this.#ask(concat(frame(Uint8Array.of(control)), GET_ATR), this.#answerTimeoutMs);
  }

  /** The commands of a mute card: it is powered in the midst of them, and no answer to them will come. */
  #dropSilent(): void {
    if (!this.mute) return;
    const asked = this.#questions[0];
    const silent = this.#questions.filter(({ timeoutMs }) => timeoutMs === undefined);
    const others = this.#questions.filter((question) => !silent.includes(question));
    this.#questions.splice(0, this.#questions.length, ...others);
    this.#hold();
    for (const { reject } of silent) reject(this.#failed({ en: 'is mute', fr: 'est muette' }));
    if (others[0] !== asked) this.#askFirst();
  }

  #ask(frames: Bytes, timeoutMs: number | undefined): Promise<Bytes> {
    return new Promise((resolve, reject) => {
      if (this.#gone !== undefined) return reject(this.#gone);
      this.#questions.push({ frames, timeoutMs, resolve, reject });
      this.#hold();
      if (this.#questions.length === 1) this.#askFirst();
    });
  }

  #askFirst(): void {
    const question = this.#questions[0];
    if (question === undefined) return;
    this.#send(question.frames);
    if (question.timeoutMs === undefined) return;
    const giveUp = () => {
      this.#overdue += 1;
      this.#first()?.reject(
        this.#failed({
          en: `gave no answer for ${question.timeoutMs} ms`,
          fr: `n'a pas répondu pendant ${question.timeoutMs} ms`,
        }),
      );
      this.#askFirst();
    };
    this.#stopTimer = this.#clock.after(question.timeoutMs, giveUp);
  }

  /** The question under way, which is none any more. */
  #first(): Question | undefined {
    this.#stopTimer();
    const question = this.#questions.shift();
    this.#hold();
    return question;
  }

  #receive(chunk: Bytes): void {
    for (const answer of this.#decoder.push(chunk)) {
      if (this.#overdue > 0) this.#overdue -= 1;
      else this.#answer(answer);
    }
  }

  #answer(answer: Bytes): void {
    const question = this.#first();
    // An answer that nobody asked for is dropped: it can only do harm to the next question.
    if (question === undefined) return;
    if (answer.length === 0 && question.timeoutMs !== undefined)
      question.reject(this.#failed({ en: 'gave an empty answer', fr: 'a répondu sans rien dire' }));
    else question.resolve(answer);
    this.#askFirst();
  }

  #leave(error: VpcdError): void {
    this.#gone ??= error;
    this.#stopTimer();
    for (const { reject } of this.#questions.splice(0)) reject(this.#gone);
  }

  #failed(what: Text): VpcdError {
    return new VpcdError('ERR_VPCD_CARD', {
      en: `vpicc '${this.name}' ${what.en}`,
      fr: `vpicc '${this.name}' ${what.fr}`,
    });
  }

  #hold(): void {
    if (this.#ref || this.#questions.length > 0) this.#socket.ref();
    else this.#socket.unref();
  }

  #send(frames: Bytes): void {
    if (this.#socket.writable) this.#socket.write(frames);
  }
}
