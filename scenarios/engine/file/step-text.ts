/** One line for a step as it stands in the file, codes masked. */
import { fromHex, toHex } from '#iso7816/bytes.ts';
import { maskCommand } from '#iso7816/mask.ts';
import { SECRET_KEYS } from './vocabulary.ts';

const MASK = '****';

function valueText(value: unknown, key: string): string {
  if (SECRET_KEYS.has(key)) return MASK;
  if (Array.isArray(value)) return `[${value.map((item) => valueText(item, key)).join(', ')}]`;
  if (typeof value === 'object' && value !== null) return fieldsText(value);
  return String(value);
}

function fieldsText(value: object): string {
  return Object.entries(value)
    .map(([key, item]) => `${key}: ${valueText(item, key)}`)
    .join(', ');
}

/** `CardAuthenticateEx (pin: ****)`, `insert medecin`. */
export function stepText(key: string, given: unknown): string {
  if (key === 'apdu' && typeof given === 'string') return `apdu ${toHex(maskCommand(fromHex(given)), ' ')}`;
  if (typeof given === 'string') return given === '' ? key : `${key} ${given}`;
  const fields = fieldsText(given as object);
  return fields === '' ? key : `${key} (${fields})`;
}
