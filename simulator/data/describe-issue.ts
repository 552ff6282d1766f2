/** The first thing wrong with a JSON value, in words: where, what was found, what was expected. */
import { z } from 'zod';
import { nearest } from '#common/nearest.ts';

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

function found(json: unknown, path: JsonPath): string {
  const value = valueAt(json, path);
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  if (isSecret(path)) return `a ${typeof value} (not shown)`;
  const text = typeof value === 'string' ? `'${value}'` : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** Of the alternatives of a union the one that got furthest: its first issue lies deepest. */
function deepest(issue: Issue): { issue: Issue; path: JsonPath } {
  if (issue.code !== 'invalid_union') return { issue, path: issue.path };
  const known = issue.errors.filter((branch) => branch.every((one) => one.code !== 'unrecognized_keys'));
  const branches = (known.length > 0 ? known : issue.errors).flatMap((branch) => branch.slice(0, 1).map(deepest));
  const best = branches.sort((a, b) => b.path.length - a.path.length)[0];
  return best === undefined ? { issue, path: issue.path } : { issue: best.issue, path: [...issue.path, ...best.path] };
}

function expected(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'record' ? 'an object' : `a value of type ${issue.expected}`;
    case 'invalid_value':
      return issue.values.map((value) => (typeof value === 'string' ? `'${value}'` : String(value))).join(' or ');
    case 'too_small':
      return `at least ${issue.minimum}`;
    case 'too_big':
      return `at most ${issue.maximum}`;
    case 'unrecognized_keys':
      return `no member named ${issue.keys.map((key) => `'${key}'`).join(', ')}`;
    default:
      return issue.message;
  }
}

/** Says of a member that is not known what may stand there: given to `safeParse` as its `error`. */
export const sayWhatIsKnown: z.core.$ZodErrorMap = (issue) => {
  if (issue.code !== 'unrecognized_keys') return undefined;
  const known = issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape) : [];
  const near = nearest(issue.keys[0] ?? '', known);
  return near === undefined ? `expected one of ${known.join(', ')}` : `did you mean '${near}'?`;
};

/** Path and words of the first issue; `json` is the value that was parsed. */
export function describeIssue(error: z.ZodError, json: unknown): { path: JsonPath; message: string } {
  const first = error.issues[0];
  if (first === undefined) return { path: [], message: error.message };
  const { issue, path } = deepest(first);
  if (issue.code === 'unrecognized_keys') {
    const at = [...path, issue.keys[0] as string];
    return { path: at, message: `found a member that is not known here, ${issue.message}` };
  }
  if (issue.code === 'invalid_key') {
    const [inner] = issue.issues;
    return { path, message: `found the name '${String(path.at(-1))}', expected ${inner?.message ?? 'another'}` };
  }
  return { path, message: `found ${found(json, path)}, expected ${expected(issue)}` };
}

/**
 * Where JSON.parse stopped: `line 3, column 7: Expected ...`; never quotes the text, which may hold codes.
 *
 * The place is nowhere but in the message, and not in that of every release of Node.
 */
export function describeJsonError(error: unknown, text: string): string {
  const message = (error as Error).message;
  const [, quoted] = /, \.{0,3}"(.*?)"\.{0,3} is not valid JSON/s.exec(message) ?? [];
  const [, position] = /at position (\d+)/.exec(message) ?? [];
  const reason = message.replace(/(, \.{0,3}".*| in JSON.*)$/s, '');
  const offset = position === undefined ? text.indexOf(quoted ?? '\0') : Number(position);
  if (offset < 0) return reason;
  const before = text.slice(0, offset).split('\n');
  const near = position === undefined ? 'near line' : 'line';
  return `${near} ${before.length}, column ${(before.at(-1) ?? '').length + 1}: ${reason}`;
}
