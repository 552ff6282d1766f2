/** Revocation lists. Judges: OpenSSL, which reads them; bytes of the example of RFC 5280, C.4. */
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, verify, X509Certificate } from 'node:crypto';
import * as asn1 from 'asn1js';
import test from 'ava';
import { oid, sequence } from '#asn1/der-writer.ts';
import { toHex } from '#iso7816/bytes.ts';
import { type AuthorityId, type CertificateList, type Pki, PkiError } from '../../../simulator/pki/index.ts';
import { signList } from '../../../simulator/pki/revocation/certificate-list.ts';
import { REVOCATION_REASONS } from '../../../simulator/pki/revocation/reasons.ts';
import { secondOf } from '../../../simulator/pki/revocation/timeline.ts';
import { A_MINUTE_AGO, before, certificateOf, DAY, NOW, pkiOf } from './revoked.ts';

/** What OpenSSL reads in a list. */
function textOf({ pem }: CertificateList): string {
  return execFileSync('openssl', ['crl', '-noout', '-text'], { input: pem, encoding: 'utf8' });
}

/** The numbers that OpenSSL reads in a list, with their reasons. */
function entriesOf(list: CertificateList): [serial: string, reason: string][] {
  const [, ...entries] = textOf(list).split('Serial Number: ');
  return entries.map((entry) => [/^\w+/.exec(entry)?.[0] ?? '', /Reason Code: \s*(.*)/.exec(entry)?.[1] ?? '']);
}

function register(pki: Pki) {
  return pki.register('sante-test-fort-personnes');
}

const HOLD = { simulation: { certificateHold: true } };

test('revoked a minute ago: only the delta list knows', (t) => {
  const pki = pkiOf();
  const [old, fresh] = [certificateOf(pki).serial, certificateOf(pki).serial];
  register(pki).revoke(old, { at: before(DAY), reason: 'superseded' });
  register(pki).revoke(fresh, { at: A_MINUTE_AGO, reason: 'keyCompromise' });
  const today = register(pki).at();
  t.deepEqual(entriesOf(today.crl()), [[old, 'Superseded']]);
  t.deepEqual(entriesOf(today.deltaCrl()), [[fresh, 'Key Compromise']]);
  const tomorrow = register(pki).at(before(-DAY));
  t.deepEqual(entriesOf(tomorrow.crl()), [
    [old, 'Superseded'],
    [fresh, 'Key Compromise'],
  ]);
  t.deepEqual(entriesOf(tomorrow.deltaCrl()), []);
  t.deepEqual(
    entriesOf(
      register(pki)
        .at(before(2 * DAY))
        .crl(),
    ),
    [],
  );
});

test('a full list of midnight, valid for seven days; one of eight days ago is too old', (t) => {
  const { thisUpdate, nextUpdate, length } = register(pkiOf()).at().crl();
  t.deepEqual([thisUpdate, nextUpdate], [new Date('2026-06-10T00:00:00Z'), new Date('2026-06-17T00:00:00Z')]);
  t.is(length, 0);
  t.true(
    register(pkiOf())
      .at(before(8 * DAY))
      .crl().nextUpdate < NOW,
  );
});

test('a list that names nobody has no revokedCertificates', (t) => {
  t.regex(textOf(register(pkiOf()).at().crl()), /^No Revoked Certificates\.$/m);
});

for (const reason of REVOCATION_REASONS)
  test(`OpenSSL reads the reason ${reason}`, (t) => {
    const pki = pkiOf();
    const { serial } = certificateOf(pki);
    register(pki).revoke(serial, { reason, at: before(DAY) });
    const [[, read = ''] = []] = entriesOf(register(pki).at().crl());
    t.is(read.replaceAll(' ', '').toLowerCase(), reason === 'unspecified' ? '' : reason.toLowerCase());
  });

test('one sequence of numbers: each day and each change is one more', (t) => {
  const pki = pkiOf();
  const serials = [1, 2].map(() => certificateOf(pki).serial) as [string, string];
  register(pki).revoke(serials[0], { at: before(DAY) });
  register(pki).revoke(serials[1], { at: A_MINUTE_AGO });
  const days = [2, 1, 0, -1].map((day) => register(pki).at(before(day * DAY)));
  const first = days[0]?.crl().number ?? Number.NaN;
  const counted = days.map((day) => [day.crl().number - first, day.deltaCrl().number - first]);
  t.deepEqual(counted, [
    [0, 0],
    [1, 2],
    [3, 4],
    [5, 5],
  ]);
  for (const day of days) t.is(day.deltaCrl().baseNumber, day.crl().number);
  t.is(days[0]?.crl().baseNumber, undefined);
});

test('asked twice, the same list; two of one second have two numbers', (t) => {
  const pki = pkiOf();
  const serials = [1, 2].map(() => certificateOf(pki).serial) as [string, string];
  register(pki).revoke(serials[0]);
  const first = register(pki).at().deltaCrl();
  t.is(register(pki).at().deltaCrl().crl, first.crl);
  register(pki).revoke(serials[1]);
  const second = register(pki).at().deltaCrl();
  t.deepEqual([second.thisUpdate, second.number], [first.thisUpdate, first.number + 1]);
  t.deepEqual(
    entriesOf(second).map(([serial]) => serial),
    serials,
  );
});

test('what is entered with a date of the past is on the lists of then, in the order of time', (t) => {
  const pki = pkiOf();
  const [a, b, c] = [1, 2, 3].map(() => certificateOf(pki).serial) as [string, string, string];
  register(pki).revoke(a, { at: before(2 * DAY) });
  register(pki).at().crl();
  register(pki).revoke(b, { at: before(4 * DAY) });
  register(pki).revoke(c, { at: before(3 * DAY) });
  const named = (days: number) =>
    entriesOf(
      register(pki)
        .at(before(days * DAY))
        .crl(),
    ).map(([serial]) => serial);
  t.deepEqual([named(0), named(2), named(3)], [[b, c, a], [b, c], [b]]);
});

test('a delta list says which it is, critically, and does not name another; a full list names it', (t) => {
  const today = register(pkiOf()).at();
  const [full, delta] = [textOf(today.crl()), textOf(today.deltaCrl())];
  t.true(delta.includes(`X509v3 Delta CRL Indicator: critical\n                ${today.crl().number}\n`));
  t.notRegex(delta, /Freshest CRL/);
  t.notRegex(full, /Delta CRL Indicator/);
  t.regex(full, /X509v3 Freshest CRL: \n {16}Full Name:\n {18}URI:ldap:.*deltarevocationlist/);
});

/** Contents of an extension, in hexadecimal, found by its identifier. */
function extensionIn(der: Uint8Array, id: string): string | undefined {
  const text = toHex(der);
  const at = text.indexOf(toHex(oid(id).bytes));
  if (at < 0) return undefined;
  const { result } = asn1.fromBER(der.slice(at / 2 + oid(id).bytes.length));
  return toHex(new Uint8Array((result as asn1.OctetString).valueBlock.valueHexView));
}

for (const [profile, authority] of [
  ['sante-auth', 'sante-test-fort-personnes'],
  ['2ter-auth', '2ter-test-classe-1'],
] as const)
  test(`the list of ${authority} and its certificates name one delta list`, (t) => {
    const pki = pkiOf({ urls: 'documents' });
    const { certificate } = certificateOf(pki, profile, { authority });
    const named = extensionIn(pki.register(authority).at().crl().crl, '2.5.29.46');
    t.truthy(named);
    t.is(named, extensionIn(certificate, '2.5.29.46'));
  });

test('a root publishes full lists alone', (t) => {
  const today = pkiOf().register('sante-test-fort').at();
  t.is(t.throws(() => today.deltaCrl(), { instanceOf: PkiError })?.reason, 'noDeltaCrl');
  t.notRegex(textOf(today.crl()), /Freshest CRL/);
});

const ALGORITHMS: Readonly<Partial<Record<AuthorityId, string>>> = {
  'sante-test-fort': 'sha256WithRSAEncryption',
  'sante-test-elementaire-organisations': 'sha256WithRSAEncryption',
  '2ter-test-classe-1': 'sha1WithRSAEncryption',
  '2bis-test-classe-4': 'sha1WithRSAEncryption',
};

for (const [id, algorithm] of Object.entries(ALGORITHMS) as [AuthorityId, string][])
  test(`${id} signs its lists with ${algorithm}`, (t) => {
    const pki = pkiOf();
    const list = pki.register(id).at().crl();
    t.is(list.signedBy, pki.authority(id).certificate);
    t.is(/Signature Algorithm: (.*)/.exec(textOf(list))?.[1], algorithm);
    t.is(verifiedBy(list), algorithm.startsWith('sha1') ? 'sha1' : 'sha256');
  });

/** The digest with which the signature is that of the list's signer. */
function verifiedBy({ crl, signedBy }: CertificateList): string | undefined {
  const { result } = asn1.fromBER(crl);
  const [tbs, , signature] = (result as asn1.Sequence).valueBlock.value as [asn1.Sequence, unknown, asn1.BitString];
  const { publicKey } = new X509Certificate(signedBy);
  const [bytes, value] = [new Uint8Array(tbs.toBER()), signature.valueBlock.valueHexView];
  return ['sha1', 'sha256'].find((digest) => verify(digest, bytes, publicKey, value));
}

test('2TER: a certificate that signs lists alone', (t) => {
  const pki = pkiOf();
  const list = pki.register('2ter-test-classe-1').at().crl({ signer: 'separate' });
  const [signer, authority] = [list.signedBy, pki.authority('2ter-test-classe-1').certificate].map(
    (certificate) => new X509Certificate(certificate),
  ) as [X509Certificate, X509Certificate];
  t.is(signer.subject, authority.subject);
  t.is(signer.issuer, authority.issuer);
  t.not(signer.serialNumber, authority.serialNumber);
  t.true(toHex(list.signedBy).includes('0603551D0F0101FF040403020102'), 'keyUsage, critical: cRLSign');
  t.is(verifiedBy(list), 'sha1');
  t.is(
    extensionIn(list.crl, '2.5.29.35'),
    `3016 8014 ${extensionIn(list.signedBy, '2.5.29.14')?.slice(4)}`.replaceAll(' ', ''),
  );
});

test('nobody else has such a certificate', (t) => {
  const today = register(pkiOf()).at();
  t.is(t.throws(() => today.crl({ signer: 'separate' }), { instanceOf: PkiError })?.reason, 'noCrlSigner');
});

test('simulation: released, it leaves full lists; a delta list says so', (t) => {
  const pki = pkiOf(HOLD);
  const [both, one, onHold] = [1, 2, 3].map(() => certificateOf(pki).serial) as [string, string, string];
  register(pki).hold(both, { at: before(DAY) });
  register(pki).hold(onHold, { at: before(DAY) });
  register(pki).release(both, { at: A_MINUTE_AGO });
  register(pki).hold(one, { at: before(2 * 60_000) });
  register(pki).release(one, { at: A_MINUTE_AGO });
  const today = register(pki).at();
  t.deepEqual(entriesOf(today.crl()), [
    [both, 'Certificate Hold'],
    [onHold, 'Certificate Hold'],
  ]);
  t.deepEqual(entriesOf(today.deltaCrl()), [
    [both, 'Remove From CRL'],
    [one, 'Remove From CRL'],
  ]);
  const tomorrow = register(pki).at(before(-DAY));
  t.deepEqual(entriesOf(tomorrow.crl()), [[onHold, 'Certificate Hold']]);
  t.deepEqual(entriesOf(tomorrow.deltaCrl()), []);
});

test('simulation: from hold to revoked, the delta list has the new reason', (t) => {
  const pki = pkiOf(HOLD);
  const { serial } = certificateOf(pki);
  register(pki).hold(serial, { at: before(DAY) });
  register(pki).revoke(serial, { at: A_MINUTE_AGO, reason: 'superseded' });
  t.deepEqual(entriesOf(register(pki).at().deltaCrl()), [[serial, 'Superseded']]);
});

test('the lists of RFC 5280, C.4: version, dates and entry', (t) => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const second = secondOf(new Date('2004-11-19T15:57:03Z'));
  const issued = { serial: '12', issuedAt: 0, changes: [] };
  const { crl } = signList({
    issuer: sequence(),
    signature: 'sha1WithRSAEncryption',
    signedBy: { key: privateKey, certificate: new Uint8Array(0) },
    number: 12,
    baseNumber: undefined,
    thisUpdate: new Date('2005-02-05T12:00:00Z'),
    nextUpdate: new Date('2005-02-06T12:00:00Z'),
    freshestCRL: undefined,
    changes: [{ issued, second, reason: 'keyCompromise' }],
  });
  const said = toHex(crl);
  t.true(said.includes('020101300D06092A864886F70D01010505003000'), 'version 2, sha1WithRSAEncryption');
  t.true(
    said.includes(
      '170D3035303230353132303030305A170D3035303230363132303030305A' +
        '30223020020112170D3034313131393135353730335A300C300A0603551D1504030A0101A0',
    ),
    'thisUpdate, nextUpdate, revokedCertificates',
  );
  t.true(said.includes('300A0603551D140403' + '02010C'), 'cRLNumber');
});

test('UTCTime until 2049, GeneralizedTime from 2050', (t) => {
  const pki = pkiOf();
  const { serial } = certificateOf(pki);
  register(pki).revoke(serial, { at: new Date('2050-01-01T00:00:00Z') });
  const timesAt = (iso: string) => {
    const said = toHex(register(pki).at(new Date(iso)).crl().crl);
    const times = [...said.matchAll(/170D((?:3\d){12}5A)|180F((?:3\d){14}5A)/g)];
    return times.map(([, utc, generalized = '']) => Buffer.from(utc ?? generalized, 'hex').toString());
  };
  t.deepEqual(timesAt('2049-12-31T23:59:59Z'), ['491231000000Z', '20500107000000Z']);
  t.deepEqual(timesAt('2050-01-01T00:00:00Z'), ['20500101000000Z', '20500108000000Z', '20500101000000Z']);
});
