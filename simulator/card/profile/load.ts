/**
 * Profiles from JSON files: `extends` resolved (RFC 7396, JSON Merge Patch), then held against the schema.
 *
 * Two members belong to the file and not to the profile: `extends`, the name of the profile this one changes, and
 * `abstract`, true for a preset that others extend and of which no card can be made.
 */

import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { z } from 'zod';
import { messageIn } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';
import { describeIssue, issueText, type JsonPath, sayWhatIsKnown } from '../../data/describe-issue.ts';
import { isObject, type JsonObject, mergePatch, readJsonObject } from '../../data/json-file.ts';
import { ProfileError } from './profile-error.ts';
import { type Profile, profileSchema } from './schema.ts';

interface ProfileFile {
  readonly path: string;
  readonly file: string;
  readonly json: JsonObject;
}

const A_PROFILE: Text = {
  en: 'a profile (cps-sim card list-profiles lists those shipped)',
  fr: 'un profil (cps-sim card list-profiles donne ceux qui sont fournis)',
};

function readProfileFile(path: string): ProfileFile {
  const json = readJsonObject(path, { error: ProfileError, kind: 'profile', expected: A_PROFILE });
  return { path, file: basename(path), json };
}

function findExtended(name: unknown, file: string, directories: readonly string[]): string {
  if (typeof name !== 'string' || !/^[a-z0-9-]+$/.test(name))
    throw new ProfileError({
      en: `${file}: extends: found ${JSON.stringify(name)}, expected the name of a profile`,
      fr: `${file} : extends : trouvé ${JSON.stringify(name)}, attendu : le nom d'un profil`,
    });
  const found = directories.map((directory) => join(directory, `${name}.json`)).find((path) => existsSync(path));
  if (found === undefined)
    throw new ProfileError({
      en: `${file}: extends: no ${name}.json in ${directories.join(' or ')}; expected it there`,
      fr: `${file} : extends : pas de ${name}.json dans ${directories.join(' ni ')}, attendu : qu'il y soit`,
    });
  return found;
}

/** The file and those it extends, the most basic one last. */
function readChain(path: string, directories: readonly string[]): ProfileFile[] {
  const chain: ProfileFile[] = [];
  const paths = new Set<string>();
  for (let next: string | undefined = path; next !== undefined; ) {
    if (paths.has(next))
      throw new ProfileError({
        en: `${basename(path)}: extends: ${basename(next)} extends itself`,
        fr: `${basename(path)} : extends : ${basename(next)} s'étend lui-même`,
      });
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
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return depth;
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

/** Knows the people who hold cards; the card does not. */
export interface HolderReader {
  /** The holder whom the profile file of that path names or describes, with what is named there in turn. @throws Error */
  readonly read: (holder: string | JsonObject, path: string) => JsonObject;
  /** What `holder` must look like. */
  readonly schema: z.ZodType<JsonObject>;
}

export interface LoadOptions {
  /** Where `extends` looks after the file's own directory. */
  readonly directories?: readonly string[];
  /** Puts people and structures in the places of names, and holds `holder` against a schema; else it stays as it is. */
  readonly holders?: HolderReader;
}

/** The profile with the person in the place of the name that the file gave last. @throws ProfileError */
function withHolder(profile: unknown, { path, file }: ProfileFile, holders: HolderReader | undefined): unknown {
  if (holders === undefined || !isObject(profile)) return profile;
  const { holder } = profile;
  if (typeof holder !== 'string' && !isObject(holder)) return profile;
  try {
    return { ...profile, holder: holders.read(holder, path) };
  } catch (cause) {
    throw new ProfileError(
      { en: `${file}: holder: ${messageIn(cause, 'en')}`, fr: `${file} : holder : ${messageIn(cause, 'fr')}` },
      { cause },
    );
  }
}

/**
 * The profile of a JSON file.
 * @throws ProfileError naming file and JSON path, what was found and what was expected
 */
export function loadProfile(path: string, { directories = [], holders }: LoadOptions = {}): Profile {
  const chain = readChain(path, directories);
  const top = chain[0] as ProfileFile;
  if (top.json.abstract === true)
    throw new ProfileError({
      en: `${top.file}: abstract: a preset without holder; expected a profile that extends it`,
      fr: `${top.file} : abstract : un modèle sans porteur, attendu : un profil qui l'étend`,
    });
  let merged: unknown = {};
  for (const file of [...chain].reverse()) {
    const { extends: _extends, abstract: _abstract, ...patch } = file.json;
    // A name stands for the whole person; what a profile that extends this one says of the holder changes that person.
    merged = withHolder(mergePatch(merged, patch), file, holders);
  }
  const schema = holders === undefined ? profileSchema : profileSchema.extend({ holder: holders.schema });
  const parsed = schema.safeParse(merged, { error: sayWhatIsKnown });
  if (parsed.success) return parsed.data;
  const described = describeIssue(parsed.error, merged);
  throw new ProfileError(issueText(originOf(chain, described.path), described));
}
