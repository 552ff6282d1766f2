/** Sections of a message: `BODY[1.2.HEADER.FIELDS (From To)]<0.100>`. Source: RFC 9051, 6.4.5.1. */
import type { Bytes } from '#iso7816/bytes.ts';
import type { Part } from '../message/mime-tree.ts';
import type { Cursor } from './cursor.ts';

const TEXTS = ['HEADER.FIELDS.NOT', 'HEADER.FIELDS', 'HEADER', 'TEXT', 'MIME'] as const;

export interface Section {
  /** Numbers of parts from 1; none for the message. */
  readonly path: readonly number[];
  readonly text: (typeof TEXTS)[number] | undefined;
  /** In lower case. */
  readonly fields: readonly string[];
  /** As it is answered, between its brackets. */
  readonly name: string;
}

export interface Partial {
  readonly from: number;
  readonly count: number;
}

/** Behind `BODY[`, up to its bracket. */
export function parseSection(args: Cursor): Section {
  const path: number[] = [];
  while (/\d/.test(args.sees(']') ? '' : firstOf(args))) {
    path.push(args.number('the number of a part'));
    if (path.length > 30 || path.at(-1) === 0) throw args.error('at most 30 numbers of parts, from 1');
    if (!args.takeIf('.')) return closed(args, { path, text: undefined, fields: [] });
  }
  if (path.length === 0 && args.sees(']')) return closed(args, { path, text: undefined, fields: [] });
  const text = TEXTS.find((one) => args.takeIf(one));
  if (text === undefined || (text === 'MIME' && path.length === 0)) throw args.error('a part, HEADER, TEXT or MIME');
  const withFields = text.startsWith('HEADER.FIELDS');
  if (withFields) args.space();
  const fields = withFields ? args.list(() => args.astring('the name of a header')) : [];
  if (withFields && fields.length === 0) throw args.error('names of headers');
  return closed(args, { path, text, fields });
}

function firstOf(args: Cursor): string {
  return ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'].find((digit) => args.sees(digit)) ?? '';
}

function closed(args: Cursor, { path, text, fields }: Omit<Section, 'name'>): Section {
  args.take(']');
  const listed = fields.length === 0 ? '' : ` (${fields.map((one) => one.toUpperCase()).join(' ')})`;
  const name = [...path, ...(text === undefined ? [] : [text])].join('.') + listed;
  return { path, text, fields: fields.map((one) => one.toLowerCase()), name };
}

/** `<0.100>`; undefined when there is none. */
export function parsePartial(args: Cursor): Partial | undefined {
  if (!args.takeIf('<')) return undefined;
  const from = args.number();
  args.take('.');
  const count = args.number();
  args.take('>');
  return { from, count };
}

/** What stands under that number: of a message that is no multipart, itself is the first. Of other parts nothing does. */
function under(part: Part, number: number, whole: boolean): Part | undefined {
  const message = whole ? part : part.message;
  const parts = (message ?? part).parts;
  if (parts.length > 0) return parts[number - 1];
  return number === 1 && message?.media.type !== 'multipart' ? message : undefined;
}

/** The part of that path: of a message/rfc822, those of its message. */
function partAt(tree: Part, path: readonly number[]): Part | undefined {
  let part: Part | undefined = tree;
  for (const [index, number] of path.entries()) part = part && under(part, number, index === 0);
  return part;
}

function headers(raw: Bytes, part: Part, { text, fields }: Section): Uint8Array {
  const not = text === 'HEADER.FIELDS.NOT';
  const wanted = part.fields.filter(({ name }) => fields.includes(name) !== not);
  return Buffer.concat([...wanted.map(({ start, end }) => raw.subarray(start, end)), Buffer.from('\r\n')]);
}

/** Its bytes; undefined when the message has no such section. */
export function sectionOf(raw: Bytes, tree: Part, section: Section): Bytes | undefined {
  const { path, text } = section;
  const part = partAt(tree, path);
  if (part === undefined) return undefined;
  if (text === undefined) return path.length === 0 ? raw : raw.subarray(part.body, part.end);
  if (text === 'MIME') return raw.subarray(part.start, part.body);
  // HEADER and TEXT are those of a message: the whole one, or one that is attached.
  const message = path.length === 0 ? part : part.message;
  if (message === undefined) return undefined;
  if (text === 'TEXT') return raw.subarray(message.body, message.end);
  if (text === 'HEADER') return raw.subarray(message.start, message.body);
  return headers(raw, message, section);
}
