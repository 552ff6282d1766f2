/** The first thing wrong with a JSON value, in words: where, what was found, what was expected. */
import { z } from 'zod';
import { followedBy, packed, sameInEach, type Text, unpacked } from '#common/language.ts';
import { didYouMean, nearest } from '#common/nearest.ts';
import { repeatedMember } from '#common/parse-json.ts';
import { lookalikeIn } from '#common/text-decoding.ts';

export type JsonPath = readonly PropertyKey[];

type Issue = z.core.$ZodIssue;

/** `mf.children.2F01.content.hex`; the whole value is `(top)`. */
export function jsonPathText(path: JsonPath): string {
  return path.length === 0 ? '(top)' : path.map(String).join('.');
}

function valueAt(json: unknown, path: JsonPath): unknown {
  let value = json;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value;
}

const COUNTERS: readonly unknown[] = ['triesRemaining', 'usesRemaining'];

/** Where codes and private keys may stand: what is found there must not appear in a message. */
function isSecret(path: JsonPath): boolean {
  const last = path.at(-1);
  if (path.length === 0 || path[0] === 'keys' || last === 'initial') return true;
  if (path[0] === 'referenceData') return !COUNTERS.includes(last);
  const pins = path.indexOf('pins');
  return pins >= 0 && path.length - pins <= 2;
}

/** JSON's types in words; what is said of a value whose own text may be long, or a secret. */
const TYPES: Readonly<Record<string, Text>> = {
  array: { en: 'a list', fr: 'une liste' },
  boolean: { en: 'true or false', fr: 'true ou false' },
  int: { en: 'a whole number', fr: 'un nombre entier' },
  number: { en: 'a number', fr: 'un nombre' },
  object: { en: 'an object', fr: 'un objet' },
  record: { en: 'an object', fr: 'un objet' },
  string: { en: 'a text', fr: 'un texte' },
  undefined: { en: 'nothing', fr: 'rien' },
};
const ANOTHER_VALUE: Text = { en: 'another value', fr: 'une autre valeur' };

function typeText(type: string): Text {
  return TYPES[type] ?? ANOTHER_VALUE;
}

function found(json: unknown, path: JsonPath): Text {
  const value = valueAt(json, path);
  if (Array.isArray(value)) return typeText('array');
  if (value === undefined || (typeof value === 'object' && value !== null)) return typeText(typeof value);
  if (isSecret(path)) {
    return { en: `a ${typeof value} (not shown)`, fr: `${typeText(typeof value).fr} (non montré)` };
  }
  const text = typeof value === 'string' ? `'${value}'` : String(value);
  return sameInEach(text.length > 60 ? `${text.slice(0, 57)}...` : text);
}

/** Of the alternatives of a union the one that got furthest: its first issue lies deepest. */
function deepest(issue: Issue): { issue: Issue; path: JsonPath } {
  if (issue.code !== 'invalid_union') return { issue, path: issue.path };
  const known = issue.errors.filter((branch) => branch.every((one) => one.code !== 'unrecognized_keys'));
  const branches = (known.length > 0 ? known : issue.errors).flatMap((branch) => branch.slice(0, 1).map(deepest));
  const best = branches.sort((a, b) => b.path.length - a.path.length)[0];
  return best === undefined ? { issue, path: issue.path } : { issue: best.issue, path: [...issue.path, ...best.path] };
}

function expected(issue: Issue): Text {
  const said = unpacked(issue.message);
  if (said !== undefined) return said;
  switch (issue.code) {
    case 'invalid_type':
      return expectedType(issue.expected);
    case 'invalid_value':
      return oneOf(issue.values.map((value) => (typeof value === 'string' ? `'${value}'` : String(value))));
    case 'too_small':
      return { en: `at least ${issue.minimum}`, fr: `au moins ${issue.minimum}` };
    case 'too_big':
      return { en: `at most ${issue.maximum}`, fr: `au plus ${issue.maximum}` };
    case 'invalid_format':
      return { en: `a text like ${issue.pattern}`, fr: `un texte de la forme ${issue.pattern}` };
    default:
      return ANOTHER_VALUE;
  }
}

/** Says of a member that is not known what may stand there: given to `safeParse` as its `error`. */
export const sayWhatIsKnown: z.core.$ZodErrorMap = (issue) => {
  if (issue.code !== 'unrecognized_keys') return undefined;
  const known = issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape) : [];
  const meant = didYouMean(nearest(issue.keys[0] ?? '', known));
  if (meant !== undefined) return packed(meant);
  return packed({ en: `expected one of ${known.join(', ')}`, fr: `attendu : l'un de ${known.join(', ')}` });
};

function expectedType(type: string): Text {
  if (type === 'record' || type === 'object') return typeText(type);
  return { en: `a value of type ${type}`, fr: typeText(type).fr };
}

function oneOf(values: readonly string[]): Text {
  return { en: values.join(' or '), fr: values.join(' ou ') };
}

/** A place, and what is wrong there. */
export interface Described {
  readonly path: JsonPath;
  readonly message: Text;
}

function unknownMember(known: Text): Text {
  return {
    en: `found a member that is not known here, ${known.en}`,
    fr: `trouvé un membre qui n'est pas connu ici, ${known.fr}`,
  };
}

function foundInstead(what: Text, wanted: Text): Text {
  return { en: `found ${what.en}, expected ${wanted.en}`, fr: `trouvé ${what.fr}, attendu : ${wanted.fr}` };
}

/** Path and words of the first issue; `json` is the value that was parsed. */
export function describeIssue(error: z.ZodError, json: unknown): Described {
  const first = error.issues[0];
  if (first === undefined) return { path: [], message: ANOTHER_VALUE };
  const { issue, path } = deepest(first);
  if (issue.code === 'unrecognized_keys') {
    return {
      path: [...path, issue.keys[0] as string],
      message: unknownMember(unpacked(issue.message) ?? sameInEach(issue.message)),
    };
  }
  if (issue.code !== 'invalid_key') return { path, message: foundInstead(found(json, path), expected(issue)) };
  const [inner] = issue.issues;
  const name = { en: `the name '${String(path.at(-1))}'`, fr: `le nom '${String(path.at(-1))}'` };
  return { path, message: foundInstead(name, inner === undefined ? ANOTHER_VALUE : expected(inner)) };
}

/** As `describeIssue`, of a value that is not to be repeated: what was expected there alone. */
export function describeExpected(error: z.ZodError): Described {
  const first = error.issues[0];
  if (first === undefined) return { path: [], message: ANOTHER_VALUE };
  const { issue, path } = deepest(first);
  // What is known there is said with its own 'expected'.
  if (issue.code === 'unrecognized_keys')
    return { path, message: unknownMember(unpacked(issue.message) ?? sameInEach(issue.message)) };
  const { en, fr } = expected(issue);
  return { path, message: { en: `expected ${en}`, fr: `attendu : ${fr}` } };
}

/** `FILE: path: what`, with what is to be said behind it. */
export function issueText(file: string, { path, message }: Described): Text {
  return {
    en: `${file}: ${jsonPathText(path)}: ${message.en}`,
    fr: `${file} : ${jsonPathText(path)} : ${message.fr}`,
  };
}

/**
 * Where JSON.parse stopped: `line 3, column 7: Expected ...`; never quotes the text, which may hold codes.
 *
 * The place is nowhere but in the message, and not in that of every release of Node.
 */
export function describeJsonError(error: unknown, text: string): Text {
  if (text.trim() === '') return { en: 'nothing in it', fr: 'rien dedans' };
  const repeated = repeatedMember(text);
  if (repeated !== undefined) return repeated;
  const message = (error as Error).message;
  const [, quoted] = /, \.{0,3}"(.*?)"\.{0,3} is not valid JSON/s.exec(message) ?? [];
  const [, position] = /at position (\d+)/.exec(message) ?? [];
  const reason = message.replace(/(, \.{0,3}".*| in JSON.*)$/s, '');
  const offset = position === undefined ? text.indexOf(quoted ?? '\0') : Number(position);
  if (offset < 0) return { en: reason, fr: NO_JSON };
  const before = text.slice(0, offset).split('\n');
  const column = (before.at(-1) ?? '').length + 1;
  const [near, pres] = position === undefined ? ['near ', 'vers la '] : ['', ''];
  return followedBy(
    {
      en: `${near}line ${before.length}, column ${column}: ${reason}`,
      fr: `${pres}ligne ${before.length}, colonne ${column} : ${NO_JSON}`,
    },
    lookalikeIn(text.split('\n', before.length)[before.length - 1] ?? ''),
  );
}

/** The engine's reasons are English alone. */
const NO_JSON = "ce n'est pas du JSON";
