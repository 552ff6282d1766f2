/** What a recording holds of each reader: its card's answers in order, its own answers, and the hand that moved the card. */
import type { Bytes } from '#iso7816/bytes.ts';
import { CardPosition } from '#trace/card-position.ts';
import type { PcscEvent, TraceEvent } from '#trace/event.ts';

/** A command with its answer. */
export interface RecordedCommand {
  /** From 1, among those of the reader. */
  readonly number: number;
  /** Masked. */
  readonly command: Bytes;
  readonly response: Bytes;
  /** As `CardPosition.placeOf`. */
  readonly place: string;
}

/** The card goes in or out. */
export interface RecordedMove {
  readonly action: 'card-inserted' | 'card-removed';
  /** So many commands were answered before. */
  readonly after: number;
  /** Since what came before: the last command, the last move, the beginning; 0 before any program had called. */
  readonly delayMs: number;
}

/** SCardControl or SCardGetAttrib. */
export type RecordedCall = Pick<PcscEvent, 'call' | 'detail' | 'input' | 'output' | 'result'>;

export interface RecordedReader {
  /** As programs saw it. */
  readonly name: string;
  /** The first answer to reset; undefined where the recording does not say it. */
  readonly atr: Bytes | undefined;
  readonly commands: readonly RecordedCommand[];
  readonly calls: readonly RecordedCall[];
  readonly moves: readonly RecordedMove[];
}

/** Lines with arrows tell no time. */
type RecordedEvent = TraceEvent & { readonly at?: number };

const OF_THE_READER: readonly string[] = ['SCardControl', 'SCardGetAttrib'];

class Collected implements RecordedReader {
  name: string;
  atr: Bytes | undefined;
  readonly commands: RecordedCommand[] = [];
  readonly calls: RecordedCall[] = [];
  readonly moves: RecordedMove[] = [];
  readonly position = new CardPosition();
  lastAt = 0;

  constructor(name: string) {
    this.name = name;
  }
}

/** Readers by the names that the events give them; those of a card name the card. */
class Readers {
  readonly found = new Map<string, Collected>();
  /** A program has called. */
  begun = false;
  /** Names of the readers by the cards that are in them. */
  readonly #holding = new Map<string, string>();

  /** @param name of a reader, or of a card that is in one */
  get(name: string): Collected {
    const reader = this.#holding.get(name) ?? name;
    const known = this.found.get(reader) ?? new Collected(reader);
    this.found.set(reader, known);
    return known;
  }

  holds(reader: string, card: string): void {
    this.#holding.set(card, reader);
  }
}

function collect(readers: Readers, event: RecordedEvent): void {
  readers.begun ||= event.kind === 'apdu' || event.kind === 'pcsc';
  if (event.kind === 'reader') {
    const reader = readers.get(event.reader);
    const { action } = event;
    if (action !== 'card-inserted' && action !== 'card-removed') return;
    if (event.card !== undefined) readers.holds(event.reader, event.card);
    const { at = 0 } = event;
    const delayMs = readers.begun ? at - reader.lastAt : 0;
    reader.moves.push({ action, after: reader.commands.length, delayMs });
    reader.lastAt = at;
    if (action === 'card-inserted') reader.position.reset();
  } else if (event.kind === 'power') {
    if (event.reader !== undefined) readers.holds(event.reader, event.card);
    const reader = readers.get(event.card);
    reader.position.reset();
    reader.atr ??= event.atr;
  } else if (event.kind === 'apdu') {
    const reader = readers.get(event.card);
    const { command, response, at = 0 } = event;
    const place = reader.position.placeOf(command);
    reader.position.answered(command, response);
    reader.commands.push({ number: reader.commands.length + 1, command, response, place });
    reader.lastAt = at;
  } else if (event.kind === 'pcsc' && event.reader !== undefined && OF_THE_READER.includes(event.call))
    readers.get(event.reader).calls.push(event);
}

/** @param events each command told once, as `readRecording` gives them */
export function recordedReaders(events: Iterable<RecordedEvent>): readonly RecordedReader[] {
  const readers = new Readers();
  for (const event of events) collect(readers, event);
  return [...readers.found.values()];
}
