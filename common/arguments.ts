/**
 * What callers give to public functions, checked at the call: a value that means nothing is never taken in silence.
 *
 * A type has told it to who compiles; this tells it to who does not. Small enough for every door, where a validation
 * library would be loaded by programs that only want PC/SC.
 */

import { types } from 'node:util';
import { englishOnly } from '#common/language.ts';
import { withoutPossibleCodes } from '#common/possible-codes.ts';
import { CodedError } from './coded-error.ts';
import { nearest } from './nearest.ts';
import { terminalText } from './terminal-text.ts';

/** A public function was given what it cannot mean. The message never shows what may be a code. */
export class ArgumentError extends CodedError {
  override readonly name = 'ArgumentError';
  readonly code = 'ERR_ARGUMENT';
  /** What was given and what was expected, without the name of the function. */
  readonly why: string;

  constructor(name: string, why: string) {
    super(englishOnly(`${name}: ${why}`));
    this.why = why;
  }
}

/** What a value has to be: why it is not, under the name it has in `path`; undefined when it is. */
export type Kind = (value: unknown, path: string) => string | undefined;

const TYPE_NAMES: Readonly<Record<string, string>> = {
  undefined: 'nothing',
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  function: 'a function',
};

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (types.isUint8Array(value)) return 'bytes';
  if (Array.isArray(value)) return 'a list';
  return TYPE_NAMES[typeof value] ?? (typeof value === 'object' ? 'an object' : `a ${typeof value}`);
}

/** Digits alone may be a code somebody put in the wrong place. */
function shown(value: unknown): string {
  if (typeof value !== 'string' || /^\s*\d+\s*$/.test(value)) return typeName(value);
  return `'${terminalText(withoutPossibleCodes(value))}'`;
}

function listed(values: readonly string[]): string {
  const [last = '', ...others] = [...values].reverse();
  return others.length === 0 ? last : `${others.reverse().join(', ')} or ${last}`;
}

function suggestion(given: unknown, candidates: readonly string[]): string {
  const near = typeof given === 'string' ? nearest(given, candidates) : undefined;
  return near === undefined ? '' : `; did you mean '${near}'?`;
}

/** More names than a message can show. */
const MANY = 12;

function expectedNames(names: readonly string[], quote = "'"): string {
  if (names.length > MANY) return `one of ${names.length} names`;
  return listed(names.map((name) => quote + name + quote));
}

/** @param expected in words; what is given is told by its type alone */
export function that(expected: string, fits: (value: unknown) => boolean): Kind {
  return (value, path) => (fits(value) ? undefined : `${path}: ${typeName(value)}, expected ${expected}`);
}

export const TEXT = that('text', (value) => typeof value === 'string');
export const CODE = that('the code as text', (value) => typeof value === 'string');
export const FLAG = that('true or false', (value) => typeof value === 'boolean');
export const NUMBER = that('a number', (value) => typeof value === 'number' && !Number.isNaN(value));
export const FUNCTION = that('a function', (value) => typeof value === 'function');
export const ANYTHING: Kind = () => undefined;

/** Those of Node's Buffer too, and those of another realm, which test runners have. */
export const BYTES: Kind = (value, path) => {
  if (types.isUint8Array(value)) return undefined;
  const how = typeof value === 'string' ? ': Buffer.from(text)' : ' (Uint8Array, Buffer)';
  return `${path}: ${typeName(value)}, expected bytes${how}`;
};

/** A whole number, `from` to `to`. */
export function wholeNumber(from = 0, to = Number.MAX_SAFE_INTEGER): Kind {
  const range = to === Number.MAX_SAFE_INTEGER ? `from ${from}` : `${from} to ${to}`;
  return (value, path) => {
    if (Number.isSafeInteger(value) && (value as number) >= from && (value as number) <= to) return undefined;
    return `${path}: ${typeof value === 'number' ? value : typeName(value)}, expected a whole number ${range}`;
  };
}

export const MILLISECONDS: Kind = (value, path) => {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return undefined;
  return `${path}: ${typeof value === 'number' ? value : typeName(value)}, expected milliseconds, 0 or more`;
};

export const CLOCK = port('a clock: w.clock', 'now', 'date', 'after', 'wait');

/** One of these names. */
export function oneOf(names: readonly string[]): Kind {
  return (value, path) => {
    if (typeof value === 'string' && names.includes(value)) return undefined;
    return `${path}: ${shown(value)}, expected ${expectedNames(names)}${suggestion(value, names)}`;
  };
}

/** @param expected in words, and how to get one */
export function instanceOf(type: Pick<typeof Function.prototype, typeof Symbol.hasInstance>, expected: string): Kind {
  return that(expected, (value) => type[Symbol.hasInstance](value));
}

export const SIGNAL = instanceOf(AbortSignal, 'an AbortSignal');

/** An object with these methods. */
export function port(expected: string, ...methods: readonly string[]): Kind {
  const has = (value: object, method: string) => typeof Reflect.get(value, method) === 'function';
  return that(expected, (value) => isObject(value) && methods.every((method) => has(value, method)));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

export function optional(kind: Kind): Kind {
  return (value, path) => (value === undefined ? undefined : kind(value, path));
}

export function orNull(kind: Kind): Kind {
  return (value, path) => (value === null ? undefined : kind(value, path));
}

export function either(first: Kind, second: Kind): Kind {
  return (value, path) => (first(value, path) === undefined ? undefined : second(value, path));
}

export function listOf(kind: Kind): Kind {
  return (value, path) => {
    if (!Array.isArray(value)) return `${path}: ${typeName(value)}, expected a list`;
    // By its length: a hole is an item that is nothing, and `map` does not see it.
    for (let i = 0; i < value.length; i++) {
      const fault = kind(value[i], `${path}[${i}]`);
      if (fault !== undefined) return fault;
    }
    return undefined;
  };
}

/** An object with these members, whatever else it has. */
export function having(kinds: Readonly<Record<string, Kind>>): Kind {
  const named = Object.entries(kinds);
  const expected = `an object with ${expectedNames(Object.keys(kinds), '')}`;
  return (value, path) => {
    if (!isObject(value) || Array.isArray(value) || types.isUint8Array(value))
      return `${path}: ${typeName(value)}, expected ${expected}`;
    for (const [name, kind] of named) {
      const member: unknown = Reflect.get(value, name);
      // The path is put together for who has to read it: these checks stand before each command of a card.
      if (kind(member, name) !== undefined) return kind(member, `${path}.${name}`);
    }
    return undefined;
  };
}

/** An object with these members and no other. */
export function members(kinds: Readonly<Record<string, Kind>>): Kind {
  const names = Object.keys(kinds);
  const known = having(kinds);
  return (value, path) => {
    if (!isObject(value)) return known(value, path);
    const unknown = Object.keys(value).find((key) => !Object.hasOwn(kinds, key));
    if (unknown !== undefined) {
      const near = suggestion(unknown, names);
      // Who meant none of them has to see all.
      const expected = near === '' ? listed(names) : expectedNames(names, '');
      return `${path}: no member ${shown(unknown)}, expected ${expected}${near}`;
    }
    return known(value, path);
  };
}

/**
 * The check of a function's arguments, in the order in which it takes them; those it does not name are not looked at.
 * @throws ArgumentError from the function returned, for the first argument that is none
 */
export function parameters(
  name: string,
  kinds: Readonly<Record<string, Kind>>,
): (...values: readonly unknown[]) => void {
  const named = Object.entries(kinds);
  return (...values) => {
    let i = 0;
    for (const [path, kind] of named) {
      const fault = kind(values[i++], path);
      if (fault !== undefined) throw new ArgumentError(name, fault);
    }
  };
}
