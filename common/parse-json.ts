/** JSON of files that people may have written. */

/** What may spell `__proto__`, escaped or not: only then each member is looked at. */
const SUSPICIOUS = /proto|\\u/i;

/**
 * As JSON.parse.
 * @throws SyntaxError as well for a member named `__proto__`: hardly any look at an object would find it
 */
export function parseJson(text: string): unknown {
  return SUSPICIOUS.test(text) ? JSON.parse(text, refuseProto) : JSON.parse(text);
}

function refuseProto(name: string, value: unknown): unknown {
  if (name === '__proto__') throw new SyntaxError("found a member named '__proto__', expected another name");
  return value;
}
