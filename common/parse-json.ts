/** JSON of files that people may have written. */

/** Levels of objects and lists in each other: a profile has some twenty. */
const MOST_LEVELS = 100;

const OPENING = new Set(['{', '['].map((mark) => mark.charCodeAt(0)));
const CLOSING = new Set(['}', ']'].map((mark) => mark.charCodeAt(0)));
const QUOTE = '"'.charCodeAt(0);
const BACKSLASH = '\\'.charCodeAt(0);

/** Where the text goes deeper than that; undefined when it does not. */
function tooDeepAt(text: string): number | undefined {
  let level = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const mark = text.charCodeAt(at);
    if (quoted && mark === BACKSLASH) at++;
    else if (mark === QUOTE) quoted = !quoted;
    else if (!quoted && OPENING.has(mark) && ++level > MOST_LEVELS) return at;
    else if (!quoted && CLOSING.has(mark)) level--;
  }
  return undefined;
}

/** What may spell `__proto__`, escaped or not: only then each member is looked at. */
const SUSPICIOUS = /proto|\\u/i;

/**
 * As JSON.parse.
 * @throws SyntaxError as well for a member named `__proto__`, hardly any look at an object would find it, and for what is
 *   nested deeper than anything here, before anybody walks through it
 */
export function parseJson(text: string): unknown {
  const at = tooDeepAt(text);
  if (at !== undefined) throw new SyntaxError(`More than ${MOST_LEVELS} levels in JSON at position ${at}`);
  return SUSPICIOUS.test(text) ? JSON.parse(text, refuseProto) : JSON.parse(text);
}

function refuseProto(name: string, value: unknown): unknown {
  if (name === '__proto__') throw new SyntaxError("found a member named '__proto__', expected another name");
  return value;
}
