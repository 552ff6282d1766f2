/**
 * The certificates of a card: names, extensions and their order as IGC-Santé issues them to natural persons.
 *
 * Every URL ends in `.invalid` (RFC 2606): no real service is ever asked about a simulated certificate.
 *
 * Source: reference/cps-facts.md (d), natural persons on cards, and GIP-CPS proprietary extensions.
 */
import type { KeyObject } from 'node:crypto';
import {
  type DerValue,
  generalizedTimeText,
  ia5String,
  implicit,
  integer,
  octetString,
  oid,
  printableString,
  sequence,
  tagged,
  utf8String,
} from '#asn1/der-writer.ts';
import { ascii, type Bytes, concat } from '#iso7816/bytes.ts';
import {
  ATTRIBUTE,
  attribute,
  authorityKeyIdentifier,
  extension,
  KEY_USAGE,
  keyUsage,
  rdn,
  signCertificate,
  subjectKeyIdentifier,
} from './certificate.ts';
import type { CardAuthority } from './certificate-authority.ts';

/** `technical`: for the contactless face, which has no code. */
export type CertificateUsage = 'authentication' | 'signature' | 'technical';

/** Whom a certificate names: a person, or the card alone. */
export type CertificateSubject =
  | {
      readonly kind: 'person';
      readonly givenName: string;
      readonly familyName: string;
      /** IdNat_PS. */
      readonly nationalId: string;
      readonly profession: string;
      readonly structure?: {
        readonly name: string;
        /** IdNat_Struct. */
        readonly nationalId: string;
        /** `Paris (75)` */
        readonly department: string;
      };
    }
  | { readonly kind: 'card' };

/** What the GIP-CPS extensions say of the card. */
interface CertifiedCard {
  /** Issuer and number: `8025000001/2999000001`. */
  readonly number: string;
  /** NOS table G02. */
  readonly type: number;
  /** NOS table G15; of a professional's card only. */
  readonly professionCode?: number;
}

export interface CardCertificateRequest {
  readonly usage: CertificateUsage;
  readonly subject: CertificateSubject;
  readonly card: CertifiedCard;
  /** ISO 8601 */
  readonly validity: { readonly notBefore: string; readonly notAfter: string };
  readonly publicKey: KeyObject;
  /** Last 8 bytes of the serial number; the authority gives the first ones. */
  readonly serial: Bytes;
}

type Subject<K extends CertificateSubject['kind']> = Extract<CertificateSubject, { kind: K }>;

const BASE_URL = 'http://igc-sante.simulation.invalid';
/** The policy of the TEST branch, the only one seen. */
const POLICY = '1.2.250.1.213.1.7.2.1.1.1.1';
const CPS_QUALIFIER = '1.3.6.1.5.5.7.2.1';
const EXTENDED_KEY_USAGES: Readonly<Record<CertificateUsage, readonly string[]>> = {
  authentication: ['1.3.6.1.5.5.7.3.2', '1.3.6.1.4.1.311.20.2.2'],
  signature: ['1.3.6.1.5.5.7.3.4'],
  technical: ['1.3.6.1.5.5.7.3.2'],
};
/** GIP-CPS: product and branch; 80 = a CPx, test. */
const PRODUCT_TEST_CPX = 0x80;

/** C, [ST, O, OU of the structure,] title, and one RDN with given name, common name and surname. */
function personName({ givenName, familyName, nationalId, profession, structure }: Subject<'person'>): DerValue {
  const place =
    structure === undefined
      ? []
      : [
          rdn(attribute(ATTRIBUTE.STATE, utf8String(structure.department))),
          rdn(attribute(ATTRIBUTE.ORGANIZATION, utf8String(structure.name))),
          rdn(attribute(ATTRIBUTE.ORGANIZATIONAL_UNIT, utf8String(structure.nationalId))),
        ];
  return sequence(
    rdn(attribute(ATTRIBUTE.COUNTRY, printableString('FR'))),
    ...place,
    rdn(attribute(ATTRIBUTE.TITLE, utf8String(profession))),
    rdn(
      attribute(ATTRIBUTE.GIVEN_NAME, utf8String(givenName)),
      attribute(ATTRIBUTE.COMMON_NAME, utf8String(nationalId)),
      attribute(ATTRIBUTE.SURNAME, utf8String(familyName)),
    ),
  );
}

/** Names the card alone. Source: simulation, the technical certificate of a real card is not public. */
function cardName({ number }: CertifiedCard): DerValue {
  return sequence(
    rdn(attribute(ATTRIBUTE.COUNTRY, printableString('FR'))),
    rdn(attribute(ATTRIBUTE.TITLE, utf8String('Carte'))),
    rdn(attribute(ATTRIBUTE.COMMON_NAME, utf8String(number))),
  );
}

/** A professional's IdNat_PS with a dot behind its type digit; an employee's (with a slash) as it is. */
function userPrincipalName(nationalId: string): string {
  const local = nationalId.includes('/') ? nationalId : `${nationalId.slice(0, 1)}.${nationalId.slice(1)}`;
  return `${local}@carte-cps.fr`;
}

function uri(path: string): DerValue {
  return implicit(6, ascii(`${BASE_URL}/${path}`));
}

function distributionPoint(path: string): DerValue {
  return sequence(sequence(tagged(0, tagged(0, uri(path)))));
}

function certificatePolicies(): DerValue {
  const qualifier = sequence(oid(CPS_QUALIFIER), ia5String(`${BASE_URL}/PC%20TEST`));
  return extension('2.5.29.32', sequence(sequence(oid(POLICY), sequence(qualifier))));
}

function subjectAltName({ nationalId }: Subject<'person'>): DerValue {
  const name = utf8String(userPrincipalName(nationalId));
  return extension('2.5.29.17', sequence(tagged(0, oid('1.3.6.1.4.1.311.20.2.3'), tagged(0, name))));
}

function privateKeyUsagePeriod({ notBefore, notAfter }: CardCertificateRequest['validity']): DerValue {
  const time = (iso: string): Bytes => ascii(generalizedTimeText(new Date(iso)));
  return extension('2.5.29.16', sequence(implicit(0, time(notBefore)), implicit(1, time(notAfter))));
}

function authorityInformationAccess(): DerValue {
  const ocsp = sequence(oid('1.3.6.1.5.5.7.48.1'), implicit(6, ascii('http://ocsp.simulation.invalid')));
  const caIssuers = sequence(oid('1.3.6.1.5.5.7.48.2'), uri('AC/ACI-FO-PP.cer'));
  return extension('1.3.6.1.5.5.7.1.1', sequence(ocsp, caIssuers));
}

/** GIP-CPS extensions: product, card type, card number and, for a professional, the profession. */
function gipCpsExtensions({ number, type, professionCode }: CertifiedCard): DerValue[] {
  return [
    extension('1.2.250.1.71.1.2.5', octetString(Uint8Array.of(PRODUCT_TEST_CPX))),
    extension('1.2.250.1.71.1.2.2', integer(type)),
    extension('1.2.250.1.71.1.2.3', printableString(number)),
    ...(professionCode === undefined ? [] : [extension('1.2.250.1.71.1.2.7', integer(professionCode))]),
  ];
}

/** What one usage has and the others have not. */
function specificExtensions({ usage, subject, validity }: CardCertificateRequest): DerValue[] {
  if (usage === 'signature') return [privateKeyUsagePeriod(validity)];
  return usage === 'authentication' && subject.kind === 'person' ? [subjectAltName(subject)] : [];
}

function extensions(request: CardCertificateRequest, issuer: CardAuthority): DerValue[] {
  const { usage, publicKey, card } = request;
  return [
    extension('2.5.29.19', sequence()),
    subjectKeyIdentifier(publicKey),
    authorityKeyIdentifier(issuer.key),
    keyUsage(usage === 'signature' ? KEY_USAGE.NON_REPUDIATION : KEY_USAGE.DIGITAL_SIGNATURE),
    certificatePolicies(),
    extension('2.5.29.37', sequence(...EXTENDED_KEY_USAGES[usage].map(oid))),
    ...specificExtensions(request),
    extension('2.5.29.31', distributionPoint('CRL/ACI-FO-PP.crl')),
    extension('2.5.29.46', distributionPoint('CRL/ACI-FO-PP-delta.crl')),
    authorityInformationAccess(),
    ...gipCpsExtensions(card),
  ];
}

/** The certificate in DER, issued by that authority. */
export function cardCertificate(request: CardCertificateRequest, issuer: CardAuthority): Bytes {
  const { subject, card, validity, publicKey, serial } = request;
  return signCertificate(
    {
      serial: concat(issuer.serialPrefix, serial),
      issuer: issuer.name,
      subject: subject.kind === 'person' ? personName(subject) : cardName(card),
      notBefore: new Date(validity.notBefore),
      notAfter: new Date(validity.notAfter),
      publicKey,
      extensions: extensions(request, issuer),
    },
    issuer.key,
  );
}
