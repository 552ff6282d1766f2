/**
 * The certificates of a card: names, extensions and their order as IGC-Santé issues them to natural persons.
 *
 * Every URL ends in `.invalid` (RFC 2606): no real service is ever asked about a simulated certificate.
 *
 * Source: cps-facts.md (d), natural persons on cards, and GIP-CPS proprietary extensions.
 */
import { createPublicKey, type KeyObject } from 'node:crypto';
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
import type { Profile } from '../card/profile/schema.ts';
import { SeededBytes } from '../keys/seeded-bytes.ts';
import { cardTypeCode } from './business-data.ts';
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
import { issuingAuthority } from './certificate-authority.ts';
import { type Identity, ISSUER } from './identity.ts';

/** `technical`: names the card and nobody; for the contactless face, which has no code. */
export type CertificateUsage = 'authentication' | 'signature' | 'technical';

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
function holderName({ holder }: Profile): DerValue {
  const { name, nationalId, department } = holder.situationExercice;
  const structure = holder.structureInCertificates
    ? [
        rdn(attribute(ATTRIBUTE.STATE, utf8String(department))),
        rdn(attribute(ATTRIBUTE.ORGANIZATION, utf8String(name))),
        rdn(attribute(ATTRIBUTE.ORGANIZATIONAL_UNIT, utf8String(nationalId))),
      ]
    : [];
  return sequence(
    rdn(attribute(ATTRIBUTE.COUNTRY, printableString('FR'))),
    ...structure,
    rdn(attribute(ATTRIBUTE.TITLE, utf8String(holder.profession))),
    rdn(
      attribute(ATTRIBUTE.GIVEN_NAME, utf8String(holder.givenName)),
      attribute(ATTRIBUTE.COMMON_NAME, utf8String(holder.nationalId)),
      attribute(ATTRIBUTE.SURNAME, utf8String(holder.familyName)),
    ),
  );
}

/** Names the card alone. Source: simulation, the technical certificate of a real card is not public. */
function cardName({ cardNumber }: Identity): DerValue {
  return sequence(
    rdn(attribute(ATTRIBUTE.COUNTRY, printableString('FR'))),
    rdn(attribute(ATTRIBUTE.TITLE, utf8String('Carte'))),
    rdn(attribute(ATTRIBUTE.COMMON_NAME, utf8String(`${ISSUER}/${cardNumber}`))),
  );
}

/** A professional's IdNat_PS with a dot behind its type digit; an employee's (with a slash) as it is. */
function userPrincipalName({ holder: { nationalId } }: Profile): string {
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

function subjectAltName(profile: Profile): DerValue {
  const otherName = tagged(0, oid('1.3.6.1.4.1.311.20.2.3'), tagged(0, utf8String(userPrincipalName(profile))));
  return extension('2.5.29.17', sequence(otherName));
}

function privateKeyUsagePeriod({ notBefore, notAfter }: Profile['personalisation']): DerValue {
  const time = (iso: string): Bytes => ascii(generalizedTimeText(new Date(iso)));
  return extension('2.5.29.16', sequence(implicit(0, time(notBefore)), implicit(1, time(notAfter))));
}

function authorityInformationAccess(): DerValue {
  const ocsp = sequence(oid('1.3.6.1.5.5.7.48.1'), implicit(6, ascii('http://ocsp.simulation.invalid')));
  const caIssuers = sequence(oid('1.3.6.1.5.5.7.48.2'), uri('AC/ACI-FO-PP.cer'));
  return extension('1.3.6.1.5.5.7.1.1', sequence(ocsp, caIssuers));
}

/** GIP-CPS extensions: product, card type, card number and, for a professional, the profession. */
function gipCpsExtensions(profile: Profile, { cardNumber }: Identity): DerValue[] {
  const { cardType, professionCode } = profile.holder;
  const professional = cardType === 'CPS' || cardType === 'CPF';
  return [
    extension('1.2.250.1.71.1.2.5', octetString(Uint8Array.of(PRODUCT_TEST_CPX))),
    extension('1.2.250.1.71.1.2.2', integer(cardTypeCode(profile))),
    extension('1.2.250.1.71.1.2.3', printableString(`${ISSUER}/${cardNumber}`)),
    ...(professional ? [extension('1.2.250.1.71.1.2.7', integer(professionCode))] : []),
  ];
}

function extensions(profile: Profile, identity: Identity, usage: CertificateUsage, key: KeyObject): DerValue[] {
  const signature = usage === 'signature';
  const specific: Readonly<Record<CertificateUsage, () => DerValue[]>> = {
    signature: () => [privateKeyUsagePeriod(profile.personalisation)],
    authentication: () => [subjectAltName(profile)],
    technical: () => [],
  };
  return [
    extension('2.5.29.19', sequence()),
    subjectKeyIdentifier(key),
    authorityKeyIdentifier(issuingAuthority().key),
    keyUsage(signature ? KEY_USAGE.NON_REPUDIATION : KEY_USAGE.DIGITAL_SIGNATURE),
    certificatePolicies(),
    extension('2.5.29.37', sequence(...EXTENDED_KEY_USAGES[usage].map(oid))),
    ...specific[usage](),
    extension('2.5.29.31', distributionPoint('CRL/ACI-FO-PP.crl')),
    extension('2.5.29.46', distributionPoint('CRL/ACI-FO-PP-delta.crl')),
    authorityInformationAccess(),
    ...gipCpsExtensions(profile, identity),
  ];
}

/** The holder's certificate for `key` (the card's private key), in DER. */
export function holderCertificate(
  profile: Profile,
  identity: Identity,
  usage: CertificateUsage,
  key: KeyObject,
): Bytes {
  const issuer = issuingAuthority();
  const stream = new SeededBytes('certificate', usage, profile.name, identity.cardNumber);
  return signCertificate(
    {
      serial: concat(issuer.serialPrefix, stream.next(8)),
      issuer: issuer.name,
      subject: usage === 'technical' ? cardName(identity) : holderName(profile),
      notBefore: new Date(profile.personalisation.notBefore),
      notAfter: new Date(profile.personalisation.notAfter),
      publicKey: createPublicKey(key),
      extensions: extensions(profile, identity, usage, key),
    },
    issuer.key,
  );
}
