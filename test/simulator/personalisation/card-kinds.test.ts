/** Each kind of card, field by field. Outside truth: the layouts of real certificates, reference/cps-facts.md (d). */
import { X509Certificate } from 'node:crypto';
import test from 'ava';
import { parseTlvs } from '#iso7816/ber-tlv.ts';
import { type Bytes, toHex } from '#iso7816/bytes.ts';
import { personalise, shippedProfile } from '../../../simulator/personalisation/index.ts';
import { describeCertificate } from '../../../simulator/pki/describe-certificate.ts';
import { type AuthorityId, defaultPki } from '../../../simulator/pki/index.ts';

const SIGNATURE = '3F00/0001/A001';
const AUTHENTICATION = '3F00/0001/A002';
const TECHNICAL = '3F00/0001/A003';

function contentOf(profile: string, path: string): Bytes {
  return personalise(shippedProfile(profile), 1).contents[path] as Bytes;
}

function fieldsOf(profile: string, path: string): Readonly<Record<string, string>> {
  return Object.fromEntries(describeCertificate(contentOf(profile, path)).map(({ name, text }) => [name, text]));
}

interface Facts {
  readonly authority: AuthorityId;
  readonly subject: string;
  readonly upn: string;
  /** 1.2.250.1.71.1.2.2, table G02. */
  readonly productType: string;
  /** The GIP-CPS extensions behind the card number, and their values. */
  readonly holder?: Readonly<Record<string, string>>;
  /** 1.2.250.1.71.1.2.5: 80 in the test branch. */
  readonly product?: string;
}

const P = '1.2.250.1.71.1.2.';

const kind = test.macro({
  exec(t, profile: string, { authority, subject, upn, productType, holder = {}, product = '040180' }: Facts) {
    for (const path of [SIGNATURE, AUTHENTICATION]) {
      const issuer = defaultPki.issuerOf(new X509Certificate(contentOf(profile, path)));
      t.is(issuer?.id, authority);
      const fields = fieldsOf(profile, path);
      t.is(fields.subject?.replaceAll('UTF8String ', '').replace('PrintableString ', ''), subject);
      t.is(fields[`${P}2`], productType);
      t.is(fields[`${P}5`], product);
      const ids = fields.extensions?.split(', ').filter((id) => id.startsWith(P));
      t.deepEqual(ids, [`${P}5`, `${P}2`, `${P}3`, ...Object.keys(holder)]);
      for (const [id, value] of Object.entries(holder)) t.is(fields[id], value);
    }
    t.true(fieldsOf(profile, AUTHENTICATION).subjectAltName?.endsWith(` UTF8String ${upn}@carte-cps.fr`));
    t.is(fieldsOf(profile, SIGNATURE).subjectAltName, undefined);
  },
  title: (_, profile) => `${profile}: issuer, names and GIP-CPS extensions`,
});

const FORT = 'sante-test-fort-personnes';
const STANDARD = 'sante-test-standard-personnes';

test(kind, 'cps-sans-structure', {
  authority: FORT,
  subject: 'C=FR, title=Médecin, GN=ALAIN + SN=GENE RPPS + CN=899900023351',
  upn: '8.99900023351',
  productType: '020100',
  holder: { [`${P}7`]: '02010A' },
});
test(kind, 'cps-production', {
  authority: 'sante-fort-personnes',
  subject: 'C=FR, title=Médecin, GN=AMINA + CN=899909990004 + SN=MEDECIN9990004',
  upn: '8.99909990004',
  productType: '020100',
  product: '040100',
  holder: { [`${P}7`]: '02010A' },
});
test(kind, 'cpf-interne', {
  authority: FORT,
  subject: 'C=FR, title=Médecin en formation, GN=LEA + CN=899909990007 + SN=INTERNE9990007',
  upn: '8.99909990007',
  productType: '020101',
  holder: { [`${P}8`]: '02010A' },
});
test(kind, 'cpe-hopital', {
  authority: STANDARD,
  subject:
    'C=FR, ST=Paris (75), O=HOPITAL DES 3 DAMES, OU=10B0057881, title=Personnel santé ou social, ' +
    'GN=CHARLES + CN=30B0057881/CPET0002 + SN=ADMINISTRATIF-CH057880002',
  upn: '30B0057881/CPET0002',
  productType: '020102',
});
test(kind, 'cpe-service', {
  authority: STANDARD,
  subject:
    "C=FR, ST=Côte-d'Or (21), O=HOPITAL DE SIMULATION9003, OU=10B9990039, title=Carte de service santé ou social, " +
    'pseudonym=EMPLOYE000000007 + CN=30B9990039/000000007',
  upn: '30B9990039/000000007',
  productType: '020102',
});
test(kind, 'cpa-personnel', {
  authority: STANDARD,
  subject:
    'C=FR, ST=Paris (75), O=MINISTERE DE TEST2975, OU=300000000029751, title=Personnel santé ou social, ' +
    'GN=PATRICE + SN=MAITRE0000029750001 + CN=500000000029751/CPAT0001',
  upn: '500000000029751/CPAT0001',
  productType: '020103',
});
test(kind, 'cde-directeur', {
  authority: STANDARD,
  subject:
    "C=FR, ST=Côte-d'Or (21), O=HOPITAL DE SIMULATION9003, OU=10B9990039, title=Directeur d'établissement, " +
    'GN=HELENE + SN=DIRECTEUR9990039 + CN=30B9990039/CDET0001',
  upn: '30B9990039/CDET0001',
  productType: '020102',
  holder: { [`${P}12`]: '020101' },
});
test(kind, 'cda-directeur', {
  authority: STANDARD,
  subject:
    'C=FR, ST=Nord (59), O=CENTRE DE SIMULATION9006, OU=399900000009006, title=Directeur de structure, ' +
    'GN=MARC + SN=DIRECTEUR0009006 + CN=599900000009006/CDAT0001',
  upn: '599900000009006/CDAT0001',
  productType: '020103',
  holder: { [`${P}12`]: '020101' },
});

test('2TER: RSA 1024 with SHA-1, three bytes of serial number, the order of its extensions, the dates of the guide', (t) => {
  const fields = fieldsOf('cps3-2ter', AUTHENTICATION);
  t.is(fields.signature, 'sha1WithRSAEncryption, 256 bytes');
  t.is(fields.subjectPublicKey, 'RSA 1024');
  t.regex(fields.serialNumber ?? '', /^[0-9A-F]{6}$/);
  t.is(fields.validity, 'UTCTime 140415000001Z to UTCTime 200430215959Z');
  t.is(
    fields.subject,
    'C=PrintableString FR, O=PrintableString TEST, OU=T61String Médecin, ' +
      'GN=PrintableString VIRGINIE + CN=PrintableString 899700021142 + SN=PrintableString MEDECIN RPPS-ADELI',
  );
  t.is(
    fields.extensions,
    'authorityKeyIdentifier, subjectKeyIdentifier, keyUsage, extKeyUsage, certificatePolicies, basicConstraints, ' +
      `cRLDistributionPoints, freshestCRL, subjectAltName, nsCertType, ${P}3, ${P}5, ${P}2, ${P}7`,
  );
});

const CLASSES: Readonly<Record<string, AuthorityId>> = {
  'cpe-service': '2ter-test-classe-0',
  'cpf-interne': '2ter-test-classe-1',
  'cps-sans-structure': '2ter-test-classe-1',
  'cda-directeur': '2ter-test-classe-2',
  'cde-directeur': '2ter-test-classe-2',
  'cpa-personnel': '2ter-test-classe-3',
  'cpe-hopital': '2ter-test-classe-3',
};

test('2TER: each kind of card by its class, what names nobody by CLASSE-0', (t) => {
  for (const [name, authority] of Object.entries(CLASSES)) {
    const { personalisation, ...profile } = shippedProfile(name);
    const { contents } = personalise({ ...profile, personalisation: { ...personalisation, generation: '2ter' } }, 1);
    const issuer = (path: string) => defaultPki.issuerOf(new X509Certificate(contents[path] as Bytes))?.id;
    t.deepEqual([SIGNATURE, AUTHENTICATION, TECHNICAL].map(issuer), [authority, authority, '2ter-test-classe-0'], name);
  }
});

/** The objects of a template by tag, in hexadecimal. */
function objectsOf(profile: string, path: string): Readonly<Record<string, string>> {
  const [template] = parseTlvs(contentOf(profile, path));
  const objects = parseTlvs(template?.value ?? new Uint8Array(0));
  return Object.fromEntries(objects.map(({ tag, value }) => [tag.toString(16), toHex(value)]));
}

test('the MAXIMA card: names of 27 letters, sixteen situations, certificates above 2048 bytes', (t) => {
  const { contents } = personalise(shippedProfile('cps-maxima'), 1);
  const situations = Object.keys(contents).filter((path) => /^3F00\/0001\/D12[0-9A-F]$/.test(path));
  t.is(situations.length, 16);
  t.is(Object.keys(contents).filter((path) => /^CPS2TER\/3F00\/40[12]/.test(path)).length, 16);
  for (const path of situations) t.is(objectsOf('cps-maxima', path)['84']?.length, 2 * 40, path);
  const { 81: familyName, 84: givenName } = objectsOf('cps-maxima', '3F00/0001/D102');
  t.deepEqual([familyName?.length, givenName?.length], [2 * 27, 2 * 27]);
  for (const path of [SIGNATURE, AUTHENTICATION]) t.true(contentOf('cps-maxima', path).length > 2048);
  t.regex(fieldsOf('cps-maxima', AUTHENTICATION).subject ?? '', /O=UTF8String .{64}, OU=/);
});

test('a card without a structure has no situation; one of service no given name; one as of production says so', (t) => {
  const { contents } = personalise(shippedProfile('cps-sans-structure'), 1);
  t.deepEqual(
    Object.keys(contents).filter((path) => /D12|CPS2TER\/3F00\/40/.test(path)),
    [],
  );
  t.deepEqual(Object.keys(objectsOf('cps-sans-structure', 'CPS2TER/3F00/7F01/4000')), ['81', '82', '84']);
  t.deepEqual(Object.keys(objectsOf('cpe-service', '3F00/0001/D102')), ['81', '82']);
  t.is(objectsOf('cps-production', '3F00/0001/D101')['82'], '00');
  t.is(objectsOf('cpf-interne', '3F00/0001/D104')['83'], '0A');
});
