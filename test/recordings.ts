/**
 * The exchanges of real clients with our cards (fixtures/recordings), replayed in CI without the clients.
 *
 * They are recordings as `cps-sim` writes them, told by the card, and tell no time: recorded anew, they differ where the
 * exchange does. Codes are masked in them: `played` presents the one that was right or wrong then.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { ascii, type Bytes, concat, fromHex, toHex } from '#iso7816/bytes.ts';
import { INS } from '#iso7816/ins.ts';
import { carriesReferenceData } from '#iso7816/mask.ts';
import type { PowerEvent, StampedEvent, TraceEvent, TraceSink } from '#trace/event.ts';
import { parseRecording, type RecordingHeader } from '#trace/recording.ts';
import { eventLine, headerLine } from '#trace/recording-lines.ts';
import { Card } from '../simulator/card/card.ts';
import type { Face, Profile } from '../simulator/card/profile/schema.ts';
import { MemoryStore } from '../simulator/card/state/memory-store.ts';
import { personalise, shippedProfile } from '../simulator/personalisation/index.ts';

export const RECORDINGS = new URL('../fixtures/recordings/', import.meta.url);

export interface RecordingFile {
  readonly file: string;
  readonly header: RecordingHeader;
  readonly events: readonly StampedEvent[];
}

export function recordings(): RecordingFile[] {
  return readdirSync(RECORDINGS).map((file) => recordingNamed(file));
}

/** @throws Error for one that is not whole */
export function recordingNamed(file: string): RecordingFile {
  const { header, events, missing, cutOff } = parseRecording(readFileSync(new URL(file, RECORDINGS), 'utf8'), file);
  if (header === undefined || missing > 0 || cutOff) throw new Error(`${file}: expected a header and all its events`);
  return { file, header, events };
}

/** The profile of the first card. */
export function profileOf({ header, file }: RecordingFile): Profile {
  const [name] = Object.values(header.profiles ?? {}).flat();
  if (name === undefined) throw new Error(`${file}: expected 'profiles' in its header`);
  return shippedProfile(name);
}

/** A source for GET CHALLENGE whose answers differ from each other and are the same in every recording and replay. */
export function steadyRandom(): (length: number) => Bytes {
  let count = 0;
  return (length) => Uint8Array.from({ length }, () => (count++ * 167 + 3) & 0xff);
}

/** Takes down what a card tells of itself; the hand says when it moves the card. */
export class CardRecorder {
  readonly trace: TraceSink = (event) => this.#tell(event);
  readonly #reader: string;
  readonly #card: string;
  readonly #events: StampedEvent[] = [];

  constructor(reader: string, card: string) {
    this.#reader = reader;
    this.#card = card;
    this.#push({ kind: 'reader', origin: 'reader', reader, action: 'plugged' });
  }

  moved(action: 'card-inserted' | 'card-removed'): void {
    this.#push({ kind: 'reader', origin: 'reader', reader: this.#reader, action, card: this.#card });
  }

  /** Commands that were answered so far. */
  get exchanges(): number {
    return this.#events.filter(({ kind }) => kind === 'apdu').length;
  }

  /** The recording as a file. */
  text(header: RecordingHeader): string {
    return headerLine(header) + this.#events.map(eventLine).join('');
  }

  #tell(event: TraceEvent): void {
    if (event.kind === 'power') this.#push({ ...event, reader: this.#reader });
    if (event.kind !== 'apdu') return;
    const { kind, origin, card, command, response } = event;
    this.#push({ kind, origin, card, command, response, durationMs: 0 });
  }

  #push(event: TraceEvent): void {
    this.#events.push({ at: 0, seq: this.#events.length + 1, ...event });
  }
}

/**
 * EF_ACTUA as it was changed without a command, each time before the card of that recording left; undefined: deleted.
 * The keys count the times the card went in.
 */
const EF_ACTUA = '3F00/D010';
const UPDATES: Readonly<Record<string, ReadonlyMap<number, string | undefined>>> = {
  'cryptolib-actua.jsonl': new Map([
    [2, 'EC 12 81 07 20 26 01 02 03 04 05 82 07 20 26 01 02 03 04 06'],
    [4, 'EC 12 81 07 20 26 02 02 03 04 05 82 07 20 26 02 02 03 04 06'],
    [6, ''],
    [8, 'EC 02 81 00'],
    [10, undefined],
  ]),
};

const HEADER_LENGTH = 5;
const SUCCESS = 0x90;

/** A card that comes back is as it was when it left. */
class PlayedCard {
  readonly #store: MemoryStore;
  readonly #cardOf: (face: Face) => Card;
  readonly #codes: Map<number, string>;
  #face: Face = 'contact';
  #card: Card;

  constructor(name: string, random: (length: number) => Bytes, trace: TraceSink | undefined) {
    const [, profileName = '', seed] = /^(\S+) seed (\d+)$/.exec(name) ?? [];
    const profile = shippedProfile(profileName);
    const store = new MemoryStore(profile, personalise(profile, Number(seed)));
    this.#store = store;
    this.#cardOf = (face) => new Card({ name, store, face, random, ...(trace && { trace }) });
    this.#codes = new Map(
      Object.entries(profile.pins).map(([key, { initial }]) => [Number.parseInt(key, 16), initial]),
    );
    this.#card = this.#cardOf(this.#face);
  }

  setActua(content: string | undefined): void {
    this.#store.commit({ contents: { [EF_ACTUA]: content === undefined ? undefined : fromHex(content) } });
  }

  power({ action, atr }: PowerEvent): void {
    if (action === 'powerOff') this.#card.powerOff();
    else this.#readBy(this.#faceOf(atr))[action]();
  }

  #readBy(face: Face): Card {
    if (face !== this.#face) this.#card = this.#cardOf(face);
    this.#face = face;
    return this.#card;
  }

  /** The reader works with the face whose answer to reset was recorded. */
  #faceOf(atr: Bytes | undefined): Face {
    const faces = Object.entries(this.#store.profile.faces) as [Face, { readonly atr: string }][];
    const found = faces.find(([, face]) => atr !== undefined && toHex(fromHex(face.atr)) === toHex(atr));
    if (found === undefined) throw new Error(`${this.#card.name}: no face with the recorded answer to reset`);
    return found[0];
  }

  /** @param recorded the answer of then, which tells whether the code that is masked was the right one */
  transmit(command: Bytes, recorded: Bytes): Bytes {
    const ins = (command[1] ?? 0) & 0xfe;
    if (!carriesReferenceData(ins) || command.length <= HEADER_LENGTH) return this.#card.transmit(command);
    const data = this.#presented(ins, command.length - HEADER_LENGTH, command[3] ?? 0, recorded.at(-2) === SUCCESS);
    return this.#card.transmit(concat(command.subarray(0, HEADER_LENGTH), ascii(data)));
  }

  /** The code, and the one that is to take its place; a blocked code refuses even the right one. */
  #presented(ins: number, length: number, reference: number, succeeded: boolean): string {
    const code = this.#codes.get(reference);
    if (code === undefined) throw new Error(`${this.#card.name}: no code ${reference} to present`);
    const blocked = this.#card.pinStates.get(reference)?.triesRemaining === 0;
    const shown = succeeded || blocked ? code : '0'.repeat(code.length);
    if (ins === INS.VERIFY) return shown;
    const fresh = [...code].reverse().join('');
    if (succeeded) this.#codes.set(reference, fresh);
    return length > code.length ? shown + fresh : fresh;
  }
}

/** The cards of one replay share one source of randomness, as in the recording. */
class Played {
  readonly #cards = new Map<string, PlayedCard>();
  readonly #random = steadyRandom();
  readonly #trace: TraceSink | undefined;
  readonly #updates: ReadonlyMap<number, string | undefined>;
  #insertions = 0;

  constructor(file: string, trace: TraceSink | undefined) {
    this.#trace = trace;
    this.#updates = UPDATES[file] ?? new Map();
  }

  get(name: string): PlayedCard {
    const card = this.#cards.get(name) ?? new PlayedCard(name, this.#random, this.#trace);
    this.#cards.set(name, card);
    return card;
  }

  moved(name: string, action: string): void {
    if (action === 'card-inserted') this.#insertions++;
    else if (this.#updates.has(this.#insertions)) this.get(name).setActua(this.#updates.get(this.#insertions));
  }
}

/** Plays the commands to our cards; returns where an answer is another than the recorded one, by file and number of the event. */
export function replay({ file, events }: Pick<RecordingFile, 'file' | 'events'>, trace?: TraceSink): string[] {
  const cards = new Played(file, trace);
  const differences: string[] = [];
  for (const event of events) {
    if (event.kind === 'reader' && event.card !== undefined) cards.moved(event.card, event.action);
    if (event.kind === 'power') cards.get(event.card).power(event);
    if (event.kind !== 'apdu') continue;
    const { seq, card, command, response } = event;
    const [expected, got] = [response, cards.get(card).transmit(command, response)].map((bytes) => toHex(bytes, ' '));
    if (got !== expected) differences.push(`${file}: ${seq}: ${toHex(command, ' ')}: expected ${expected}, got ${got}`);
  }
  return differences;
}
