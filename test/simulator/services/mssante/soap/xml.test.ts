/** XML of strangers: what is taken, what is refused, and that what is written is read as it was meant. */
import test from 'ava';
import fc from 'fast-check';
import { XmlError } from '../../../../../simulator/services/mssante/soap/xml-error.ts';
import { readXml, XML_LIMITS } from '../../../../../simulator/services/mssante/soap/xml-reader.ts';
import { element, xmlDocument } from '../../../../../simulator/services/mssante/soap/xml-writer.ts';

function slices(text: string | Uint8Array, size: number): Uint8Array[] {
  const bytes = Buffer.from(text);
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
}

test('namespaces, references, CDATA and characters cut in two', async (t) => {
  const text = '<a xmlns="u" xmlns:p="v" p:x="1" y="&lt;é"><p:b>é&amp;&#x20AC;<![CDATA[<c>]]></p:b><!-- no --> </a>';
  for (const size of [1, 2, 3, 7, 1000]) {
    const root = await readXml(slices(text, size));
    t.is(root.uri, 'u');
    t.deepEqual({ ...root.attributes }, { '{v}x': '1', y: '<é' });
    t.deepEqual(
      root.elements.map(({ uri, local, text: inside }) => [uri, local, inside]),
      [['v', 'b', 'é&€<c>']],
    );
  }
});

const refused = test.macro(async (t, text: string | Uint8Array, why: RegExp) => {
  const error = await t.throwsAsync(readXml(slices(text, 64)), { instanceOf: XmlError, message: why });
  t.false(error.tooLarge);
});

const LAUGHS = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><l>&b;&b;&b;</l>';
const FILE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>';

test('what is malformed is told in French alone, or in English', async (t) => {
  const empty = await t.throwsAsync(readXml([]), { instanceOf: XmlError });
  t.is(empty.messageIn('fr'), 'XML mal formé, sans élément : ligne 1, caractère 0');
  t.regex(empty.messageIn('en'), /must contain a root element/);
});

test('a billion laughs', refused, LAUGHS, /document type/);
test('XXE, a file', refused, FILE, /document type/);
test('XXE, a DTD of another machine', refused, '<!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd"><a/>', /document type/);
test('a parameter entity', refused, '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1/">%x;]><a/>', /document type/);
test('a processing instruction', refused, '<?xml-stylesheet href="x"?><a/>', /processing instruction/);
test('an entity that nobody declared', refused, '<a>&nope;</a>', /undefined entity/);
test('a character that XML does not have', refused, '<a>&#0;</a>', /malformed character entity/);
test('a control character', refused, '<a>\u0001</a>', /disallowed character/);
test('truncated', refused, '<a><b>text</b>', /unclosed tag/);
test('truncated in a tag', refused, '<a><b', /unclosed tag|unexpected end/);
test('nothing', refused, '', /root element/);
test('no XML', refused, 'hello', /well-formed/);
test('two roots', refused, '<a/><b/>', /only one root|root/);
test('an attribute twice', refused, '<a x="1" x="2"/>', /duplicate attribute/);
test(
  'an attribute twice, by two prefixes',
  refused,
  '<a xmlns:p="u" xmlns:q="u" p:x="1" q:x="2"/>',
  /duplicate attribute/,
);
test('a prefix of nothing', refused, '<p:a/>', /unbound namespace prefix/);
test('an ampersand alone', refused, '<a>a & b</a>', /well-formed/);
test('another encoding', refused, '<?xml version="1.0" encoding="ISO-8859-1"?><a/>', /ISO-8859-1/);
test('bytes that are no UTF-8', refused, Buffer.from('<a>\xe9</a>', 'latin1'), /UTF-8/);
test('bytes that end in a character', refused, Buffer.from('3c613ec3', 'hex'), /UTF-8/);

const beyond = test.macro(async (t, parts: () => Iterable<Uint8Array>, why: RegExp) => {
  const error = await t.throwsAsync(readXml(parts()), { instanceOf: XmlError, message: why });
  t.true(error.tooLarge);
});

/** As much as somebody asks for: reading has to stop by itself. */
function* endless(start: string, again: string): Generator<Uint8Array> {
  yield Buffer.from(start);
  for (let i = 0; i < 1_000_000; i++) yield Buffer.from(again);
  throw new Error('read to the end');
}

test('elements in one another, without end', beyond, () => endless('', '<a>'), /16 elements in one another/);
test('elements, without end', beyond, () => endless('<a>', '<b/>'), /5000 elements/);
test(
  'attributes, without end',
  beyond,
  () => slices(`<a ${Array.from({ length: 40 }, (_, i) => `x${i}="1"`).join(' ')}/>`, 99),
  /32 attributes/,
);
test('text, without end', beyond, () => endless('<a>', 'x'.repeat(1000)), /65536 bytes/);
test('one name, without end', beyond, () => endless('<a', 'a'.repeat(1000)), /65536 bytes/);
test('a comment, without end', beyond, () => endless('<a><!--', 'x'.repeat(1000)), /65536 bytes/);

test('whatever is written is read so', async (t) => {
  const text = fc.string({ unit: 'grapheme' });
  await fc.assert(
    fc.asyncProperty(text, text, async (value, inside) => {
      const written = xmlDocument(element('a', { x: value }, inside, element('b', {}, true, 7)));
      const root = await readXml([Buffer.from(written)], { ...XML_LIMITS, bytes: 1e6 });
      t.is(root.attributes.x, value.replaceAll(/(?![\t\n\r])\p{Cc}|[\ufffe\uffff]/gu, '\ufffd'));
      t.is(root.text, inside.replaceAll(/(?![\t\n\r])\p{Cc}|[\ufffe\uffff]/gu, '\ufffd'));
      t.is(root.elements[0]?.text, 'true7');
    }),
    { numRuns: 200 },
  );
});

test('what XML cannot hold is replaced, an end of line of any kind stays', async (t) => {
  const root = await readXml([Buffer.from(element('a', { x: 'a\t\n\rb' }, 'a\r\n\u0000\ud800b').written)]);
  t.is(root.attributes.x, 'a\t\n\rb');
  t.is(root.text, 'a\r\n\ufffd\ufffdb');
});
