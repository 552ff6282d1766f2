/**
 * A virtual card: command APDU in, response APDU out.
 *
 * No socket, no timer, no clock: time and randomness come from outside, state goes through the store.
 */
import { type Bytes, fromHex } from '#iso7816/bytes.ts';
import { ApduError, type CommandApdu, parseCommandApdu } from '#iso7816/command-apdu.ts';
import { maskCommand } from '#iso7816/mask.ts';
import { encodeResponseApdu } from '#iso7816/response-apdu.ts';
import { SW } from '#iso7816/status-word.ts';
import type { PinState, TraceSink } from '#iso7816/trace-event.ts';
import type { CardContext } from './commands/context.ts';
import { execute } from './commands/execute.ts';
import { StatusWordError } from './commands/status-word-error.ts';
import { fileTreeOf } from './file-system/tree.ts';
import type { SmartCard } from './port.ts';
import { type RandomSource, systemRandom } from './security/key-operations.ts';
import { securityObjectsOf } from './security/security-objects.ts';
import { Session } from './state/session.ts';
import type { CardState, CardStore } from './state/store.ts';
import { deliver, receive, type TransmissionProtocol } from './transmission-protocol.ts';

export interface CardOptions {
  readonly name: string;
  readonly store: CardStore;
  /** For GET CHALLENGE; the system's by default. */
  readonly random?: RandomSource;
  readonly trace?: TraceSink;
  /** Milliseconds for the durations in the trace; `performance.now` by default. */
  readonly now?: () => number;
}

const NO_DATA: Bytes = new Uint8Array(0);

function statusOnly(sw: number): Bytes {
  return encodeResponseApdu(NO_DATA, sw);
}

export class Card implements SmartCard {
  readonly name: string;
  readonly #atr: Bytes;
  readonly #protocol: TransmissionProtocol;
  readonly #context: { -readonly [Key in keyof CardContext]: CardContext[Key] };
  readonly #trace: TraceSink | undefined;
  readonly #now: () => number;
  #powered = false;
  /** The states of the PINs as they were last told. */
  #told: {
    readonly referenceData: CardState['referenceData'];
    readonly verifiedCount: number;
    readonly states: ReadonlyMap<number, PinState>;
  };

  /** @throws AccessRuleError, TlvError when the profile holds a rule or a template that cannot be read */
  constructor({ name, store, random = systemRandom, trace, now = () => performance.now() }: CardOptions) {
    const { profile } = store;
    const files = fileTreeOf(profile);
    this.name = name;
    this.#atr = fromHex(profile.faces.contact.atr);
    this.#protocol = profile.faces.contact.protocol;
    this.#context = {
      files,
      objects: securityObjectsOf(profile),
      behaviour: profile.behaviour,
      store,
      random,
      session: new Session(files.mf),
    };
    this.#trace = trace;
    this.#now = now;
    this.#told = { referenceData: store.state.referenceData, verifiedCount: 0, states: this.#pinStates() };
  }

  /** Cold reset; the ATR. */
  powerOn(): Bytes {
    this.#startSession('powerOn', true);
    return this.getAtr();
  }

  powerOff(): void {
    this.#startSession('powerOff', false);
  }

  /** Warm reset; the ATR. */
  reset(): Bytes {
    this.#startSession('reset', true);
    return this.getAtr();
  }

  getAtr(): Bytes {
    return this.#atr.slice();
  }

  /** The response APDU, for any bytes at all; never throws. Without power 6F00: a real card would be mute. */
  transmit(command: Bytes): Bytes {
    if (this.#trace === undefined) return this.#answer(command).response;
    const started = this.#now();
    const { response, reason } = this.#answer(command);
    const durationMs = this.#now() - started;
    this.#trace({
      kind: 'apdu',
      origin: 'card',
      card: this.name,
      command: new Uint8Array(maskCommand(command)),
      response: new Uint8Array(response),
      durationMs,
      ...(reason === undefined ? {} : { reason }),
    });
    this.#tracePins();
    return response;
  }

  #answer(bytes: Bytes): { response: Bytes; reason?: string } {
    try {
      return { response: this.#process(bytes) };
    } catch (error) {
      if (error instanceof StatusWordError) return { response: statusOnly(error.sw), reason: error.message };
      if (error instanceof ApduError) return { response: statusOnly(SW.WRONG_LENGTH), reason: error.message };
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.#trace?.({ kind: 'fault', origin: 'card', card: this.name, message });
      return { response: statusOnly(SW.NO_PRECISE_DIAGNOSIS), reason: 'fault of the simulator' };
    }
  }

  #process(bytes: Bytes): Bytes {
    const { session } = this.#context;
    if (!this.#powered) throw new StatusWordError(SW.NO_PRECISE_DIAGNOSIS, 'the card has no power');
    const command: CommandApdu = receive(this.#protocol, parseCommandApdu(bytes));
    if (command.extended) throw new StatusWordError(SW.WRONG_LENGTH, 'extended Lc or Le: the card takes short ones');
    return deliver(this.#protocol, session, command, execute(this.#context, command));
  }

  #startSession(action: 'powerOn' | 'powerOff' | 'reset', powered: boolean): void {
    this.#powered = powered;
    this.#context.session = new Session(this.#context.files.mf);
    this.#trace?.({ kind: 'power', origin: 'card', card: this.name, action });
    if (this.#trace !== undefined) this.#tracePins();
  }

  #pinStates(): ReadonlyMap<number, PinState> {
    const { objects, store, session } = this.#context;
    return new Map(
      [...objects.chvs.values()].map(({ reference, key, node: { maxTries } }) => {
        const triesRemaining = store.state.referenceData[key]?.triesRemaining ?? 0;
        return [reference, { verified: session.verified.has(reference), triesRemaining, maxTries }];
      }),
    );
  }

  /** Tells what changed since it was last told; looks closer only when something did. */
  #tracePins(): void {
    const { store, session } = this.#context;
    const { referenceData } = store.state;
    const before = this.#told;
    if (referenceData === before.referenceData && session.verified.size === before.verifiedCount) return;
    const states = this.#pinStates();
    this.#told = { referenceData, verifiedCount: session.verified.size, states };
    for (const [reference, state] of states) {
      const old = before.states.get(reference);
      if (old?.verified !== state.verified || old.triesRemaining !== state.triesRemaining)
        this.#trace?.({ kind: 'pin', origin: 'card', card: this.name, reference, state });
    }
  }
}
