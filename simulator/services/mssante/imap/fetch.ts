/** FETCH: what is asked of messages, and the answers. Source: RFC 9051, 6.4.5 and 7.5.2. */
import type { Bytes } from '#iso7816/bytes.ts';
import type { StoredMessage } from '../folder.ts';
import { mimeTree } from '../message/mime-tree.ts';
import type { Cursor } from './cursor.ts';
import { bodyStructure, envelope } from './envelope.ts';
import { type Partial, parsePartial, parseSection, type Section, sectionOf } from './section.ts';
import { dateTime } from './values.ts';

const SIMPLE = ['UID', 'FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE', 'BODYSTRUCTURE', 'BODY'] as const;
const MACROS: Readonly<Record<string, readonly (typeof SIMPLE)[number][]>> = {
  ALL: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE'],
  FAST: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE'],
  FULL: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE', 'BODY'],
};
/** Things asked for at once. */
const MOST_ITEMS = 100;

interface SectionItem {
  /** As it is answered: `BODY[TEXT]<0>`, `RFC822`. */
  readonly label: string;
  readonly section: Section;
  readonly partial: Partial | undefined;
  /** Whether it marks the message as read. */
  readonly reads: boolean;
}

export type FetchItem = (typeof SIMPLE)[number] | SectionItem;

/** The older names of sections. */
const OLD: Readonly<Record<string, { readonly text: 'HEADER' | 'TEXT' | undefined; readonly reads: boolean }>> = {
  'RFC822.HEADER': { text: 'HEADER', reads: false },
  'RFC822.TEXT': { text: 'TEXT', reads: true },
  RFC822: { text: undefined, reads: true },
};

function item(args: Cursor): FetchItem {
  const peek = args.takeIf('BODY.PEEK[');
  if (peek || args.takeIf('BODY[')) {
    const section = parseSection(args);
    const partial = parsePartial(args);
    return {
      label: `BODY[${section.name}]${partial === undefined ? '' : `<${partial.from}>`}`,
      section,
      partial,
      reads: !peek,
    };
  }
  const name = args.before(' )', 'something to fetch: FLAGS, UID, BODY[]...').toUpperCase();
  const simple = SIMPLE.find((one) => one === name);
  if (simple !== undefined) return simple;
  const old = Object.hasOwn(OLD, name) ? OLD[name] : undefined;
  if (old === undefined)
    throw args.error(`something to fetch before this, not ${name.slice(0, 40).replace(/[^ -~]/g, '?')}`);
  const section = { path: [], text: old.text, fields: [], name: '' };
  return { label: name, section, partial: undefined, reads: old.reads };
}

export function parseFetchItems(args: Cursor): readonly FetchItem[] {
  const macro = Object.keys(MACROS).find((name) => args.takeIf(name));
  if (macro !== undefined) return MACROS[macro] ?? [];
  const items = args.sees('(') ? args.list(() => item(args)) : [item(args)];
  if (items.length === 0 || items.length > MOST_ITEMS) throw args.error(`1 to ${MOST_ITEMS} things to fetch`);
  return items;
}

export function marksAsRead(items: readonly FetchItem[]): boolean {
  return items.some((one) => typeof one !== 'string' && one.reads);
}

function sectionParts(raw: Bytes, { label, section, partial }: SectionItem): (string | Bytes)[] {
  const found = sectionOf(raw, mimeTree(raw), section);
  if (found === undefined) return [`${label} NIL`];
  const bytes = partial === undefined ? found : found.subarray(partial.from, partial.from + partial.count);
  return [`${label} {${bytes.length}}\r\n`, bytes];
}

function simpleText(name: (typeof SIMPLE)[number], { uid, flags, internalDate, raw }: StoredMessage): string {
  switch (name) {
    case 'UID':
      return `UID ${uid}`;
    case 'FLAGS':
      return `FLAGS (${[...flags].join(' ')})`;
    case 'INTERNALDATE':
      return `INTERNALDATE ${dateTime(internalDate)}`;
    case 'RFC822.SIZE':
      return `RFC822.SIZE ${raw.length}`;
    case 'ENVELOPE':
      return `ENVELOPE ${envelope(mimeTree(raw))}`;
    default:
      return `${name} ${bodyStructure(raw, mimeTree(raw), name === 'BODYSTRUCTURE')}`;
  }
}

/** `* 3 FETCH (...)` in pieces: text as Latin-1, and bytes. */
export function fetchAnswer(sequence: number, message: StoredMessage, items: readonly FetchItem[]): (string | Bytes)[] {
  const parts: (string | Bytes)[] = [`* ${sequence} FETCH (`];
  items.forEach((one, index) => {
    if (index > 0) parts.push(' ');
    if (typeof one === 'string') parts.push(simpleText(one, message));
    else parts.push(...sectionParts(message.raw, one));
  });
  parts.push(')\r\n');
  return parts;
}
