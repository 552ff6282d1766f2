/** How the state of the portal is kept: no code, and no key without the password that nobody but its person knows. */
import { z } from 'zod';
import { AUTHORITY_IDS, CERTIFICATE_PROFILES, type CertificateProfileId } from '../../pki/index.ts';
import { CRL_REASONS } from '../../pki/revocation/reasons.ts';
import { keptBytes, keptCertificate, keptDate, keptNumber, keptSerial } from '../state/fields.ts';
import { OFFER_IDS, USAGE_IDS } from './offers.ts';

const structure = z.strictObject({ name: z.string(), nationalId: z.string(), department: z.string() });

const habilitation = z.strictObject({
  person: z.string(),
  structure,
  offer: z.enum(OFFER_IDS).exclude(['PS']),
  usages: z.array(z.enum(USAGE_IDS)).readonly(),
  domain: z.string().optional(),
  mail: z.string(),
});

const terms = z.strictObject({
  offer: z.enum(OFFER_IDS),
  usage: z.enum(USAGE_IDS),
  structure: z.string().optional(),
  service: z.string().optional(),
});

const issued = z.strictObject({
  profile: z.enum(Object.keys(CERTIFICATE_PROFILES) as CertificateProfileId[]),
  authority: z.enum(AUTHORITY_IDS),
  serial: keptSerial,
  certificate: keptCertificate,
  notBefore: keptDate,
  notAfter: keptDate,
});

const entry = z.strictObject({
  number: keptNumber,
  channel: z.enum(['IHM', 'API']),
  terms,
  structure: structure.optional(),
  beneficiary: z.string(),
  applicant: z.strictObject({ nationalId: z.string(), familyName: z.string(), givenName: z.string() }),
  mail: z.string(),
  /** PKCS#8 in PEM, encrypted. */
  protectedKey: keptBytes.optional(),
  issued,
  orderedAt: keptDate,
  /** Number of the product that it renews. */
  renews: keptNumber.optional(),
  code: z.strictObject({ salt: keptBytes, hash: keptBytes }).optional(),
  wrongCodes: keptNumber,
  downloaded: z.boolean(),
  revocation: z
    .strictObject({ serial: keptSerial, at: keptDate, reason: z.enum(CRL_REASONS).exclude(['removeFromCRL']) })
    .optional(),
});

export const PORTAL_STATE = z.strictObject({
  habilitations: z.array(habilitation).readonly(),
  /** Number of the last product, whether or not it is there still. */
  last: keptNumber,
  products: z.array(entry).readonly(),
  /** Fingerprints of keys that were seen, with their uses. */
  keys: z.array(z.tuple([z.string(), z.array(z.string()).readonly()]).readonly()).readonly(),
});

export type PortalState = z.infer<typeof PORTAL_STATE>;
