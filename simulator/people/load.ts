/** People from JSON files, by name: those that come with the package, and those beside what names them. */

import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeIssue, issueText, sayWhatIsKnown } from '../data/describe-issue.ts';
import { readJsonObject } from '../data/json-file.ts';
import { dataName } from '../data/schema-parts.ts';
import { type Person, personFileSchema } from './person.ts';
import { PersonError } from './person-error.ts';

const DIRECTORY = fileURLToPath(new URL('../../fixtures/people/', import.meta.url));

/** Names of the people that come with the package, in alphabetical order. */
export function shippedPersonNames(): string[] {
  return readdirSync(DIRECTORY)
    .map((file) => file.replace(/\.json$/, ''))
    .sort();
}

function loadPerson(path: string): Person {
  const json = readJsonObject(path, { error: PersonError, expected: { en: 'a person', fr: 'une personne' } });
  const parsed = personFileSchema.safeParse(json, { error: sayWhatIsKnown });
  if (parsed.success) {
    const { format: _format, ...person } = parsed.data;
    return person;
  }
  throw new PersonError(issueText(basename(path), describeIssue(parsed.error, json)));
}

/**
 * The person of that name: of NAME.json in one of those directories or, when none has it, one that is shipped.
 * @throws PersonError naming the file, the JSON path, what was found and what was expected
 */
export function personNamed(name: string, directories: readonly string[] = []): Person {
  const paths = [...directories, DIRECTORY].map((directory) => join(directory, `${name}.json`));
  const path = dataName.safeParse(name).success ? paths.find((candidate) => existsSync(candidate)) : undefined;
  if (path !== undefined) return loadPerson(path);
  const shipped = shippedPersonNames().join(', ');
  const own = directories.map((directory) => `, or a ${name}.json in ${directory}`).join('');
  const propre = directories.map((directory) => `, ou un fichier ${name}.json dans ${directory}`).join('');
  throw new PersonError({
    en: `no person '${name}': expected one of ${shipped}${own}`,
    fr: `personne ne s'appelle '${name}', attendu : l'un de ${shipped}${propre}`,
  });
}
