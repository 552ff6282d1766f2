/**
 * IGC-Santé, certificates on cards.
 *
 * Source: reference/cps-facts.md (d), IGC-Santé: natural persons on cards, and GIP-CPS proprietary extensions.
 */
import type { SanteIntermediateId } from '../authorities/igc-sante.ts';
import type { ExtensionLayout, ProfileLayout, RdnLayout } from '../layout.ts';

type Profile = ProfileLayout<SanteIntermediateId>;

const SOURCE = 'reference/cps-facts.md (d), IGC-Santé: natural persons on cards';
/** CPS and CPF from FORT; CPE, CPA, CDE and CDA from STANDARD: whoever makes the card says which. */
const ISSUERS = [
  'sante-test-fort-personnes',
  'sante-test-standard-personnes',
  'sante-fort-personnes',
  'sante-standard-personnes',
] as const;

const COUNTRY: RdnLayout = { attribute: 'C', as: 'printable', value: 'FR' };
/** Département, raison sociale and IdNat_Struct. */
const PLACE = [
  { attribute: 'ST', as: 'utf8', value: '{department}' },
  { attribute: 'O', as: 'utf8', value: '{structureName}' },
  { attribute: 'OU', as: 'utf8', value: '{structureId}' },
] as const satisfies readonly RdnLayout[];

const PROFESSIONAL = [
  { attribute: 'title', as: 'utf8', value: '{profession}' },
  {
    together: [
      { attribute: 'GN', as: 'utf8', value: '{givenName}' },
      { attribute: 'CN', as: 'utf8', value: '{nationalId}' },
      { attribute: 'SN', as: 'utf8', value: '{familyName}' },
    ],
  },
] as const satisfies readonly RdnLayout[];

/** The structure is named in certificates of employees, and in those of a professional who has it named. */
export const PERSON: readonly RdnLayout[] = [
  COUNTRY,
  ...PLACE.map((rdn) => ({ ...rdn, optional: true }) as const),
  ...PROFESSIONAL,
];

export const PERSON_OF_STRUCTURE: readonly RdnLayout[] = [COUNTRY, ...PLACE, ...PROFESSIONAL];

const SERVICE: readonly RdnLayout[] = [
  COUNTRY,
  ...PLACE,
  { attribute: 'title', as: 'utf8', value: 'Carte de service santé ou social' },
  {
    together: [
      { attribute: 'pseudonym', as: 'utf8', value: 'EMPLOYE{number}' },
      { attribute: 'CN', as: 'utf8', value: '{nationalId}' },
    ],
    source: 'reference/cps-facts.md (d), IGC-Santé: natural persons on cards; both in one RDN: simulation',
  },
];

const CARD: readonly RdnLayout[] = [
  COUNTRY,
  { attribute: 'title', as: 'utf8', value: 'Carte' },
  { attribute: 'CN', as: 'utf8', value: '{cardNumber}' },
];

type Bits = Extract<ExtensionLayout, { extension: 'keyUsage' }>['bits'];

/** What every certificate begins with; `policy` is the authority's field that has the policy of this usage. */
export function beginning(bits: Bits, policy: string): readonly ExtensionLayout[] {
  return [
    { extension: 'basicConstraints' },
    { extension: 'subjectKeyIdentifier' },
    { extension: 'authorityKeyIdentifier' },
    { extension: 'keyUsage', critical: true, bits },
    {
      extension: 'certificatePolicies',
      policy: `{${policy}}`,
      cps: 'http://igc-sante.esante.gouv.fr/PC{path}',
      source: 'reference/cps-facts.md (d); identifiers of production that were not seen: simulation',
    },
  ];
}

/** Where to ask whether it is revoked, and who issued it. */
export const ADDRESSES: readonly ExtensionLayout[] = [
  {
    extension: 'cRLDistributionPoints',
    urls: [
      'http://igc-sante.esante.gouv.fr/CRL/{file}.crl',
      'ldap://annuaire-igc.esante.gouv.fr/{dn}?certificaterevocationlist;binary?base?objectClass=pkiCA',
    ],
  },
  {
    extension: 'freshestCRL',
    urls: ['ldap://annuaire-igc.esante.gouv.fr/{dn}?deltarevocationlist;binary?base?objectClass=pkiCA'],
  },
  {
    extension: 'authorityInfoAccess',
    ocsp: 'http://ocsp.esante.gouv.fr',
    caIssuers: 'http://igc-sante.esante.gouv.fr/AC{path}/{file}.cer',
  },
];

/** Where they stand, and their encoding, which is that of the profession: simulation (gap 15). */
const NOT_SEEN = 'reference/cps-facts.md (d), GIP-CPS proprietary extensions; place and encoding: simulation';

const GIP_CPS: readonly ExtensionLayout[] = [
  { extension: 'product', product: 0x00 },
  { extension: 'cardType' },
  { extension: 'cardNumber' },
  { extension: 'profession' },
  { extension: 'futureProfession', source: NOT_SEEN },
  { extension: 'responsibility', source: NOT_SEEN },
];

const END: readonly ExtensionLayout[] = [...ADDRESSES, ...GIP_CPS];

const AUTHENTICATION: readonly ExtensionLayout[] = [
  ...beginning(['digitalSignature'], 'policyAuth'),
  { extension: 'extKeyUsage', purposes: ['clientAuth', 'smartcardLogon'] },
  { extension: 'subjectAltName', names: [{ upn: '{upn}' }] },
  ...END,
];

const SIGNATURE: readonly ExtensionLayout[] = [
  ...beginning(['nonRepudiation'], 'policySign'),
  { extension: 'extKeyUsage', purposes: ['emailProtection'] },
  { extension: 'privateKeyUsagePeriod' },
  ...END,
];

const COMMON = {
  issuers: ISSUERS,
  signature: 'sha256WithRSAEncryption',
  keyBits: [2048],
  validity: {
    years: 3,
    yearsOnCps4: 6,
    rule: 'toTheSecond',
    source: 'reference/cps-facts.md (d); six years on a CPS4: documents of the card, 2025',
  },
} as const;

const PERSONAL = { ...COMMON, source: SOURCE, names: 'person', subject: PERSON } as const;
const IMPERSONAL = {
  ...COMMON,
  source: `${SOURCE}; who issues it and its extensions: simulation (gap 16)`,
  names: 'service',
  issuers: ['sante-test-standard-personnes', 'sante-standard-personnes'],
  subject: SERVICE,
} as const;

export const IGC_SANTE_CARDS = {
  'sante-auth': { ...PERSONAL, title: 'CPx, authentification', extensions: AUTHENTICATION },
  'sante-sign': { ...PERSONAL, title: 'CPx, signature', extensions: SIGNATURE },
  'sante-service-auth': { ...IMPERSONAL, title: 'CPx non nominative, authentification', extensions: AUTHENTICATION },
  'sante-service-sign': { ...IMPERSONAL, title: 'CPx non nominative, signature', extensions: SIGNATURE },
  'sante-technique': {
    ...COMMON,
    source: 'simulation: the technical certificate of a real card is not public (reference/cps-facts.md gap 4)',
    title: 'CPx, technique',
    names: 'card',
    subject: CARD,
    extensions: [
      ...beginning(['digitalSignature'], 'policyCard'),
      { extension: 'extKeyUsage', purposes: ['clientAuth'] },
      ...END,
    ],
  },
} as const satisfies Readonly<Record<string, Profile>>;
