/**
 * A recorded exchange as trace events: the JSON lines that `--trace` writes, or a transcript in text:
 *
 * ```
 * # card: cps3-medecin seed 1
 * power on
 * => 00 20 00 01 04 {pin}
 * <= 90 00
 * ```
 * Codes of a transcript are names in braces; whatever stands there, they are masked.
 */

import { statSync } from 'node:fs';
import type { Text } from '#common/language.ts';
import { type Bytes, fromHex } from '#iso7816/bytes.ts';
import { maskCommand } from '#iso7816/mask.ts';
import type { TraceEvent } from '#trace/event.ts';
import { RecordingError, type RecordingHeader, RecordingReader } from '#trace/recording.ts';
import { type TextLine, TextLines } from './text-lines.ts';

/** What passed; whether all of it is there is known when the last event was taken. */
export interface RecordedExchange {
  /** One after the other: a recording may be longer than memory. @throws RecordingError, TooLargeError */
  events(): Iterable<TraceEvent>;
  /** The card of the first command, or of the first power. @throws as `events` */
  firstCard(): string | undefined;
  readonly header?: RecordingHeader | undefined;
  /** Events that the recording lacks, as far as it shows it. */
  readonly missing: number;
  /** Its last line is not whole. */
  readonly cutOff: boolean;
}

const CARD_LINE = /^(?:# card:|card) (\S+ seed \d+)(?: contactless)?$/;
const POWER: ReadonlyMap<string, 'powerOn' | 'powerOff' | 'reset'> = new Map([
  ['power on', 'powerOn'],
  ['power off', 'powerOff'],
  ['reset', 'reset'],
]);
/** What a file of the card became without a command: not part of the exchange. */
const CONTENT_LINE = /^content /;
const HEADER_LENGTH = 5;

/** The card of a recording that does not say which it is. */
const UNNAMED_CARD = 'card';

/**
 * The lines of a file, which may be a pipe that is read once.
 * @throws RecordingError, FileKindError, TooLargeError; an error of the file system
 */
export function exchangeLines(file: string): TextLines {
  if (statSync(file).isDirectory())
    throw new RecordingError({
      en: `${file}: is a directory, expected a recorded exchange`,
      fr: `${file} : est un dossier, attendu : un échange enregistré`,
    });
  return new TextLines(file, (line, column, found: Text) => {
    const place = `${file}:${line}:${column}`;
    return new RecordingError({ en: `${place}: found ${found.en}`, fr: `${place} : trouvé ${found.fr}` });
  });
}

/** @throws RecordingError, TooLargeError; an error of the file system */
export function readRecording(file: string, lines: Iterable<TextLine> = exchangeLines(file)): RecordedExchange {
  const first = firstLine(lines);
  if (first === undefined)
    throw new RecordingError({
      en: `${file}: is empty, expected a transcript or the JSON lines of --trace`,
      fr: `${file} : est vide, attendu : une transcription ou les lignes JSON de --trace`,
    });
  if (first.startsWith('{')) return new RecordedEvents(lines, file);
  const events = () => transcript(lines, file);
  return { events, firstCard: () => firstCardOf(events()), missing: 0, cutOff: false };
}

function firstCardOf(events: Iterable<TraceEvent>): string | undefined {
  for (const event of events) if (event.kind === 'apdu' || event.kind === 'power') return event.card;
  return undefined;
}

function firstLine(lines: Iterable<TextLine>): string | undefined {
  for (const { text } of lines) if (text.trim() !== '') return text;
  return undefined;
}

/** A simulated card tells of each command itself; the driver in front of it tells of the same once more. */
class RecordedEvents implements RecordedExchange {
  readonly #lines: Iterable<TextLine>;
  readonly #file: string;
  readonly #toldByCard: boolean;
  #reader: RecordingReader;

  constructor(lines: Iterable<TextLine>, file: string) {
    this.#lines = lines;
    this.#file = file;
    this.#reader = new RecordingReader(file);
    this.#toldByCard = isToldByCard(lines, file);
  }

  get header(): RecordingHeader | undefined {
    return this.#reader.header;
  }

  get missing(): number {
    return this.#reader.missing;
  }

  get cutOff(): boolean {
    return this.#reader.cutOff;
  }

  firstCard(): string | undefined {
    return firstCardOf(this.events());
  }

  *events(): Generator<TraceEvent> {
    this.#reader = new RecordingReader(this.#file);
    for (const line of this.#lines) {
      const event = this.#reader.read(line);
      const isEcho = this.#toldByCard && event?.kind === 'apdu' && event.origin === 'driver';
      if (event !== undefined && !isEcho) yield event;
    }
  }
}

/** Whether a card tells of a command, which most recordings show at once. */
function isToldByCard(lines: Iterable<TextLine>, file: string): boolean {
  const reader = new RecordingReader(file);
  for (const line of lines) {
    if (!/"origin":\s*"card"/.test(line.text)) continue;
    const event = reader.read(line);
    if (event?.kind === 'apdu' && event.origin === 'card') return true;
  }
  return false;
}

function* transcript(lines: Iterable<TextLine>, file: string): Generator<TraceEvent> {
  let card = UNNAMED_CARD;
  let command: Bytes | undefined;
  for (const { number, text } of lines) {
    const line = text.trim();
    const place = `${file}:${number}`;
    const power = POWER.get(line);
    const told = { origin: 'card', card } as const;
    card = CARD_LINE.exec(line)?.[1] ?? card;
    if (power !== undefined) yield { kind: 'power', ...told, action: power };
    else if (line.startsWith('=>')) command = maskCommand(commandOf(line.slice(2), place));
    else if (line.startsWith('<=')) {
      if (command === undefined)
        throw new RecordingError({
          en: `${place}: found a response, expected its command (=>) above it`,
          fr: `${place} : trouvé une réponse, attendu : sa commande (=>) au-dessus`,
        });
      yield { kind: 'apdu', ...told, command, response: bytesOf(line.slice(2), place), durationMs: 0 };
      command = undefined;
    } else if (!isAside(line))
      throw new RecordingError({
        en: `${place}: expected => COMMAND, <= RESPONSE, power on, power off, reset or # remark`,
        fr: `${place}, attendu : => COMMANDE, <= RÉPONSE, power on, power off, reset ou # remarque`,
      });
  }
}

function isAside(line: string): boolean {
  return line === '' || line.startsWith('#') || CARD_LINE.test(line) || CONTENT_LINE.test(line);
}

/** Names of codes stand for as many bytes as Lc says. */
function commandOf(text: string, place: string): Bytes {
  const known = bytesOf(text.replace(/\{\w+\}/g, ''), place);
  if (!text.includes('{')) return known;
  const whole = new Uint8Array(HEADER_LENGTH + (known[HEADER_LENGTH - 1] ?? 0));
  whole.set(known.subarray(0, HEADER_LENGTH));
  return whole;
}

function bytesOf(text: string, place: string): Bytes {
  try {
    return fromHex(text.replace(/#.*/, ''));
  } catch {
    throw new RecordingError({
      en: `${place}: expected hexadecimal bytes, two digits each`,
      fr: `${place}, attendu : des octets en hexadécimal, deux chiffres chacun`,
    });
  }
}
