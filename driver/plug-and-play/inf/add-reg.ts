/** One line of an AddReg section. Source: Microsoft, INF AddReg Directive. */
import type { Bytes } from '#iso7816/bytes.ts';
import { HIVES, type RegistryValue } from '../../registry/index.ts';
import type { InfEntry, InfFile } from './sections.ts';

export interface RegistryAddition {
  readonly key: string;
  readonly name: string;
  readonly value: RegistryValue;
}

const ROOTS: Readonly<Record<string, string>> = {
  ...HIVES,
  HKCR: 'HKEY_CLASSES_ROOT',
  HKU: 'HKEY_USERS',
  HKR: 'HKR',
};

type TypeName = 'REG_SZ' | 'REG_BINARY' | 'REG_EXPAND_SZ' | 'REG_DWORD';

/** By FLG_ADDREG_TYPE_*. */
const TYPES: Readonly<Record<number, TypeName>> = {
  0: 'REG_SZ',
  1: 'REG_BINARY',
  131072: 'REG_EXPAND_SZ',
  65537: 'REG_DWORD',
};
const KNOWN_TYPES = Object.entries(TYPES)
  .map(([flags, type]) => `0x${Number(flags).toString(16).padStart(8, '0')} (${type})`)
  .join(', ');

/** Numbers of the types that a registry value does not name. Source: winnt.h. */
const REG_EXPAND_SZ = 2;
const REG_BINARY = 3;

/** root, key, name, flags, value... @throws InfError */
export function readAddition(file: InfFile, { values, line }: InfEntry): RegistryAddition {
  const [root = '', key = '', name = '', flags = '', ...data] = values;
  const hive = ROOTS[root.toUpperCase()];
  if (hive === undefined) {
    const why = {
      en: `found the root '${root}', expected ${Object.keys(ROOTS).join(', ')}`,
      fr: `trouvé la racine '${root}', attendu l'une de : ${Object.keys(ROOTS).join(', ')}`,
    };
    throw file.fault('ERROR_GENERAL_SYNTAX', line, why);
  }
  const type = typeOf(file, flags, line);
  const path = [hive, key.replace(/^\\+|\\+$/g, '')].filter((part) => part !== '').join('\\');
  return { key: path, name, value: readValue(file, type, data, line) };
}

function typeOf(file: InfFile, flags: string, line: number): TypeName {
  const type = flags === '' ? 'REG_SZ' : TYPES[Number(flags)];
  if (type !== undefined) return type;
  throw file.fault('ERROR_GENERAL_SYNTAX', line, {
    en: `found the flags '${flags}', expected one of ${KNOWN_TYPES}`,
    fr: `trouvé les drapeaux '${flags}', attendu l'un de : ${KNOWN_TYPES}`,
  });
}

function readValue(file: InfFile, type: TypeName, data: readonly string[], line: number): RegistryValue {
  if (type === 'REG_BINARY') return { type: REG_BINARY, data: bytesOf(file, data, line) };
  if (type === 'REG_DWORD') return { type, data: numberOf(file, data, line) };
  const [text = '', ...more] = data;
  if (more.length > 0)
    throw file.fault('ERROR_GENERAL_SYNTAX', line, {
      en: `found ${data.length} values, expected one text: put it in "..."`,
      fr: `trouvé ${data.length} valeurs, attendu un seul texte : mettez-le entre "..."`,
    });
  if (type === 'REG_SZ') return { type, data: text };
  return { type: REG_EXPAND_SZ, data: new Uint8Array(Buffer.from(`${text}\0`, 'utf16le')) };
}

/** Each value one byte, two digits at most; no value is no byte. */
function bytesOf(file: InfFile, data: readonly string[], line: number): Bytes {
  const wrong = data.find((byte) => !/^[0-9A-Fa-f]{1,2}$/.test(byte));
  if (wrong !== undefined)
    throw file.fault('ERROR_GENERAL_SYNTAX', line, {
      en: `found the byte '${wrong}', expected two hexadecimal digits`,
      fr: `trouvé l'octet '${wrong}', attendu : deux chiffres hexadécimaux`,
    });
  return Uint8Array.from(data, (byte) => Number.parseInt(byte, 16));
}

function numberOf(file: InfFile, [text = '0']: readonly string[], line: number): number {
  const value = Number(text);
  if (/^(0x[0-9a-f]{1,8}|[0-9]{1,10})$/i.test(text) && value <= 0xffffffff) return value;
  throw file.fault('ERROR_GENERAL_SYNTAX', line, {
    en: `found '${text}', expected a number such as 1 or 0x00000001`,
    fr: `trouvé '${text}', attendu : un nombre tel que 1 ou 0x00000001`,
  });
}
