/** Those whom programs encrypt for, asked by ldapts. Source: reference/pitfalls.md C8. */
import { X509Certificate } from 'node:crypto';
import test, { type ExecutionContext } from 'ava';
import { Client } from 'ldapts';
import { ArgumentError } from '#common/arguments.ts';
import { findRecipient } from '../../../../driver/recipients/index.ts';
import { PkiError } from '../../../../simulator/pki/index.ts';
import type { RecipientCertificate } from '../../../../simulator/services/directory/index.ts';
import { NOW } from '../../pki/revoked.ts';
import { STILL, started } from '../started.ts';

const SARTHE = 'cn=DUPONT JEAN,l=Sarthe (72),o=gip-cps,c=fr';

async function asking(t: ExecutionContext) {
  const { directory, pki } = (await started(t, 'directory')).services;
  const client = new Client({ url: `ldap://127.0.0.1:${directory.urls.ldap}` });
  t.teardown(() => client.unbind());
  const issuer = pki.authority('2bis-test-classe-6').certificate;
  const take = (name: string, rule?: 'careful' | 'greatestSerial') =>
    findRecipient({ port: directory.urls.ldap, name, rule, issuer, clock: STILL });
  return { directory, pki, client, take };
}

function valuesOf(value: unknown): X509Certificate[] {
  return (Array.isArray(value) ? value : [value]).map((one) => new X509Certificate(one as Buffer));
}

const ORDERS: readonly (readonly RecipientCertificate[])[] = [
  ['expired', 'valid', 'future', 'revoked'],
  ['revoked', 'future', 'valid', 'expired'],
  ['valid', 'valid'],
  ['expired'],
];

for (const certificates of ORDERS)
  test(`several values in their order: ${certificates.join(', ')}`, async (t) => {
    const { directory, pki, client } = await asking(t);
    const listed = await directory.listRecipient({ name: SARTHE, certificates });
    const { searchEntries } = await client.search(SARTHE, { scope: 'base' });
    t.is(searchEntries.length, 1);
    t.like(searchEntries[0], { dn: SARTHE, cn: 'DUPONT JEAN', l: 'Sarthe (72)' });
    const found = valuesOf(searchEntries[0]?.['userCertificate;binary']);
    t.deepEqual(
      found.map(({ serialNumber }) => serialNumber),
      listed.certificates.map(({ serial }) => serial),
    );
    t.deepEqual(
      [...found].sort((a, b) => (a.serialNumber < b.serialNumber ? -1 : 1)),
      found,
      'serials rise',
    );
    for (const [i, one] of found.entries()) {
      const is = certificates[i];
      t.is(new Date(one.validTo) < NOW, is === 'expired');
      t.is(new Date(one.validFrom) > NOW, is === 'future');
      const { status } = pki.register('2bis-test-classe-6').at().status(one.serialNumber);
      t.is(status, is === 'revoked' ? 'revoked' : 'good');
      t.regex(one.subject, /L=Sarthe \(72\)[\s\S]*CN=DUPONT JEAN/);
    }
  });

test('parentheses in a filter, escaped as they must be', async (t) => {
  const { directory, client } = await asking(t);
  await directory.listRecipient({ name: SARTHE, certificates: ['valid'] });
  const names = async (filter: string) =>
    (await client.search('c=fr', { filter, attributes: ['cn'] })).searchEntries.map(({ dn }) => dn);
  t.deepEqual(await names('(l=Sarthe \\28\\37\\32\\29)'), [SARTHE]);
  t.deepEqual(await names('(&(l=Sarthe*)(cn=dupont  jean))'), [SARTHE]);
  t.deepEqual(await names('(l=Sarthe)'), []);
});

test('two entries of one name; one of them anew takes the place of the one before; reset forgets them', async (t) => {
  const { directory, take } = await asking(t);
  await directory.listRecipient({ name: SARTHE, certificates: ['valid', 'revoked'] });
  t.like(await take('DUPONT JEAN', 'greatestSerial'), { outcome: 'chosen', entries: 1, certificates: 2 });
  await directory.listRecipient({ name: SARTHE.replace('Sarthe (72)', 'Rhône (69)'), certificates: ['valid'] });
  t.like(await take('DUPONT JEAN'), { outcome: 'several', entries: 2, certificates: 3 });
  await directory.listRecipient({ name: SARTHE.toUpperCase(), certificates: ['expired'] });
  t.is(directory.recipients.length, 2);
  t.like(await take('dupont jean'), { outcome: 'several', certificates: 2 });
  directory.reset();
  t.like(await take('DUPONT JEAN'), { outcome: 'noSuchName', entries: 0 });
});

test('the greatest serial number is the revoked one, and not in the other order', async (t) => {
  const { directory, take } = await asking(t);
  const serialOf = ({ certificate }: { certificate?: Uint8Array }) =>
    certificate && new X509Certificate(certificate).serialNumber;
  const bad = await directory.listRecipient({ name: SARTHE, certificates: ['valid', 'revoked'] });
  t.is(serialOf(await take('DUPONT JEAN', 'greatestSerial')), bad.certificates[1]?.serial);
  t.is(serialOf(await take('DUPONT JEAN')), bad.certificates[0]?.serial);
  const good = await directory.listRecipient({ name: SARTHE, certificates: ['revoked', 'valid'] });
  t.is(serialOf(await take('DUPONT JEAN', 'greatestSerial')), good.certificates[1]?.serial);
  t.is(serialOf(await take('DUPONT JEAN')), good.certificates[1]?.serial);
});

test('what is no such name, and one too long for a certificate', async (t) => {
  const { directory } = await asking(t);
  for (const name of ['', 'DUPONT', 'l=Sarthe (72),c=fr', 'cn=,c=fr', 'cn=A', 'cn=A,', 7, undefined])
    await t.throwsAsync(directory.listRecipient({ name: name as string, certificates: ['valid'] }), {
      instanceOf: ArgumentError,
    });
  await t.throwsAsync(directory.listRecipient({ name: SARTHE, certificates: ['old' as 'expired'] }), {
    instanceOf: ArgumentError,
  });
  await t.throwsAsync(directory.listRecipient({ name: `cn=${'A'.repeat(65)},c=fr`, certificates: ['valid'] }), {
    instanceOf: PkiError,
  });
  t.deepEqual(directory.recipients, []);
});
