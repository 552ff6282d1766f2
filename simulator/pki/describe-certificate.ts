/**
 * A certificate field by field, as its bytes say it: string types and the order of things are kept.
 *
 * Source: RFC 5280, 4.1 and 4.2.
 */
import { DerError } from '#asn1/der-error.ts';
import { DER, DerReader } from '#asn1/der-reader.ts';
import { mapEach, nameText, oidOf, stringText } from '#asn1/name-text.ts';
import type { Language } from '#common/language.ts';
import { own } from '#common/own.ts';
import { type Bytes, toHex } from '#iso7816/bytes.ts';

export interface CertificateField {
  /** `subject`, `keyUsage`, or the object identifier of an extension. */
  readonly name: string;
  readonly text: string;
}

/** Names of algorithms, extensions and purposes as their standards print them. */
const NAMES: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.1': 'RSA',
  '1.2.840.113549.1.1.5': 'sha1WithRSAEncryption',
  '1.2.840.113549.1.1.11': 'sha256WithRSAEncryption',
  '2.5.29.14': 'subjectKeyIdentifier',
  '2.5.29.15': 'keyUsage',
  '2.5.29.16': 'privateKeyUsagePeriod',
  '2.5.29.17': 'subjectAltName',
  '2.5.29.19': 'basicConstraints',
  '2.5.29.31': 'cRLDistributionPoints',
  '2.5.29.32': 'certificatePolicies',
  '2.5.29.35': 'authorityKeyIdentifier',
  '2.5.29.37': 'extKeyUsage',
  '2.5.29.46': 'freshestCRL',
  '1.3.6.1.5.5.7.1.1': 'authorityInfoAccess',
  '2.16.840.1.113730.1.1': 'nsCertType',
  '1.3.6.1.5.5.7.48.1': 'OCSP',
  '1.3.6.1.5.5.7.48.2': 'caIssuers',
};

interface Words {
  readonly bytes: string;
  readonly to: string;
  readonly critical: string;
}

/** What is no word of a standard. */
const WORDS: Readonly<Record<Language, Words>> = {
  en: { bytes: 'bytes', to: 'to', critical: 'critical' },
  fr: { bytes: 'octets', to: 'à', critical: 'critique' },
};

const KEY_USAGES = ['digitalSignature', 'nonRepudiation', 'keyEncipherment', 'dataEncipherment', 'keyAgreement'];
const AUTHORITY_USAGES = ['keyCertSign', 'cRLSign'];
const NETSCAPE_TYPES = ['SSL client', 'SSL server', 'S/MIME'];

function named(id: string): string {
  return NAMES[id] ?? id;
}

function ascii(bytes: Bytes): string {
  return Buffer.from(bytes).toString('latin1');
}

function timeText(validity: DerReader): string {
  const utc = validity.takeIf(0x17);
  if (utc !== undefined) return `UTCTime ${ascii(utc)}`;
  return `GeneralizedTime ${ascii(validity.take(0x18, 'a time'))}`;
}

function keyText(info: DerReader): string {
  const algorithm = named(oidOf(info.enter(DER.SEQUENCE, 'AlgorithmIdentifier')));
  if (algorithm !== 'RSA') return algorithm;
  const key = DerReader.ofFile('RSAPublicKey', info.take(DER.BIT_STRING, 'subjectPublicKey').subarray(1));
  const modulus = key.enter(DER.SEQUENCE, 'RSAPublicKey').take(DER.INTEGER, 'modulus');
  return `${algorithm} ${8 * (modulus.length - 1)}`;
}

function generalName(names: DerReader): string {
  const other = names.enterIf(0xa0);
  if (other !== undefined) return `otherName ${oidOf(other)} ${stringText(other.enter(0xa0, 'value of an otherName'))}`;
  for (const [tag, kind] of [
    [0x81, 'rfc822Name'],
    [0x82, 'dNSName'],
    [0x86, 'URI'],
  ] as const) {
    const value = names.takeIf(tag);
    if (value !== undefined) return `${kind} ${ascii(value)}`;
  }
  throw names.error({
    en: 'expected an otherName, rfc822Name, dNSName or URI',
    fr: 'attendu : otherName, rfc822Name, dNSName ou URI',
  });
}

function list(reader: DerReader, one: (reader: DerReader) => string): string {
  return mapEach(reader, one).join('; ');
}

function bitNames(bits: ReadonlySet<number>, names: readonly string[]): string {
  return [...bits].map((bit) => names[bit] ?? `bit ${bit}`).join(', ');
}

function point(points: DerReader): string {
  const names = points.enter(DER.SEQUENCE, 'DistributionPoint').enter(0xa0, 'distributionPoint');
  return list(names.enter(0xa0, 'fullName'), generalName);
}

function policy(policies: DerReader): string {
  const information = policies.enter(DER.SEQUENCE, 'PolicyInformation');
  const id = oidOf(information);
  const qualifiers = information.enterIf(DER.SEQUENCE);
  if (qualifiers === undefined) return id;
  const qualifier = qualifiers.enter(DER.SEQUENCE, 'PolicyQualifierInfo');
  return `${id}, ${oidOf(qualifier)} ${stringText(qualifier)}`;
}

function access(descriptions: DerReader): string {
  const description = descriptions.enter(DER.SEQUENCE, 'AccessDescription');
  return `${named(oidOf(description))} ${generalName(description)}`;
}

function constraints(value: DerReader): string {
  const ca = value.booleanIf() === true;
  return `CA:${ca ? 'TRUE' : 'FALSE'}${value.more ? `, pathLen ${value.integer('pathLenConstraint')}` : ''}`;
}

function period(value: DerReader, { to: until }: Words): string {
  const [from, to] = [value.take(0x80, 'notBefore'), value.take(0x81, 'notAfter')];
  return `GeneralizedTime ${ascii(from)} ${until} ${ascii(to)}`;
}

const sequence = (reader: DerReader) => reader.enter(DER.SEQUENCE, 'a SEQUENCE');

/** Texts of the extensions that are not shown as bytes. */
const EXTENSIONS: Readonly<Record<string, (value: DerReader, words: Words) => string>> = {
  basicConstraints: (value) => constraints(sequence(value)),
  keyUsage: (value) => bitNames(value.bits('KeyUsage'), [...KEY_USAGES, ...AUTHORITY_USAGES]),
  nsCertType: (value) => bitNames(value.bits('NetscapeCertType'), NETSCAPE_TYPES),
  subjectKeyIdentifier: (value, { bytes }) => `${value.take(DER.OCTET_STRING, 'KeyIdentifier').length} ${bytes}`,
  authorityKeyIdentifier: (value, { bytes }) => `keyid, ${sequence(value).take(0x80, 'keyIdentifier').length} ${bytes}`,
  extKeyUsage: (value) => list(sequence(value), oidOf),
  certificatePolicies: (value) => list(sequence(value), policy),
  subjectAltName: (value) => list(sequence(value), generalName),
  cRLDistributionPoints: (value) => list(sequence(value), point),
  freshestCRL: (value) => list(sequence(value), point),
  authorityInfoAccess: (value) => list(sequence(value), access),
  privateKeyUsagePeriod: (value, words) => period(sequence(value), words),
};

function extensionField(extensions: DerReader, words: Words): CertificateField {
  const extension = extensions.enter(DER.SEQUENCE, 'Extension');
  const name = named(oidOf(extension));
  const critical = extension.booleanIf() === true ? `${words.critical}, ` : '';
  const value = extension.take(DER.OCTET_STRING, 'extnValue');
  extension.end('an extension');
  return { name, text: critical + extensionText(name, value, words) };
}

/** Of another's certificate what is not read here stays bytes. */
function extensionText(name: string, value: Bytes, words: Words): string {
  try {
    return own(EXTENSIONS, name)?.(DerReader.ofFile(name, value), words) ?? toHex(value);
  } catch (error) {
    if (error instanceof DerError) return toHex(value);
    throw error;
  }
}

/** The fields of a certificate in their order. @throws DerError when it is none */
export function describeCertificate(bytes: Bytes, language: Language = 'en'): CertificateField[] {
  const words = WORDS[language];
  const certificate = DerReader.ofFile('certificate', bytes).enter(DER.SEQUENCE, 'Certificate');
  const tbs = certificate.enter(DER.SEQUENCE, 'TBSCertificate');
  const version = (tbs.enterIf(0xa0)?.integer('version') ?? 0) + 1;
  const serial = toHex(tbs.take(DER.INTEGER, 'serialNumber'));
  const algorithm = named(oidOf(tbs.enter(DER.SEQUENCE, 'signature')));
  const issuer = nameText(tbs.enter(DER.SEQUENCE, 'issuer'));
  const validity = tbs.enter(DER.SEQUENCE, 'validity');
  const dates = `${timeText(validity)} ${words.to} ${timeText(validity)}`;
  const subject = nameText(tbs.enter(DER.SEQUENCE, 'subject'));
  const key = keyText(tbs.enter(DER.SEQUENCE, 'subjectPublicKeyInfo'));
  for (const unique of [0xa1, 0xa2, 0x81, 0x82]) tbs.takeIf(unique);
  const list = tbs.enterIf(0xa3)?.enter(DER.SEQUENCE, 'Extensions');
  const extensions = list === undefined ? [] : mapEach(list, (one) => extensionField(one, words));
  certificate.skip();
  const signature = certificate.take(DER.BIT_STRING, 'signatureValue').length - 1;
  return [
    { name: 'version', text: `v${version}` },
    { name: 'serialNumber', text: serial },
    { name: 'signature', text: `${algorithm}, ${signature} ${words.bytes}` },
    { name: 'issuer', text: issuer },
    { name: 'validity', text: dates },
    { name: 'subject', text: subject },
    { name: 'subjectPublicKey', text: key },
    { name: 'extensions', text: extensions.map(({ name }) => name).join(', ') },
    ...extensions,
  ];
}
