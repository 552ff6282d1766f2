/** What CONTRIBUTING.md names is there: files, folders, npm scripts. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import test from 'ava';

const TOP = new URL('../', import.meta.url);

function read(path: string): string {
  return readFileSync(new URL(path, TOP), 'utf8');
}

const words = [...read('CONTRIBUTING.md').matchAll(/`([^`\n]+)`/g)].map(([, word = '']) => word);

/** `common/clock.ts`, `tools/setup`, `README.md`; the last word of a command may be one. */
function pathsIn(texts: readonly string[]): string[] {
  return texts
    .filter((text) => !/^reference\//.test(text))
    .flatMap((text) => text.split(' '))
    .filter((word) => /^[\w.-]+(?:\/[\w.-]+)+$|^[\w.-]+\.md$/.test(word));
}

function missing(texts: readonly string[]): string[] {
  return pathsIn(texts).filter((path) => !existsSync(fileURLToPath(new URL(path, TOP))));
}

test('every file and folder it names is there', (t) => {
  t.deepEqual(missing(words), []);
  t.true(pathsIn(words).length > 40);
});

test('every npm script it names is there', (t) => {
  const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: Readonly<Record<string, string>> };
  const named = words.flatMap((word) => /^npm run (?:-s )?(\S+)/.exec(word)?.[1] ?? []);
  t.true(named.length > 5);
  t.deepEqual(
    named.filter((name) => !(name in scripts)),
    [],
  );
});

test('seen: a file that has moved', (t) => {
  t.deepEqual(missing(['common/clock.ts', 'common/almanac.ts', 'npx ava test/nowhere.test.ts']), [
    'common/almanac.ts',
    'test/nowhere.test.ts',
  ]);
});
