/**
 * The extensions of certificates, from their layouts.
 *
 * Source: RFC 5280, 4.2; RFC 6960, 4.2.2.2.1 (ocspNoCheck); nsCertType: Netscape's certificate extensions; GIP-CPS: reference/cps-facts.md (d).
 */
import type { KeyObject } from 'node:crypto';
import {
  booleanTrue,
  type DerValue,
  generalizedTimeText,
  ia5String,
  implicit,
  integer,
  namedBits,
  nullValue,
  octetString,
  oid,
  printableString,
  sequence,
  tagged,
  utf8String,
} from '#asn1/der-writer.ts';
import { DNS_NAME } from '#formats/dns-name.ts';
import { ascii, type Bytes } from '#iso7816/bytes.ts';
import { extension, keyIdentifier } from './certificate.ts';
import { type Fields, fill } from './fields.ts';
import type { Branch, ExtensionLayout, HolderExtension, KeyUsageBit, NetscapeType, Purpose } from './layout.ts';
import { type ListAddresses, listPoints } from './list-addresses.ts';
import { PkiError } from './pki-error.ts';
import type { CertifiedCard, PersonSubject, Subject } from './subject.ts';
import { type UrlForm, urlIn } from './urls.ts';

/** What the extensions of one certificate speak of. */
export interface Certified {
  /** Nobody for an authority's own certificate. */
  readonly subject?: Subject;
  readonly fields: Fields;
  readonly publicKey: KeyObject;
  readonly issuerKey: KeyObject;
  readonly branch: Branch;
  readonly urls: UrlForm;
  /** How it names lists; as its layout does by default. */
  readonly lists?: ListAddresses | undefined;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** What the addresses of an authority are made of. */
export type Addresses = Pick<Certified, 'fields' | 'urls' | 'lists'>;

type Layout<K extends ExtensionLayout['extension']> = Extract<ExtensionLayout, { extension: K }>;

type GipCpsLayout = Layout<'cardType' | 'cardNumber' | HolderExtension>;

/** Identifiers of the extensions. The GIP-CPS ones are those of the NOS tables they are coded by. */
const EXTENSION_IDS: Readonly<Record<ExtensionLayout['extension'], string>> = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  privateKeyUsagePeriod: '2.5.29.16',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  cRLDistributionPoints: '2.5.29.31',
  certificatePolicies: '2.5.29.32',
  authorityKeyIdentifier: '2.5.29.35',
  extKeyUsage: '2.5.29.37',
  freshestCRL: '2.5.29.46',
  authorityInfoAccess: '1.3.6.1.5.5.7.1.1',
  ocspNoCheck: '1.3.6.1.5.5.7.48.1.5',
  nsCertType: '2.16.840.1.113730.1.1',
  cardType: '1.2.250.1.71.1.2.2',
  cardNumber: '1.2.250.1.71.1.2.3',
  product: '1.2.250.1.71.1.2.5',
  profession: '1.2.250.1.71.1.2.7',
  futureProfession: '1.2.250.1.71.1.2.8',
  responsibility: '1.2.250.1.71.1.2.12',
  specialties: '1.2.250.1.71.4.2.5',
};

const KEY_USAGE: Readonly<Record<KeyUsageBit, number>> = {
  digitalSignature: 0,
  nonRepudiation: 1,
  keyEncipherment: 2,
  keyCertSign: 5,
  cRLSign: 6,
};

const PURPOSES: Readonly<Record<Purpose, string>> = {
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  emailProtection: '1.3.6.1.5.5.7.3.4',
  smartcardLogon: '1.3.6.1.4.1.311.20.2.2',
  OCSPSigning: '1.3.6.1.5.5.7.3.9',
};

const NETSCAPE_TYPES: Readonly<Record<NetscapeType, number>> = { sslClient: 0, sslServer: 1, smime: 2 };
const CPS_QUALIFIER = '1.3.6.1.5.5.7.2.1';
const OCSP = '1.3.6.1.5.5.7.48.1';
const CA_ISSUERS = '1.3.6.1.5.5.7.48.2';
const USER_PRINCIPAL_NAME = '1.3.6.1.4.1.311.20.2.3';
/** GIP-CPS: bit of the products of the test branch. */
const TEST_PRODUCT = 0x80;

const EMAIL = /^[!#-'*+\-./0-9=?A-Z^-~]+@[A-Za-z0-9.-]+$/;

function required(text: string, fields: Fields): string {
  const filled = fill(text, fields);
  if (filled === undefined)
    throw new PkiError('subject', {
      en: `subject: no value: expected ${text}`,
      fr: `sujet : pas de valeur, attendu : ${text}`,
    });
  return filled;
}

function uri(text: string, { fields, urls }: Addresses): DerValue {
  return written(required(text, fields), urls);
}

function written(url: string, urls: UrlForm): DerValue {
  return implicit(6, ascii(urlIn(urls, url)));
}

function basicConstraints({ ca, pathLength }: Layout<'basicConstraints'>): DerValue {
  return sequence(...(ca ? [booleanTrue()] : []), ...(pathLength === undefined ? [] : [integer(pathLength)]));
}

function certificatePolicies({ policy, cps }: Layout<'certificatePolicies'>, { fields, urls }: Certified): DerValue {
  const identifier = oid(required(policy, fields));
  if (cps === undefined) return sequence(sequence(identifier));
  const qualifier = sequence(oid(CPS_QUALIFIER), ia5String(urlIn(urls, required(cps, fields))));
  return sequence(sequence(identifier, sequence(qualifier)));
}

function checked(names: readonly string[] | undefined, form: RegExp, what: string): Bytes[] {
  for (const name of names ?? [])
    if (!form.test(name) || name.length > 253)
      throw new PkiError('subject', {
        en: `subject, ${what}: found a text that is none, expected one such as ${EXAMPLES[what]}`,
        fr: `sujet, ${what} : trouvé un texte qui n'en est pas, attendu : par exemple ${EXAMPLES[what]}`,
      });
  return (names ?? []).map(ascii);
}

const EXAMPLES: Readonly<Record<string, string>> = {
  'DNS name': 'serveur.hopital.example',
  'e-mail address': 'contact@hopital.example',
};

function subjectAltName({ names }: Layout<'subjectAltName'>, { subject, fields }: Certified): DerValue | undefined {
  const { dnsNames, emails } = subject?.kind === 'software' ? subject : {};
  const values = names.flatMap((name) => {
    if ('dns' in name) return checked(dnsNames, DNS_NAME, 'DNS name').map((one) => implicit(2, one));
    if ('email' in name) return checked(emails, EMAIL, 'e-mail address').map((one) => implicit(1, one));
    return [tagged(0, oid(USER_PRINCIPAL_NAME), tagged(0, utf8String(required(name.upn, fields))))];
  });
  return values.length === 0 ? undefined : sequence(...values);
}

function privateKeyUsagePeriod({ notBefore, notAfter }: Certified): DerValue {
  const [from, to] = [notBefore, notAfter].map((date) => ascii(generalizedTimeText(date))) as [Bytes, Bytes];
  return sequence(implicit(0, from), implicit(1, to));
}

/** One distribution point for each address, unless somebody has it otherwise. */
export function distributionPoints(
  texts: readonly string[],
  of: 'full' | 'delta',
  { fields, urls, lists }: Addresses,
): DerValue {
  const filled = texts.map((text) => required(text, fields));
  const points = listPoints(filled, of, lists).map((names) => names.map((url) => written(url, urls)));
  return sequence(...points.map((names) => sequence(tagged(0, tagged(0, ...names)))));
}

function authorityInfoAccess({ ocsp, caIssuers }: Layout<'authorityInfoAccess'>, certified: Certified): DerValue {
  return sequence(sequence(oid(OCSP), uri(ocsp, certified)), sequence(oid(CA_ISSUERS), uri(caIssuers, certified)));
}

function cardOf({ subject }: Certified): CertifiedCard {
  const card = subject?.kind === 'software' ? undefined : subject?.card;
  if (card === undefined)
    throw new PkiError('subject', {
      en: 'subject: no card: expected the number and type of one',
      fr: "sujet : pas de carte, attendu : le numéro et le type d'une carte",
    });
  return card;
}

/** Where a person has the code that an extension tells. */
const HOLDER_CODES = {
  profession: 'professionCode',
  futureProfession: 'futureProfessionCode',
  responsibility: 'responsibility',
} as const satisfies Readonly<Record<Exclude<HolderExtension, 'specialties'>, keyof PersonSubject>>;

function gipCps(layout: GipCpsLayout, certified: Certified): DerValue | undefined {
  if (layout.extension === 'cardType') return integer(cardOf(certified).type);
  if (layout.extension === 'cardNumber') return printableString(cardOf(certified).number);
  const person: Partial<PersonSubject> = certified.subject?.kind === 'person' ? certified.subject : {};
  if (layout.extension === 'specialties') return person.specialties && sequence(...person.specialties.map(utf8String));
  const code = person[HOLDER_CODES[layout.extension]];
  return code === undefined ? undefined : integer(code);
}

/** The value of an extension, or undefined when there is nothing to say. */
function extensionValue(layout: ExtensionLayout, certified: Certified): DerValue | undefined {
  switch (layout.extension) {
    case 'basicConstraints':
      return basicConstraints(layout);
    case 'subjectKeyIdentifier':
      return octetString(keyIdentifier(certified.publicKey));
    case 'authorityKeyIdentifier':
      return sequence(implicit(0, keyIdentifier(certified.issuerKey)));
    case 'privateKeyUsagePeriod':
      return privateKeyUsagePeriod(certified);
    case 'keyUsage':
      return namedBits(...layout.bits.map((bit) => KEY_USAGE[bit]));
    case 'certificatePolicies':
      return certificatePolicies(layout, certified);
    case 'extKeyUsage':
      return sequence(...layout.purposes.map((purpose) => oid(PURPOSES[purpose])));
    case 'subjectAltName':
      return subjectAltName(layout, certified);
    case 'cRLDistributionPoints':
      return distributionPoints(layout.urls, 'full', certified);
    case 'freshestCRL':
      return distributionPoints(layout.urls, 'delta', certified);
    case 'authorityInfoAccess':
      return authorityInfoAccess(layout, certified);
    case 'ocspNoCheck':
      return nullValue();
    case 'nsCertType':
      return namedBits(...layout.types.map((type) => NETSCAPE_TYPES[type]));
    case 'product':
      return octetString(Uint8Array.of(layout.product + (certified.branch === 'test' ? TEST_PRODUCT : 0)));
    default:
      return gipCps(layout, certified);
  }
}

/** The extensions in their order. @throws PkiError `subject` when a value is missing or cannot be written */
export function extensionsOf(layouts: readonly ExtensionLayout[], certified: Certified): DerValue[] {
  return layouts.flatMap((layout) => {
    const value = extensionValue(layout, certified);
    return value === undefined ? [] : [extension(EXTENSION_IDS[layout.extension], value, layout.critical)];
  });
}
