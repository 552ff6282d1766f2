/** Whatever a door hands out can be named: its type is exported by a door. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { Declarations, type Place } from '../declarations.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

const TOP = fileURLToPath(new URL('../..', import.meta.url));
const TSC = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');

/** What has no name outside, and why. */
const INNER: Readonly<Record<string, string>> = {
  CardContents: 'pvVendorSpecific: what only the minidriver looks into',
  Freshness: 'of CardCache, which only the CSP fills',
  Family: 'of CardCache',
  ConnectionOptions: 'a CspProcess opens the connections',
  StockCard: 'a World makes its cards',
  Live: 'a World makes the person at a screen',
  FaultRules: 'a World makes its faults',
  FoundReader: 'a World makes its SmartCardService',
  ReaderPlace: 'a World makes its readers',
  WorldServices: 'a World makes its readers',
  DiapasonOptions: 'a World starts its services',
  DirectoryOptions: 'a World starts its services',
  HealthServicesOptions: 'a World starts its services',
  MailboxOptions: 'a World starts its services',
  MssanteOptions: 'a World starts its services',
  PfcOptions: 'a World starts its services',
  SoapGround: 'a World starts its services',
  TestSslOptions: 'a World starts its services',
  KeptStore: 'a World starts its services',
  BoxGround: 'a MailStore makes its mailboxes',
  KeptBox: 'a MailStore makes its mailboxes',
  BoxState: 'of what is kept of a HolderBox',
  SmartCard: 'known as CardInReader',
  ReaderDriver: 'a World plugs its readers, by their kind',
  OpenedKey: 'openCardKey makes the keys',
  Profile: 'a Face is known by its name',
  IsoName: 'of CommandLabel',
  TraceDoer: 'one word',
  SanteId: 'of AuthorityId',
  CpsId: 'of AuthorityId',
  PinPadAnswers: 'a list of texts',
  Code: 'a text',
  ArgumentsOf: 'computed',
  CardFunctions: 'typeof CARD_DATA_FUNCTIONS',
  CardDataFunctions: 'typeof CARD_DATA_FUNCTIONS',
  Class: 'computed',
  WithCode: 'computed',
};

function doors(): string[] {
  const { exports } = JSON.parse(readFileSync(join(TOP, 'package.json'), 'utf8')) as {
    readonly exports: Readonly<Record<string, { readonly types?: string }>>;
  };
  const types = Object.values(exports).map((door) => door.types);
  return types.filter((path) => path !== undefined).map((path) => path.replace('./dist/', ''));
}

function keyOf({ file, name }: Place): string {
  return `${file}: ${name}`;
}

/** The types that the doors lead to and do not export; not what those lead to. */
function nameless(declarations: Declarations): { readonly found: readonly Place[]; readonly seen: number } {
  const exported = doors().flatMap((door) => declarations.exportsOf(door));
  const named = new Set(exported.map(keyOf));
  const found = new Map<string, Place>();
  for (const place of exported) {
    for (const type of declarations.namedBy(place))
      if (!named.has(keyOf(type)) && declarations.isType(type)) found.set(keyOf(type), type);
  }
  return { found: [...found.values()], seen: named.size };
}

test('every type that a door hands out has a name at a door', (t) => {
  t.timeout(120_000);
  const folder = temporaryDirectory('declarations-');
  const args = ['--project', 'tsconfig.build.json', '--emitDeclarationOnly', '--outDir', folder];
  execFileSync(process.execPath, [TSC, ...args], { cwd: TOP });
  const { found, seen } = nameless(new Declarations(folder));
  t.true(seen > 250, `${seen} exports were found`);
  t.deepEqual(found.filter(({ name }) => INNER[name] === undefined).map(keyOf), []);
  const unused = Object.keys(INNER).filter((name) => !found.some((place) => place.name === name));
  t.deepEqual(unused, [], 'exceptions that nothing needs any more');
});
