/**
 * A certificate field by field, as its bytes say it: string types and the order of things are kept.
 *
 * Source: RFC 5280, 4.1 and 4.2.
 */
import { DER, DerReader } from '#asn1/der-reader.ts';
import { type Bytes, toHex } from '#iso7816/bytes.ts';

export interface CertificateField {
  /** `subject`, `keyUsage`, or the object identifier of an extension. */
  readonly name: string;
  readonly text: string;
}

const OID = 0x06;
const SET = 0x31;
const STRING_TYPES: ReadonlyMap<number, string> = new Map([
  [0x0c, 'UTF8String'],
  [0x13, 'PrintableString'],
  [0x14, 'T61String'],
  [0x16, 'IA5String'],
]);

/** Names as OpenSSL shortens them, and of algorithms, extensions and purposes as their standards print them. */
const NAMES: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.4': 'SN',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.12': 'title',
  '2.5.4.42': 'GN',
  '2.5.4.65': 'pseudonym',
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

const KEY_USAGES = ['digitalSignature', 'nonRepudiation', 'keyEncipherment', 'dataEncipherment', 'keyAgreement'];
const AUTHORITY_USAGES = ['keyCertSign', 'cRLSign'];
const NETSCAPE_TYPES = ['SSL client', 'SSL server', 'S/MIME'];

function oidText(contents: Bytes): string {
  const arcs: number[] = [];
  let arc = 0;
  for (const octet of contents) {
    arc = arc * 128 + (octet & 0x7f);
    if (octet >= 0x80) continue;
    if (arcs.length === 0) arcs.push(Math.min(2, Math.floor(arc / 40)));
    arcs.push(arcs.length === 1 ? arc - 40 * (arcs[0] as number) : arc);
    arc = 0;
  }
  return arcs.join('.');
}

function oidOf(reader: DerReader): string {
  return oidText(reader.take(OID, 'an object identifier'));
}

function named(id: string): string {
  return NAMES[id] ?? id;
}

function ascii(bytes: Bytes): string {
  return Buffer.from(bytes).toString('latin1');
}

function stringText(reader: DerReader): string {
  for (const [tag, type] of STRING_TYPES) {
    const value = reader.takeIf(tag);
    if (value !== undefined) return `${type} ${tag === 0x0c ? new TextDecoder().decode(value) : ascii(value)}`;
  }
  throw reader.error('expected a string of a name');
}

function* each(reader: DerReader): Generator<DerReader> {
  while (reader.more) yield reader;
}

/** `C=PrintableString FR, GN=UTF8String CLAIRE + CN=...`: attributes of one RDN in the order of their bytes. */
function nameText(name: DerReader): string {
  const rdns: string[] = [];
  for (const at of each(name)) {
    const attributes: string[] = [];
    for (const set of each(at.enter(SET, 'RelativeDistinguishedName'))) {
      const attribute = set.enter(DER.SEQUENCE, 'AttributeTypeAndValue');
      attributes.push(`${named(oidOf(attribute))}=${stringText(attribute)}`);
    }
    rdns.push(attributes.join(' + '));
  }
  return rdns.join(', ');
}

function timeText(validity: DerReader): string {
  const utc = validity.takeIf(0x17);
  if (utc !== undefined) return `UTCTime ${ascii(utc)}`;
  return `GeneralizedTime ${ascii(validity.take(0x18, 'a time'))}`;
}

function keyText(info: DerReader): string {
  const algorithm = named(oidOf(info.enter(DER.SEQUENCE, 'AlgorithmIdentifier')));
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
  throw names.error('expected an otherName, rfc822Name, dNSName or URI');
}

function list(reader: DerReader, one: (reader: DerReader) => string): string {
  const texts: string[] = [];
  for (const at of each(reader)) texts.push(one(at));
  return texts.join('; ');
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

function period(value: DerReader): string {
  const [from, to] = [value.take(0x80, 'notBefore'), value.take(0x81, 'notAfter')];
  return `GeneralizedTime ${ascii(from)} to ${ascii(to)}`;
}

const sequence = (reader: DerReader) => reader.enter(DER.SEQUENCE, 'a SEQUENCE');

/** Texts of the extensions that are not shown as bytes. */
const EXTENSIONS: Readonly<Record<string, (value: DerReader) => string>> = {
  basicConstraints: (value) => constraints(sequence(value)),
  keyUsage: (value) => bitNames(value.bits('KeyUsage'), [...KEY_USAGES, ...AUTHORITY_USAGES]),
  nsCertType: (value) => bitNames(value.bits('NetscapeCertType'), NETSCAPE_TYPES),
  subjectKeyIdentifier: (value) => `${value.take(DER.OCTET_STRING, 'KeyIdentifier').length} bytes`,
  authorityKeyIdentifier: (value) => `keyid, ${sequence(value).take(0x80, 'keyIdentifier').length} bytes`,
  extKeyUsage: (value) => list(sequence(value), oidOf),
  certificatePolicies: (value) => list(sequence(value), policy),
  subjectAltName: (value) => list(sequence(value), generalName),
  cRLDistributionPoints: (value) => list(sequence(value), point),
  freshestCRL: (value) => list(sequence(value), point),
  authorityInfoAccess: (value) => list(sequence(value), access),
  privateKeyUsagePeriod: (value) => period(sequence(value)),
};

function extensionField(extensions: DerReader): CertificateField {
  const extension = extensions.enter(DER.SEQUENCE, 'Extension');
  const name = named(oidOf(extension));
  const critical = extension.booleanIf() === true ? 'critical, ' : '';
  const value = extension.take(DER.OCTET_STRING, 'extnValue');
  extension.end('an extension');
  const text = EXTENSIONS[name];
  return { name, text: `${critical}${text === undefined ? toHex(value) : text(DerReader.ofFile(name, value))}` };
}

/** The fields of a certificate in their order. @throws DerError when it is none */
export function describeCertificate(bytes: Bytes): CertificateField[] {
  const certificate = DerReader.ofFile('certificate', bytes).enter(DER.SEQUENCE, 'Certificate');
  const tbs = certificate.enter(DER.SEQUENCE, 'TBSCertificate');
  const version = tbs.enter(0xa0, 'version').integer('version') + 1;
  const serial = toHex(tbs.take(DER.INTEGER, 'serialNumber'));
  const algorithm = named(oidOf(tbs.enter(DER.SEQUENCE, 'signature')));
  const issuer = nameText(tbs.enter(DER.SEQUENCE, 'issuer'));
  const validity = tbs.enter(DER.SEQUENCE, 'validity');
  const dates = `${timeText(validity)} to ${timeText(validity)}`;
  const subject = nameText(tbs.enter(DER.SEQUENCE, 'subject'));
  const key = keyText(tbs.enter(DER.SEQUENCE, 'subjectPublicKeyInfo'));
  const extensions: CertificateField[] = [];
  for (const at of each(tbs.enter(0xa3, 'extensions').enter(DER.SEQUENCE, 'Extensions')))
    extensions.push(extensionField(at));
  certificate.skip();
  const signature = certificate.take(DER.BIT_STRING, 'signatureValue').length - 1;
  return [
    { name: 'version', text: `v${version}` },
    { name: 'serialNumber', text: serial },
    { name: 'signature', text: `${algorithm}, ${signature} bytes` },
    { name: 'issuer', text: issuer },
    { name: 'validity', text: dates },
    { name: 'subject', text: subject },
    { name: 'subjectPublicKey', text: key },
    { name: 'extensions', text: extensions.map(({ name }) => name).join(', ') },
    ...extensions,
  ];
}
