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
import { decodeText } from '#common/text-decoding.ts';
import { readInput } from '#files/regular-file.ts';
import { type Bytes, fromHex } from '#iso7816/bytes.ts';
import { maskCommand } from '#iso7816/mask.ts';
import type { TraceEvent } from '#trace/event.ts';
import { parseRecording, RecordingError, type RecordingHeader } from '#trace/recording.ts';

/** What passed, and whether all of it is there. */
export interface RecordedExchange {
  readonly events: readonly TraceEvent[];
  readonly header?: RecordingHeader;
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

/** The text of a file that may be a pipe, and is read once. @throws RecordingError; an error of the file system */
export function exchangeText(file: string): string {
  if (statSync(file).isDirectory())
    throw new RecordingError({
      en: `${file}: is a directory, expected a recorded exchange`,
      fr: `${file} : est un dossier, attendu : un échange enregistré`,
    });
  const { text, fault } = decodeText(readInput(file, 64_000_000));
  if (fault === undefined) return text;
  const { line, column, message } = fault;
  const place = `${file}:${line}:${column}`;
  throw new RecordingError({ en: `${place}: found ${message.en}`, fr: `${place} : trouvé ${message.fr}` });
}

/** @throws RecordingError; an error of the file system */
export function readRecording(file: string, text = exchangeText(file)): RecordedExchange {
  const lines = text.split('\n');
  const first = lines.find((line) => line.trim() !== '');
  if (first === undefined)
    throw new RecordingError({
      en: `${file}: is empty, expected a transcript or the JSON lines of --trace`,
      fr: `${file} : est vide, attendu : une transcription ou les lignes JSON de --trace`,
    });
  if (!first.startsWith('{')) return { events: transcript(lines, file), missing: 0, cutOff: false };
  const recording = parseRecording(text, file);
  return { ...recording, events: withoutEchoes(recording.events) };
}

/** A simulated card tells of each command itself; the driver in front of it tells of the same once more. */
function withoutEchoes(events: readonly TraceEvent[]): TraceEvent[] {
  const byCard = events.some(({ kind, origin }) => kind === 'apdu' && origin === 'card');
  return events.filter(({ kind, origin }) => !(byCard && kind === 'apdu' && origin === 'driver'));
}

function transcript(lines: readonly string[], file: string): TraceEvent[] {
  const events: TraceEvent[] = [];
  let card = UNNAMED_CARD;
  let command: Bytes | undefined;
  for (const [index, text] of lines.entries()) {
    const line = text.trim();
    const place = `${file}:${index + 1}`;
    const power = POWER.get(line);
    const told = { origin: 'card', card } as const;
    card = CARD_LINE.exec(line)?.[1] ?? card;
    if (power !== undefined) events.push({ kind: 'power', ...told, action: power });
    else if (line.startsWith('=>')) command = maskCommand(commandOf(line.slice(2), place));
    else if (line.startsWith('<=')) {
      if (command === undefined)
        throw new RecordingError({
          en: `${place}: found a response, expected its command (=>) above it`,
          fr: `${place} : trouvé une réponse, attendu : sa commande (=>) au-dessus`,
        });
      events.push({ kind: 'apdu', ...told, command, response: bytesOf(line.slice(2), place), durationMs: 0 });
      command = undefined;
    } else if (!isAside(line))
      throw new RecordingError({
        en: `${place}: expected => COMMAND, <= RESPONSE, power on, power off, reset or # remark`,
        fr: `${place}, attendu : => COMMANDE, <= RÉPONSE, power on, power off, reset ou # remarque`,
      });
  }
  return events;
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
