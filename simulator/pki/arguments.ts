/** What callers give to a Pki, checked at the call. */
import { types } from 'node:util';
import {
  BYTES,
  either,
  FLAG,
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

const PORT = wholeNumber(1, 65535);
const DATE = that('a Date', types.isDate);
const STRUCTURE = members({ name: TEXT, nationalId: TEXT, department: TEXT });
const CARD = members({ number: TEXT, type: wholeNumber(0, 127) });

const SUBJECTS: Readonly<Record<string, Kind>> = {
  person: members({
    kind: TEXT,
    givenName: TEXT,
    familyName: TEXT,
    nationalId: TEXT,
    profession: TEXT,
    professionCode: optional(wholeNumber()),
    specialties: optional(listOf(TEXT)),
    structure: optional(STRUCTURE),
    card: optional(CARD),
  }),
  service: members({ kind: TEXT, number: TEXT, structure: STRUCTURE, card: CARD }),
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
  }),
});
