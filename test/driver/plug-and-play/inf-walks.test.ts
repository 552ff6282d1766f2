/** INF files of every kind: each is read or refused with a line, nothing else happens, and no file leads out of Windows. */

import test from 'ava';
import fc from 'fast-check';
import { installPlan, modelsFor, readDriverInf } from '../../../driver/plug-and-play/inf/driver-inf.ts';
import { InfFile } from '../../../driver/plug-and-play/inf/sections.ts';
import { InfError } from '../../../driver/plug-and-play/setup-error.ts';
import { minidriverPackage } from '../../../simulator/services/windows-update/index.ts';

const SHIPPED = new TextDecoder().decode(minidriverPackage().files.get('cpsmd.inf'));
const LINES = SHIPPED.split('\n');
const PLATFORM = { windows: '10', architecture: 'amd64' } as const;

/** True when it is read, or refused with a line of the file. */
function isReadOrRefused(bytes: Uint8Array): boolean {
  try {
    const inf = readDriverInf(bytes, 'x.inf');
    const copies = modelsFor(inf, PLATFORM).flatMap((model) => installPlan(inf, model, PLATFORM).copies);
    return copies.every(({ folder, name }) => !/(^|\\)\.\.?(\\|$)|[/:]/.test(`${folder}\\${name}`));
  } catch (error) {
    return error instanceof InfError && error.line >= 1;
  }
}

const encoded = (text: string) => new TextEncoder().encode(text);
const runs = { numRuns: 500, seed: 20170920 };

test('any bytes', (t) => {
  t.notThrows(() => fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), isReadOrRefused), runs));
});

test('any text made of what INF files are made of', (t) => {
  const piece = fc.constantFrom(
    '[',
    ']',
    'Version',
    'Strings',
    '=',
    ',',
    '"',
    '""',
    '%',
    '%x%',
    ';',
    '\\',
    '\n',
    '\r\n',
    ' ',
    'a',
  );
  const text = fc.array(piece, { maxLength: 60 }).map((pieces) => encoded(pieces.join('')));
  t.notThrows(() => fc.assert(fc.property(text, isReadOrRefused), runs));
});

test('the shipped INF with a line left out, doubled or cut', (t) => {
  const at = fc.integer({ min: 0, max: LINES.length - 1 });
  const change = fc.constantFrom<(line: string) => string[]>(
    () => [],
    (line) => [line, line],
    (line) => [line.slice(0, line.length >> 1)],
    (line) => [line.replaceAll(',', '')],
    (line) => [line.replaceAll('=', ',')],
    (line) => [`..\\${line}`],
    (line) => [line.replaceAll('cpsmd', '..\\cpsmd')],
  );
  const changed = fc
    .tuple(at, change)
    .map(([i, how]) => encoded(LINES.flatMap((line, j) => (j === i ? how(line) : [line])).join('\n')));
  t.notThrows(() => fc.assert(fc.property(changed, isReadOrRefused), runs));
});

test('what is written is read again: keys, values, quotation marks', (t) => {
  const value = fc.string({ unit: 'grapheme-ascii', maxLength: 20 });
  const quoted = (text: string) => `"${text.replaceAll('"', '""').replaceAll('%', '%%')}"`;
  const property = fc.property(fc.array(value, { minLength: 1, maxLength: 5 }), (values) => {
    const file = InfFile.parse(encoded(`[s]\nk = ${values.map(quoted).join(' , ')} ; end`), 'x.inf');
    t.deepEqual(file.section('s')?.entries[0]?.values, values);
  });
  t.notThrows(() => fc.assert(property, runs));
});
