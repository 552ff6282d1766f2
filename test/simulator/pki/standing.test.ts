/** What a certificate is worth. Judge of the chain and of both lists beside it: OpenSSL. */
import { createPublicKey, sign, X509Certificate } from 'node:crypto';
import test from 'ava';
import { DER, DerReader } from '#asn1/der-reader.ts';
import { bitString, der, oid, sequence, tagged, utf8String, written } from '#asn1/der-writer.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { rsaKey } from '../../../simulator/keys/rsa-key.ts';
import { SeededBytes } from '../../../simulator/keys/seeded-bytes.ts';
import { extension, signCertificate } from '../../../simulator/pki/certificate.ts';
import {
  type AuthorityId,
  firstBroken,
  type IssuedCertificate,
  type Pki,
  PkiError,
  type StandingOptions,
} from '../../../simulator/pki/index.ts';
import { ListIndex } from '../../../simulator/pki/standing/list-index.ts';
import { A_MINUTE_AGO, before, certificateOf, DAY, NOW, pkiOf } from './revoked.ts';
import { PERSON, publicKey } from './subjects.ts';

const FORT: AuthorityId = 'sante-test-fort-personnes';
const CARDS: StandingOptions = { accepted: [FORT, 'sante-test-standard-personnes'], purpose: 'clientAuth', at: NOW };
const WHO = 'CLAIRE MEDECIN9990001 (899909990001)';

function standing(pki: Pki, { certificate }: Pick<IssuedCertificate, 'certificate'>, options: StandingOptions = CARDS) {
  return pki.standing([certificate], options);
}

/** What is broken, as layer and rule. */
function rulesOf(pki: Pki, issued: Pick<IssuedCertificate, 'certificate'>, options: StandingOptions = CARDS): string[] {
  return standing(pki, issued, options).broken.map(({ layer, rule }) => `${layer} ${rule}`);
}

/** The certificate with one extension more, or with other contents, signed by whoever has that key. */
function changed(
  { certificate }: IssuedCertificate,
  extra: Bytes | undefined,
  key = pkiOf().authority(FORT).key,
): Bytes {
  const tbs = DerReader.of('certificate', certificate).enter(DER.SEQUENCE, 'c').enter(DER.SEQUENCE, 'tbs');
  const version = tbs.take(0xa0, 'version');
  const serial = tbs.take(DER.INTEGER, 'serial');
  const parts = [0, 1, 2, 3, 4].map(() => sequence(written(tbs.take(DER.SEQUENCE, 'part'))));
  const old = tbs.enter(0xa3, 'extensions').take(DER.SEQUENCE, 'Extensions');
  const extensions = sequence(written(old), ...(extra === undefined ? [] : [written(extra)]));
  const head = [tagged(0, written(version)), written(Uint8Array.of(2, serial.length, ...serial))];
  const value = sequence(...head, ...parts, tagged(3, extensions));
  const algorithm = sequence(oid('1.2.840.113549.1.1.11'), written(Uint8Array.of(5, 0)));
  return der(sequence(value, algorithm, bitString(new Uint8Array(sign('sha256', der(value), key)))));
}

test('a card in order: who, what and by whom', (t) => {
  const pki = pkiOf();
  const found = standing(pki, certificateOf(pki));
  t.deepEqual(found.broken, []);
  t.like(found, { person: WHO, family: 'FORT', cardKind: 'CPS', certificateClass: undefined, revocation: undefined });
  t.like(found, { authority: { id: FORT, branch: 'test' }, chain: { length: 3 } });
  t.deepEqual(found.usage.keyUsage, ['digitalSignature']);
});

test('the families and kinds of cards', (t) => {
  const pki = pkiOf();
  const of = (profile: 'sante-auth' | '2ter-auth' | '2bis-ssl', authority: AuthorityId) => {
    const { family, cardKind, certificateClass } = standing(pki, certificateOf(pki, profile, { authority }), {
      at: NOW,
    });
    return [family, cardKind, certificateClass];
  };
  t.deepEqual(of('sante-auth', 'sante-test-standard-personnes'), ['STANDARD', 'CPS', undefined]);
  t.deepEqual(of('2ter-auth', '2ter-test-classe-1'), ['2TER', 'CPS', 1]);
  t.deepEqual(of('2bis-ssl', '2bis-test-classe-4'), ['2BIS', undefined, 4]);
});

test('the other branch, either way', (t) => {
  const pki = pkiOf();
  const production = certificateOf(pki, 'sante-auth', { authority: 'sante-fort-personnes' });
  t.deepEqual(rulesOf(pki, production), ['trust otherBranch']);
  const found = standing(pki, certificateOf(pki), { ...CARDS, accepted: ['sante-fort-personnes'] });
  t.like(found.broken, [{ layer: 'trust', rule: 'otherBranch', person: WHO }]);
  t.regex(found.broken[0]?.text.fr ?? '', /^certificat de CLAIRE .*une carte de test là où/);
});

test('another authority of health, and one that nobody knows', (t) => {
  const pki = pkiOf();
  const elementary = pki.issue(
    'sante-org-auth-cli',
    {
      ...{
        kind: 'software',
        commonName: 'INSI-AUTO',
        structure: { name: 'X', nationalId: '1', department: 'Paris (75)' },
      },
    },
    publicKey(),
    { authority: 'sante-test-elementaire-organisations' },
  );
  t.deepEqual(rulesOf(pki, elementary), ['trust otherAuthority']);
  const stranger = pkiOf({ name: 'OTHER', seed: 4 });
  t.deepEqual(rulesOf(pki, certificateOf(stranger)), ['trust unknownIssuer']);
});

test('forged: the names of a real one, the signature of somebody else', (t) => {
  const pki = pkiOf();
  const thief = rsaKey(new SeededBytes('thief'));
  const copy = changed(certificateOf(pki), undefined, thief);
  t.deepEqual(rulesOf(pki, { certificate: copy }), ['trust forged']);
  const fields = new X509Certificate(certificateOf(pki).certificate);
  const name = DerReader.of('c', new Uint8Array(fields.raw)).enter(DER.SEQUENCE, 'c').enter(DER.SEQUENCE, 'tbs');
  for (const what of ['version', 'serial', 'signature', 'issuer', 'validity']) t.notThrows(() => name.skip(), what);
  const subject = sequence(written(name.take(DER.SEQUENCE, 'subject')));
  const own = signCertificate(
    {
      ...{ serial: Uint8Array.of(7), issuer: subject, subject, notBefore: before(DAY), notAfter: before(-DAY) },
      ...{ publicKey: createPublicKey(thief), extensions: [], signature: 'sha256WithRSAEncryption' },
    },
    thief,
  );
  const found = standing(pki, { certificate: own });
  t.deepEqual(
    found.broken.map(({ rule }) => rule),
    ['unknownIssuer', 'usage'],
  );
  t.regex(found.broken[0]?.text.en ?? '', /CLAIRE MEDECIN9990001.* signed by itself/);
});

test('extensions that are broken', (t) => {
  const pki = pkiOf();
  const issued = certificateOf(pki);
  const twice = der(extension('2.5.29.15', written(Uint8Array.of(3, 2, 7, 0x80))));
  const critical = der(extension('1.2.3.4', utf8String('?'), true));
  const unreadable = der(extension('1.2.250.1.71.1.2.99', written(Uint8Array.of(2, 1, 0))));
  t.deepEqual(rulesOf(pki, { certificate: changed(issued, twice) }), ['certificate extensions']);
  const found = standing(pki, { certificate: changed(issued, critical) });
  t.regex(found.broken[0]?.text.en ?? '', /1\.2\.3\.4 is critical and unknown/);
  t.deepEqual(rulesOf(pki, { certificate: changed(issued, unreadable) }), []);
  t.deepEqual(rulesOf(pki, { certificate: changed(issued, undefined) }), []);
});

test('not yet valid, expired, and the dates of its authorities', (t) => {
  const pki = pkiOf();
  const issued = certificateOf(pki);
  t.deepEqual(rulesOf(pki, issued, { ...CARDS, at: before(400 * DAY) }), ['validity notYetValid']);
  t.deepEqual(rulesOf(pki, issued, { ...CARDS, at: before(-4 * 365 * DAY) }), ['validity expired']);
  const old = certificateOf(pki, '2ter-auth', { authority: '2ter-test-classe-1' });
  const { broken } = standing(pki, old, { at: NOW });
  t.deepEqual(
    broken.map(({ rule }) => rule),
    ['authorityDates'],
  );
  t.regex(broken[0]?.text.en ?? '', /^certificate of TEST CLASSE-1/);
});

test('the certificate that signs is not the one that opens a session', (t) => {
  const pki = pkiOf();
  const found = standing(pki, certificateOf(pki, 'sante-sign'));
  t.like(found.broken, [{ layer: 'usage', rule: 'usage', person: WHO }]);
  t.deepEqual(rulesOf(pki, certificateOf(pki, 'sante-sign'), { at: NOW }), []);
});

test('revoked: the full list says so, or the delta list alone, or both in time', (t) => {
  const pki = pkiOf();
  const [old, fresh] = [certificateOf(pki), certificateOf(pki)];
  pki.register(FORT).revoke(old.serial, { at: before(DAY), reason: 'superseded' });
  pki.register(FORT).revoke(fresh.serial, { at: A_MINUTE_AGO, reason: 'keyCompromise' });
  t.like(standing(pki, old).revocation, { list: 'full', reason: 'superseded', at: before(DAY) });
  t.like(standing(pki, fresh).revocation, { list: 'delta', reason: 'keyCompromise', at: A_MINUTE_AGO });
  t.deepEqual(rulesOf(pki, fresh), ['revocation revoked']);
  t.regex(
    standing(pki, fresh).broken[0]?.text.fr ?? '',
    /révoqué le .* \(keyCompromise\), seule la liste delta le dit/,
  );
  t.is(standing(pki, fresh, { ...CARDS, at: before(-DAY) }).revocation?.list, 'full');
  t.deepEqual(rulesOf(pki, fresh, { ...CARDS, at: before(2 * 60_000) }), [], 'before it was');
});

test('on hold, and released: the delta list takes it from the full one', (t) => {
  const pki = pkiOf({ simulation: { certificateHold: true } });
  const issued = certificateOf(pki);
  pki.register(FORT).hold(issued.serial, { at: before(DAY) });
  t.deepEqual(rulesOf(pki, issued), ['revocation onHold']);
  pki.register(FORT).release(issued.serial, { at: A_MINUTE_AGO });
  t.deepEqual(rulesOf(pki, issued), []);
});

test('a server that knows the roots alone needs what stands between, and may go up less far', (t) => {
  const pki = pkiOf();
  const { certificate } = certificateOf(pki);
  const [intermediate, root] = pki.chain(FORT).certificates as [Bytes, Bytes];
  const options = { trusted: [root], at: NOW, purpose: 'clientAuth' } as const;
  t.deepEqual(rulesOf(pki, { certificate }, options), ['trust incompleteChain']);
  t.deepEqual(pki.standing([certificate, intermediate], options).broken, []);
  t.like(pki.standing([certificate, intermediate], { ...options, depth: 0 }).broken, [{ rule: 'incompleteChain' }]);
  t.deepEqual(pki.standing([certificate, intermediate], { ...options, depth: 1 }).broken, []);
});

test('the same certificate again: what day it is, what is installed and what is revoked are looked at each time', (t) => {
  const pki = pkiOf();
  const issued = certificateOf(pki);
  const trusted = [...pki.chain(FORT).certificates];
  const here = { trusted, at: NOW };
  t.deepEqual(rulesOf(pki, issued, here), []);
  t.deepEqual(rulesOf(pki, issued, { ...here, at: before(400 * DAY) }), ['validity notYetValid']);
  t.deepEqual(rulesOf(pki, issued, { ...here, depth: 0 }), ['trust incompleteChain']);
  trusted.pop();
  t.deepEqual(rulesOf(pki, issued, here), ['trust incompleteChain']);
  trusted.push(...pki.chain(FORT).certificates.slice(-1));
  pki.register(FORT).revoke(issued.serial, { reason: 'keyCompromise', at: A_MINUTE_AGO });
  t.deepEqual(rulesOf(pki, issued, here), ['revocation revoked']);
});

test('everything at once: a service looks at the layers in its own order', (t) => {
  const pki = pkiOf();
  const issued = certificateOf(pki, 'sante-sign');
  pki.register(FORT).revoke(issued.serial, { at: before(DAY) });
  const found = standing(pki, issued, { ...CARDS, at: before(-4 * 365 * DAY) });
  t.deepEqual(
    found.broken.map(({ rule }) => rule),
    ['expired', 'usage', 'revoked'],
  );
  t.is(firstBroken(found, ['revocation', 'usage'])?.rule, 'revoked');
  t.is(firstBroken(found, ['usage', 'validity'])?.rule, 'usage');
  t.is(firstBroken(found, ['validity'], ['expired']), undefined);
  t.is(found.person, WHO);
  t.is(PERSON.nationalId, '899909990001');
});

test('lists that are not those of the authority, late, or in the wrong place', (t) => {
  const pki = pkiOf();
  const issuer = new X509Certificate(pki.authority(FORT).certificate);
  const at = pki.register(FORT).at();
  const [full, delta] = [at.crl().crl, at.deltaCrl().crl];
  const other = pki.register('sante-test-standard-personnes').at().crl().crl;
  const refused = (lists: { full: Bytes; delta?: Bytes }) => {
    const error = t.throws(() => new ListIndex(issuer, lists), { instanceOf: PkiError });
    t.is(error?.reason, 'list');
  };
  refused({ full: other });
  refused({ full: delta });
  refused({ full, delta: full });
  const broken = full.slice();
  broken[broken.length - 1] = (broken.at(-1) as number) ^ 1;
  refused({ full: broken });
  const old = pki.register(FORT).at(before(DAY)).crl().crl;
  refused({ full: old, delta });
  const index = new ListIndex(issuer, { full, delta });
  t.is(index.status(Uint8Array.of(9), NOW).status, 'good');
  t.is(index.status(Uint8Array.of(9), before(-30 * DAY)).status, 'unknown');
});

test('arguments are checked', (t) => {
  const pki = pkiOf();
  t.throws(() => pki.standing([] as never), { code: 'ERR_ARGUMENT' });
  t.throws(() => pki.standing([certificateOf(pki).certificate], { purpose: 'x' as never }), {
    code: 'ERR_ARGUMENT',
  });
});
