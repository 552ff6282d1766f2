/**
 * The two generations before IGC-Santé: cards of persons under 2TER, servers under 2BIS.
 *
 * Source: reference/cps-facts.md (d), IGC-CPS 2TER and IGC-CPS 2BIS.
 */
import type { BisId, TerId } from '../authorities/igc-cps.ts';
import type { ExtensionLayout, ProfileLayout, RdnLayout } from '../layout.ts';

const SOURCE_2TER = 'reference/cps-facts.md (d), IGC-CPS 2TER';
const SOURCE_2BIS = 'reference/cps-facts.md (d), IGC-CPS 2BIS';

const PERSON: readonly RdnLayout[] = [
  { attribute: 'C', as: 'printable', value: 'FR' },
  { attribute: 'O', as: 'latin', value: '{organization}' },
  { attribute: 'L', as: 'latin', value: '{department}', optional: true },
  { attribute: 'OU', as: 'latin', value: '{structureId}', optional: true },
  { attribute: 'OU', as: 'latin', value: '{profession}' },
  {
    together: [
      { attribute: 'CN', as: 'latin', value: '{nationalId}' },
      { attribute: 'SN', as: 'latin', value: '{familyName}' },
      { attribute: 'GN', as: 'latin', value: '{givenName}' },
    ],
  },
];

/** With blanks as they are, as in the certificate that was read. */
const LISTS_2TER: readonly ExtensionLayout[] = [
  {
    extension: 'cRLDistributionPoints',
    urls: ['http://annuaire.gip-cps.fr/{crl}', 'ldap://annuaire.gip-cps.fr/{dn}?certificaterevocationlist;binary'],
    source: 'reference/cps-facts.md (d), IGC-CPS 2TER; production: simulation',
  },
  {
    extension: 'freshestCRL',
    urls: ['ldap://annuaire.gip-cps.fr/{dn}?deltarevocationlist;binary'],
    source: 'reference/cps-facts.md (d), IGC-CPS 2TER; the address: simulation',
  },
];

/** Place and encoding, which is that of the profession: simulation. */
const NOT_SEEN = 'reference/cps-facts.md (d), GIP-CPS proprietary extensions; place and encoding: simulation';

const GIP_CPS: readonly ExtensionLayout[] = [
  { extension: 'cardNumber' },
  { extension: 'product', product: 0x00 },
  { extension: 'cardType' },
  { extension: 'profession' },
  { extension: 'futureProfession', source: NOT_SEEN },
  { extension: 'responsibility', source: NOT_SEEN },
  { extension: 'specialties' },
];

const POLICY_2TER: ExtensionLayout = {
  extension: 'certificatePolicies',
  policy: '1.2.250.1.71.3.7.9.1.1.1.1',
  source: 'reference/cps-facts.md (d), IGC-CPS 2TER; other classes than 1 and the signature: simulation',
};

/** Cards that name nobody. */
const SERVICE: readonly RdnLayout[] = [
  { attribute: 'C', as: 'printable', value: 'FR' },
  { attribute: 'O', as: 'latin', value: '{organization}' },
  { attribute: 'L', as: 'latin', value: '{department}' },
  { attribute: 'OU', as: 'latin', value: '{structureId}' },
  { attribute: 'CN', as: 'latin', value: '{nationalId}' },
];

const CARD: readonly RdnLayout[] = [
  { attribute: 'C', as: 'printable', value: 'FR' },
  { attribute: 'O', as: 'latin', value: '{organization}' },
  { attribute: 'CN', as: 'latin', value: '{cardNumber}' },
];

const COMMON_2TER = {
  names: 'person',
  issuers: [
    '2ter-test-classe-1',
    '2ter-test-classe-0',
    '2ter-test-classe-2',
    '2ter-test-classe-3',
    '2ter-classe-1',
    '2ter-classe-0',
    '2ter-classe-2',
    '2ter-classe-3',
  ],
  subject: PERSON,
  signature: 'sha1WithRSAEncryption',
  keyBits: [1024, 2048],
  validity: { years: 3, rule: 'endOfMonth', source: 'reference/cps-facts.md (d), IGC-CPS 2TER' },
} as const;

const COMMON_2BIS = {
  source: SOURCE_2BIS,
  names: 'software',
  subject: [
    { attribute: 'C', as: 'printable', value: 'FR' },
    { attribute: 'O', as: 'latin', value: '{organization}' },
    { attribute: 'L', as: 'latin', value: '{department}' },
    { attribute: 'OU', as: 'latin', value: '{structureId}' },
    { attribute: 'CN', as: 'latin', value: '{commonName}' },
  ],
  signature: 'sha1WithRSAEncryption',
  keyBits: [1024, 2048],
  validity: { years: 3, rule: 'toTheSecond' },
} as const;

const ORDER_2BIS = 'reference/cps-facts.md (d), IGC-CPS 2BIS; the order of the extensions: simulation';

/** Of servers and of mail: identifiers first, the GIP-CPS extension last. */
function extensions2Bis(policy: string, usage: readonly ExtensionLayout[]): readonly ExtensionLayout[] {
  return [
    { extension: 'authorityKeyIdentifier', source: ORDER_2BIS },
    { extension: 'subjectKeyIdentifier' },
    { extension: 'keyUsage', critical: true, bits: ['digitalSignature', 'keyEncipherment'] },
    ...usage,
    { extension: 'certificatePolicies', policy },
    { extension: 'basicConstraints' },
    {
      extension: 'cRLDistributionPoints',
      urls: ['http://annuaire.gip-cps.fr/{crl}', 'ldap://annuaire.gip-cps.fr/{dn}?certificaterevocationlist;binary'],
      source: 'simulation',
    },
    { extension: 'product', product: 0x02 },
  ];
}

const MAIL: readonly ExtensionLayout[] = [
  { extension: 'extKeyUsage', purposes: ['emailProtection'], source: 'simulation' },
  { extension: 'nsCertType', types: ['smime'], source: 'simulation' },
  { extension: 'subjectAltName', names: [{ email: 'emails' }], source: 'simulation' },
];

const AUTHENTICATION_2TER: readonly ExtensionLayout[] = [
  { extension: 'authorityKeyIdentifier' },
  { extension: 'subjectKeyIdentifier' },
  { extension: 'keyUsage', critical: true, bits: ['digitalSignature'] },
  { extension: 'extKeyUsage', purposes: ['clientAuth', 'smartcardLogon'] },
  POLICY_2TER,
  { extension: 'basicConstraints' },
  ...LISTS_2TER,
  { extension: 'subjectAltName', names: [{ upn: '{upn}' }] },
  { extension: 'nsCertType', types: ['sslClient'] },
  ...GIP_CPS,
];

/** Of nobody: no UPN, and no logon with it. */
const TECHNICAL_2TER: readonly ExtensionLayout[] = AUTHENTICATION_2TER.flatMap((layout) => {
  if (layout.extension === 'subjectAltName') return [];
  return layout.extension === 'extKeyUsage' ? { ...layout, purposes: ['clientAuth'] } : layout;
});

const SIGNATURE_2TER: readonly ExtensionLayout[] = [
  { extension: 'authorityKeyIdentifier' },
  { extension: 'subjectKeyIdentifier' },
  { extension: 'keyUsage', critical: true, bits: ['nonRepudiation'] },
  { extension: 'extKeyUsage', purposes: ['emailProtection'] },
  POLICY_2TER,
  { extension: 'basicConstraints' },
  ...LISTS_2TER,
  ...GIP_CPS,
];

/** Cards of service under ANONYME/CLASSE-0. */
const IMPERSONAL_2TER = {
  ...COMMON_2TER,
  source: `${SOURCE_2TER}; the subject and the extensions: simulation (gap 16)`,
  names: 'service',
  issuers: ['2ter-test-classe-0', '2ter-classe-0'],
  subject: SERVICE,
} as const;

export const IGC_CPS_2TER = {
  '2ter-auth': {
    ...COMMON_2TER,
    source: SOURCE_2TER,
    title: 'CPS2ter, authentification',
    extensions: AUTHENTICATION_2TER,
  },
  '2ter-sign': {
    ...COMMON_2TER,
    source: `${SOURCE_2TER}; key usage, purposes, no SAN and no nsCertType: simulation`,
    title: 'CPS2ter, signature',
    extensions: SIGNATURE_2TER,
  },
  '2ter-service-auth': {
    ...IMPERSONAL_2TER,
    title: 'CPS2ter non nominative, authentification',
    extensions: AUTHENTICATION_2TER,
  },
  '2ter-service-sign': { ...IMPERSONAL_2TER, title: 'CPS2ter non nominative, signature', extensions: SIGNATURE_2TER },
  '2ter-technique': {
    ...IMPERSONAL_2TER,
    source: 'simulation: the technical certificate of a real card is not public (reference/cps-facts.md gap 4)',
    title: 'CPS2ter, technique',
    names: 'card',
    subject: CARD,
    extensions: TECHNICAL_2TER,
  },
} as const satisfies Readonly<Record<string, ProfileLayout<TerId>>>;

export const IGC_CPS_2BIS = {
  '2bis-ssl': {
    ...COMMON_2BIS,
    title: 'Serveur, classe 4',
    issuers: ['2bis-test-classe-4', '2bis-classe-4'],
    extensions: extensions2Bis('1.2.250.1.71.3.7.4', [
      { extension: 'extKeyUsage', purposes: ['serverAuth', 'clientAuth'] },
      { extension: 'nsCertType', types: ['sslClient', 'sslServer'] },
      { extension: 'subjectAltName', names: [{ dns: 'dnsNames' }] },
    ]),
  },
  '2bis-smime': {
    ...COMMON_2BIS,
    source: `${SOURCE_2BIS}; class, policy and extensions: simulation`,
    title: 'Messagerie, classe 5',
    issuers: ['2bis-test-classe-5', '2bis-classe-5'],
    extensions: extensions2Bis('1.2.250.1.71.3.7.5', MAIL),
  },
  '2bis-confidentialite': {
    ...COMMON_2BIS,
    source: `${SOURCE_2BIS}; class, policy and extensions: simulation`,
    title: 'Confidentialité, classe 6',
    issuers: ['2bis-test-classe-6', '2bis-classe-6'],
    extensions: extensions2Bis('1.2.250.1.71.3.7.6', MAIL),
  },
} as const satisfies Readonly<Record<string, ProfileLayout<BisId>>>;
