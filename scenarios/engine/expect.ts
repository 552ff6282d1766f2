/**
 * What was expected against what came.
 *
 * No expectation means that the step must succeed; an unexpected error code hides every other difference.
 */

import { alternatives, inEach, type Language, sameInEach, type Text } from '#common/language.ts';
import { own } from '#common/own.ts';
import { type Bytes, equalBytes, toHex } from '#iso7816/bytes.ts';
import type { Mismatch } from '#trace/event.ts';
import type { Expectation, Observation } from './steps/definition.ts';

type Remembered = (name: string) => Bytes;

const LONGEST_SHOWN = 64;
const NOTHING: Text = { en: 'nothing', fr: 'rien' };
const NO_BYTES: Text = { en: 'no bytes', fr: 'aucun octet' };
const SUCCESS: Text = { en: 'success', fr: 'succès' };

/** Bytes in hexadecimal, the middle left out when they are many; anything else as it prints. */
function shown(value: unknown): Text {
  if (value === undefined) return NOTHING;
  if (value instanceof Uint8Array) return shownBytes(value);
  if (isText(value)) return value;
  if (!Array.isArray(value)) return sameInEach(String(value));
  return inEach((language) => value.map((item) => shown(item)[language]).join(', '));
}

function shownBytes(bytes: Bytes): Text {
  const text = toHex(bytes);
  if (text === '') return NO_BYTES;
  if (text.length <= LONGEST_SHOWN) return sameInEach(text);
  const start = text.slice(0, LONGEST_SHOWN);
  return { en: `${start}... (${bytes.length} bytes)`, fr: `${start}... (${bytes.length} octets)` };
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
  Record<
    string,
    (expected: never, observed: Observation, remembered: Remembered) => [boolean, (Text | undefined)?, unknown?]
  >
> = {
  outcome: (outcome: string, observed) => [observed.outcome === outcome, undefined, withCause(observed)],
  within: (limitMs: number, { afterMs }) => [
    Number(afterMs) <= limitMs,
    { en: `within ${limitMs} ms`, fr: `en ${limitMs} ms au plus` },
    `${afterMs} ms`,
  ],
  sw: (pattern: string, { sw }) => [matchesStatusWord(pattern, sw)],
  subject: (part: string, { subject }) => [
    String(subject).includes(part),
    { en: `a subject with '${part}'`, fr: `un sujet avec '${part}'` },
  ],
  issuer: (part: string, { issuer }) => [
    String(issuer).includes(part),
    { en: `an issuer with '${part}'`, fr: `un émetteur avec '${part}'` },
  ],
  says: (part: string, { says }) => [
    String(says).includes(part),
    { en: `a dialog with '${part}'`, fr: `un dialogue avec '${part}'` },
  ],
  words: (part: string, { words }) => [
    String(words).includes(part),
    { en: `a text with '${part}'`, fr: `un texte avec « ${part} »` },
  ],
  tells: (parts: readonly string[] | string, { log }) => [
    allIn(parts, log),
    { en: `a log with ${shown(parts).en}`, fr: `un journal avec ${shown(parts).fr}` },
    log,
  ],
  keepsSilentOn: (parts: readonly string[] | string, { log }) => [
    noneIn(parts, log),
    { en: `a log without ${shown(parts).en}`, fr: `un journal sans ${shown(parts).fr}` },
    log,
  ],
  sameAs: (name: string, { data }, remembered) => {
    const kept = remembered(name);
    return [
      equalBytes(kept, asBytes(data)),
      { en: `the same as '${name}' (${shown(kept).en})`, fr: `comme '${name}' (${shown(kept).fr})` },
      data,
    ];
  },
  differsFrom: (name: string, { data }, remembered) => {
    const kept = remembered(name);
    return [!equalBytes(kept, asBytes(data)), { en: `other than '${name}'`, fr: `autre que '${name}'` }, data];
  },
};

function mismatch(
  name: string,
  expected: unknown,
  observed: Observation,
  remembered: Remembered,
): Difference | undefined {
  const comparison = own(COMPARISONS, name);
  const [holds, words, found] = comparison
    ? comparison(expected as never, observed, remembered)
    : [equal(expected, observed[name])];
  if (holds) return undefined;
  return { name, expected: words ?? shown(expected), found: shown(found ?? observed[name]) };
}

/** What came of it, and behind that the cause as far as it was observed: `refused (trust, otherBranch)`. */
function withCause({ outcome, by, layer, rule, reason, why }: Observation): Text | undefined {
  if (outcome === undefined) return undefined;
  const causes = [by, layer, rule, reason, why].filter((one) => one !== undefined).map(shown);
  return inEach((language) => {
    const said = causes.map((cause) => cause[language]).join(', ');
    return said === '' ? String(outcome) : `${outcome} (${said})`;
  });
}

function refusal({ error, why }: Observation): Text {
  const text = isText(error) ? error : sameInEach(String(error));
  return isText(why) ? inEach((language) => `${text[language]} (${why[language]})`) : text;
}

/** A refusal of the world is told in words, one of a function by its return code. */
function isText(error: unknown): error is Text {
  return typeof error === 'object' && error !== null && 'en' in error && 'fr' in error;
}

/** A mismatch in each language. */
interface Difference {
  readonly name: string;
  readonly expected: Text;
  readonly found: Text;
}

/** Every difference, in that language; empty when all is as expected. */
export function mismatches(
  expected: Expectation,
  observed: Observation,
  remembered: Remembered,
  language: Language = 'en',
): readonly Mismatch[] {
  return differences(expected, observed, remembered).map(({ name, expected: wanted, found }) => {
    return { name, expected: wanted[language], found: found[language] };
  });
}

function differences(expected: Expectation, observed: Observation, remembered: Remembered): readonly Difference[] {
  const {
    error: expectedError,
    result: _success,
    ...rest
  } = expected as { error?: readonly string[]; result?: unknown };
  if (expectedError === undefined && observed.error !== undefined) {
    return [{ name: 'result', expected: SUCCESS, found: refusal(observed) }];
  }
  if (expectedError !== undefined && !expectedError.includes(String(observed.error))) {
    const found = observed.error === undefined ? SUCCESS : refusal(observed);
    return [{ name: 'error', expected: alternatives(expectedError), found }];
  }
  return Object.entries(rest)
    .filter(([, value]) => value !== undefined)
    .flatMap(([name, value]) => mismatch(name, value, observed, remembered) ?? []);
}
