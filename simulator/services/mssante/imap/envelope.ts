/** ENVELOPE and BODYSTRUCTURE of a message. Source: RFC 9051, 7.5.2. */
import type { Bytes } from '#iso7816/bytes.ts';
import { addressesOf, type MailAddress } from '../message/addresses-of.ts';
import { headerOf, type MediaType, type Part, parameters } from '../message/mime-tree.ts';
import { imapString, orNil } from './values.ts';

function address({ name, address: full }: MailAddress): string {
  const at = full.lastIndexOf('@');
  const [mailbox, host] = at < 0 ? [full, ''] : [full.slice(0, at), full.slice(at + 1)];
  return `(${orNil(name || undefined)} NIL ${imapString(mailbox)} ${imapString(host)})`;
}

/** A group is written as its name, its members and an end. */
function entries(one: MailAddress): string[] {
  if (one.members === undefined) return [address(one)];
  return [`(NIL NIL ${imapString(one.name)} NIL)`, ...one.members.map(address), '(NIL NIL NIL NIL)'];
}

function addresses(part: Part, name: string): string | undefined {
  const values = part.fields.filter((field) => field.name === name).map(({ value }) => value);
  const list = addressesOf(values).flatMap(entries);
  return list.length === 0 ? undefined : `(${list.join('')})`;
}

export function envelope(part: Part): string {
  const from = addresses(part, 'from') ?? 'NIL';
  const people = [from, addresses(part, 'sender') ?? from, addresses(part, 'reply-to') ?? from];
  for (const name of ['to', 'cc', 'bcc']) people.push(addresses(part, name) ?? 'NIL');
  const texts = (names: readonly string[]) => names.map((name) => orNil(headerOf(part, name)));
  return `(${[...texts(['date', 'subject']), ...people, ...texts(['in-reply-to', 'message-id'])].join(' ')})`;
}

function params({ params: list }: Pick<MediaType, 'params'>): string {
  if (list.length === 0) return 'NIL';
  return `(${list.map(([name, value]) => `${imapString(name)} ${imapString(value)}`).join(' ')})`;
}

function disposition(part: Part): string {
  const text = headerOf(part, 'content-disposition');
  const kind = /^[\w-]+/.exec(text ?? '')?.[0];
  if (text === undefined || kind === undefined) return 'NIL';
  return `(${imapString(kind.toLowerCase())} ${params({ params: parameters(text) })})`;
}

/** One alone is a string, several are a list. */
function languages(text: string | undefined): string {
  const tags = text?.match(/[^\s,]+/g) ?? [];
  return tags.length > 1 ? `(${tags.map(imapString).join(' ')})` : orNil(tags[0]);
}

function extension(part: Part): string {
  const language = headerOf(part, 'content-language');
  return `${disposition(part)} ${languages(language)} ${orNil(headerOf(part, 'content-location'))}`;
}

function linesOf(raw: Bytes, { body, end }: Part): number {
  let count = 0;
  for (let at = raw.indexOf(0x0a, body); at >= 0 && at < end; at = raw.indexOf(0x0a, at + 1)) count++;
  return count;
}

/** In the place of the parts that a multipart does not have: without one it cannot be written. */
const NOTHING = '"text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0';

/** @param extended as BODYSTRUCTURE; BODY leaves the extension data out */
export function bodyStructure(raw: Bytes, part: Part, extended: boolean): string {
  const { media } = part;
  if (media.type === 'multipart') {
    const nothing = `(${NOTHING}${extended ? ' NIL NIL NIL NIL' : ''})`;
    const inside = part.parts.map((one) => bodyStructure(raw, one, extended)).join('') || nothing;
    return `(${inside} ${imapString(media.subtype)}${extended ? ` ${params(media)} ${extension(part)}` : ''})`;
  }
  const text = [
    imapString(media.type),
    imapString(media.subtype),
    params(media),
    orNil(headerOf(part, 'content-id')),
    orNil(headerOf(part, 'content-description')),
    imapString((headerOf(part, 'content-transfer-encoding') ?? '7bit').toLowerCase()),
    String(part.end - part.body),
  ];
  if (part.message !== undefined)
    text.push(envelope(part.message), bodyStructure(raw, part.message, extended), String(linesOf(raw, part)));
  else if (media.type === 'text') text.push(String(linesOf(raw, part)));
  if (extended) text.push(orNil(headerOf(part, 'content-md5')), extension(part));
  return `(${text.join(' ')})`;
}
