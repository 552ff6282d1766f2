/** One line for a step as it stands in the file, codes masked. */
import { MASK } from '#common/possible-codes.ts';
import { fromHex, toHex } from '#iso7816/bytes.ts';
import { maskCommand } from '#iso7816/mask.ts';
import type { StepDefinition } from '../steps/definition.ts';
import { SECRET_KEYS } from './vocabulary.ts';

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

function apduText(command: string): string {
  return toHex(maskCommand(fromHex(command)), ' ');
}

/** `CardAuthenticateEx (pin: ****)`, `insert medecin`. */
export function stepText({ key, short }: StepDefinition, given: unknown): string {
  if (given === '') return key;
  const fields = typeof given === 'string' ? { [short ?? '']: given } : (given as Readonly<Record<string, unknown>>);
  if (key === 'apdu') return `apdu ${apduText(String(fields.command))}`;
  if (typeof given === 'string' && !(short !== undefined && SECRET_KEYS.has(short))) return `${key} ${given}`;
  const text = fieldsText(fields);
  return text === '' ? key : `${key} (${text})`;
}
