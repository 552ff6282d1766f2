/** A story as lanes below each other: what stands in a lane, from when to when, and what is said of it. */
import { colonIn, type Language } from '#common/language.ts';
import { toHex } from '#iso7816/bytes.ts';
import { COMMANDS, commandOf } from '#iso7816/commands.ts';
import { SW } from '#iso7816/status-word.ts';
import type { ApduEvent, PcscEvent, StampedEvent, StepEvent, TraceStamp } from '#trace/event.ts';
import { byteText, referenceDataText } from '#trace/names.ts';
import { worldSentence } from '../../narration/words.ts';
import { pinText } from './card-states.ts';
import { REPORT_WORDS } from './words.ts';

/** How a mark looks: by what it says, never by its colour alone. */
export type Look = 'on' | 'good' | 'bad' | 'idle' | 'call' | 'step';

export interface Mark {
  /** Milliseconds of the stream; the same twice for what took no time. */
  readonly from: number;
  readonly to: number;
  readonly look: Look;
  readonly text: string;
}

export interface Lane {
  readonly label: string;
  readonly marks: readonly Mark[];
  /** Of what is there one after the other, and not in one another: marks that stand close may be drawn as one. */
  readonly joins: boolean;
}

const SUCCEEDED = 'SCARD_S_SUCCESS';

/** The rows of lanes, from above. */
const ORDER = ['steps', 'reader', 'card', 'pin', 'calls', 'pcsc', 'apdu', 'around', 'fault'] as const;
type Row = (typeof ORDER)[number];

/** What goes on in a lane until something ends it. */
interface Open {
  readonly lane: GrowingLane;
  readonly from: number;
  readonly look: Look;
  readonly text: string;
}

interface GrowingLane {
  readonly row: Row;
  readonly label: string;
  readonly marks: Mark[];
  readonly joins: boolean;
}

/** Rows whose marks are told by their text and time alone. */
const JOINED: readonly Row[] = ['calls', 'pcsc', 'apdu'];

/** `SELECT`, `VERIFY 63C2` */
function shortWords(event: ApduEvent): string {
  const { command, response } = event;
  const known = commandOf(command[1] ?? 0);
  const name =
    known === undefined ? `INS ${byteText(command[1] ?? 0)}` : (COMMANDS[known].short ?? COMMANDS[known].name);
  if (isGood(event)) return name;
  return `${name} ${toHex(response.subarray(-2))}`;
}

/** 61XX announces bytes: that is no refusal. */
function isGood({ response }: ApduEvent): boolean {
  const [sw1 = 0, sw2 = 0] = response.slice(-2);
  return ((sw1 << 8) | sw2) === SW.SUCCESS || sw1 === 0x61;
}

class Lanes {
  readonly #language: Language;
  readonly #lanes = new Map<string, GrowingLane>();
  readonly #open = new Map<string, Open>();
  /** Transactions under way, by program and reader. */
  readonly #begun = new Map<string, number>();

  constructor(language: Language) {
    this.#language = language;
  }

  add(event: StampedEvent): void {
    const { at } = event;
    const words = REPORT_WORDS[this.#language];
    if (event.kind === 'step') this.#step(event);
    if (event.kind === 'reader') this.#reader(event);
    if (event.kind === 'power') {
      const said = words.power[event.action];
      if (event.action === 'reset') this.#mark('card', event.card, { from: at, to: at, look: 'idle', text: said });
      else this.#change('card', event.card, at, event.action === 'powerOn' ? { look: 'on', text: said } : undefined);
    }
    if (event.kind === 'pin') {
      const label = `${referenceDataText(event.reference, this.#language)} (${event.card})`;
      const { triesRemaining, verified } = event.state;
      const look = triesRemaining === 0 ? 'bad' : verified ? 'good' : 'idle';
      this.#change('pin', label, at, { look, text: pinText(event.state, this.#language) });
    }
    if (event.kind === 'call') this.#called('calls', words.calls, event, event.function);
    if (event.kind === 'pcsc') this.#pcsc(event);
    if (event.kind === 'apdu') this.#apdu(event);
    if (event.kind === 'fault') {
      const text = event.why?.[this.#language] ?? event.message.split('\n', 1)[0] ?? '';
      this.#mark('fault', words.faults, { from: at, to: at, look: 'bad', text });
    }
    if (event.kind === 'service' || event.kind === 'pin-pad') {
      const text = worldSentence(event, this.#language) ?? '';
      this.#mark('around', words.around, { from: at, to: at, look: 'call', text });
    }
  }

  /** What still goes on goes on to the end; a code that never changes has no lane. */
  finished(at: number): readonly Lane[] {
    for (const key of [...this.#open.keys()]) this.#close(key, at);
    const all = [...this.#lanes.values()].filter(({ row, marks }) => row !== 'pin' || marks.length > 1);
    return ORDER.flatMap((row) => all.filter((lane) => lane.row === row));
  }

  #step({ outcome, step, at, place, durationMs = 0 }: StepEvent & TraceStamp): void {
    if (outcome === 'started') return;
    const look = outcome === 'passed' ? 'step' : 'bad';
    const text = `${place?.step ?? ''}. ${step}`;
    this.#mark('steps', REPORT_WORDS[this.#language].steps, { from: at - durationMs, to: at, look, text });
  }

  #reader({ at, action, reader, card }: Extract<StampedEvent, { kind: 'reader' }>): void {
    const { cardInside } = REPORT_WORDS[this.#language];
    // Nothing where it is empty.
    if (action !== 'card-inserted') this.#change('reader', reader, at, undefined);
    else
      this.#change('reader', reader, at, {
        look: 'on',
        text: `${cardInside}${card === undefined ? '' : `${colonIn(this.#language)} ${card}`}`,
      });
  }

  /** A transaction is one mark, from its beginning to its end. */
  #pcsc(event: PcscEvent & TraceStamp): void {
    const { at, program, reader = '', call, result } = event;
    const key = `${program} ${reader}`;
    const begun = this.#begun.get(key);
    this.#begun.delete(key);
    const succeeded = result === SUCCEEDED;
    if (succeeded && call === 'SCardBeginTransaction') this.#begun.set(key, at);
    else if (succeeded && call === 'SCardEndTransaction' && begun !== undefined)
      this.#mark('pcsc', 'PC/SC', { from: begun, to: at, look: 'call', text: 'transaction' });
    else this.#called('pcsc', 'PC/SC', event, call);
  }

  #called(row: Row, label: string, event: Extract<StampedEvent, { kind: 'call' | 'pcsc' }>, name: string): void {
    const { at, durationMs, result } = event;
    const succeeded = result === SUCCEEDED;
    const text = succeeded ? name : `${name} ${result}`;
    this.#mark(row, label, { from: at - durationMs, to: at, look: succeeded ? 'call' : 'bad', text });
  }

  #apdu(event: ApduEvent & TraceStamp): void {
    const text = shortWords(event);
    const look = isGood(event) ? 'good' : 'bad';
    this.#mark('apdu', `APDU ${event.card}`, { from: event.at, to: event.at, look, text });
  }

  #change(row: Row, label: string, at: number, next: Pick<Open, 'look' | 'text'> | undefined): void {
    const key = `${row} ${label}`;
    this.#close(key, at);
    const lane = this.#lane(row, label);
    if (next !== undefined) this.#open.set(key, { ...next, lane, from: at });
  }

  #close(key: string, at: number): void {
    const open = this.#open.get(key);
    this.#open.delete(key);
    if (open === undefined) return;
    const { lane, ...mark } = open;
    lane.marks.push({ ...mark, to: at });
  }

  #mark(row: Row, label: string, mark: Mark): void {
    this.#lane(row, label).marks.push(mark);
  }

  #lane(row: Row, label: string): GrowingLane {
    const key = `${row} ${label}`;
    const lane = this.#lanes.get(key) ?? { row, label, marks: [], joins: JOINED.includes(row) };
    this.#lanes.set(key, lane);
    return lane;
  }
}

/** Reader, card, codes, calls, APDUs; a lane for each that there is. */
export function lanesOf(events: readonly StampedEvent[], language: Language): readonly Lane[] {
  const lanes = new Lanes(language);
  for (const event of events) lanes.add(event);
  return lanes.finished(events.at(-1)?.at ?? 0);
}
