/** People and structures from JSON files, by name: those that come with the package, and those beside what names them. */

import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageIn } from '#common/coded-error.ts';
import { followedBy, type Text } from '#common/language.ts';
import { didYouMean, nearest } from '#common/nearest.ts';
import type { OwnKind } from '#files/own-kind.ts';
import { describeIssue, issueText, sayWhatIsKnown } from '../data/describe-issue.ts';
import { isObject, type JsonObject, readJsonObject } from '../data/json-file.ts';
import { dataName } from '../data/schema-parts.ts';
import { type Person, personFileSchema } from './person.ts';
import { PersonError } from './person-error.ts';
import { type Structure, structureFileSchema } from './structure.ts';

/** Files of one kind, each named `NAME.json`. */
interface Collection {
  readonly kind?: OwnKind;
  /** The folder that comes with the package. */
  readonly folder: string;
  readonly one: Text;
  readonly nobody: (name: string) => Text;
}

const PEOPLE: Collection = {
  kind: 'person',
  folder: fileURLToPath(new URL('../../fixtures/people/', import.meta.url)),
  one: { en: 'a person', fr: 'une personne' },
  nobody: (name) => ({ en: `no person '${name}'`, fr: `personne ne s'appelle '${name}'` }),
};
const STRUCTURES: Collection = {
  folder: fileURLToPath(new URL('../../fixtures/structures/', import.meta.url)),
  one: { en: 'a structure', fr: 'une structure' },
  nobody: (name) => ({ en: `no structure '${name}'`, fr: `la structure '${name}' n'existe pas` }),
};
/** Where a folder with people has their structures. */
const STRUCTURES_FOLDER = 'structures';

function namesIn({ folder }: Collection): string[] {
  return readdirSync(folder)
    .map((file) => basename(file, '.json'))
    .sort();
}

/** Names of the people that come with the package, in alphabetical order. */
export function shippedPersonNames(): string[] {
  return namesIn(PEOPLE);
}

/** Names of the structures that come with the package, in alphabetical order. */
export function shippedStructureNames(): string[] {
  return namesIn(STRUCTURES);
}

/** The file of that name, in one of those directories or among the shipped ones. @throws PersonError */
function pathOf(collection: Collection, name: string, directories: readonly string[]): string {
  const paths = [...directories, collection.folder].map((directory) => join(directory, `${name}.json`));
  const path = dataName.safeParse(name).success ? paths.find((candidate) => existsSync(candidate)) : undefined;
  if (path !== undefined) return path;
  const names = namesIn(collection);
  const [known, nobody] = [names.join(', '), collection.nobody(name)];
  const own = directories.map((directory) => `, or a ${name}.json in ${directory}`).join('');
  const propre = directories.map((directory) => `, ou un fichier ${name}.json dans ${directory}`).join('');
  const expected = {
    en: `${nobody.en}: expected one of ${known}${own}`,
    fr: `${nobody.fr}, attendu : l'un de ${known}${propre}`,
  };
  throw new PersonError(followedBy(expected, didYouMean(nearest(name, names))));
}

function readFile(path: string, { kind, one: expected }: Collection): JsonObject {
  return readJsonObject(path, { error: PersonError, kind, expected });
}

/**
 * The structure of that name: of NAME.json in one of those directories or, when none has it, one that is shipped.
 * @throws PersonError naming the file, the JSON path, what was found and what was expected
 */
export function structureNamed(name: string, directories: readonly string[] = []): Structure {
  const path = pathOf(STRUCTURES, name, directories);
  const json = readFile(path, STRUCTURES);
  const parsed = structureFileSchema.safeParse(json, { error: sayWhatIsKnown });
  if (!parsed.success) throw new PersonError(issueText(basename(path), describeIssue(parsed.error, json)));
  const { format: _format, ...structure } = parsed.data;
  return structure;
}

/** The structure in the place of its name. @throws PersonError with the place of a name that nobody has */
function inPlace(value: unknown, place: string, directories: readonly string[]): unknown {
  if (typeof value !== 'string') return value;
  try {
    return structureNamed(value, directories);
  } catch (cause) {
    if (!(cause instanceof PersonError)) throw cause;
    const [en, fr] = [messageIn(cause, 'en'), messageIn(cause, 'fr')];
    throw new PersonError({ en: `${place}: ${en}`, fr: `${place} : ${fr}` }, { cause });
  }
}

/**
 * A person as JSON has one, with the structures in the places of their names.
 * @param directories where structures are looked for before the shipped ones
 * @throws PersonError
 */
export function withStructures(json: JsonObject, directories: readonly string[] = []): JsonObject {
  const { situationExercice: first, furtherSituationsExercice: further } = json;
  const others = isObject(further)
    ? Object.entries(further).map(([number, value]) => [
        number,
        inPlace(value, `furtherSituationsExercice.${number}`, directories),
      ])
    : undefined;
  return {
    ...json,
    ...(first !== undefined && { situationExercice: inPlace(first, 'situationExercice', directories) }),
    ...(others !== undefined && { furtherSituationsExercice: Object.fromEntries(others) }),
  };
}

/**
 * The person of a JSON file; structures are looked for in `../structures` first.
 * @throws PersonError naming the file, the JSON path, what was found and what was expected
 */
export function personOfFile(path: string): Person {
  const file = basename(path);
  const read = readFile(path, PEOPLE);
  let json: JsonObject;
  try {
    json = withStructures(read, [join(dirname(path), '..', STRUCTURES_FOLDER)]);
  } catch (cause) {
    throw new PersonError(
      { en: `${file}: ${messageIn(cause, 'en')}`, fr: `${file} : ${messageIn(cause, 'fr')}` },
      { cause },
    );
  }
  const parsed = personFileSchema.safeParse(json, { error: sayWhatIsKnown });
  if (parsed.success) return parsed.data;
  throw new PersonError(issueText(file, describeIssue(parsed.error, json)));
}

/**
 * The person of that name: of NAME.json in one of those directories or, when none has it, one that is shipped.
 * @throws PersonError naming the file, the JSON path, what was found and what was expected
 */
export function personNamed(name: string, directories: readonly string[] = []): Person {
  return personOfFile(pathOf(PEOPLE, name, directories));
}
