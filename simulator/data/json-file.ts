/** Data of the simulation from JSON files: read with clear errors, merged. */

import { basename } from 'node:path';
import type { Text } from '#common/language.ts';
import { parseJson } from '#common/parse-json.ts';
import { decodeText } from '#common/text-decoding.ts';
import { fileErrorText } from '#files/file-error.ts';
import { FileKindError } from '#files/file-kind-error.ts';
import { isOtherKind, type OwnKind } from '#files/own-kind.ts';
import { readInput } from '#files/regular-file.ts';
import { TooLargeError } from '#files/too-large-error.ts';
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
    message: Text,
    options?: ErrorOptions,
  ) => Error;
  readonly kind?: OwnKind | undefined;
  /** What the file should have been. */
  readonly expected: Text;
}

/** A profile whose every file is full has a fifth of it. */
const LARGEST = 8_000_000;

const LIST: Text = { en: 'a list', fr: 'une liste' };

/** The bytes as text. @throws whatever `refuse` makes of the place and the words of what is none */
export function textOf(bytes: Uint8Array, file: string, refuse: (message: Text) => Error): string {
  const { text, fault } = decodeText(bytes);
  if (fault === undefined) return text;
  const { line, column, message } = fault;
  const place = `${file}:${line}:${column}`;
  throw refuse({ en: `${place}: found ${message.en}`, fr: `${place} : trouvé ${message.fr}` });
}

/**
 * The object in a JSON file, its names composed: the same name is written in one way only.
 * @throws `error`, naming the file and what is wrong with it
 */
export function readJsonObject(path: string, refusal: Refusal): JsonObject {
  const { error: FileError, kind } = refusal;
  const file = basename(path);
  const text = textOf(bytesOf(path, refusal), file, (message) => new FileError(message));
  const other = kind && isOtherKind(text, kind);
  if (other !== undefined) throw new FileError({ en: `${file}: ${other.en}`, fr: `${file} : ${other.fr}` });
  let json: unknown;
  try {
    json = parseJson(text.normalize('NFC'));
  } catch (cause) {
    const why = describeJsonError(cause, text);
    throw new FileError({ en: `${file}: not JSON: ${why.en}`, fr: `${file} : ${why.fr}` });
  }
  if (!isObject(json)) {
    const found = Array.isArray(json) ? LIST : { en: typeof json, fr: JSON.stringify(json).slice(0, 40) };
    throw new FileError({
      en: `${file}: found ${found.en}, expected a JSON object`,
      fr: `${file} : trouvé ${found.fr}, attendu : un objet JSON`,
    });
  }
  return json;
}

function unreadable(cause: unknown): Text {
  if (cause instanceof TooLargeError) return cause.why;
  if (cause instanceof FileKindError) return { en: `is ${cause.kind.en}`, fr: `est ${cause.kind.fr}` };
  return fileErrorText(cause);
}

function bytesOf(path: string, { error: FileError, expected }: Refusal): Uint8Array {
  try {
    return readInput(path, LARGEST);
  } catch (cause) {
    const reason = unreadable(cause);
    throw new FileError(
      { en: `${path}: ${reason.en}; expected ${expected.en}`, fr: `${path} : ${reason.fr}, attendu : ${expected.fr}` },
      { cause },
    );
  }
}
