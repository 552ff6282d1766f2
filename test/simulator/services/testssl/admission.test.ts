/**
 * TESTSSL set as a teleservice: good certificates that may not come in, by rule, and the same without the fault.
 * Source: reference/pitfalls.md A1, A18.
 */
import { createPublicKey } from 'node:crypto';
import test, { type ExecutionContext } from 'ava';
import { rsaKey } from '../../../../simulator/keys/rsa-key.ts';
import { SeededBytes } from '../../../../simulator/keys/seeded-bytes.ts';
import type { AuthorityId, CertificateProfileId, Subject } from '../../../../simulator/pki/index.ts';
import { PERSON, STRUCTURE } from '../../pki/subjects.ts';
import { cardOf, credentials } from '../pfc/card-client.ts';
import { started } from '../started.ts';
import { rulesOf, visit } from './visitor.ts';

const KEY = rsaKey(new SeededBytes('testssl visitor'));

async function opened(t: ExecutionContext) {
  const { testssl: site, pki } = (await started(t, 'testssl')).services;
  const shown = (profile: CertificateProfileId, subject: Subject, authority?: AuthorityId) => {
    const order = authority === undefined ? {} : { authority };
    return credentials(pki.issue(profile, subject, createPublicKey(KEY), order).certificate, KEY);
  };
  const named = (commonName: string, profile: CertificateProfileId = 'sante-org-auth-cli', authority?: AuthorityId) =>
    shown(profile, { kind: 'software', commonName, structure: STRUCTURE }, authority);
  const { card: _, ...person } = PERSON;
  return { site, pki, named, person: shown('sante-ps-auth-cli', person), card: cardOf(pki, 'cps3-medecin') };
}

const REFUSED: Readonly<Record<string, RegExp>> = {
  'Insi-Auto': /capitals alone/,
  'insi-manu': /capitals alone/,
  'INSI\u2011AUTO': /a hyphen that is not that of ASCII/,
  'INSI–MANU': /a hyphen that is not that of ASCII/,
  'INSI-AUTO ': /a blank/,
  'INSI -AUTO': /a blank/,
  INSI: /expected INSI-AUTO or INSI-MANU/,
  Client_Diapason_PSP: /expected INSI-AUTO or INSI-MANU/,
};

test.serial('INSi by its name: INSI-AUTO and INSI-MANU come in, whatever looks like them does not', async (t) => {
  const { site, named } = await opened(t);
  await site.change({ admits: 'insi' });
  for (const name of ['INSI-AUTO', 'INSI-MANU']) t.is((await visit(site, named(name))).status, 200, name);
  for (const [name, why] of Object.entries(REFUSED)) {
    const seen = await visit(site, named(name));
    t.is(seen.status, 403, name);
    t.deepEqual(rulesOf(seen), ['authorisation commonName'], name);
    t.regex(seen.json.broken[0].en, /^authorisation: DESIR_560/);
    t.regex(seen.json.broken[0].en, why);
    t.regex(seen.json.broken[0].fr, /^autorisation : DESIR_560/);
  }
});

test.serial('offers: of a person, of a server, for signing; at the DMP any ORG AUTH_CLI comes in', async (t) => {
  const { site, named, person } = await opened(t);
  for (const admits of ['insi', 'dmp'] as const) {
    await site.change({ admits });
    t.deepEqual(rulesOf(await visit(site, person)), ['authorisation offer']);
    const server = named('INSI-AUTO', 'sante-serv-ssl');
    t.deepEqual(rulesOf(await visit(site, server)), ['authorisation offer']);
    const signing = named('INSI-AUTO', 'sante-org-sign');
    t.deepEqual(rulesOf(await visit(site, signing)), ['usage usage']);
    t.is((await visit(site, named('INSI-AUTO'))).status, 200);
  }
  t.is((await visit(site, named('DMP'))).status, 200);
});

test.serial('the address for cards and the one for programs, each way; and the other branch', async (t) => {
  const { site, named, card } = await opened(t);
  await site.change({ admits: 'cards' });
  t.is((await visit(site, card)).status, 200);
  t.deepEqual(rulesOf(await visit(site, named('INSI-AUTO'))), ['authorisation otherAddress']);
  await site.change({ admits: 'insi' });
  t.deepEqual(rulesOf(await visit(site, card)), ['authorisation otherAddress']);
  t.is((await visit(site, named('INSI-AUTO'))).status, 200);
  const production = named('INSI-AUTO', 'sante-org-auth-cli', 'sante-elementaire-organisations');
  t.true(rulesOf(await visit(site, production)).includes('trust otherBranch'));
  await site.change({ branch: 'production' });
  t.is((await visit(site, production)).status, 200);
  t.true(rulesOf(await visit(site, named('INSI-AUTO'))).includes('trust otherBranch'));
  await site.reset();
  t.deepEqual(rulesOf(await visit(site, named('INSI-AUTO'))), ['trust otherAuthority']);
});
