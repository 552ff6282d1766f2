/**
 * Profiles from JSON files: `extends` resolved (RFC 7396, JSON Merge Patch), then held against the schema.
 *
 * Two members belong to the file and not to the profile: `extends`, the name of the profile this one changes, and
 * `abstract`, true for a preset that others extend and of which no card can be made.
 */
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describeIssue, describeJsonError, type JsonPath, jsonPathText } from './describe-issue.ts';
import { type Profile, profileSchema } from './schema.ts';

/** A profile file that cannot be read; the message names the file and the JSON path. */
export class ProfileError extends Error {
  override name = 'ProfileError';
  readonly code = 'ERR_PROFILE';
}

type JsonObject = { readonly [name: string]: unknown };

interface ProfileFile {
  readonly file: string;
  readonly json: JsonObject;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `target` changed by `patch`: objects merge, null removes, everything else replaces. Source: RFC 7396, 2. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const merged: Record<string, unknown> = isObject(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else merged[name] = mergePatch(merged[name], value);
  }
  return merged;
}

function readProfileFile(path: string): ProfileFile {
  const file = basename(path);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'no such file' : (cause as Error).message;
    throw new ProfileError(`${path}: ${reason}; expected a profile (cps-sim card profiles lists those shipped)`, {
      cause,
    });
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new ProfileError(`${file}: not JSON: ${describeJsonError(cause, text)}`);
  }
  if (!isObject(json)) throw new ProfileError(`${file}: found ${typeof json}, expected a JSON object`);
  return { file, json };
}

function findExtended(name: unknown, file: string, directories: readonly string[]): string {
  if (typeof name !== 'string' || !/^[a-z0-9-]+$/.test(name))
    throw new ProfileError(`${file}: extends: found ${JSON.stringify(name)}, expected the name of a profile`);
  const found = directories.map((directory) => join(directory, `${name}.json`)).find((path) => existsSync(path));
  if (found === undefined)
    throw new ProfileError(`${file}: extends: no ${name}.json in ${directories.join(' or ')}; expected it there`);
  return found;
}

/** The file and those it extends, the most basic one last. */
function readChain(path: string, directories: readonly string[]): ProfileFile[] {
  const chain: ProfileFile[] = [];
  const paths = new Set<string>();
  for (let next: string | undefined = path; next !== undefined; ) {
    if (paths.has(next)) throw new ProfileError(`${basename(path)}: extends: ${basename(next)} extends itself`);
    paths.add(next);
    const read: ProfileFile = readProfileFile(next);
    chain.push(read);
    const searched: string[] = [dirname(next), ...directories];
    next = read.json.extends === undefined ? undefined : findExtended(read.json.extends, read.file, searched);
  }
  return chain;
}

/** How many steps of `path` the JSON value has. */
function depthIn(json: unknown, path: JsonPath): number {
  let value = json;
  for (const [depth, step] of path.entries()) {
    if (typeof value !== 'object' || value === null || !(step in value)) return depth;
    value = (value as JsonObject)[step as string];
  }
  return path.length;
}

/** The file of the chain that says the most about `path`; the most derived one when several do. */
function originOf(chain: readonly ProfileFile[], path: JsonPath): string {
  let origin = chain[0] as ProfileFile;
  for (const candidate of chain) if (depthIn(candidate.json, path) > depthIn(origin.json, path)) origin = candidate;
  return origin.file;
}

export interface LoadOptions {
  /** Where `extends` looks after the file's own directory. */
  readonly directories?: readonly string[];
}

/**
 * The profile of a JSON file.
 * @throws ProfileError naming file and JSON path, what was found and what was expected
 */
export function loadProfile(path: string, { directories = [] }: LoadOptions = {}): Profile {
  const chain = readChain(path, directories);
  const top = chain[0] as ProfileFile;
  if (top.json.abstract === true)
    throw new ProfileError(`${top.file}: abstract: a preset without holder; expected a profile that extends it`);
  let merged: unknown = {};
  for (const { json } of [...chain].reverse()) {
    const { extends: _extends, abstract: _abstract, ...patch } = json;
    merged = mergePatch(merged, patch);
  }
  const parsed = profileSchema.safeParse(merged);
  if (parsed.success) return parsed.data;
  const { path: at, message } = describeIssue(parsed.error, merged);
  throw new ProfileError(`${originOf(chain, at)}: ${jsonPathText(at)}: ${message}`);
}
