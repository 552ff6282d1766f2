import test from 'ava';
import {
  CARD_KINDS,
  CARD_TYPES,
  Directory,
  personNamed,
  personOf,
  shippedDirectory,
  shippedPersonNames,
} from '../../../simulator/people/index.ts';

const directory = shippedDirectory();

test('everybody is found by the number that cards and certificates tell', (t) => {
  t.deepEqual(
    directory.people().map(({ name }) => name),
    shippedPersonNames(),
  );
  t.is(directory.personOf('30B0057881/CPET0002')?.name, 'charles-administratif');
  t.is(directory.personOf('30B9990039/000000007')?.person.cardType, 'CPE');
  t.is(directory.personOf('899909990099'), undefined);
});

test('structures by their number, those in which somebody works and the others', (t) => {
  t.is(directory.structureOf('10B0057881')?.name, 'HOPITAL DES 3 DAMES');
  t.is(directory.structureOf('300000000077081')?.department, "Côte-d'Or (21)");
  t.is(directory.structureOf('10B0000000'), undefined);
  t.true(directory.structures().length >= 14);
});

test('who works in a structure, in whatever situation', (t) => {
  const names = (nationalId: string) => directory.staffOf(nationalId).map(({ name }) => name);
  t.deepEqual(names('10B9990039'), ['employe-de-service', 'helene-directrice', 'hugo-infirmier', 'lea-interne']);
  t.deepEqual(names('10B9990047'), ['hugo-infirmier']);
  t.deepEqual(names('300000000077081'), []);
});

test('a directory of a few', (t) => {
  const person = personNamed('hugo-infirmier');
  const few = new Directory([{ name: 'hugo', person }]);
  t.is(few.structures().length, 3);
  t.is(few.personOf(person.nationalId)?.name, 'hugo');
});

test('there is a person for each kind of card', (t) => {
  t.deepEqual([...CARD_TYPES].sort(), Object.keys(CARD_KINDS).sort());
  const held = new Set(directory.people().map(({ person }) => person.cardType));
  t.deepEqual([...held].sort(), [...CARD_TYPES].sort());
});

test('a person by name or by IdNat_PS; neither', (t) => {
  for (const wanted of ['charles-administratif', '30B0057881/CPET0002'])
    t.deepEqual(personOf(wanted), personNamed('charles-administratif'));
  for (const wanted of ['899909990099', 'nobody']) t.throws(() => personOf(wanted), { code: 'ERR_PERSON' });
});
