/** The card side of one connection to a vpcd: what the reader sends, and what the card does about it. */
import { Turn } from '#common/turn.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { CardGoneError, type SmartCard } from '../../card/port.ts';
import { FrameDecoder, MAX_MESSAGE_LENGTH, VPCD_CONTROL } from './framing.ts';

export type PowerAction = 'powerOn' | 'powerOff' | 'reset';

export interface SessionHandlers {
  /** An answer is to leave; at most MAX_MESSAGE_LENGTH. */
  readonly send: (message: Bytes) => void;
  /** Bytes of answers that the reader has not taken yet. */
  readonly unread: () => number;
  /** What was left undone because of answers that nobody took, or of work, is done: more may come. */
  readonly onCaughtUp: () => void;
  /** The reader has asked for something: it has noticed the card. Called once. */
  readonly onPolled: () => void;
  /** The reader sends the length of a message apart from the message. Called once. */
  readonly onSplit: () => void;
  readonly onPowered: (action: PowerAction) => void;
  readonly onApdu: (command: Bytes, response: Bytes) => void;
  /** What had left of an answer of that length when the card did: the connection closes in the middle of it. */
  readonly sendPart: (part: Bytes, length: number) => void;
  /** The card failed; the connection is of no more use. */
  readonly onCardError: (cause: unknown) => void;
}

const POWER_ACTIONS: ReadonlyMap<number, PowerAction> = new Map([
  [VPCD_CONTROL.POWER_ON, 'powerOn'],
  [VPCD_CONTROL.POWER_OFF, 'powerOff'],
  [VPCD_CONTROL.RESET, 'reset'],
]);

/** Bytes that may wait on either side: a reader asks, and reads the answer, before it asks again. */
const MOST_AHEAD = 4 * MAX_MESSAGE_LENGTH;

/** Answers a response that no message can carry. */
const NO_PRECISE_DIAGNOSIS = Uint8Array.of(0x6f, 0x00);

export class VpcdSession {
  readonly #card: SmartCard;
  readonly #handlers: SessionHandlers;
  readonly #decoder = new FrameDecoder();
  #polled = false;
  #split = false;
  /** Of what the card is asked, but for its ATR. */
  readonly #turn = new Turn();
  /** Actions of the card that have not settled. */
  #unsettled = 0;
  /** How often a card was powered in the midst of a command: what that one comes to is no matter any more. */
  #powerCuts = 0;
  /** Bytes of messages that wait for their turn, or are in it. */
  #inTurn = 0;
  /** Messages of a reader that asks more than it reads, or than the card can answer: they wait, and it with them. */
  #later: Bytes[] = [];

  constructor(card: SmartCard, handlers: SessionHandlers) {
    this.#card = card;
    this.#handlers = handlers;
  }

  /** The first `length` bytes of `chunk` are from the reader. */
  receive(chunk: Bytes, length: number): void {
    if (!this.#polled) {
      this.#polled = true;
      this.#handlers.onPolled();
    }
    for (const message of this.#decoder.push(chunk, length)) {
      if (this.behind) this.#later.push(message);
      else this.#obey(message);
    }
    if (this.#split || !this.#decoder.holdsLengthAlone) return;
    this.#split = true;
    this.#handlers.onSplit();
  }

  /** Nothing that came before is still to be done or answered. */
  get idle(): boolean {
    return this.#unsettled === 0;
  }

  /** The reader is so far ahead that nothing more is to be read of it. */
  get behind(): boolean {
    return this.#later.length > 0 || this.#isFull();
  }

  /** Goes on where it stopped, as far as it can: the reader has taken answers, or the card has ended its work. */
  catchUp(): void {
    if (this.#isFull()) return;
    const waiting = this.#later;
    this.#later = [];
    for (const [i, message] of waiting.entries()) {
      if (this.#isFull()) {
        this.#later = waiting.slice(i);
        return;
      }
      this.#obey(message);
    }
    this.#handlers.onCaughtUp();
  }

  #isFull(): boolean {
    return this.#inTurn > MOST_AHEAD || this.#handlers.unread() > MOST_AHEAD;
  }

  /** The reader has closed. @throws FramingError when it did so inside a message */
  end(): void {
    this.#decoder.end();
  }

  #obey(message: Bytes): void {
    const control = message.length === 1 ? message[0] : undefined;
    const action = control === undefined ? undefined : POWER_ACTIONS.get(control);
    if (control === VPCD_CONTROL.GET_ATR) this.#answerAtr();
    else if (action !== undefined && this.#card.mute) this.#cut(action);
    else {
      const work = action === undefined ? () => this.#exchange(message) : () => this.#power(action);
      const running = this.#turn.run(() => this.#guarded(work));
      if (running instanceof Promise) this.#inItsTurn(message.length, running);
    }
  }

  #inItsTurn(length: number, running: Promise<void>): void {
    this.#inTurn += length;
    void running.finally(() => {
      const wasBehind = this.behind;
      this.#inTurn -= length;
      if (wasBehind) this.catchUp();
    });
  }

  /** Never waits for its turn: it is the reader's presence test, and a card that computes is present. */
  #answerAtr(): void {
    void this.#guarded(() => {
      const atr = this.#card.getAtr();
      if (!(atr instanceof Promise)) return this.#send(atr);
      return atr.then((late) => this.#send(late));
    });
  }

  /** A mute card ends no command by itself: power does not wait for it. */
  #cut(action: PowerAction): void {
    this.#powerCuts += 1;
    void this.#guarded(() => this.#power(action));
  }

  #exchange(command: Bytes): void | Promise<void> {
    const cuts = this.#powerCuts;
    const response = this.#card.transmit(command);
    if (!(response instanceof Promise)) return this.#respond(command, response);
    const unlessCut = (done: () => void) => {
      if (cuts === this.#powerCuts) done();
    };
    return response.then(
      (late) => unlessCut(() => this.#respond(command, late)),
      (cause) => unlessCut(() => this.#failed(cause)),
    );
  }

  #respond(command: Bytes, response: Bytes): void {
    this.#send(response.length > MAX_MESSAGE_LENGTH ? NO_PRECISE_DIAGNOSIS : response);
    this.#handlers.onApdu(command, response);
  }

  #power(action: PowerAction): void | Promise<void> {
    const done = this.#card[action]();
    if (!(done instanceof Promise)) return this.#handlers.onPowered(action);
    return done.then(() => this.#handlers.onPowered(action));
  }

  /** Runs `action`; what it throws, or rejects with, is the card's failure. */
  #guarded(action: () => void | Promise<void>): Promise<void> | undefined {
    try {
      const running = action();
      return running instanceof Promise ? this.#settled(running) : undefined;
    } catch (cause) {
      this.#failed(cause);
      return undefined;
    }
  }

  #failed(cause: unknown): void {
    const answer = cause instanceof CardGoneError ? cause.answer : undefined;
    if (answer !== undefined) this.#handlers.sendPart(answer.part, answer.length);
    this.#handlers.onCardError(cause);
  }

  #settled(running: Promise<void>): Promise<void> {
    this.#unsettled += 1;
    const failed = (cause: unknown) => this.#failed(cause);
    return running.catch(failed).finally(() => {
      this.#unsettled -= 1;
    });
  }

  #send(message: Bytes): void {
    this.#handlers.send(message);
  }
}
