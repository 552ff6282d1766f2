/**
 * A recorded exchange as trace events: the JSON lines that `record` and `--trace` write, or what other tools note of one,
 * pasted as lines with arrows:
 *
 * ```
 * power on
 * => 00 A4 09 04 04 3F 00 2F 01
 * <= 61 27
 * ```
 * Codes are masked. A capture of `--trace pcapng=FILE` is read as such lines.
 */

import { closeSync, readSync, statSync } from 'node:fs';
import type { Text } from '#common/language.ts';
import { isOtherKind } from '#files/own-kind.ts';
import { openRegularFile, readRegularFile } from '#files/regular-file.ts';
import { type Bytes, fromHex } from '#iso7816/bytes.ts';
import { maskCommand } from '#iso7816/mask.ts';
import type { TraceEvent } from '#trace/event.ts';
import { RecordingError, type RecordingHeader, RecordingReader } from '#trace/recording.ts';
import { LIMITS, type TextLine, TextLines } from '../text-lines.ts';
import { CaptureLines, isCapture } from './capture-lines.ts';

/** What passed; whether all of it is there is known when the last event was taken. */
export interface RecordedExchange {
  /** One after the other: a recording may be longer than memory. @throws RecordingError, TooLargeError */
  events(): Iterable<TraceEvent>;
  /** The card of the first command; of the first power where there is no command. @throws as `events` */
  firstCard(): string | undefined;
  readonly header?: RecordingHeader | undefined;
  /** Events that the recording lacks, as far as it shows it. */
  readonly missing: number;
  /** Its last line is not whole. */
  readonly cutOff: boolean;
  /** Number of the line that was read last, from 1. */
  readonly lastLine: number;
}

const POWER: ReadonlyMap<string, 'powerOn' | 'powerOff' | 'reset'> = new Map([
  ['power on', 'powerOn'],
  ['power off', 'powerOff'],
  ['reset', 'reset'],
]);

/** Lines with arrows do not say which card it was. */
const UNNAMED_CARD = 'card';

/**
 * The lines of a file, which may be a pipe that is read once.
 * @throws RecordingError, FileKindError, TooLargeError; an error of the file system
 */
export function exchangeLines(file: string): Iterable<TextLine> {
  const stats = statSync(file);
  if (stats.isDirectory())
    throw new RecordingError({
      en: `${file}: is a directory, expected a recorded exchange`,
      fr: `${file} : est un dossier, attendu : un échange enregistré`,
    });
  if (stats.isFile() && isCapture(beginningOf(file))) return new CaptureLines(file, readRegularFile(file, LIMITS.pipe));
  return new TextLines(file, (line, column, found: Text) => {
    const place = `${file}:${line}:${column}`;
    return new RecordingError({ en: `${place}: found ${found.en}`, fr: `${place} : trouvé ${found.fr}` });
  });
}

const MAGIC_LENGTH = 4;
/** Characters; the remarks of a scenario stand before its first word. */
const BEGINNING = 4000;

function beginningOf(file: string): Buffer {
  const descriptor = openRegularFile(file);
  try {
    const beginning = Buffer.alloc(MAGIC_LENGTH);
    return beginning.subarray(0, readSync(descriptor, beginning));
  } finally {
    closeSync(descriptor);
  }
}

/** @throws RecordingError, TooLargeError; an error of the file system */
export function readRecording(file: string, lines: Iterable<TextLine> = exchangeLines(file)): RecordedExchange {
  const first = firstLine(lines);
  if (first === undefined)
    throw new RecordingError({
      en: `${file}: is empty, expected the JSON lines of record or --trace, or lines of => and <=`,
      fr: `${file} : est vide, attendu : les lignes JSON de record ou de --trace, ou des lignes de => et <=`,
    });
  const other = isOtherKind(beginningOfText(lines), 'recording');
  if (other !== undefined) throw new RecordingError({ en: `${file}: ${other.en}`, fr: `${file} : ${other.fr}` });
  if (first.startsWith('{')) return new RecordedEvents(lines, file);
  const events = () => arrowLines(lines, file);
  return { events, firstCard: () => firstCardOf(events()), missing: 0, cutOff: false, lastLine: 0 };
}

/** All of it: what is read again later must not end in the middle. @throws as `readRecording`, RecordingError where it is cut */
export function wholeRecording(file: string): readonly TraceEvent[] {
  const recording = readRecording(file);
  const events = [...recording.events()];
  refuseCut(file, recording);
  return events;
}

/** @param recording whose last event was taken. @throws RecordingError where it is not whole */
export function refuseCut(file: string, recording: RecordedExchange): void {
  if (recording.cutOff || recording.missing > 0) throw notWhole(file, recording);
}

/** A recording that ends in the middle of a line, or lacks some. */
export function notWhole(
  file: string,
  { cutOff, missing, lastLine }: Pick<RecordedExchange, 'cutOff' | 'missing' | 'lastLine'>,
): RecordingError {
  const place = `${file}:${lastLine}`;
  const found: Text = cutOff
    ? { en: 'the line is cut', fr: 'la ligne est coupée' }
    : { en: `${missing} event(s) missing up to here`, fr: `il manque ${missing} événement(s) jusqu'ici` };
  return new RecordingError({
    en: `${place}: ${found.en}, expected a whole recording: record it again`,
    fr: `${place} : ${found.fr}, attendu : un enregistrement entier ; refaites-le`,
  });
}

function firstCardOf(events: Iterable<TraceEvent>): string | undefined {
  let powered: string | undefined;
  for (const event of events) {
    if (event.kind === 'apdu') return event.card;
    if (event.kind === 'power') powered ??= event.card;
  }
  return powered;
}

function firstLine(lines: Iterable<TextLine>): string | undefined {
  for (const { text } of lines) if (text.trim() !== '') return text;
  return undefined;
}

/** Enough of it to tell which kind of file it is. */
function beginningOfText(lines: Iterable<TextLine>): string {
  let text = '';
  for (const line of lines) {
    text += `${line.text}\n`;
    if (text.length > BEGINNING) break;
  }
  return text;
}

/** A simulated card tells of each command itself; the driver in front of it tells of the same once more. */
class RecordedEvents implements RecordedExchange {
  readonly #lines: Iterable<TextLine>;
  readonly #file: string;
  readonly #toldByCard: boolean;
  #reader: RecordingReader;
  lastLine = 0;

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
      this.lastLine = line.number;
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

function* arrowLines(lines: Iterable<TextLine>, file: string): Generator<TraceEvent> {
  const told = { origin: 'card', card: UNNAMED_CARD } as const;
  let command: Bytes | undefined;
  for (const { number, text } of lines) {
    const line = text.trim();
    const place = `${file}:${number}`;
    const power = POWER.get(line);
    if (power !== undefined) yield { kind: 'power', ...told, action: power };
    else if (line.startsWith('=>')) command = maskCommand(bytesOf(line.slice(2), place));
    else if (line.startsWith('<=')) {
      if (command === undefined)
        throw new RecordingError({
          en: `${place}: found a response, expected its command (=>) above it`,
          fr: `${place} : trouvé une réponse, attendu : sa commande (=>) au-dessus`,
        });
      yield { kind: 'apdu', ...told, command, response: bytesOf(line.slice(2), place), durationMs: 0 };
      command = undefined;
    } else if (line !== '' && !line.startsWith('#'))
      throw new RecordingError({
        en: `${place}: expected => COMMAND, <= RESPONSE, power on, power off, reset or # remark`,
        fr: `${place}, attendu : => COMMANDE, <= RÉPONSE, power on, power off, reset ou # remarque`,
      });
  }
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
