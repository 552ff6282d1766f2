/**
 * IGC-Santé: three ranges, each with a root and an intermediate for persons and one for organisations, for real and for
 * tests.
 *
 * Source: reference/cps-facts.md (d), IGC-Santé: CAs.
 */
import type { AuthorityLayout, Branch, ExtensionLayout, RdnLayout } from '../layout.ts';

const RANGES = {
  fort: { name: 'FORT', file: 'FO', number: 3 },
  standard: { name: 'STANDARD', file: 'ST', number: 2 },
  elementaire: { name: 'ELEMENTAIRE', file: 'EL', number: 1 },
} as const;

const DOMAINS = {
  personnes: { name: 'PERSONNES', file: 'PP', number: 1 },
  organisations: { name: 'ORGANISATIONS', file: 'ORG', number: 2 },
} as const;

type Range = keyof typeof RANGES;
type Domain = keyof typeof DOMAINS;
type Prefix = 'sante' | 'sante-test';
type SanteRootId = `${Prefix}-${Range}`;
export type SanteIntermediateId = `${Prefix}-${Range}-${Domain}`;
export type SanteId = SanteRootId | SanteIntermediateId;

const SOURCE = 'reference/cps-facts.md (d), IGC-Santé: CAs';
const BRANCHES: readonly (readonly [Prefix, Branch])[] = [
  ['sante', 'production'],
  ['sante-test', 'test'],
];
/** The policy of everything in the test branch. */
const TEST_POLICY = '1.2.250.1.213.1.7.2.1.1.1.1';

/** What a branch adds to names, to addresses and to names of files. */
function marks(branch: Branch) {
  return branch === 'test'
    ? { before: 'TEST ', behind: ' TEST', path: '%20TEST', suffix: '-TEST' }
    : { before: '', behind: '', path: '', suffix: '' };
}

function subject(branch: Branch, commonName: string): RdnLayout[] {
  return [
    { attribute: 'C', as: 'printable', value: 'FR' },
    { attribute: 'O', as: 'utf8', value: 'ASIP-SANTE' },
    { attribute: 'OU', as: 'utf8', value: '0002 187512751' },
    { attribute: 'OU', as: 'utf8', value: `IGC-SANTE${marks(branch).behind}` },
    { attribute: 'CN', as: 'utf8', value: commonName },
  ];
}

const CPS = 'http://igc-sante.esante.gouv.fr/PC{path}';

const ROOT_EXTENSIONS: readonly ExtensionLayout[] = [
  { extension: 'basicConstraints', critical: true, ca: true },
  { extension: 'keyUsage', critical: true, bits: ['keyCertSign', 'cRLSign'] },
  { extension: 'certificatePolicies', policy: '2.5.29.32.0', cps: CPS },
  { extension: 'subjectKeyIdentifier' },
  { extension: 'authorityKeyIdentifier' },
];

const INTERMEDIATE_EXTENSIONS: readonly ExtensionLayout[] = [
  { extension: 'basicConstraints', critical: true, ca: true, pathLength: 0 },
  ...ROOT_EXTENSIONS.slice(1),
  {
    extension: 'cRLDistributionPoints',
    urls: [
      'http://igc-sante.esante.gouv.fr/CRL/{rootFile}.crl',
      'ldap://annuaire-igc.esante.gouv.fr/{rootDn}?certificaterevocationlist;binary?base?objectclass=pkiCA',
    ],
    source: 'reference/cps-facts.md (d), IGC-Santé: CAs; the directory name behind its CN: simulation',
  },
];

/** Of certificates of authorities; the prefix was seen on intermediates, roots: simulation. */
const OWN_SERIAL = { prefix: '1120', length: 18 };
/** Eight bytes of the authority's own, which are not those of the real ones, and eight random ones. */
const SERIALS = { kind: 'prefixed', own: 8, random: 8 } as const;
const COMMON = { signature: 'sha256WithRSAEncryption', keyBits: 4096, serial: OWN_SERIAL, serials: SERIALS } as const;

/** A name as the directory writes it in an address. */
function inUrl(text: string): string {
  return text.replaceAll(' ', '%20');
}

function rootLayout(branch: Branch, range: Range): AuthorityLayout<SanteId> {
  const { before, path, suffix } = marks(branch);
  const { name, file } = RANGES[range];
  return {
    ...COMMON,
    source: SOURCE,
    branch,
    subject: subject(branch, `${before}AC RACINE IGC-SANTE ${name}`),
    extensions: ROOT_EXTENSIONS,
    validity: { from: '2013-06-25T00:00:00Z', to: '2033-06-25T00:00:00Z' },
    fields: { path, file: `ACR-${file}${suffix}` },
  };
}

/** By usage; those seen of signature and SSL server are of ELEMENTAIRE ORGANISATIONS; every other number: simulation. */
const POLICY_NUMBERS = { policyAuth: 1, policyConf: 2, policySign: 3, policySmime: 4, policySsl: 5, policyCard: 6 };

function policies(branch: Branch, range: Range, domain: Domain): Record<keyof typeof POLICY_NUMBERS, string> {
  const start = `1.2.250.1.213.1.7.1.${RANGES[range].number}.${DOMAINS[domain].number}`;
  const entries = Object.entries(POLICY_NUMBERS).map(([name, number]) => [
    name,
    branch === 'test' ? TEST_POLICY : `${start}.${number}.1`,
  ]);
  return Object.fromEntries(entries);
}

function intermediateLayout(prefix: Prefix, branch: Branch, range: Range, domain: Domain): AuthorityLayout<SanteId> {
  const { before, behind, path, suffix } = marks(branch);
  const { name, file } = RANGES[range];
  const commonName = `${before}AC IGC-SANTE ${name} ${DOMAINS[domain].name}`;
  const root = `${before}AC RACINE IGC-SANTE ${name}`;
  const base = `IGC-SANTE${behind}`;
  return {
    ...COMMON,
    source: SOURCE,
    branch,
    issuer: `${prefix}-${range}`,
    subject: subject(branch, commonName),
    extensions: INTERMEDIATE_EXTENSIONS,
    validity: { from: '2013-06-25T00:00:00Z', to: '2033-06-24T00:00:00Z' },
    fields: {
      path,
      file: `ACI-${file}-${DOMAINS[domain].file}${suffix}`,
      rootFile: `ACR-${file}${suffix}`,
      dn: inUrl(`cn=${commonName},ou=${root},ou=${base},ou=0002 187512751,o=ASIP-SANTE,c=FR`),
      rootDn: inUrl(`CN=${root},OU=${base},OU=0002 187512751,O=ASIP-SANTE,C=FR`),
      ...policies(branch, range, domain),
    },
  };
}

function* layouts(): Generator<[SanteId, AuthorityLayout<SanteId>]> {
  for (const [prefix, branch] of BRANCHES)
    for (const range of Object.keys(RANGES) as Range[]) {
      yield [`${prefix}-${range}`, rootLayout(branch, range)];
      for (const domain of Object.keys(DOMAINS) as Domain[])
        yield [`${prefix}-${range}-${domain}`, intermediateLayout(prefix, branch, range, domain)];
    }
}

export const IGC_SANTE = Object.fromEntries(layouts()) as Readonly<Record<SanteId, AuthorityLayout<SanteId>>>;
