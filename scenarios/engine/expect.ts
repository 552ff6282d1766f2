/**
 * What was expected against what came.
 *
 * No expectation means that the step must succeed; an unexpected error code hides every other difference.
 */

import { own } from '#common/own.ts';
import { type Bytes, equalBytes, toHex } from '#iso7816/bytes.ts';
import type { Mismatch } from '#trace/event.ts';
import type { Expectation, Observation } from './steps/definition.ts';

type Remembered = (name: string) => Bytes;

const LONGEST_SHOWN = 64;

/** Bytes in hexadecimal, the middle left out when they are many; anything else as it prints. */
function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value instanceof Uint8Array) {
    const text = toHex(value);
    return text.length <= LONGEST_SHOWN
      ? text || 'no bytes'
      : `${text.slice(0, LONGEST_SHOWN)}... (${value.length} bytes)`;
  }
  return Array.isArray(value) ? value.map(shown).join(', ') : String(value);
}

function asBytes(value: unknown): Bytes {
  return value instanceof Uint8Array ? value : new Uint8Array(0);
}

function matchesStatusWord(pattern: string, found: unknown): boolean {
  return new RegExp(`^${pattern.replaceAll('X', '.')}$`).test(String(found));
}

function sameMembers(expected: readonly unknown[], found: unknown): boolean {
  if (!Array.isArray(found)) return expected.includes(found);
  return expected.length === found.length && expected.every((item) => found.includes(item));
}

function equal(expected: unknown, found: unknown): boolean {
  if (expected instanceof Uint8Array) return found instanceof Uint8Array && equalBytes(expected, found);
  return Array.isArray(expected) ? sameMembers(expected, found) : expected === found;
}

function allIn(parts: readonly string[] | string, log: unknown): boolean {
  return [parts].flat().every((part) => String(log).includes(part));
}

function noneIn(parts: readonly string[] | string, log: unknown): boolean {
  return ![parts].flat().some((part) => String(log).includes(part));
}

/** Expectations that are no plain equality: whether they hold, what to say was expected, what to say was found. */
const COMPARISONS: Readonly<
  Record<string, (expected: never, observed: Observation, remembered: Remembered) => [boolean, string?, unknown?]>
> = {
  within: (limitMs: number, { afterMs }) => [Number(afterMs) <= limitMs, `within ${limitMs} ms`, `${afterMs} ms`],
  sw: (pattern: string, { sw }) => [matchesStatusWord(pattern, sw)],
  subject: (part: string, { subject }) => [String(subject).includes(part), `a subject with '${part}'`],
  issuer: (part: string, { issuer }) => [String(issuer).includes(part), `an issuer with '${part}'`],
  says: (part: string, { says }) => [String(says).includes(part), `a dialog with '${part}'`],
  tells: (parts: readonly string[] | string, { log }) => [allIn(parts, log), `a log with ${shown(parts)}`, log],
  keepsSilentOn: (parts: readonly string[] | string, { log }) => [
    noneIn(parts, log),
    `a log without ${shown(parts)}`,
    log,
  ],
  sameAs: (name: string, { data }, remembered) => {
    const kept = remembered(name);
    return [equalBytes(kept, asBytes(data)), `the same as '${name}' (${shown(kept)})`, data];
  },
  differsFrom: (name: string, { data }, remembered) => {
    const kept = remembered(name);
    return [!equalBytes(kept, asBytes(data)), `other than '${name}'`, data];
  },
};

function mismatch(
  name: string,
  expected: unknown,
  observed: Observation,
  remembered: Remembered,
): Mismatch | undefined {
  const comparison = own(COMPARISONS, name);
  const [holds, words, found] = comparison
    ? comparison(expected as never, observed, remembered)
    : [equal(expected, observed[name])];
  if (holds) return undefined;
  return { name, expected: words ?? shown(expected), found: shown(found ?? observed[name]) };
}

function refusal({ error, why }: Observation): string {
  return why === undefined ? String(error) : `${error} (${why})`;
}

/** Every difference; empty when all is as expected. */
export function mismatches(expected: Expectation, observed: Observation, remembered: Remembered): readonly Mismatch[] {
  const {
    error: expectedError,
    result: _success,
    ...rest
  } = expected as { error?: readonly string[]; result?: unknown };
  if (expectedError === undefined && observed.error !== undefined) {
    return [{ name: 'result', expected: 'success', found: refusal(observed) }];
  }
  if (expectedError !== undefined && !expectedError.includes(String(observed.error))) {
    const found = observed.error === undefined ? 'success' : refusal(observed);
    return [{ name: 'error', expected: expectedError.join(' or '), found }];
  }
  return Object.entries(rest)
    .filter(([, value]) => value !== undefined)
    .flatMap(([name, value]) => mismatch(name, value, observed, remembered) ?? []);
}
