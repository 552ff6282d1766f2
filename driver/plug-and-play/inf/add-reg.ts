/** One line of an AddReg section. Source: Microsoft, INF AddReg Directive. */
import type { RegistryValue } from '../registry.ts';
import type { RegistryAddition } from './install-plan.ts';
import type { InfEntry, InfFile } from './sections.ts';

const ROOTS: Readonly<Record<string, string>> = { HKLM: 'HKLM', HKCU: 'HKCU', HKCR: 'HKCR', HKU: 'HKU', HKR: 'HKR' };

/** FLG_ADDREG_TYPE_* */
const TYPES: Readonly<Record<number, RegistryValue['type']>> = {
  0: 'REG_SZ',
  1: 'REG_BINARY',
  131072: 'REG_EXPAND_SZ',
  65537: 'REG_DWORD',
};
const KNOWN_TYPES = Object.entries(TYPES)
  .map(([flags, type]) => `0x${Number(flags).toString(16).padStart(8, '0')} (${type})`)
  .join(', ');

/** root, key, name, flags, value... @throws InfError */
export function readAddition(file: InfFile, { values, line }: InfEntry): RegistryAddition {
  const [root = '', key = '', name = '', flags = '', ...data] = values;
  const hive = ROOTS[root.toUpperCase()];
  if (hive === undefined)
    throw file.fault(
      'ERROR_GENERAL_SYNTAX',
      line,
      `found the root '${root}', expected ${Object.keys(ROOTS).join(', ')}`,
    );
  const type = typeOf(file, flags, line);
  const path = [hive, key.replace(/^\\+|\\+$/g, '')].filter((part) => part !== '').join('\\');
  return { key: path, name, value: readValue(file, type, data, line) };
}

function typeOf(file: InfFile, flags: string, line: number): RegistryValue['type'] {
  const type = flags === '' ? 'REG_SZ' : TYPES[Number(flags)];
  if (type !== undefined) return type;
  throw file.fault('ERROR_GENERAL_SYNTAX', line, `found the flags '${flags}', expected one of ${KNOWN_TYPES}`);
}

function readValue(file: InfFile, type: RegistryValue['type'], data: readonly string[], line: number): RegistryValue {
  if (type === 'REG_BINARY') return { type, data: hexOf(file, data, line) };
  if (type === 'REG_DWORD') return { type, data: numberOf(file, data, line) };
  if (data.length > 1)
    throw file.fault('ERROR_GENERAL_SYNTAX', line, `found ${data.length} values, expected one text: put it in "..."`);
  return { type, data: data[0] ?? '' };
}

/** Each value one byte, two digits at most; no value is no byte. */
function hexOf(file: InfFile, data: readonly string[], line: number): string {
  const wrong = data.find((byte) => !/^[0-9A-Fa-f]{1,2}$/.test(byte));
  if (wrong !== undefined)
    throw file.fault('ERROR_GENERAL_SYNTAX', line, `found the byte '${wrong}', expected two hexadecimal digits`);
  return data.map((byte) => byte.padStart(2, '0').toUpperCase()).join('');
}

function numberOf(file: InfFile, [text = '0']: readonly string[], line: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= 0xffffffff && /^(0x[0-9a-f]+|[0-9]+)$/i.test(text))
    return value;
  throw file.fault('ERROR_GENERAL_SYNTAX', line, `found '${text}', expected a number such as 1 or 0x00000001`);
}
