/** What a file of the health PKI is, told from its bytes and not from its name. */
import type { Text } from '#common/language.ts';
import { parseJson } from '#common/parse-json.ts';
import { parseTlvs, type Tlv, TlvError } from '#iso7816/ber-tlv.ts';
import { type Bytes, toHex } from '#iso7816/bytes.ts';

export type FileKind =
  | 'request'
  | 'certificate'
  | 'crl'
  | 'privateKey'
  | 'encryptedKey'
  | 'publicKey'
  | 'pkcs12'
  | 'signedData'
  | 'envelopedData'
  | 'otherCms'
  | 'javaKeystore'
  | 'html'
  | 'cardFile'
  | 'json'
  | 'text'
  | 'unknown';

/** With their articles, as a message puts them. */
export const KIND_NAMES: Readonly<Record<FileKind, Text>> = {
  request: { en: 'a certificate request (CSR)', fr: 'une demande de certificat (CSR)' },
  certificate: { en: 'a certificate', fr: 'un certificat' },
  crl: { en: 'a revocation list (CRL)', fr: 'une liste de révocation (CRL)' },
  privateKey: { en: 'a private key', fr: 'une clé privée' },
  encryptedKey: { en: 'a private key with a password', fr: 'une clé privée avec mot de passe' },
  publicKey: { en: 'a public key', fr: 'une clé publique' },
  pkcs12: { en: 'a PKCS#12 file (.p12, .pfx)', fr: 'un fichier PKCS#12 (.p12, .pfx)' },
  signedData: {
    en: 'a CMS message that is signed, or holds certificates (.p7b, .p7c, .p7m)',
    fr: 'un message CMS signé, ou porteur de certificats (.p7b, .p7c, .p7m)',
  },
  envelopedData: { en: 'an encrypted CMS message (.p7m)', fr: 'un message CMS chiffré (.p7m)' },
  otherCms: { en: 'a CMS message of another kind', fr: "un message CMS d'une autre sorte" },
  javaKeystore: { en: 'a Java keystore (JKS)', fr: 'un keystore Java (JKS)' },
  html: { en: 'a web page', fr: 'une page web' },
  cardFile: { en: 'a card file of cps-sim (.cps.json)', fr: 'un fichier de carte de cps-sim (.cps.json)' },
  json: { en: 'JSON', fr: 'du JSON' },
  text: { en: 'a text without a key or a certificate', fr: 'un texte sans clé ni certificat' },
  unknown: { en: 'nothing that is known here', fr: 'rien de connu ici' },
};

const [INTEGER, BIT_STRING, OCTET_STRING, OID, SEQUENCE, CONTEXT_0] = [0x02, 0x03, 0x04, 0x06, 0x30, 0xa0];
/** Source: RFC 5652, 5.1 and 6.1. */
const CMS_KINDS: ReadonlyMap<string, FileKind> = new Map([
  ['2A864886F70D010702', 'signedData'],
  ['2A864886F70D010703', 'envelopedData'],
]);

function childrenOf(value: Bytes): Tlv[] {
  try {
    return parseTlvs(value);
  } catch (error) {
    if (error instanceof TlvError) return [];
    throw error;
  }
}

function begins(values: readonly Tlv[], ...tags: readonly number[]): boolean {
  return tags.every((tag, i) => values[i]?.tag === tag);
}

/** What is signed within a certificate, a request or a revocation list. Source: RFC 5280, 4.1 and 5.1; RFC 2986, 4. */
function kindOfSigned(values: readonly Tlv[]): FileKind {
  if (begins(values, CONTEXT_0, INTEGER) || begins(values, INTEGER, SEQUENCE, SEQUENCE, SEQUENCE, SEQUENCE))
    return 'certificate';
  if (begins(values, INTEGER, SEQUENCE, SEQUENCE) && (values.length === 3 || begins(values.slice(3), CONTEXT_0)))
    return 'request';
  const list = begins(values, INTEGER) ? values.slice(1) : values;
  return begins(list, SEQUENCE, SEQUENCE, 0x17) || begins(list, SEQUENCE, SEQUENCE, 0x18) ? 'crl' : 'unknown';
}

/** What one DER value is. */
export function kindOfDer(der: Bytes): FileKind {
  const [outer, ...others] = childrenOf(der);
  if (outer?.tag !== SEQUENCE || others.length > 0) return 'unknown';
  const parts = childrenOf(outer.value);
  const [first, second] = parts;
  if (begins(parts, INTEGER, SEQUENCE) && first?.value[0] === 3) return 'pkcs12';
  if (begins(parts, INTEGER, SEQUENCE, OCTET_STRING) || begins(parts, INTEGER, INTEGER, INTEGER)) return 'privateKey';
  if (begins(parts, INTEGER, OCTET_STRING)) return 'privateKey';
  if (begins(parts, OID)) return CMS_KINDS.get(toHex(first?.value ?? new Uint8Array())) ?? 'otherCms';
  if (begins(parts, SEQUENCE, OCTET_STRING) && parts.length === 2) return 'encryptedKey';
  if (begins(parts, SEQUENCE, BIT_STRING) && parts.length === 2) return 'publicKey';
  const isSigned = begins(parts, SEQUENCE, SEQUENCE, BIT_STRING) && second !== undefined;
  return isSigned ? kindOfSigned(childrenOf(first?.value ?? new Uint8Array())) : 'unknown';
}

/** Of any version, a damaged one too. */
const CARD_FILE = /^\s*\{\s*"format"\s*:\s*"cps-sim-card\//;

/** Of which kind a text is that is JSON; undefined for any other. A card file has keys in PEM, whose line ends are escaped. */
export function kindOfJson(text: string): FileKind | undefined {
  if (CARD_FILE.test(text)) return 'cardFile';
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    parseJson(text);
    return 'json';
  } catch {
    return undefined;
  }
}
