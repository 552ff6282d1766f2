/** The extensions of a certificate that decide what it is for, read strictly. Source: RFC 5280, 4.2. */
import { DerError } from '#asn1/der-error.ts';
import { DER, DerReader } from '#asn1/der-reader.ts';
import { mapEach, oidOf } from '#asn1/name-text.ts';
import type { Text } from '#common/language.ts';
import type { Bytes } from '#iso7816/bytes.ts';

const ID = {
  KEY_USAGE: '2.5.29.15',
  SUBJECT_ALT_NAME: '2.5.29.17',
  BASIC_CONSTRAINTS: '2.5.29.19',
  POLICIES: '2.5.29.32',
  PURPOSES: '2.5.29.37',
  CARD_TYPE: '1.2.250.1.71.1.2.2',
} as const;
const KNOWN: readonly string[] = Object.values(ID);

/** Purposes by the names that OpenSSL has for them. */
const PURPOSES = { serverAuth: '1.3.6.1.5.5.7.3.1', clientAuth: '1.3.6.1.5.5.7.3.2' } as const;
export type CertificatePurpose = keyof typeof PURPOSES;
const EMAIL_PROTECTION = '1.3.6.1.5.5.7.3.4';

const KEY_USAGES = ['digitalSignature', 'nonRepudiation', 'keyEncipherment', 'dataEncipherment', 'keyAgreement'];
const AUTHORITY_USAGES = ['keyCertSign', 'cRLSign', 'encipherOnly', 'decipherOnly'];
const BIT_NAMES: readonly string[] = [...KEY_USAGES, ...AUTHORITY_USAGES];

export interface UsageOfCertificate {
  /** keyUsage, by the names of the standard; undefined without the extension. */
  readonly keyUsage: readonly string[] | undefined;
  /** extKeyUsage, as identifiers; undefined without the extension. */
  readonly purposes: readonly string[] | undefined;
  /** Table G02; of cards alone. */
  readonly cardType: number | undefined;
}

const NOTHING: UsageOfCertificate = { keyUsage: undefined, purposes: undefined, cardType: undefined };

/** What the extensions say, and what is wrong with them. */
export interface ReadExtensions {
  readonly usage: UsageOfCertificate;
  readonly fault: Text | undefined;
}

class ExtensionsFault {
  readonly text: Text;

  constructor(text: Text) {
    this.text = text;
  }
}

function extensionListOf(certificate: Bytes): DerReader | undefined {
  const file = DerReader.of('certificate', certificate).enter(DER.SEQUENCE, 'Certificate');
  const tbs = file.enter(DER.SEQUENCE, 'TBSCertificate');
  while (tbs.more && !tbs.at(0xa3)) tbs.skip();
  return tbs.enterIf(0xa3)?.enter(DER.SEQUENCE, 'Extensions');
}

/** @throws ExtensionsFault for one that stands twice, and for a critical one that nobody knows */
function valuesIn(list: DerReader | undefined): ReadonlyMap<string, Bytes> {
  const values = new Map<string, Bytes>();
  while (list?.more) {
    const extension = list.enter(DER.SEQUENCE, 'Extension');
    const id = oidOf(extension);
    const critical = extension.booleanIf() === true;
    if (values.has(id))
      throw new ExtensionsFault({ en: `the extension ${id} stands twice`, fr: `l'extension ${id} y est deux fois` });
    if (critical && !KNOWN.includes(id))
      throw new ExtensionsFault({
        en: `the extension ${id} is critical and unknown`,
        fr: `l'extension ${id} est critique et inconnue`,
      });
    values.set(id, extension.take(DER.OCTET_STRING, 'extnValue'));
    extension.end('an extension');
  }
  return values;
}

function read<T>(values: ReadonlyMap<string, Bytes>, id: string, what: string, one: (value: DerReader) => T) {
  const value = values.get(id);
  if (value === undefined) return undefined;
  const reader = DerReader.of(what, value);
  const found = one(reader);
  reader.end(what);
  return found;
}

function usageIn(values: ReadonlyMap<string, Bytes>): UsageOfCertificate {
  const bits = read(values, ID.KEY_USAGE, 'keyUsage', (value) => value.bits('KeyUsage'));
  const authority = read(values, ID.BASIC_CONSTRAINTS, 'basicConstraints', (value) =>
    value.enter(DER.SEQUENCE, 'BasicConstraints').booleanIf(),
  );
  if (authority === true)
    throw new ExtensionsFault({
      en: 'the certificate of an authority, which is nobody’s own',
      fr: "le certificat d'une autorité, qui n'est celui de personne",
    });
  return {
    keyUsage: bits && [...bits].map((bit) => BIT_NAMES[bit] ?? `bit ${bit}`),
    purposes: read(values, ID.PURPOSES, 'extKeyUsage', (value) =>
      mapEach(value.enter(DER.SEQUENCE, 'ExtKeyUsageSyntax'), oidOf),
    ),
    cardType: read(values, ID.CARD_TYPE, 'cardType', (value) => value.integer('card type')),
  };
}

/** Never throws: what cannot be read is the fault. */
export function readExtensions(certificate: Bytes): ReadExtensions {
  try {
    return { usage: usageIn(valuesIn(extensionListOf(certificate))), fault: undefined };
  } catch (error) {
    if (error instanceof ExtensionsFault) return { usage: NOTHING, fault: error.text };
    if (!(error instanceof DerError)) throw error;
    return {
      usage: NOTHING,
      fault: {
        en: `an extension that cannot be read: ${error.messageIn('en')}`,
        fr: `une extension illisible : ${error.messageIn('fr')}`,
      },
    };
  }
}

/** Why it is not for that purpose; undefined when it is. */
export function usageFault({ keyUsage, purposes }: UsageOfCertificate, purpose: CertificatePurpose): Text | undefined {
  if (purposes?.includes(PURPOSES[purpose])) {
    if (keyUsage === undefined || keyUsage.includes('digitalSignature')) return undefined;
    return {
      en: `its key usage is ${keyUsage.join(', ')}, without digitalSignature`,
      fr: `l'usage de sa clé est ${keyUsage.join(', ')}, sans digitalSignature`,
    };
  }
  if (purpose === 'clientAuth' && (purposes?.includes(EMAIL_PROTECTION) || keyUsage?.includes('nonRepudiation')))
    return {
      en: 'not made for clientAuth: it is the one that signs; choose the one for authentication',
      fr: "il n'est pas fait pour clientAuth : c'est celui de signature ; choisissez celui d'authentification",
    };
  return { en: `not made for ${purpose}`, fr: `il n'est pas fait pour ${purpose}` };
}
