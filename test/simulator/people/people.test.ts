import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import {
  isProfessional,
  type Person,
  PersonError,
  personNamed,
  personSchema,
  shippedPersonNames,
  shippedStructureNames,
  structureNamed,
} from '../../../simulator/people/index.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

const CLAIRE = { format: 'cps-sim-person/1', ...personNamed('claire-medecin') };

test('everybody who is shipped can be loaded, and fits the place of a holder', (t) => {
  const names = shippedPersonNames();
  t.true(names.length >= 19 && names.includes('claire-medecin'));
  for (const name of names) t.deepEqual(personSchema.parse(personNamed(name)), personNamed(name));
});

test('no two of them share an identity, and all are fictitious', (t) => {
  const people = shippedPersonNames().map((name) => personNamed(name));
  t.is(new Set(people.map(({ nationalId }) => nationalId)).size, people.length);
  // The number ranges of public test identities, and of staff: reference/cps-facts.md (f) and (h)
  for (const { nationalId } of people)
    t.regex(
      nationalId,
      /^(899[79][0-9]{8}|00B[0-9]{7}|30B[0-9]{7}\/[0-9A-Z]+|50000000[0-9]{7}\/CPAT[0-9]{4}|59990000[0-9]{7}\/CDAT[0-9]{4})$/,
    );
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

test('every structure that is shipped can be loaded; no two share a number', (t) => {
  const structures = shippedStructureNames().map((name) => structureNamed(name));
  t.true(structures.length >= 14);
  t.is(new Set(structures.map(({ nationalId }) => nationalId)).size, structures.length);
  for (const { source } of structures) t.regex(source ?? '', /./);
});

test('staff and the structure of their certificates: 3 and FINESS with 1, 5 and SIRET with 3', (t) => {
  // Source: reference/cps-facts.md (f): IdNat_PS of employees, and IdNat_Struct.
  const staff = shippedPersonNames()
    .map((name) => personNamed(name))
    .filter((person) => !isProfessional(person));
  t.true(staff.length >= 5);
  for (const { nationalId, situationExercice, structureInCertificates } of staff) {
    const [place = ''] = nationalId.split('/');
    t.is(situationExercice?.nationalId, `${Number(place[0]) - 2}${place.slice(1)}`);
    t.true(structureInCertificates);
  }
});

function folderWith(person: object, structure?: object): string {
  const folder = temporaryDirectory('people-');
  for (const name of ['people', 'structures']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'people', 'paul.json'), JSON.stringify({ ...CLAIRE, ...person }));
  if (structure !== undefined) writeFileSync(join(folder, 'structures', 'clinique.json'), JSON.stringify(structure));
  return join(folder, 'people');
}

const CLINIC = {
  format: 'cps-sim-structure/1',
  ...structureNamed('clinique-de-simulation'),
  name: 'CLINIQUE DES LILAS',
};

test('a structure by name: of the folder beside that of the people, else one that is shipped', (t) => {
  const further = { '02': 'hopital-generique' };
  const folder = folderWith({ situationExercice: 'clinique', furtherSituationsExercice: further }, CLINIC);
  const { situationExercice, furtherSituationsExercice } = personNamed('paul', [folder]);
  t.is(situationExercice?.name, 'CLINIQUE DES LILAS');
  t.deepEqual(furtherSituationsExercice, { '02': structureNamed('hopital-generique') });
});

const refusedStructure = test.macro((t, structure: object | undefined, start: string) => {
  const folder = folderWith({ situationExercice: 'clinique' }, structure);
  const error = t.throws(() => personNamed('paul', [folder]), { instanceOf: PersonError, code: 'ERR_PERSON' });
  t.true(error?.message.startsWith(start), error?.message);
});

test(
  'no such structure',
  refusedStructure,
  undefined,
  "paul.json: situationExercice: no structure 'clinique': expected",
);
test(
  'a structure without a sector',
  refusedStructure,
  { ...CLINIC, sector: undefined },
  'paul.json: situationExercice: clinique.json: sector: found nothing, ',
);
test(
  'a person in the place of a structure',
  refusedStructure,
  CLAIRE,
  'paul.json: situationExercice: clinique.json: name: found nothing, ',
);

test(
  'a professional without a profession',
  refused,
  { professionCode: undefined },
  'paul.json: professionCode: found nothing, expected the code of the profession',
);
test(
  'staff without a structure',
  refused,
  { cardType: 'CPE', situationExercice: undefined },
  'paul.json: situationExercice: found nothing, expected the structure that the certificates name',
);
const SERVICE = { ...personNamed('employe-de-service') };
test(
  'a card of service with a name',
  refused,
  { ...SERVICE, givenName: 'PAUL' },
  "paul.json: givenName: found 'PAUL', ",
);
test(
  'a card of service of another number',
  refused,
  { ...SERVICE, familyName: 'EMPLOYE8' },
  "paul.json: familyName: found 'EMPLOYE8', expected 'EMPLOYE000000007'",
);
test(
  'a card of service for a CPS',
  refused,
  { ...SERVICE, cardType: 'CPS', professionCode: 10 },
  'paul.json: cardType: ',
);
test('a responsibility that is no code', refused, { responsibility: 1.5 }, 'paul.json: responsibility: ');
