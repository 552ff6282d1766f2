/** docs/dependencies.md is of the packages that are locked now. */
import { readFileSync } from 'node:fs';
import test from 'ava';
import { dependenciesPage, type LockFile, packagesPart, packagesPartOf } from '../../tools/dependencies/page.ts';

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
const lock = JSON.parse(read('package-lock.json')) as LockFile;

test('the page is up to date (npm run dependencies writes it), its advisories are dated', (t) => {
  const page = read('docs/dependencies.md');
  t.is(packagesPartOf(page), packagesPart(lock));
  t.regex(page, /\n## Advisories\n\n.*\b\d{4}-\d{2}-\d{2}\b/);
});

test('every licence is known, and lets the package be used in any software', (t) => {
  const rows = packagesPart(lock)
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  t.true(rows.length > 5);
  t.deepEqual(
    rows.filter((line) => !/ \| (MIT|MIT-0|ISC|BSD-3-Clause|\(BSD-3-Clause OR GPL-2\.0\)|Apache-2\.0) \| /.test(line)),
    [],
  );
});

const LOCK: LockFile = {
  packages: {
    '': { dependencies: { a: '^1' } },
    'node_modules/a': { version: '1.2.3', license: 'MIT', optionalDependencies: { '@b/c': '1' } },
    'node_modules/@b/c': { version: '1.0.0', license: 'ISC', optional: true },
    'node_modules/tool': { version: '9.0.0', license: 'MIT', dev: true },
  },
};

test('a page: what is installed, who wants it, what the registry knows', (t) => {
  const rows = (page: string) => page.split('\n').filter((line) => line.startsWith('| `'));
  t.deepEqual(rows(packagesPart(LOCK)), [
    '| `a` | 1.2.3 | MIT | cps-sim |',
    '| `@b/c` | 1.0.0 | ISC | a, on its platform |',
  ]);
  const last = (advisories: readonly string[] | undefined) => dependenciesPage(LOCK, { day: '2026-01-31', advisories });
  t.regex(last([]), /On 2026-01-31 `npm audit --omit=dev` knew of none\./);
  t.regex(last(['a: high']), /knew of a: high\./);
  t.regex(last(undefined), /Not known: the registry did not answer .* on 2026-01-31\./);
});
