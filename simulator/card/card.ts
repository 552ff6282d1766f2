/**
 * A virtual card: command APDU in, response APDU out.
 *
 * No socket, no timer, no clock: time and randomness come from outside, state goes through the store.
 */

import { SYSTEM_CLOCK } from '#common/clock.ts';
import { textOf } from '#common/coded-error.ts';
import { inEach, type Text } from '#common/language.ts';
import { type Bytes, fromHex, NO_BYTES } from '#iso7816/bytes.ts';
import { type CommandApdu, readCommandApdu } from '#iso7816/command-apdu.ts';
import { INS } from '#iso7816/ins.ts';
import { maskCommand } from '#iso7816/mask.ts';
import { encodeResponseApdu } from '#iso7816/response-apdu.ts';
import { SW, swCps2terBytesAvailable } from '#iso7816/status-word.ts';
import type { ApduEvent, PinState, TraceSink } from '#trace/event.ts';
import { shielded } from '#trace/shielded.ts';
import { channelOf, logicalChannelOf } from './commands/class-byte.ts';
import { sfiOf } from './commands/contents.ts';
import type { CardContext } from './commands/context.ts';
import { CPS2TER_CLASS, executeCps2ter } from './commands/cps2ter/execute.ts';
import { execute } from './commands/execute.ts';
import { StatusWordError } from './commands/status-word-error.ts';
import { FaceError } from './face-error.ts';
import { fileTreeOf } from './file-system/tree.ts';
import type { SmartCard } from './port.ts';
import type { Face, Profile } from './profile/schema.ts';
import { type RandomSource, systemRandom } from './security/key-operations.ts';
import { securityObjectsOf } from './security/security-objects.ts';
import { LogicalChannels } from './state/logical-channels.ts';
import type { Session } from './state/session.ts';
import type { CardState, CardStore, StateChange } from './state/store.ts';
import { deliver, receive, type TransmissionProtocol } from './transmission-protocol.ts';

export interface CardOptions {
  readonly name: string;
  readonly store: CardStore;
  /** The side the reader works with; `contact` by default. */
  readonly face?: Face;
  /** For GET CHALLENGE; the system's by default. */
  readonly random?: RandomSource;
  readonly trace?: TraceSink;
  /** Told of faults of the simulator, where nobody listens to the rest. */
  readonly faults?: TraceSink;
  /** Milliseconds for the durations in the trace; the machine's clock by default. */
  readonly now?: () => number;
}

function requireFace({ name, faces }: Profile, face: Face): NonNullable<Profile['faces'][Face]> {
  const found = faces[face];
  if (found !== undefined) return found;
  throw new FaceError({
    en: `profile '${name}' has no ${face} face, only ${Object.keys(faces).join(', ')}`,
    fr: `le profil '${name}' n'a pas de face ${face}, seulement ${Object.keys(faces).join(', ')}`,
  });
}

/** P1 of SELECT. */
const BY_DF_NAME = 0x04;

function statusOnly(sw: number): Bytes {
  return encodeResponseApdu(NO_BYTES, sw);
}

type Refused = Pick<StatusWordError, 'messageIn'>;

/** A response APDU and, when the card refused, why: put into words only for a trace. */
interface Answer {
  readonly response: Bytes;
  readonly refusal?: Refused;
}

const FAULT_TEXT: Text = { en: 'fault of the simulator', fr: 'défaut du simulateur' };

const FAULT: Refused = { messageIn: (language) => FAULT_TEXT[language] };

function reasonOf(refusal: Refused): Pick<ApduEvent, 'reason' | 'why'> {
  const why = inEach((language) => refusal.messageIn(language));
  return { reason: why.en, why };
}

export class Card implements SmartCard {
  readonly name: string;
  readonly #atr: Bytes;
  readonly #protocol: TransmissionProtocol;
  readonly #context: { -readonly [Key in keyof CardContext]: CardContext[Key] };
  #channels: LogicalChannels;
  readonly #trace: TraceSink | undefined;
  readonly #faults: TraceSink | undefined;
  readonly #now: () => number;
  #powered = false;
  /** The states of the PINs as they were last told. */
  #told: {
    readonly referenceData: CardState['referenceData'];
    readonly verifiedCount: number;
    readonly states: ReadonlyMap<number, PinState>;
  };

  /**
   * @throws FaceError when the profile has no such face
   * @throws AccessRuleError, TlvError when the profile holds a rule or a template that cannot be read
   */
  constructor(options: CardOptions) {
    const { name, store, face = 'contact', random = systemRandom, trace, now = SYSTEM_CLOCK.now } = options;
    const { profile } = store;
    const { atr, protocol } = requireFace(profile, face);
    const files = fileTreeOf(profile);
    this.name = name;
    this.#atr = fromHex(atr);
    this.#protocol = protocol;
    this.#channels = new LogicalChannels(files.mf, profile.behaviour.supplementaryChannels);
    this.#context = {
      face,
      files,
      objects: securityObjectsOf(profile),
      behaviour: profile.behaviour,
      store: this.#tellingFailures(store),
      random,
      session: this.#channels.basic,
    };
    this.#trace = trace && shielded(trace, `trace of the card ${name}`);
    this.#faults = this.#trace ?? (options.faults && shielded(options.faults, `faults of the card ${name}`));
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

  /** Identifier of the EF that a command works on: that of its short identifier, else the current one. */
  fileOf([cla = 0, ins, p1 = 0]: Bytes): number | undefined {
    const session = this.#channels.get(channelOf(cla));
    if (cla === CPS2TER_CLASS) return session?.cps2ter?.ef?.fid;
    const sfi = ins === INS.READ_BINARY || ins === INS.UPDATE_BINARY ? sfiOf(p1) : undefined;
    return (sfi === undefined ? session?.currentEf : session?.currentDf.sfis.get(sfi))?.fid;
  }

  /** Of the codes by their references. */
  get pinStates(): ReadonlyMap<number, PinState> {
    return this.#pinStates();
  }

  /** The response APDU, for any bytes at all; never throws. Without power 6F00: a real card would be mute. */
  transmit(command: Bytes): Bytes {
    if (this.#trace === undefined) return this.#answer(command).response;
    const started = this.#now();
    const { response, refusal } = this.#answer(command);
    const durationMs = this.#now() - started;
    const told: ApduEvent = {
      kind: 'apdu',
      origin: 'card',
      card: this.name,
      command: new Uint8Array(maskCommand(command)),
      response: new Uint8Array(response),
      durationMs,
    };
    this.#trace(refusal === undefined ? told : { ...told, ...reasonOf(refusal) });
    this.#tracePins();
    return response;
  }

  #answer(bytes: Bytes): Answer {
    try {
      return { response: this.#process(bytes) };
    } catch (error) {
      if (error instanceof StatusWordError) return { response: statusOnly(error.sw), refusal: error };
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.#faults?.({ kind: 'fault', origin: 'card', card: this.name, message });
      return { response: statusOnly(SW.NO_PRECISE_DIAGNOSIS), refusal: FAULT };
    }
  }

  /** Why a change is not stored concerns whoever keeps the card, whatever the program makes of the status word. */
  #tellingFailures(store: CardStore): CardStore {
    const commit = (change: StateChange) => {
      try {
        store.commit(change);
      } catch (error) {
        const { en, fr } = textOf(error);
        const why = {
          en: `memory failure (6581), not stored: ${en}`,
          fr: `défaut de mémoire (6581), pas enregistré : ${fr}`,
        };
        this.#faults?.({ kind: 'fault', origin: 'card', card: this.name, message: why.en, why });
        throw error;
      }
    };
    return {
      profile: store.profile,
      get state() {
        return store.state;
      },
      commit,
    };
  }

  #process(bytes: Bytes): Bytes {
    if (!this.#powered)
      throw new StatusWordError(SW.NO_PRECISE_DIAGNOSIS, {
        en: 'the card has no power',
        fr: "la carte n'est pas alimentée",
      });
    const received = readCommandApdu(bytes);
    if (typeof received === 'function') throw new StatusWordError(SW.WRONG_LENGTH, received);
    const command: CommandApdu = receive(this.#protocol, received);
    if (command.extended)
      throw new StatusWordError(SW.WRONG_LENGTH, {
        en: 'extended Lc or Le: the card takes short ones',
        fr: 'Lc ou Le étendu : la carte prend les courts',
      });
    if (command.cla === CPS2TER_CLASS) return this.#cps2ter(command);
    const channel = logicalChannelOf(command);
    const session = this.#channels.get(channel) ?? this.#openable(channel, command);
    this.#context.session = session;
    const response = execute(this.#context, command);
    this.#channels.open(channel, session);
    return deliver(this.#protocol, session, command, response);
  }

  #cps2ter(command: CommandApdu): Bytes {
    const { basic } = this.#channels;
    this.#context.session = basic;
    return deliver(this.#protocol, basic, command, executeCps2ter(this.#context, command), swCps2terBytesAvailable);
  }

  /** A session for a channel that the command opens if it succeeds. @throws StatusWordError 6881 */
  #openable(channel: number, { ins, p1 }: CommandApdu): Session {
    const selectsByName = ins === INS.SELECT && p1 === BY_DF_NAME;
    const session = selectsByName ? this.#channels.prepare(channel) : undefined;
    if (session !== undefined) return session;
    throw new StatusWordError(SW.LOGICAL_CHANNEL_NOT_SUPPORTED, () => ({
      en: `logical channel ${channel} is not open`,
      fr: `le canal logique ${channel} n'est pas ouvert`,
    }));
  }

  #startSession(action: 'powerOn' | 'powerOff' | 'reset', powered: boolean): void {
    const wasPowered = this.#powered;
    this.#powered = powered;
    const { files, behaviour } = this.#context;
    this.#channels = new LogicalChannels(files.mf, behaviour.supplementaryChannels);
    this.#context.session = this.#channels.basic;
    if (this.#trace === undefined) return;
    const told = { kind: 'power', origin: 'card', card: this.name, action } as const;
    if (powered) this.#trace({ ...told, atr: this.getAtr(), protocol: this.#protocol });
    else if (wasPowered) this.#trace(told);
    this.#tracePins();
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
