/**
 * The parts of a message and where they stand in it: nothing is decoded. What is malformed stays a part of one piece.
 *
 * Source: RFC 2045, 5; RFC 2046, 5.1 (multipart); RFC 5322, 2.2.
 */
import type { Bytes } from '#iso7816/bytes.ts';

/** Parts in parts, parts of one message, bytes of headers that are looked at. */
const DEEPEST = 20;
const MOST_PARTS = 500;
const LONGEST_HEADERS = 262_144;

interface HeaderField {
  /** In lower case. */
  readonly name: string;
  /** Unfolded, as Latin-1. */
  readonly value: string;
  /** With its name and its lines' ends. */
  readonly start: number;
  readonly end: number;
}

export interface MediaType {
  /** In lower case, both. */
  readonly type: string;
  readonly subtype: string;
  readonly params: readonly (readonly [name: string, value: string])[];
}

export interface Part {
  readonly fields: readonly HeaderField[];
  readonly media: MediaType;
  /** First byte of its headers. */
  readonly start: number;
  /** First byte behind its headers and their empty line. */
  readonly body: number;
  readonly end: number;
  /** Of a multipart. */
  readonly parts: readonly Part[];
  /** Of a message/rfc822. */
  readonly message?: Part;
}

const PLAIN: MediaType = { type: 'text', subtype: 'plain', params: [['charset', 'us-ascii']] };
const MESSAGE: MediaType = { type: 'message', subtype: 'rfc822', params: [] };

export function headerOf({ fields }: Part, name: string): string | undefined {
  return fields.find((field) => field.name === name)?.value;
}

/** `text/plain; charset="utf-8"`; undefined when it is none. */
function parseMediaType(text: string): MediaType | undefined {
  const [, type = '', subtype = ''] = /^\s*([\w!#$&^.+-]+)\/([\w!#$&^.+-]+)/.exec(text) ?? [];
  if (type === '') return undefined;
  const media = { type: type.toLowerCase(), subtype: subtype.toLowerCase(), params: parameters(text) };
  // Source: RFC 2046, 4.1.2.
  const bare =
    media.type === 'text' && media.subtype === 'plain' && !media.params.some(([name]) => /^charset\b/.test(name));
  return bare ? { ...media, params: [...media.params, ['charset', 'us-ascii']] } : media;
}

/** Values in several pieces (`name*0*=`, `name*1=`) are put together; a `*` stays behind the name of an encoded one. Source: RFC 2231, 3. */
export function parameters(text: string): (readonly [string, string])[] {
  const joined = new Map<string, string>();
  for (const [name, value] of written(text)) {
    const [, base = name, number = '', encoded = ''] = /^(.+?)\*(\d+)(\*?)$/.exec(name) ?? [];
    if (number === '' || number === '0') joined.set(base + encoded, value);
    else {
      const whole = joined.has(`${base}*`) ? `${base}*` : base;
      joined.set(whole, (joined.get(whole) ?? '') + value);
    }
  }
  return [...joined];
}

function written(text: string): (readonly [string, string])[] {
  const found = text.matchAll(/;\s*([\w!#$&*'^.+-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))/g);
  return [...found]
    .slice(0, 50)
    .map(([, name = '', quoted, plain = '']) => [name.toLowerCase(), quoted?.replaceAll(/\\(.)/g, '$1') ?? plain]);
}

class Reader {
  readonly #raw: Buffer;
  #count = 0;

  constructor(raw: Bytes) {
    this.#raw = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  }

  part(start: number, end: number, fallback: MediaType, depth: number): Part {
    this.#count++;
    const { fields, body } = this.#headers(start, end);
    const given = fields.find(({ name }) => name === 'content-type')?.value;
    const media = (given === undefined ? undefined : parseMediaType(given)) ?? fallback;
    const alone = { fields, media, start, body, end, parts: [] };
    if (depth >= DEEPEST || this.#count >= MOST_PARTS) return alone;
    if (media.type === 'message' && media.subtype === 'rfc822')
      return { ...alone, message: this.part(body, end, PLAIN, depth + 1) };
    const boundary = media.type === 'multipart' ? media.params.find(([name]) => name === 'boundary')?.[1] : undefined;
    if (!boundary) return alone;
    const inside = media.subtype === 'digest' ? MESSAGE : PLAIN;
    const parts: Part[] = [];
    for (const [from, to] of this.#between(boundary, body, end)) {
      if (this.#count >= MOST_PARTS) break;
      parts.push(this.part(from, to, inside, depth + 1));
    }
    return { ...alone, parts };
  }

  /** Bytes between lines that are the boundary; the end of a line before one belongs to it. */
  #between(boundary: string, body: number, end: number): (readonly [number, number])[] {
    const mark = Buffer.from(`--${boundary}`, 'latin1');
    const found: [number, number][] = [];
    let open: number | undefined;
    for (let at = this.#raw.indexOf(mark, body); at >= 0 && at < end; at = this.#raw.indexOf(mark, at + 1)) {
      if (at !== body && this.#raw[at - 1] !== 0x0a) continue;
      if (open !== undefined) found.push([open, this.#lineBefore(at, open)]);
      const behind = at + mark.length;
      if (this.#raw.subarray(behind, behind + 2).toString('latin1') === '--') return found;
      const next = this.#raw.indexOf(0x0a, behind);
      open = next < 0 || next >= end ? end : next + 1;
      if (found.length >= MOST_PARTS) return found;
    }
    // Nobody closed it: the rest is its last part.
    if (open !== undefined) found.push([open, end]);
    return found;
  }

  #lineBefore(at: number, least: number): number {
    const crlf = this.#raw[at - 2] === 0x0d ? 2 : 1;
    return Math.max(least, at - crlf);
  }

  #headers(start: number, end: number): { readonly fields: HeaderField[]; readonly body: number } {
    // In pieces: one of many lines would be copied for each of them.
    const found: { name: string; pieces: string[]; start: number; end: number }[] = [];
    const fields = () =>
      found.map(({ pieces, ...field }) => ({ ...field, value: pieces.filter((piece) => piece !== '').join(' ') }));
    let at = start;
    while (at < end && at - start < LONGEST_HEADERS) {
      const next = this.#raw.indexOf(0x0a, at);
      const after = next < 0 || next >= end ? end : next + 1;
      const line = this.#raw.toString('latin1', at, after).replace(/\r?\n$/, '');
      if (line === '') return { fields: fields(), body: after };
      const last = found.at(-1);
      if (/^[ \t]/.test(line) && last !== undefined) {
        last.pieces.push(line.trim());
        last.end = after;
      } else {
        const [, name = '', value = ''] = /^([!-9;-~]+)[ \t]*:(.*)$/.exec(line) ?? [];
        found.push({ name: name.toLowerCase(), pieces: [value.trim()], start: at, end: after });
      }
      at = after;
    }
    return { fields: fields(), body: at };
  }
}

const known = new WeakMap<Bytes, Part>();

export function mimeTree(raw: Bytes): Part {
  const found = known.get(raw) ?? new Reader(raw).part(0, raw.length, PLAIN, 0);
  known.set(raw, found);
  return found;
}
