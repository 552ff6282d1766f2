/** What callers give to a Pki, checked at the call. */
import { X509Certificate } from 'node:crypto';
import { types } from 'node:util';
import {
  BYTES,
  either,
  FLAG,
  having,
  instanceOf,
  type Kind,
  listOf,
  members,
  oneOf,
  optional,
  parameters,
  port,
  TEXT,
  that,
  wholeNumber,
} from '#common/arguments.ts';
import { LIST_ADDRESSES } from './list-addresses.ts';

const PORT = wholeNumber(1, 65535);
const DATE = that('a Date', types.isDate);
const STRUCTURE = members({ name: TEXT, nationalId: TEXT, department: TEXT });
/** Table G02: CPS, CPF, CPE (CDE), CPA (CDA). */
const CARD_TYPE = wholeNumber(0, 3);
/** Table G15: two digits. */
const PROFESSION = wholeNumber(10, 99);
/** Tables G16 and R26. */
const TWO_DIGITS = wholeNumber(0, 99);
const SPECIALTY = that(
  'a code of table R38 as SM26: two or three letters and two digits',
  (value) => typeof value === 'string' && /^[A-Z]{2,3}[0-9]{2}$/.test(value),
);
const CARD = members({ number: TEXT, type: CARD_TYPE });

const SUBJECTS: Readonly<Record<string, Kind>> = {
  person: members({
    kind: TEXT,
    givenName: TEXT,
    familyName: TEXT,
    nationalId: TEXT,
    profession: TEXT,
    professionCode: optional(PROFESSION),
    futureProfessionCode: optional(TWO_DIGITS),
    responsibility: optional(TWO_DIGITS),
    specialties: optional(listOf(SPECIALTY)),
    structure: optional(STRUCTURE),
    card: optional(CARD),
  }),
  service: members({ kind: TEXT, nationalId: TEXT, structure: STRUCTURE, card: CARD }),
  card: members({ kind: TEXT, card: CARD }),
  software: members({
    kind: TEXT,
    commonName: TEXT,
    structure: STRUCTURE,
    dnsNames: optional(listOf(TEXT)),
    emails: optional(listOf(TEXT)),
  }),
};

/** A subject, by its kind. */
const SUBJECT: Kind = (value, path) => {
  const kind = typeof value === 'object' && value !== null ? Reflect.get(value, 'kind') : undefined;
  const fault = oneOf(Object.keys(SUBJECTS))(kind, `${path}.kind`);
  return fault ?? SUBJECTS[kind as string]?.(value, path);
};

export const checkPki = parameters('Pki', {
  options: members({
    name: optional(TEXT),
    seed: optional(wholeNumber()),
    urls: optional(either(oneOf(['documents', 'invalid']), members({ http: PORT, ldap: PORT, ocsp: optional(PORT) }))),
    lists: optional(LIST_ADDRESSES),
    clock: optional(port('a clock', 'date')),
    simulation: optional(members({ certificateHold: optional(FLAG) })),
  }),
});

export const checkIssue = parameters('Pki.issue', {
  profile: TEXT,
  subject: SUBJECT,
  publicKey: that('a KeyObject', types.isKeyObject),
  options: members({
    authority: optional(TEXT),
    from: optional(DATE),
    to: optional(DATE),
    generation: optional(oneOf(['CPS3', 'CPS4'])),
    serial: optional(either(oneOf(['ofContent']), BYTES)),
    lists: optional(LIST_ADDRESSES),
  }),
});

export const checkIssuerOf = parameters('Pki.issuerOf', {
  certificate: instanceOf(X509Certificate, 'a certificate: new X509Certificate(der)'),
});

const ISSUED = having({ certificate: BYTES, authority: TEXT });

export const checkChain = parameters('Pki.chain', {
  of: (value, path) => (typeof value === 'string' ? undefined : ISSUED(value, path)),
});

export const checkBundle = parameters('Pki.bundle', { authorities: listOf(TEXT) });

export const checkStanding = parameters('Pki.standing', {
  sent: (value, path) =>
    listOf(BYTES)(value, path) ??
    that('one certificate or more', (list) => (list as unknown[]).length > 0)(value, path),
  options: members({
    at: optional(DATE),
    accepted: optional(listOf(TEXT)),
    trusted: optional(listOf(BYTES)),
    depth: optional(wholeNumber()),
    purpose: optional(oneOf(['serverAuth', 'clientAuth'])),
  }),
});
