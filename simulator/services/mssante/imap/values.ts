/** Values as answers write them. Source: RFC 9051, 9. */

/** Quoted when it can be, else a literal; Latin-1 stands for bytes. */
export function imapString(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
  return `{${text.length}}\r\n${text}`;
}

export function orNil(text: string | undefined): string {
  return text === undefined ? 'NIL' : imapString(text);
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `"03-Sep-2018 12:00:00 +0000"` */
export function dateTime(date: Date): string {
  const [day, time = ''] = [String(date.getUTCDate()).padStart(2, '0'), date.toISOString().slice(11, 19)];
  return `"${day}-${MONTHS[date.getUTCMonth()]}-${date.getUTCFullYear()} ${time} +0000"`;
}

function monthOf(name: string): number {
  return MONTHS.findIndex((one) => one.toLowerCase() === name.toLowerCase());
}

/** `3-Sep-2018`, midnight UTC; undefined when it is none. */
export function parseDate(text: string): Date | undefined {
  const [, day = '', month = '', year = ''] = /^(\d{1,2})-([A-Za-z]{3})-(\d{4})$/.exec(text) ?? [];
  const date = new Date(Date.UTC(Number(year), monthOf(month), Number(day)));
  return date.getUTCDate() === Number(day) && monthOf(month) >= 0 ? date : undefined;
}

/** What `dateTime` writes, in any zone; undefined when it is none. */
export function parseDateTime(text: string): Date | undefined {
  const [, day = '', time = '', sign, hours, minutes] =
    /^ ?(\d{1,2}-[A-Za-z]{3}-\d{4}) (\d{2}:\d{2}:\d{2}) ([+-])(\d{2})(\d{2})$/.exec(text) ?? [];
  const date = parseDate(day);
  if (date === undefined) return undefined;
  const [h = 0, m = 0, s = 0] = time.split(':').map(Number);
  if (h > 23 || m > 59 || s > 60) return undefined;
  const zone = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
  return new Date(date.getTime() + ((h * 60 + m - zone) * 60 + s) * 1000);
}

/** Of an answer: two languages, with names of certificates. */
const LONGEST_TEXT = 4000;

/** One line of ASCII: answers and lines of SMTP have nothing else. */
export function asciiLine(text: string): string {
  const plain = text.normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('’', "'").replaceAll(/[«»]/g, "'");
  return plain.replaceAll(/[^ -~]/g, '?').slice(0, LONGEST_TEXT);
}
