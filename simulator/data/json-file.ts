/** Data of the simulation from JSON files: read with clear errors, merged. */
import { basename } from 'node:path';
import { parseJson } from '#common/parse-json.ts';
import { readInput } from '#files/regular-file.ts';
import { describeJsonError } from './describe-issue.ts';

export type JsonObject = { readonly [name: string]: unknown };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `target` changed by `patch`: objects merge, null removes, everything else replaces. Source: RFC 7396, 2. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const merged = new Map<string, unknown>(isObject(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name);
    else merged.set(name, mergePatch(merged.get(name), value));
  }
  return Object.fromEntries(merged);
}

interface Refusal {
  /** The error to throw. */
  readonly error: new (
    message: string,
    options?: ErrorOptions,
  ) => Error;
  /** What the file should have been. */
  readonly expected: string;
}

/** The object in a JSON file. @throws `error`, naming the file and what is wrong with it */
export function readJsonObject(path: string, { error: FileError, expected }: Refusal): JsonObject {
  const file = basename(path);
  let text: string;
  try {
    text = readInput(path).toString();
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'no such file' : (cause as Error).message;
    throw new FileError(`${path}: ${reason}; expected ${expected}`, { cause });
  }
  let json: unknown;
  try {
    json = parseJson(text);
  } catch (cause) {
    throw new FileError(`${file}: not JSON: ${describeJsonError(cause, text)}`);
  }
  if (!isObject(json)) {
    const found = Array.isArray(json) ? 'a list' : typeof json;
    throw new FileError(`${file}: found ${found}, expected a JSON object`);
  }
  return json;
}
