/** A mail with its headers and parts, read by postal-mime within bounds: whoever may send one cannot keep this program busy. */
import PostalMime, { type Email } from 'postal-mime';
import type { Text } from '#common/language.ts';
import type { Bytes } from '#iso7816/bytes.ts';

/** Parts in parts. */
const DEEPEST = 20;
/** Bytes, of all parts. */
const LONGEST_HEADERS = 262_144;
/** Of all; as many as 25 MB in Base64 have. */
const MOST_LINES = 500_000;
/** Mails in a mail; each level is read again from its first byte. What lies deeper stays an attachment. */
const DEEPEST_MAILS = 2;
/** A longer mail has the mails in it as attachments alone. */
const MOST_LINES_AGAIN = 20_000;

const LF = 0x0a;
const CR = 0x0d;

function linesIn(raw: Bytes): number {
  let lines = 0;
  for (let at = raw.indexOf(LF); at >= 0; at = raw.indexOf(LF, at + 1)) lines++;
  return lines;
}

/** As far as the first empty line, and to no more than the headers that are looked at. */
function headersOf(raw: Bytes): Bytes {
  let at = 0;
  for (let next = raw.indexOf(LF); next >= 0 && next < LONGEST_HEADERS; next = raw.indexOf(LF, at)) {
    if (next === at || (next === at + 1 && raw[at] === CR)) break;
    at = next + 1;
  }
  return raw.subarray(0, at);
}

const TOO_MANY_LINES: Text = {
  en: `more than ${MOST_LINES} lines`,
  fr: `plus de ${MOST_LINES} lignes`,
};

function whyUnread(error: unknown): Text {
  const said = String(error);
  if (said.includes('nesting depth'))
    return { en: `parts in parts over more than ${DEEPEST} levels`, fr: `plus de ${DEEPEST} niveaux de parties` };
  if (said.includes('header size'))
    return { en: `more than ${LONGEST_HEADERS} bytes of headers`, fr: `plus de ${LONGEST_HEADERS} octets d'en-têtes` };
  return { en: 'malformed', fr: 'mal formé' };
}

/** Its headers alone; its text says why. */
async function unread(raw: Bytes, { en, fr }: Text): Promise<Email> {
  const text = `(illisible : ${fr} / cannot be read: ${en})`;
  const headers = await PostalMime.parse(headersOf(raw), { maxRfc822NestingDepth: 0 }).catch(() => undefined);
  return { ...(headers ?? { headers: [], headerLines: [] }), attachments: [], text };
}

/** What goes beyond the bounds stays a mail: its headers are read, and its text says in French and English why no more was. */
export async function parseMail(raw: Bytes): Promise<Email> {
  const lines = linesIn(raw);
  if (lines > MOST_LINES) return unread(raw, TOO_MANY_LINES);
  try {
    return await PostalMime.parse(raw, {
      maxNestingDepth: DEEPEST,
      maxHeadersSize: LONGEST_HEADERS,
      maxRfc822NestingDepth: lines > MOST_LINES_AGAIN ? 0 : DEEPEST_MAILS,
    });
  } catch (error) {
    return unread(raw, whyUnread(error));
  }
}
