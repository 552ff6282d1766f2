/**
 * A recording: a header line, then one event a line, as JSON; bytes in hexadecimal.
 *
 * Recordings of older versions have no header, and `atMs` in place of `at` and `seq`.
 */

import { CodedError } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';
import { type Bytes, fromHex } from '#iso7816/bytes.ts';
import { maskCommand } from '#iso7816/mask.ts';
import type { StampedEvent, TraceEvent } from './event.ts';
import { partFault, type RecordedPart } from './recorded-part.ts';

export const FORMAT = 'cps-sim-trace/1';

/** What a recording is of. */
export interface RecordingHeader {
  /** Name and version of the program that recorded: `cps-sim 0.1.0`. */
  readonly tool: string;
  /** When the stream began: ISO 8601, UTC. */
  readonly start: string;
  readonly seed?: number;
  readonly target?: string;
  /** The program that was recorded, without its arguments: they may hold a code. */
  readonly program?: string;
  /** What was done in it, in the words of who recorded it. */
  readonly remark?: string;
  /** Names, serial numbers and certificates: as the cards have them, or others in their place. */
  readonly identity?: 'kept' | 'replaced';
  /** Profiles by the names of the cards in the events: several where scenarios give one name to different cards. */
  readonly profiles?: Readonly<Record<string, readonly string[]>>;
  readonly part?: RecordedPart;
}

export interface Recording {
  /** Absent in recordings of older versions. */
  readonly header?: RecordingHeader;
  readonly events: readonly StampedEvent[];
  /** Events that were told and are not in the file, as far as their numbers show it. */
  readonly missing: number;
  /** The last line is not whole: the recorder was ended, or its disk was full. */
  readonly cutOff: boolean;
}

/** A recording that cannot be read; the message names file and line, and shows nothing that may be a code. */
export class RecordingError extends CodedError {
  override readonly name = 'RecordingError';
  readonly code = 'ERR_RECORDING';
}

/** The fields every event of a kind has; all of them texts. */
const FIELDS: Readonly<Record<TraceEvent['kind'], readonly string[]>> = {
  power: ['card', 'action'],
  apdu: ['card'],
  reader: ['reader', 'action'],
  pin: ['card'],
  'pin-pad': ['reader', 'prompt', 'action'],
  pcsc: ['program', 'call', 'result'],
  call: ['layer', 'program', 'function', 'result'],
  fault: ['card', 'message'],
  dialog: ['program', 'dialog', 'action'],
  recording: ['action'],
  service: ['service', 'action'],
  'run-started': ['target'],
  'scenario-started': [],
  step: ['scenario', 'step', 'outcome'],
  'scenario-retried': [],
  'scenario-finished': [],
  'run-finished': ['target'],
};
/** Names of the fields that hold bytes, wherever they stand. */
const BYTES = new Set(['command', 'response', 'atr', 'input', 'output']);

function bytesOf(key: string, value: unknown): unknown {
  if (!BYTES.has(key) || typeof value !== 'string') return value;
  const bytes: Bytes = fromHex(value);
  return key === 'command' ? maskCommand(bytes) : bytes;
}

function parseLine(line: string, place: string): object {
  try {
    const value: unknown = JSON.parse(line, bytesOf);
    if (typeof value === 'object' && value !== null) return value;
  } catch (cause) {
    throw new RecordingError(noEvent(place), { cause });
  }
  throw new RecordingError(noEvent(place));
}

function noEvent(place: string): Text {
  return {
    en: `${place}: expected an event as --trace writes it, one JSON object a line`,
    fr: `${place}, attendu : un événement tel que --trace les écrit, un objet JSON par ligne`,
  };
}

function isProfiles(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).every((list) => Array.isArray(list) && list.every((name) => typeof name === 'string'));
}

function headerOf(value: object, place: string): RecordingHeader | undefined {
  if (!('format' in value)) return undefined;
  const { format, ...header } = value;
  if (format === FORMAT && !isProfiles('profiles' in header ? header.profiles : {}))
    throw new RecordingError({
      en: `${place}: 'profiles' in the header, expected lists of texts by the names of the cards`,
      fr: `${place} : 'profiles' dans l'en-tête, attendu : des listes de textes par nom de carte`,
    });
  const fault = format === FORMAT ? partFault((header as RecordingHeader).part, place) : undefined;
  if (fault !== undefined) throw new RecordingError(fault);
  if (format === FORMAT) return header as RecordingHeader;
  throw new RecordingError({
    en: `${place}: the format is '${format}', expected '${FORMAT}': read it with the version that wrote it`,
    fr: `${place} : le format est '${format}', attendu : '${FORMAT}' ; lisez-le avec la version qui l'a écrit`,
  });
}

/** `number`: the place of the event in the recording, for those of older versions. */
function eventOf(value: object, number: number, place: string): StampedEvent {
  const { atMs, ...event } = value as Record<string, unknown>;
  const { kind, at = atMs ?? 0, seq = number } = event;
  const fields = Object.hasOwn(FIELDS, String(kind)) ? FIELDS[kind as TraceEvent['kind']] : undefined;
  if (fields === undefined)
    throw new RecordingError({
      en: `${place}: expected an event whose kind is one of ${Object.keys(FIELDS).join(', ')}`,
      fr: `${place}, attendu : un événement dont kind est l'un de ${Object.keys(FIELDS).join(', ')}`,
    });
  const absent = ['origin', ...fields].find((field) => typeof event[field] !== 'string');
  if (absent !== undefined)
    throw new RecordingError({
      en: `${place}: '${kind}' without '${absent}', expected a text`,
      fr: `${place} : '${kind}' sans '${absent}', attendu : un texte`,
    });
  if (kind === 'apdu' && !(event.command instanceof Uint8Array && event.response instanceof Uint8Array))
    throw new RecordingError({
      en: `${place}: 'apdu' without its bytes, expected 'command' and 'response' in hexadecimal`,
      fr: `${place} : 'apdu' sans ses octets, attendu : 'command' et 'response' en hexadécimal`,
    });
  const noBytes = [...BYTES].find((key) => event[key] !== undefined && !(event[key] instanceof Uint8Array));
  if (noBytes !== undefined)
    throw new RecordingError({
      en: `${place}: '${noBytes}' of '${kind}' is no text, expected bytes in hexadecimal`,
      fr: `${place} : '${noBytes}' de '${kind}' n'est pas un texte, attendu : des octets en hexadécimal`,
    });
  if (typeof at !== 'number' || typeof seq !== 'number')
    throw new RecordingError({
      en: `${place}: 'at' or 'seq' is no number`,
      fr: `${place} : 'at' ou 'seq' n'est pas un nombre`,
    });
  return { ...event, at, seq } as unknown as StampedEvent;
}

/** Each line is written with its end; a hand may have left the last one without. */
function isWhole(lastLine: string): boolean {
  try {
    return JSON.parse(lastLine) !== undefined;
  } catch {
    return false;
  }
}

/** A line; `ended` unless it is what stands behind the last line feed. */
interface RecordedLine {
  /** From 1. */
  readonly number: number;
  readonly text: string;
  readonly ended: boolean;
}

/** Takes the lines of a recording one after the other; what it knows of the whole is true when the last one was taken. */
export class RecordingReader implements Omit<Recording, 'events'> {
  header?: RecordingHeader;
  missing = 0;
  cutOff = false;
  readonly #file: string;
  #events = 0;
  #last: number | undefined;

  /** @param file its name, for errors */
  constructor(file: string) {
    this.#file = file;
  }

  /** The event of a line; undefined for the header, for blanks, and for a last line that is not whole. @throws RecordingError */
  read({ number, text, ended }: RecordedLine): StampedEvent | undefined {
    if (text.trim() === '') return undefined;
    if (!ended && !isWhole(text)) {
      this.cutOff = true;
      return undefined;
    }
    const place = `${this.#file}:${number}`;
    const value = parseLine(text, place);
    const header = this.#events === 0 ? headerOf(value, place) : undefined;
    if (header !== undefined) this.header = header;
    return header === undefined ? this.#event(value, place) : undefined;
  }

  #event(value: object, place: string): StampedEvent {
    const event = eventOf(value, ++this.#events, place);
    this.missing += Math.max(0, event.seq - (this.#last ?? event.seq) - 1);
    this.#last = event.seq;
    return event;
  }
}

/** @throws RecordingError with `file` and the line */
export function parseRecording(text: string, file: string): Recording {
  const reader = new RecordingReader(file);
  const lines = text.split('\n');
  const events = lines.flatMap(
    (line, i) => reader.read({ number: i + 1, text: line, ended: i + 1 < lines.length }) ?? [],
  );
  const { header, missing, cutOff } = reader;
  return { ...(header && { header }), events, missing, cutOff };
}
