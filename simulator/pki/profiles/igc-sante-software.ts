/**
 * IGC-Santé, certificates of programs: offers ORG and SERV of a structure, PS and PRO of a person.
 *
 * Source: reference/cps-facts.md (d), IGC-Santé: software certificates.
 */
import type { SanteIntermediateId } from '../authorities/igc-sante.ts';
import type { ExtensionLayout, ProfileLayout, RdnLayout } from '../layout.ts';
import { ADDRESSES, beginning, PERSON, PERSON_OF_STRUCTURE } from './igc-sante-cards.ts';

type Profile = ProfileLayout<SanteIntermediateId>;

const SOURCE = 'reference/cps-facts.md (d), IGC-Santé: software certificates';
const GUESSED = `${SOURCE}; key usage and purposes: simulation`;
/** What is asked of every usage in the same words. */
const COMMON = {
  signature: 'sha256WithRSAEncryption',
  keyBits: [2048],
  validity: { years: 3, rule: 'toTheSecond' },
} as const;

const STRUCTURE: readonly RdnLayout[] = [
  { attribute: 'C', as: 'printable', value: 'FR' },
  { attribute: 'ST', as: 'utf8', value: '{department}' },
  { attribute: 'O', as: 'utf8', value: '{structureName}' },
  { attribute: 'OU', as: 'utf8', value: '{structureId}' },
  { attribute: 'CN', as: 'utf8', value: '{commonName}' },
];

const OF_STRUCTURE = {
  ...COMMON,
  names: 'software',
  issuers: ['sante-test-elementaire-organisations', 'sante-elementaire-organisations'],
  subject: STRUCTURE,
} as const;

/** Of a professional, in a program. */
const OF_PERSON = {
  ...COMMON,
  names: 'person',
  issuers: ['sante-test-elementaire-personnes', 'sante-elementaire-personnes'],
  subject: PERSON,
} as const;

/** Of a professional within a structure, which is named. Source: simulation. */
const OF_EMPLOYEE = { ...OF_PERSON, subject: PERSON_OF_STRUCTURE } as const;

const END: readonly ExtensionLayout[] = [...ADDRESSES, { extension: 'product', product: 0x03 }];
const PERSONAL_END: readonly ExtensionLayout[] = [...END, { extension: 'profession' }];

const AUTH_CLI: readonly ExtensionLayout[] = [
  ...beginning(['digitalSignature'], 'policyAuth'),
  { extension: 'extKeyUsage', purposes: ['clientAuth'] },
];

const SIGN: readonly ExtensionLayout[] = [
  ...beginning(['digitalSignature', 'nonRepudiation'], 'policySign'),
  { extension: 'extKeyUsage', purposes: ['emailProtection'] },
  { extension: 'privateKeyUsagePeriod' },
];

const CONF: readonly ExtensionLayout[] = [
  ...beginning(['keyEncipherment'], 'policyConf'),
  { extension: 'extKeyUsage', purposes: ['emailProtection'] },
];

const SSL_SERV: readonly ExtensionLayout[] = [
  ...beginning(['digitalSignature', 'keyEncipherment'], 'policySsl'),
  { extension: 'extKeyUsage', purposes: ['serverAuth', 'clientAuth'] },
  { extension: 'subjectAltName', names: [{ dns: 'dnsNames' }] },
];

const S_MIME: readonly ExtensionLayout[] = [
  ...beginning(['digitalSignature', 'keyEncipherment'], 'policySmime'),
  { extension: 'extKeyUsage', purposes: ['emailProtection'] },
  { extension: 'subjectAltName', names: [{ email: 'emails' }] },
];

export const IGC_SANTE_SOFTWARE = {
  'sante-org-auth-cli': { ...OF_STRUCTURE, source: SOURCE, title: 'ORG AUTH_CLI', extensions: [...AUTH_CLI, ...END] },
  'sante-org-sign': { ...OF_STRUCTURE, source: SOURCE, title: 'ORG SIGN', extensions: [...SIGN, ...END] },
  'sante-org-conf': { ...OF_STRUCTURE, source: GUESSED, title: 'ORG CONF', extensions: [...CONF, ...END] },
  'sante-serv-ssl': { ...OF_STRUCTURE, source: SOURCE, title: 'SERV SSL_SERV', extensions: [...SSL_SERV, ...END] },
  'sante-serv-smime': { ...OF_STRUCTURE, source: GUESSED, title: 'SERV S/MIME', extensions: [...S_MIME, ...END] },
  'sante-serv-sign': { ...OF_STRUCTURE, source: GUESSED, title: 'SERV SIGN', extensions: [...SIGN, ...END] },
  'sante-serv-conf': { ...OF_STRUCTURE, source: GUESSED, title: 'SERV CONF', extensions: [...CONF, ...END] },
  'sante-ps-auth-cli': {
    ...OF_PERSON,
    source: GUESSED,
    title: 'PS AUTH_CLI',
    extensions: [...AUTH_CLI, ...PERSONAL_END],
  },
  'sante-ps-sign': { ...OF_PERSON, source: GUESSED, title: 'PS SIGN', extensions: [...SIGN, ...PERSONAL_END] },
  'sante-pro-auth-cli': {
    ...OF_EMPLOYEE,
    source: GUESSED,
    title: 'PRO AUTH_CLI',
    extensions: [...AUTH_CLI, ...PERSONAL_END],
  },
  'sante-pro-sign': {
    ...OF_EMPLOYEE,
    source: GUESSED,
    title: 'PRO SIGN',
    extensions: [...SIGN, ...PERSONAL_END],
  },
} as const satisfies Readonly<Record<string, Profile>>;
