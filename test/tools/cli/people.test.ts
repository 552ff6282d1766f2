import test from 'ava';
import { shippedPersonNames } from '../../../simulator/people/index.ts';
import { cpsSim } from './cps-sim.ts';

test('people list: everybody, in columns', async (t) => {
  const { exitCode, stdout } = await cpsSim(['people', 'list']);
  t.is(exitCode, 0);
  const [heading = '', ...rows] = stdout.trim().split('\n');
  t.regex(heading, /^NAME +CARD +IDNAT_PS +WHO +WHERE$/);
  t.deepEqual(
    rows.map((row) => row.split(' ')[0]),
    shippedPersonNames(),
  );
  t.regex(stdout, /^charles-administratif +CPE +30B0057881\/CPET0002 +CHARLES .* HOPITAL DES 3 DAMES$/m);
});

test('people show: in both languages', async (t) => {
  const [en, fr] = await Promise.all(
    ['en', 'fr'].map((language) => cpsSim(['people', 'show', 'employe-de-service', '--lang', language])),
  );
  t.regex(en?.stdout ?? '', /^card +CPE, staff of a health establishment, names nobody: a card of service$/m);
  t.regex(fr?.stdout ?? '', /^carte +CPE, carte de personnel d'établissement de santé, ne nomme personne : /m);
  t.regex(fr?.stdout ?? '', /^situation 01 +HOPITAL DE SIMULATION9003, 10B9990039, Côte-d'Or \(21\), SA01$/m);
});

test('people show: by IdNat_PS', async (t) => {
  const { stdout } = await cpsSim(['people', 'show', '899700021142']);
  t.regex(stdout, /^VIRGINIE MEDECIN RPPS-ADELI$/m);
});

test('people show: nobody of that name', async (t) => {
  const { exitCode, stderr } = await cpsSim(['people', 'show', 'nobody']);
  t.is(exitCode, 2);
  t.regex(stderr, /^cps-sim: no person 'nobody': expected one of /);
});
