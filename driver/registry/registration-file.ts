/**
 * Registration files (`*.reg`), as the registry editor of Windows exports and imports them.
 *
 * Source: Microsoft, "How to add, modify, or delete registry subkeys and values by using a .reg file".
 */

import { BYTES, parameters, TEXT } from '#common/arguments.ts';
import type { Text } from '#common/language.ts';
import { decodeAnsi, decodeText } from '#common/text-decoding.ts';
import { type Bytes, fromHex } from '#iso7816/bytes.ts';
import { HIVES, Registry, type RegistryValue } from './registry.ts';
import { RegistryError } from './registry-error.ts';

const ARGUMENTS = {
  decode: parameters('decodeRegistrationFile', { bytes: BYTES }),
  parse: parameters('parseRegistrationFile', { text: TEXT, file: TEXT }),
};

const HEADERS = ['Windows Registry Editor Version 5.00', 'REGEDIT4'];
const REG_BINARY = 3;

interface Line {
  readonly number: number;
  readonly text: string;
}

/**
 * The text of a registration file: UTF-16 behind its byte order mark, as Windows exports it, UTF-8, or else the ANSI code
 * page of a REGEDIT4 file.
 */
export function decodeRegistrationFile(bytes: Bytes): string {
  ARGUMENTS.decode(bytes);
  return decodeText(bytes).text ?? decodeAnsi(bytes);
}

/** Lines with those that a backslash continues put together; neither empty ones nor comments. */
function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  let number = 0;
  let parts: string[] = [];
  const end = () => {
    const joined = parts.join('');
    if (joined !== '' && !joined.startsWith(';')) lines.push({ number, text: joined });
    parts = [];
  };
  for (const [i, raw] of text.split(/\r\n|\r|\n/).entries()) {
    const part = raw.trim();
    const continues = part.endsWith('\\') && /^[^;[]./.test(parts[0] ?? part);
    if (parts.length === 0) number = i + 1;
    parts.push(continues ? part.slice(0, -1) : part);
    if (!continues) end();
  }
  end();
  return lines;
}

/**
 * The keys and values of a registration file; deletions take out what stood before them.
 * @param file its name, for errors
 * @throws RegistryError with file and line
 */
export function parseRegistrationFile(text: string, file: string): Registry {
  ARGUMENTS.parse(text, file);
  const refuse = ({ number: line }: Line, why: Text): never => {
    throw new RegistryError(file, { en: printable(why.en), fr: printable(why.fr) }, { line });
  };
  const [header, ...lines] = linesOf(text);
  if (header === undefined || !HEADERS.includes(header.text))
    refuse(header ?? { number: 1, text: '' }, {
      en: `'${header?.text ?? ''}', expected '${HEADERS[0]}'`,
      fr: `'${header?.text ?? ''}', attendu : '${HEADERS[0]}'`,
    });
  const registry = new Registry();
  let key: string | undefined;
  for (const line of lines) {
    if (line.text.startsWith('[')) key = readKey(line, registry, refuse);
    else if (key === undefined)
      refuse(line, { en: `'${line.text}' before any [key]`, fr: `'${line.text}' avant toute [clé]` });
    else readValue(line, key, registry, refuse);
  }
  return registry;
}

const LONGEST = 200;

/** What is no text, or a very long one, does no harm on a screen. */
function printable(text: string): string {
  const shown = text.replaceAll(/[\p{C}\uFFFD]/gu, '?');
  return shown.length <= LONGEST ? shown : `${shown.slice(0, LONGEST / 2)}...${shown.slice(-LONGEST / 2)}`;
}

type Refuse = (line: Line, why: Text) => never;

/** `[HKEY_...\key]`, or `[-HKEY_...\key]`, which deletes it. */
function readKey(line: Line, registry: Registry, refuse: Refuse): string {
  const [, minus, path = ''] =
    /^\[(-?)([^\]]+)\]$/.exec(line.text) ??
    refuse(line, { en: `'${line.text}', expected [key]`, fr: `'${line.text}', attendu : [clé]` });
  const hive = path.split('\\', 1)[0]?.toUpperCase();
  if (!/^HKEY_[A-Z_]+$/.test(hive ?? ''))
    refuse(line, {
      en: `'${path}' begins with no hive, expected ${Object.values(HIVES).join(' or ')}`,
      fr: `'${path}' ne commence pas par une ruche, attendu : ${Object.values(HIVES).join(' ou ')}`,
    });
  if (minus === '-') registry.deleteKey(path);
  return path;
}

/** `"name"=data`, or `@=data` for the value without name; `-` deletes it. */
function readValue(line: Line, key: string, registry: Registry, refuse: Refuse): void {
  const parts = /^(?:@|"((?:[^"\\]|\\.)*)")\s*=\s*(.*)$/.exec(line.text);
  const [, quoted = '', data = ''] =
    parts ?? refuse(line, { en: `'${line.text}', expected "name"=data`, fr: `'${line.text}', attendu : "nom"=donnée` });
  const name = unescaped(quoted);
  if (data === '-') registry.deleteValue(key, name);
  else
    registry.set(
      key,
      name,
      dataOf(data) ??
        refuse(line, {
          en: `${data}, expected dword:00000000, "text" or hex:00,00`,
          fr: `${data}, attendu : dword:00000000, "texte" ou hex:00,00`,
        }),
    );
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/g, '$1');
}

function dataOf(data: string): RegistryValue | undefined {
  const dword = /^dword:([0-9a-f]{1,8})$/i.exec(data)?.[1];
  if (dword !== undefined) return { type: 'REG_DWORD', data: Number.parseInt(dword, 16) };
  const text = /^"((?:[^"\\]|\\.)*)"$/.exec(data)?.[1];
  if (text !== undefined) return { type: 'REG_SZ', data: unescaped(text) };
  const [, type, bytes] = /^hex(?:\(([0-9a-f]+)\))?:((?:[0-9a-f]{2}(?:,\s*[0-9a-f]{2})*)?)$/i.exec(data) ?? [];
  if (bytes === undefined) return undefined;
  return {
    type: type === undefined ? REG_BINARY : Number.parseInt(type, 16),
    data: fromHex(bytes.replaceAll(/[,\s]/g, '')),
  };
}
