/** JSON of files that people may have written. */
import type { Text } from './language.ts';

/** Levels of objects and lists in each other: a profile has some twenty. */
const MOST_LEVELS = 100;

const [OPEN_OBJECT, OPEN_LIST, CLOSE_OBJECT, CLOSE_LIST, QUOTE, BACKSLASH, COLON] = [...'{[}]"\\:'].map((mark) =>
  mark.charCodeAt(0),
);

/** What a look at the text alone shows. */
interface Seen {
  /** Where it goes deeper than that. */
  readonly tooDeepAt?: number;
  /** The first member that one object has twice. */
  readonly repeated?: string;
}

/** Where the text that begins there ends: behind its other quotation mark. */
function textEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const mark = text.charCodeAt(at);
    if (mark === BACKSLASH) at++;
    else if (mark === QUOTE) return at + 1;
  }
  return text.length;
}

/** Looks at it once, before anybody walks through it. @throws SyntaxError for a name that is no text of JSON */
function looked(text: string): Seen {
  /** Names of the members so far of each object that is open; of lists none. */
  const levels: (Set<string> | undefined)[] = [];
  let last: readonly [from: number, to: number] = [0, 0];
  for (let at = 0; at < text.length; at++) {
    const mark = text.charCodeAt(at);
    if (mark === QUOTE) {
      last = [at, textEnd(text, at)];
      at = last[1] - 1;
    } else if (mark === COLON) {
      const name: string = JSON.parse(text.slice(...last));
      const names = levels.at(-1);
      if (names?.has(name)) return { repeated: name };
      names?.add(name);
    } else if (mark === OPEN_OBJECT || mark === OPEN_LIST) {
      if (levels.push(mark === OPEN_OBJECT ? new Set() : undefined) > MOST_LEVELS) return { tooDeepAt: at };
    } else if (mark === CLOSE_OBJECT || mark === CLOSE_LIST) levels.pop();
  }
  return {};
}

/** What is said of the first member that one object has twice: of two values one would be lost. */
export function repeatedMember(text: string): Text | undefined {
  const name = repeatedIn(text);
  if (name === undefined) return undefined;
  const shown = JSON.stringify(name);
  return {
    en: `found the member ${shown} twice in one object, expected once`,
    fr: `trouvé deux fois le membre ${shown} dans un même objet, attendu : une fois`,
  };
}

function repeatedIn(text: string): string | undefined {
  try {
    return looked(text).repeated;
  } catch {
    return undefined;
  }
}

/** What may spell `__proto__`, escaped or not: only then each member is looked at. */
const SUSPICIOUS = /proto|\\u/i;

/**
 * As JSON.parse.
 * @throws SyntaxError as well for a member named `__proto__`, hardly any look at an object would find it, for one that an
 *   object has twice, and for what is nested deeper than anything here, before anybody walks through it
 */
export function parseJson(text: string): unknown {
  const { tooDeepAt, repeated } = looked(text);
  if (tooDeepAt !== undefined)
    throw new SyntaxError(`More than ${MOST_LEVELS} levels in JSON at position ${tooDeepAt}`);
  if (repeated !== undefined) throw new SyntaxError(repeatedMember(text)?.en);
  return SUSPICIOUS.test(text) ? JSON.parse(text, refuseProto) : JSON.parse(text);
}

function refuseProto(name: string, value: unknown): unknown {
  if (name === '__proto__') throw new SyntaxError("found a member named '__proto__', expected another name");
  return value;
}
