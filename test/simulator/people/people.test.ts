import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import {
  type Person,
  PersonError,
  personNamed,
  personSchema,
  shippedPersonNames,
} from '../../../simulator/people/index.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

const CLAIRE = { format: 'cps-sim-person/1', ...personNamed('claire-medecin') };

test('everybody who is shipped can be loaded, and fits the place of a holder', (t) => {
  const names = shippedPersonNames();
  t.deepEqual(names, ['amina-medecin', 'claire-medecin', 'hugo-infirmier', 'jeanne-pharmacien']);
  for (const name of names) t.deepEqual(personSchema.parse(personNamed(name)), personNamed(name));
});

test('no two of them share an identity, and all are fictitious', (t) => {
  const people = shippedPersonNames().map((name) => personNamed(name));
  t.is(new Set(people.map(({ nationalId }) => nationalId)).size, people.length);
  // The number ranges of public test identities: reference/cps-facts.md (f) and (h)
  for (const { nationalId } of people) t.regex(nationalId, /^(8999[0-9]{8}|00B[0-9]{7})$/);
});

test('a person of a directory goes before one who is shipped', (t) => {
  const directory = temporaryDirectory('people-');
  writeFileSync(join(directory, 'claire-medecin.json'), JSON.stringify({ ...CLAIRE, givenName: 'CLARA' }));
  t.is(personNamed('claire-medecin', [directory]).givenName, 'CLARA');
  t.is(personNamed('hugo-infirmier', [directory]).givenName, 'HUGO');
});

type Change = Partial<Record<keyof Person | 'format' | 'age', unknown>>;

const refused = test.macro((t, content: Change | string, start: string) => {
  const directory = temporaryDirectory('people-');
  const text = typeof content === 'string' ? content : JSON.stringify({ ...CLAIRE, ...content });
  writeFileSync(join(directory, 'paul.json'), text);
  const error = t.throws(() => personNamed('paul', [directory]), { instanceOf: PersonError, code: 'ERR_PERSON' });
  t.true(error?.message.startsWith(start), error?.message);
  t.is(error?.message.split('\n').length, 1);
});

test('a name is missing', refused, { familyName: undefined }, 'paul.json: familyName: found nothing, ');
test('another format', refused, { format: 'cps-sim-person/9' }, "paul.json: format: found 'cps-sim-person/9', ");
test('a card that is none', refused, { cardType: 'CPX' }, "paul.json: cardType: found 'CPX', expected 'CPS' or ");
test('a member nobody knows', refused, { age: 5 }, 'paul.json: age: ');
test('no source', refused, { source: undefined }, 'paul.json: source: found nothing, ');
test(
  "a situation d'exercice without source",
  refused,
  { situationExercice: { ...CLAIRE.situationExercice, source: undefined } },
  'paul.json: situationExercice.source: found nothing, ',
);
test(
  "a situation d'exercice beyond the sixteenth",
  refused,
  { furtherSituationsExercice: { '17': CLAIRE.situationExercice } },
  "paul.json: furtherSituationsExercice.17: found the name '17', ",
);
test('not JSON', refused, '{', 'paul.json: not JSON: ');
test('a list', refused, '[]', 'paul.json: found a list, ');

test('nobody of that name: everybody who could be meant', (t) => {
  const directory = temporaryDirectory('people-');
  for (const name of ['nobody', '../profiles/cps3', '']) {
    const error = t.throws(() => personNamed(name, [directory]), { instanceOf: PersonError });
    t.true(error?.message.includes(`'${name}'`) && error.message.includes('hugo-infirmier'), error?.message);
  }
});
