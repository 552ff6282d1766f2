/**
 * The two generations before IGC-Santé: 2TER for persons (classes 0 to 3), 2BIS for servers (classes 4 to 6).
 *
 * Source: reference/cps-facts.md (d), IGC-CPS 2TER and IGC-CPS 2BIS; extensions of the authorities, key lengths, dates and
 * the root of 2BIS: simulation.
 */
import type { AuthorityLayout, Branch, ExtensionLayout, RdnLayout } from '../layout.ts';

type Prefix2Ter = '2ter' | '2ter-test';
type Prefix2Bis = '2bis' | '2bis-test';
const CLASSES = { 0: 'anonyme', 1: 'professionnel', 2: 'structure', 3: 'structure' } as const;
type PersonClass = keyof typeof CLASSES;
type Category = (typeof CLASSES)[PersonClass];
const SERVER_CLASSES = [4, 5, 6] as const;
type ServerClass = (typeof SERVER_CLASSES)[number];

export type TerId = `${Prefix2Ter}-${Category | `classe-${PersonClass}`}`;
export type BisId = `${Prefix2Bis}-${'racine' | `classe-${ServerClass}`}`;
export type CpsId = TerId | BisId;

const SOURCE_2TER = 'reference/cps-facts.md (d), IGC-CPS 2TER; extensions, length of the key and dates: simulation';
const SOURCE_2BIS =
  'reference/cps-facts.md (d), IGC-CPS 2BIS; the root, extensions, length of the key and dates: simulation';

const ROOT_EXTENSIONS: readonly ExtensionLayout[] = [
  { extension: 'authorityKeyIdentifier' },
  { extension: 'subjectKeyIdentifier' },
  { extension: 'keyUsage', critical: true, bits: ['keyCertSign', 'cRLSign'] },
  { extension: 'basicConstraints', critical: true, ca: true },
];

const CLASS_EXTENSIONS: readonly ExtensionLayout[] = [
  ...ROOT_EXTENSIONS.slice(0, 3),
  { extension: 'basicConstraints', critical: true, ca: true, pathLength: 0 },
];

/** The first cards of 2TER: end of 2004; the lists of both generations were to end with 2020. */
const VALIDITY = { from: '2004-12-01T00:00:00Z', to: '2020-12-31T23:59:59Z' };
const COMMON = { signature: 'sha1WithRSAEncryption', keyBits: 2048, validity: VALIDITY } as const;
const SERIALS_2TER = { kind: 'counted', first: 0x4c0000, bytes: 3 } as const;
/** PROFESSIONNEL was seen; the others: simulation. */
const ROOT_SERIALS: Readonly<Record<Category, string>> = { anonyme: '1100', professionnel: '1101', structure: '1102' };
/** As the sixteen bytes that were seen: twelve of them letters, the others random. */
const SERIALS_2BIS = { kind: 'ascii', prefix: '000127 90000', random: 4 } as const;

function latin(attribute: 'C' | 'O' | 'OU' | 'CN', value: string): RdnLayout {
  return { attribute, as: 'printable', value };
}

function name2Ter(branch: Branch, category: Category): RdnLayout[] {
  const [organization, mark] = branch === 'test' ? ['TEST', 'TEST'] : ['GIP-CPS', 'GIP-CPS'];
  return [latin('C', 'FR'), latin('O', organization), latin('OU', `${mark} ${category.toUpperCase()}`)];
}

/** Fields of what a class of 2TER issues. */
function fields2Ter(branch: Branch, category: Category, number: number): Record<string, string> {
  const [organization, mark, folder] = branch === 'test' ? ['TEST', 'TEST', 'crl/test'] : ['GIP-CPS', 'GIP-CPS', 'crl'];
  const [cn, ou] = [`${mark} CLASSE-${number}`, `${mark} ${category}`];
  const dn = `cn=${cn},ou=${ou},o=${organization},c=fr`.toLowerCase();
  return { organization, file: cn, crl: `${folder}/${cn}.crl`, dn };
}

function* layouts2Ter(prefix: Prefix2Ter, branch: Branch): Generator<[TerId, AuthorityLayout<TerId>]> {
  const common = { ...COMMON, source: SOURCE_2TER, branch, serials: SERIALS_2TER };
  for (const category of new Set(Object.values(CLASSES)))
    yield [
      `${prefix}-${category}`,
      {
        ...common,
        subject: name2Ter(branch, category),
        extensions: ROOT_EXTENSIONS,
        serial: { prefix: ROOT_SERIALS[category], length: 2 },
        fields: { file: `${branch === 'test' ? 'TEST' : 'GIP-CPS'} ${category.toUpperCase()}` },
      },
    ];
  for (const [number, category] of Object.entries(CLASSES)) {
    const fields = fields2Ter(branch, category, Number(number));
    yield [
      `${prefix}-classe-${Number(number) as PersonClass}`,
      {
        ...common,
        issuer: `${prefix}-${category}`,
        subject: [...name2Ter(branch, category), latin('CN', fields.file as string)],
        extensions: CLASS_EXTENSIONS,
        // The class PROFESSIONNEL/CLASSE-1 was seen as 1112.
        serial: { prefix: `111${Number(number) + 1}`, length: 2 },
        fields,
      },
    ];
  }
}

function* layouts2Bis(prefix: Prefix2Bis, branch: Branch): Generator<[BisId, AuthorityLayout<BisId>]> {
  const suffix = branch === 'test' ? '-TEST' : '';
  const organization = branch === 'test' ? 'TEST' : 'GIP-CPS';
  const common = {
    ...COMMON,
    source: SOURCE_2BIS,
    branch,
    serials: SERIALS_2BIS,
    serial: { prefix: '30', length: 16 },
  };
  const name = (unit: string) => [latin('C', 'FR'), latin('O', `GIP-CPS${suffix}`), latin('OU', `${unit}${suffix}`)];
  const root: BisId = `${prefix}-racine`;
  yield [
    root,
    { ...common, subject: name('AC-RACINE'), extensions: ROOT_EXTENSIONS, fields: { file: `AC-RACINE${suffix}` } },
  ];
  for (const number of SERVER_CLASSES) {
    const file = `AC-CLASSE-${number}${suffix}`;
    const dn = `ou=${file},o=GIP-CPS${suffix},c=fr`.toLowerCase();
    yield [
      `${prefix}-classe-${number}`,
      {
        ...common,
        issuer: root,
        subject: name(`AC-CLASSE-${number}`),
        extensions: CLASS_EXTENSIONS,
        fields: { organization, file, crl: `crl/${file}.crl`, dn },
      },
    ];
  }
}

function* layouts(): Generator<[CpsId, AuthorityLayout<CpsId>]> {
  yield* layouts2Ter('2ter', 'production');
  yield* layouts2Ter('2ter-test', 'test');
  yield* layouts2Bis('2bis', 'production');
  yield* layouts2Bis('2bis-test', 'test');
}

export const IGC_CPS = Object.fromEntries(layouts()) as Readonly<Record<CpsId, AuthorityLayout<CpsId>>>;
