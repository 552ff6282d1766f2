/** The lines of a recording as they are written. */
import type { LineBuffer } from '#files/line-buffer.ts';
import { type Bytes, NO_BYTES, toHex } from '#iso7816/bytes.ts';
import type { ApduEvent, StampedEvent } from './event.ts';
import { FORMAT, type RecordingHeader } from './recording.ts';

function inMicroseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

/** Bytes in hexadecimal, durations to the microsecond; what is told in several languages is in the recording in one. */
function printed(key: string, value: unknown): unknown {
  if (key === 'why') return undefined;
  if (value instanceof Uint8Array) return toHex(value);
  return key === 'durationMs' && typeof value === 'number' ? inMicroseconds(value) : value;
}

/** With its end of line. */
export function headerLine(header: RecordingHeader): string {
  return `${JSON.stringify({ format: FORMAT, ...header })}\n`;
}

/** With its end of line. */
export function eventLine({ at, seq, world, place, ...told }: StampedEvent): string {
  return `${JSON.stringify({ at, seq, world, place, ...told }, printed)}\n`;
}

const utf8 = (text: string): Bytes => new TextEncoder().encode(text);

/** Texts and places that come again and again, as JSON. */
class KnownJson {
  #value: unknown;
  #json: Bytes = NO_BYTES;

  of(value: unknown): Bytes {
    if (value !== this.#value) {
      this.#value = value;
      this.#json = utf8(JSON.stringify(value));
    }
    return this.#json;
  }
}

const worlds = new KnownJson();
const places = new KnownJson();

/** What stands between stamp and bytes: the same for all commands of a card. */
let known: { readonly origin: string; readonly card: string; readonly json: Bytes } | undefined;

function sourceOf({ origin, card }: ApduEvent): Bytes {
  if (known?.origin !== origin || known.card !== card) {
    const { stringify } = JSON;
    const json = utf8(`,"kind":"apdu","origin":${stringify(origin)},"card":${stringify(card)},"command":"`);
    known = { origin, card, json };
  }
  return known.json;
}

/** The text between the values of a line. */
const AT = utf8('{"at":');
const SEQ = utf8(',"seq":');
const WORLD = utf8(',"world":');
const PLACE = utf8(',"place":');
const RESPONSE = utf8('","response":"');
const DURATION = utf8('","durationMs":');
const END = utf8('}\n');

function writeStamp(to: LineBuffer, { at, seq, world, place }: StampedEvent): void {
  to.octets(AT);
  to.number(at);
  to.octets(SEQ);
  to.number(seq);
  if (world !== undefined) {
    to.octets(WORLD);
    to.octets(worlds.of(world));
  }
  if (place !== undefined) {
    to.octets(PLACE);
    to.octets(places.of(place));
  }
}

/** By far the most events: written by hand their lines cost a tenth. */
function writeApdu(to: LineBuffer, event: StampedEvent & ApduEvent): void {
  const { command, response, durationMs, reason, by, program } = event;
  writeStamp(to, event);
  to.octets(sourceOf(event));
  to.hex(command);
  to.octets(RESPONSE);
  to.hex(response);
  to.octets(DURATION);
  to.number(inMicroseconds(durationMs));
  if (reason !== undefined) to.text(`,"reason":${JSON.stringify(reason)}`);
  if (by !== undefined) to.text(`,"by":"${by}"`);
  if (program !== undefined) to.text(`,"program":${JSON.stringify(program)}`);
  to.octets(END);
}

/** Adds the line of the event to those that wait; the same as `eventLine`. */
export function writeEvent(to: LineBuffer, event: StampedEvent): void {
  if (event.kind === 'apdu') writeApdu(to, event);
  else to.text(eventLine(event));
}
