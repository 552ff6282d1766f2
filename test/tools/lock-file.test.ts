/** `npm ci` wants every package in the lock file, those of other platforms too; `npm install` may leave them out. */
import { readFileSync } from 'node:fs';
import test from 'ava';

interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const text = readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8');
const { packages } = JSON.parse(text) as { packages: Readonly<Record<string, LockedPackage>> };

test('every optional dependency is locked', (t) => {
  const missing = Object.values(packages).flatMap(({ optionalDependencies = {} }) =>
    Object.keys(optionalDependencies).filter((name) => packages[`node_modules/${name}`]?.version === undefined),
  );
  t.deepEqual(missing, []);
  t.true(Object.values(packages).some(({ optionalDependencies }) => optionalDependencies !== undefined));
});

test('no download address is locked: each machine asks its own registry', (t) => {
  t.deepEqual(
    Object.entries(packages).filter(([, { resolved }]) => resolved?.startsWith('http')),
    [],
  );
});
