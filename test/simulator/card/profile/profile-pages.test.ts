/** docs/profiles: no member of a profile is missing there, and what it shows can be used. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { z } from 'zod';
import { profileSchema } from '../../../../simulator/card/profile/schema.ts';
import { personFileSchema } from '../../../../simulator/people/person.ts';
import { profileOf } from '../../../../simulator/personalisation/index.ts';
import { temporaryDirectory } from '../../../temporary-directory.ts';

interface Json {
  readonly properties?: Readonly<Record<string, Json>>;
  readonly [member: string]: unknown;
}

/** Names of members, wherever they stand; records have none of their own. */
function* membersIn(schema: unknown): Generator<string> {
  if (typeof schema !== 'object' || schema === null) return;
  const { properties = {} } = schema as Json;
  yield* Object.keys(properties);
  for (const inner of Object.values(schema)) yield* membersIn(inner);
}

const schemas = [profileSchema, personFileSchema].map((schema) =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }),
);
/** Of how PKCS#15 presents files and keys, of contents and examples: their pages are the schema itself. */
const INNER = new Set([
  'class',
  'key',
  'flags',
  'idSuffix',
  'usage',
  'rules',
  'position',
  'private',
  'pinFlags',
  'storedLength',
  'unblockedBy',
  'application',
  'activity',
  'decoded',
  'modulusBits',
  'nonRepudiation',
  'userConsent',
]);

for (const page of ['profiles.md', 'profiles.fr.md']) {
  const text = readFileSync(new URL(`../../../../docs/${page}`, import.meta.url), 'utf8');

  test(`${page} names each member`, (t) => {
    const members = new Set(schemas.flatMap((schema) => [...membersIn(schema)]));
    t.true(members.size > 60, `${members.size}`);
    t.deepEqual(
      [...members].filter((member) => !INNER.has(member) && !new RegExp(`\`[^\`]*\\b${member}\\b[^\`]*\``).test(text)),
      [],
    );
  });

  test(`${page} shows profiles that can be used`, (t) => {
    const blocks = [...text.matchAll(/```json\n(.*?)```/gs)].map(([, block = '']) => block);
    t.is(blocks.length, 2);
    const folder = temporaryDirectory('profiles-');
    const profiles = blocks.map((block, i) => {
      const path = join(folder, `${i}.json`);
      writeFileSync(path, block);
      return profileOf(path);
    });
    t.deepEqual(
      profiles.map(({ name }) => name),
      ['cabinet-des-lilas', 'perimee'],
    );
    t.like(profiles[0]?.holder, { givenName: 'LOUISE', profession: 'Médecin' });
    t.is(profiles[1]?.pins['01']?.maxTries, 1);
  });
}

test('both pages name the same', (t) => {
  const [english, french] = ['profiles.md', 'profiles.fr.md'].map((page) =>
    [...readFileSync(new URL(`../../../../docs/${page}`, import.meta.url), 'utf8').matchAll(/^\| (`.*?`) \|/gm)].map(
      ([, names]) => names,
    ),
  );
  t.deepEqual(french, english);
});
