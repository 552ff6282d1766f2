/** docs/dependencies.md, made of package-lock.json and of what `npm audit` says. */

/** An entry of `packages` in package-lock.json, version 3. */
interface LockedPackage {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface LockFile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

interface Dependency {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly wantedBy: string;
  /** Not needed on every machine: one of them is installed. */
  readonly optional: boolean;
}

/** What the registry knows of advisories, and when it was asked. */
export interface AuditState {
  /** ISO 8601 day. */
  readonly day: string;
  /** Advisories by package: `koffi: high`; undefined when the registry did not answer. */
  readonly advisories: readonly string[] | undefined;
}

const FOLDER = 'node_modules/';
const BEGIN = '<!-- packages -->';
const END = '<!-- end of packages -->';

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf(FOLDER) + FOLDER.length);
}

/** What is installed with the package, in the order of the lock file; development dependencies are none of it. */
function productionDependencies({ packages }: LockFile): Dependency[] {
  const entries = Object.entries(packages).filter(([, { dev }]) => dev !== true);
  const wanted = (name: string) =>
    entries
      .filter(([, { dependencies, optionalDependencies }]) => name in { ...dependencies, ...optionalDependencies })
      .map(([path]) => (path === '' ? 'cps-sim' : nameOf(path)));
  return entries
    .filter(([path]) => path !== '')
    .map(([path, { version = '?', license = '?', optional = false }]) => {
      const name = nameOf(path);
      return { name, version, license, optional, wantedBy: wanted(name).join(', ') };
    });
}

function row({ name, version, license, wantedBy, optional }: Dependency): string {
  return `| \`${name}\` | ${version} | ${license} | ${wantedBy}${optional ? ', on its platform' : ''} |`;
}

/** The part of the page that the lock file makes: it must be made again when that changes. */
export function packagesPart(lock: LockFile): string {
  const rows = productionDependencies(lock).map(row);
  return [BEGIN, '', '| package | version | licence | wanted by |', '| --- | --- | --- | --- |', ...rows, '', END].join(
    '\n',
  );
}

function advisoriesPart({ day, advisories }: AuditState): string {
  if (advisories === undefined)
    return `Not known: the registry did not answer \`npm audit --omit=dev\` on ${day}. Ask yours: \`npm audit --omit=dev\`.`;
  const found = advisories.length === 0 ? 'none' : advisories.join(', ');
  return `On ${day} \`npm audit --omit=dev\` knew of ${found}. Ask again: \`npm audit --omit=dev\`.`;
}

export function dependenciesPage(lock: LockFile, audit: AuditState): string {
  return [
    '# What is installed with cps-sim',
    '',
    'Made by `npm run dependencies` from package-lock.json; `npm ci` installs these versions and no other. None runs a script at',
    'installation (`allowScripts` in package.json), none needs a compiler.',
    '',
    packagesPart(lock),
    '',
    '## Advisories',
    '',
    advisoriesPart(audit),
    '',
  ].join('\n');
}

/** That part of a page that was written, or undefined. */
export function packagesPartOf(page: string): string | undefined {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  return begin === -1 || end === -1 ? undefined : page.slice(begin, end + END.length);
}
