/** Text files of every encoding that editors write: read as they are meant, or told where they are no text. */
import test from 'ava';
import { decodeAnsi, decodeText, lookalikeIn } from '#common/text-decoding.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const latin1 = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));
const utf16le = (text: string) => new Uint8Array(Buffer.from(text, 'utf16le'));
const utf16be = (text: string) => new Uint8Array(Buffer.from(text, 'utf16le').swap16());

const read = test.macro({
  exec(t, bytes: Uint8Array, text: string) {
    t.deepEqual(decodeText(bytes), { text });
  },
  title: (name = '') => `read: ${name}`,
});

test('UTF-8', read, utf8('médecin\n'), 'médecin\n');
test('UTF-8 with a byte order mark', read, utf8('\ufeffmédecin'), 'médecin');
test('UTF-16, little-endian', read, utf16le('\ufeffmédecin\r\n'), 'médecin\r\n');
test('UTF-16, big-endian', read, utf16be('\ufeffmédecin'), 'médecin');
test('a replacement character that is really there', read, utf8('\ufffd'), '\ufffd');
test('nothing', read, new Uint8Array(), '');

const refused = test.macro({
  exec(t, bytes: Uint8Array, place: string, en: RegExp, fr: RegExp) {
    const { fault } = decodeText(bytes);
    t.is(`${fault?.line}:${fault?.column}`, place);
    t.regex(fault?.message.en ?? '', en);
    t.regex(fault?.message.fr ?? '', fr);
  },
  title: (name = '') => `refused: ${name}`,
});

test('Latin-1', refused, latin1('a: 1\nb: médecin\n'), '2:5', /E9.*'é' in Latin-1/, /E9.*'é' en Latin-1/);
test('Latin-1 on the last line', refused, latin1('\n\né'), '3:1', /E9/, /E9/);
test('an en dash of Windows', refused, Uint8Array.of(0x96), '1:1', /96.*'–'/, /96/);
test('a letter cut by the end', refused, utf8('é').slice(0, 1), '1:1', /C3/, /C3/);
test('a letter cut by a line break', refused, Uint8Array.of(0xc3, 0x0a, 0x41), '1:1', /C3/, /C3/);
test('UTF-16 without mark', refused, utf16le('a\nb'), '1:2', /NUL.*UTF-16/, /NUL.*UTF-16/);
test('UTF-16 that is cut', refused, utf16le('\ufeffab').slice(0, -1), '1:1', /cut/, /coupé/);

test('the ANSI code page has letters where ISO 8859-1 has controls', (t) => {
  t.is(decodeAnsi(Uint8Array.of(0x41, 0x80, 0x9c, 0xe9)), 'A€œé');
});

test('a character that looks like another is named with its column', (t) => {
  t.is(lookalikeIn('insert: médecin'), undefined);
  t.is(lookalikeIn('insert:\u00a0médecin \u2019')?.en, 'U+00A0 (no-break space) in column 8');
  t.is(lookalikeIn('\ufeffa')?.fr, "U+FEFF (indicateur d'ordre des octets (BOM)) en colonne 1");
});
