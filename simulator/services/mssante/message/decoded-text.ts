/**
 * The words of a message as people read them: headers without their encoded words, parts of text in their own character set.
 *
 * Source: RFC 2045, 6 (transfer encodings); RFC 2047; RFC 9051, 6.4.4 (what TEXT and BODY look at).
 */
import { decodeWords } from 'postal-mime';
import type { Bytes } from '#iso7816/bytes.ts';
import { headerOf, mimeTree, type Part } from './mime-tree.ts';

const ESCAPED = /=(?:\r?\n|([0-9A-Fa-f]{2}))/g;

function transferred(bytes: Buffer, encoding: string): Buffer {
  if (encoding === 'base64') return Buffer.from(bytes.toString('latin1'), 'base64');
  if (encoding !== 'quoted-printable') return bytes;
  const text = bytes.toString('latin1').replaceAll(/[ \t]+(?=\r?\n)/g, '');
  const byte = (_: string, digits?: string) => (digits ? String.fromCharCode(Number.parseInt(digits, 16)) : '');
  return Buffer.from(text.replaceAll(ESCAPED, byte), 'latin1');
}

/** A decoder for that character set; undefined when nobody knows it. */
export function decoderOf(charset: string, fatal = false): InstanceType<typeof TextDecoder> | undefined {
  try {
    return new TextDecoder(charset, { fatal });
  } catch {
    return undefined;
  }
}

/** Of a header field: UTF-8 where it is none of ASCII. */
export function decodedHeader(value: string): string {
  return decodeWords(Buffer.from(value, 'latin1').toString('utf8'));
}

function headerText({ fields }: Part): string {
  return fields.map(({ name, value }) => `${name}: ${decodedHeader(value)}`).join('\r\n');
}

function ownText(raw: Buffer, part: Part): string {
  const encoding = (headerOf(part, 'content-transfer-encoding') ?? '').trim().toLowerCase();
  const charset = part.media.params.find(([name]) => name === 'charset')?.[1] ?? 'utf-8';
  // What says us-ascii and is not is UTF-8 more often than anything else.
  const decoder = (/^us-ascii$/i.test(charset) ? undefined : decoderOf(charset)) ?? new TextDecoder();
  return decoder.decode(transferred(raw.subarray(part.body, part.end), encoding));
}

/** Parts of text, those of messages in it too; no header, be it of a message in it, as Dovecot has it. */
function textsOf(raw: Buffer, part: Part): string[] {
  if (part.message !== undefined) return textsOf(raw, part.message);
  if (part.parts.length > 0) return part.parts.flatMap((one) => textsOf(raw, one));
  return part.media.type === 'text' ? [ownText(raw, part)] : [];
}

function partHeaders(part: Part): string[] {
  const inside = part.message === undefined ? part.parts : [part.message];
  return [headerText(part), ...inside.flatMap(partHeaders)];
}

interface Words {
  readonly body: readonly string[];
  readonly headers: readonly string[];
}

/** Letters in any case; an accent is a letter's own, however it is written. */
export function folded(text: string): string {
  return text.normalize('NFD').toLowerCase();
}

/** Several keys of one search look at one message after the other: more than the last one would be kept for nobody. */
let last: { readonly raw: Bytes; readonly words: Words } | undefined;

/** Of the body, and of all headers, each piece apart, folded. */
export function wordsOf(raw: Bytes): Words {
  if (last?.raw === raw) return last.words;
  const tree = mimeTree(raw);
  const buffer = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const words = { body: textsOf(buffer, tree).map(folded), headers: partHeaders(tree).map(folded) };
  last = { raw, words };
  return words;
}
