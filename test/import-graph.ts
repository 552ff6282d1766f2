/** The imports of the sources, read from their text, and what the plan of the house says of them. */
import { posix } from 'node:path';

/** Source texts by path from the top of the project. */
export type Sources = ReadonlyMap<string, string>;

export interface Import {
  readonly from: string;
  /** Path of the imported file, or the package's name. */
  readonly to: string;
  /** True when only types cross: nothing of it is there at run time. */
  readonly typeOnly: boolean;
}

const STATEMENT = /^(?:import|export)\b(?<clause>[^'"`;]*?)\bfrom\s*['"](?<from>[^'"]+)['"]/gm;
const SIDE_EFFECT = /^import\s*['"](?<from>[^'"]+)['"]/gm;
const DYNAMIC = /\bimport\(\s*['"](?<from>[^'"]+)['"]/g;

const ALIASES: Readonly<Record<string, string>> = {
  '#iso7816/': 'common/iso7816/',
  '#pcsc/': 'common/pcsc/',
  '#asn1/': 'common/asn1/',
  '#windows/': 'common/windows/',
  '#trace/': 'common/trace/',
  '#files/': 'common/files/',
  '#formats/': 'common/formats/',
  '#common/': 'common/',
};

function resolve(from: string, specifier: string): string {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier);
  const alias = Object.keys(ALIASES).find((prefix) => specifier.startsWith(prefix));
  return alias === undefined ? specifier : ALIASES[alias] + specifier.slice(alias.length);
}

function isTypeOnly(clause: string): boolean {
  if (/^\s*type\b/.test(clause)) return true;
  const names = /^\s*\{(?<names>[^}]*)\}\s*$/.exec(clause)?.groups?.names;
  return names?.split(',').every((name) => /^\s*(type\s.*)?$/s.test(name)) ?? false;
}

/** Every import, re-export and dynamic import of one source. */
export function importsOf(from: string, text: string): Import[] {
  return [STATEMENT, SIDE_EFFECT, DYNAMIC].flatMap((pattern) =>
    [...text.matchAll(pattern)].map(({ groups = {} }) => ({
      from,
      to: resolve(from, groups.from ?? ''),
      typeOnly: isTypeOnly(groups.clause ?? ''),
    })),
  );
}

const CARD = 'simulator/card';
const GROUND = 'common';
/** The base of every error. */
const CODED_ERROR = 'common/coded-error.ts';
/** What people read is said in each language, and read in any encoding. */
const TEXTS = ['common/language.ts', 'common/text-decoding.ts'];
const CARD_ROOMS = ['profile', 'file-system', 'security', 'state', 'commands'].map((name) => `${CARD}/${name}`);
const DOORS = [`${CARD}/card.ts`, `${CARD}/port.ts`];

/**
 * What each room may import beside itself and the ground: rooms, or single files of a room.
 *
 * The rooms of the ground and of the card stand in a row and look only to their left; the others reach the card by its
 * doors.
 */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  [GROUND]: [],
  'common/iso7816': [CODED_ERROR, ...TEXTS],
  'common/pcsc': ['common/iso7816'],
  'common/asn1': ['common/iso7816', CODED_ERROR, 'common/language.ts'],
  // BER of LDAP: the directory there, programs that ask it here.
  'common/ldap': ['common/iso7816', CODED_ERROR, 'common/language.ts'],
  'common/windows': ['common/pcsc'],
  // Both sides read and write requests, certificates and messages: CleoCPS there, the portal here.
  'common/formats': [
    'common/iso7816',
    'common/asn1',
    'common/arguments.ts',
    'common/own.ts',
    'common/parse-json.ts',
    CODED_ERROR,
    ...TEXTS,
  ],
  'common/files': ['common/clock.ts', CODED_ERROR, 'common/own.ts', 'common/system-error.ts', ...TEXTS],
  'common/trace': [
    'common/iso7816',
    'common/pcsc',
    'common/windows',
    'common/files/line-buffer.ts',
    'common/arguments.ts',
    'common/clock.ts',
    'common/own.ts',
    CODED_ERROR,
    ...TEXTS,
  ],
  ...Object.fromEntries(CARD_ROOMS.map((room, i) => [room, ['simulator/data', ...CARD_ROOMS.slice(0, i)]])),
  [CARD]: CARD_ROOMS,
  'simulator/data': [],
  'simulator/keys': ['simulator/data'],
  'simulator/personalisation': [
    'simulator/data',
    'simulator/keys',
    'simulator/pki',
    'simulator/people',
    `${CARD}/profile`,
    `${CARD}/state`,
    `${CARD}/port.ts`,
  ],
  'simulator/reader': DOORS,
  'simulator/resource-manager': ['simulator/reader', ...DOORS],
  // Its readers stand in a resource manager of their own.
  'simulator/replay': ['simulator/resource-manager', 'simulator/reader', ...DOORS],
  'simulator/pki': ['simulator/keys'],
  'simulator/people': ['simulator/data'],
  'simulator/services': ['simulator/data', 'simulator/keys', 'simulator/pki', 'simulator/people'],
  // Leads names anywhere: whose they are is told by who asks for it.
  'simulator/own-network': [],
  'driver/pcsc': [],
  'driver/winscard-launch': [],
  'driver/iasecc': ['driver/pcsc'],
  'driver/cia': [],
  'driver/ldap': [],
  'driver/revocation': ['driver/ldap'],
  'driver/recipients': ['driver/ldap', 'driver/revocation'],
  'driver/registry': [],
  'driver/minidriver': ['driver/iasecc', 'driver/cia', 'driver/registry'],
  // The caller of a minidriver connects to the card itself, and holds the transactions.
  'driver/csp': ['driver/minidriver', 'driver/pcsc'],
  // A host program that signs with the card; mail server, directory and authority are ports that its caller wires.
  'driver/cleo': ['driver/csp', 'driver/ldap'],
  // Propagation watches the readers; a certificate in the store leads to its key through the CSP.
  'driver/certificate-store': ['driver/csp', 'driver/pcsc'],
  // OpenSSL wants blocks signed, the KSP signs hashes.
  'driver/tls': ['driver/csp', 'driver/minidriver', 'driver/pcsc'],
  // The service asks each card what it is.
  'driver/plug-and-play': ['driver/iasecc', 'driver/pcsc', 'driver/registry'],
  'scenarios/world': ['simulator', 'driver'],
  'scenarios/engine': ['scenarios/world', 'driver'],
  'scenarios/observers': ['scenarios/world', 'scenarios/engine', `${CARD}/profile`],
  // Real browsers beside a world; who opens them says which certificates they trust.
  'scenarios/browser': ['simulator/resource-manager'],
  // A world and a browser in it.
  'scenarios/playwright': ['scenarios/world', 'scenarios/browser'],
  // What can be caught comes from both sides.
  'scenarios/errors': ['simulator', 'driver', 'scenarios/world', 'scenarios/browser'],
  tools: ['simulator', 'driver', 'scenarios'],
};

/** Packages that only some rooms may import; the runtime's own names count as packages. */
const CONFINED: Readonly<Record<string, readonly string[]>> = {
  koffi: ['driver/pcsc', 'driver/tls/libcrypto.ts', 'simulator/own-network/inside.ts'],
  commander: ['tools'],
  asn1js: ['common/asn1', 'simulator/pki'],
  'node-forge': ['common/formats'],
  yaml: ['scenarios/engine/file'],
  'node:net': [
    'driver/ldap',
    'driver/tls',
    'simulator/reader',
    'simulator/resource-manager',
    'simulator/services',
    'simulator/own-network',
    'simulator/pki',
    'tools',
  ],
  'node:child_process': [
    'tools',
    'scenarios/world',
    'scenarios/browser',
    'simulator/services',
    'simulator/own-network',
    'driver/registry/windows-registry.ts',
  ],
};

/** Of simulator and driver both, only these may know. */
const WIRING = ['scenarios/world/targets/', 'scenarios/errors/', 'tools/'];

function isInside(path: string, place: string): boolean {
  return path === place || path.startsWith(place.endsWith('/') ? place : `${place}/`);
}

/** The room a file stands in, or undefined outside the plan. */
function roomOf(path: string): string | undefined {
  return Object.keys(ALLOWED)
    .filter((room) => isInside(path, room))
    .sort((a, b) => b.length - a.length)[0];
}

/** A file of the project, not a package. */
export function isFile(path: string): boolean {
  return /^(common|simulator|driver|scenarios|tools|test|fixtures)\//.test(path);
}

/** The ground stands on nothing but itself; everything else stands on it. */
function allowedFor(room: string): readonly string[] {
  const allowed = ALLOWED[room] ?? [];
  return isInside(room, GROUND) ? allowed : [GROUND, ...allowed];
}

function fileProblem({ to }: Import, room: string): string | undefined {
  const target = roomOf(to);
  if (target === undefined) return 'which is in no room of the plan';
  const allowed = allowedFor(room);
  if (target === room || allowed.some((place) => isInside(to, place))) return undefined;
  return `${room} may import ${allowed.join(', ') || 'nothing'}`;
}

function packageProblem({ from, to, typeOnly }: Import, room: string): string | undefined {
  if (isInside(room, GROUND) && !to.startsWith('node:') && CONFINED[to] === undefined)
    return 'the ground imports no package';
  if (to === 'node:crypto' && isInside(from, CARD) && !isInside(from, `${CARD}/security`) && !typeOnly)
    return `inside the card only ${CARD}/security may import it`;
  const confined = CONFINED[to];
  if (confined === undefined || confined.some((place) => isInside(from, place))) return undefined;
  return `only ${confined.join(', ')} may import it`;
}

function problem(found: Import): string | undefined {
  const room = roomOf(found.from);
  if (room === undefined) return `${found.from}: in no room of the plan`;
  const text = isFile(found.to) ? fileProblem(found, room) : packageProblem(found, room);
  return text && `${found.from} imports ${found.to}: ${text}`;
}

function allImports(sources: Sources): Import[] {
  return [...sources].flatMap(([path, text]) => importsOf(path, text));
}

/** What is loaded with a file at run time: files of the sources and packages. */
export function loadedWith(sources: Sources, path: string, loaded = new Set<string>()): ReadonlySet<string> {
  if (loaded.has(path)) return loaded;
  loaded.add(path);
  for (const { to, typeOnly } of importsOf(path, sources.get(path) ?? ''))
    if (!typeOnly) loadedWith(sources, to, loaded);
  return loaded;
}

function wiringProblems(sources: Sources): string[] {
  return [...sources].flatMap(([path, text]) => {
    const targets = importsOf(path, text).map(({ to }) => to);
    const knows = (side: string) => targets.some((to) => isInside(to, side));
    const wires = knows('simulator') && knows('driver') && !WIRING.some((place) => path.startsWith(place));
    return wires ? [`${path} imports simulator and driver: only ${WIRING.join(' and ')} wire them`] : [];
  });
}

/** Every import that the plan of the house does not allow, in words. */
export function violations(sources: Sources): string[] {
  const single = allImports(sources).map(problem);
  return [...single.filter((text) => text !== undefined), ...wiringProblems(sources)];
}

type Edges = ReadonlyMap<string, ReadonlySet<string>>;

function edgesBetween(sources: Sources, nodeOf: (path: string) => string): Edges {
  const edges = new Map<string, Set<string>>();
  for (const { from, to } of allImports(sources)) {
    const [node, target] = [nodeOf(from), isFile(to) ? nodeOf(to) : undefined];
    if (target !== undefined && target !== node) edges.set(node, (edges.get(node) ?? new Set()).add(target));
  }
  return edges;
}

/** The first circle that is met, as its names in order; undefined when there is none. */
function cycleOf(edges: Edges): string[] | undefined {
  const done = new Set<string>();
  const walk = (node: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (done.has(node)) return undefined;
    for (const next of edges.get(node) ?? []) {
      const cycle = walk(next, [...path, node]);
      if (cycle) return cycle;
    }
    done.add(node);
    return undefined;
  };
  for (const node of edges.keys()) {
    const cycle = walk(node, []);
    if (cycle) return cycle;
  }
  return undefined;
}

/** A circle of rooms that import each other, as their names in order; undefined when there is none. */
export function roomCycle(sources: Sources): string[] | undefined {
  return cycleOf(edgesBetween(sources, doorOrRoom));
}

/** A circle of files that import each other, types included; undefined when there is none. */
export function fileCycle(sources: Sources): string[] | undefined {
  return cycleOf(edgesBetween(sources, (path) => path));
}

/** The port of the card is a room of its own: those who hold a card know nothing of its inside. */
function doorOrRoom(path: string): string {
  return path === `${CARD}/port.ts` ? path : (roomOf(path) ?? path);
}
