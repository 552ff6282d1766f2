/** The statements of the founding documents: each has a row in the table of its page, and what the row names says so itself. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import test from 'ava';

const TOP = new URL('../', import.meta.url);

interface Table {
  readonly page: string;
  readonly letter: string;
  readonly last: number;
}

/** Manual of CleoCPS; CSR guide and portal. */
const TABLES: readonly Table[] = [
  { page: 'docs/cleo.md', letter: 'L', last: 28 },
  { page: 'docs/portal.md', letter: 'P', last: 21 },
];

function read(path: string): string {
  return readFileSync(new URL(path, TOP), 'utf8');
}

/** The numbers that a text names, ranges (`L05 to L09`, `L05 à L09`) included. */
function statementsIn(letter: string, text: string): ReadonlySet<number> {
  const found = [...text.matchAll(new RegExp(`\\b${letter}(\\d\\d)(?: (?:to|à) ${letter}(\\d\\d))?\\b`, 'g'))];
  return new Set(
    found.flatMap(([, from = '', to = from]) =>
      Array.from({ length: Math.max(Number(to) - Number(from) + 1, 0) }, (_, i) => Number(from) + i),
    ),
  );
}

interface Row {
  readonly statements: ReadonlySet<number>;
  readonly files: readonly string[];
}

function rowsOf({ page, letter }: Table): readonly Row[] {
  return read(page)
    .split('\n')
    .filter((line) => new RegExp(`^\\| ${letter}\\d\\d`).test(line))
    .map((line) => {
      const [, statements = '', shownBy = ''] = line.split('|');
      return {
        statements: statementsIn(letter, statements),
        files: [...shownBy.matchAll(/`((?:scenarios|test)\/[^`]+)`/g)].map(([, path = '']) => path),
      };
    });
}

for (const table of TABLES) {
  const { page, letter, last } = table;
  const rows = rowsOf(table);

  test(`${page}: every statement from ${letter}01 to ${letter}${last} has a row`, (t) => {
    const named = new Set(rows.flatMap(({ statements }) => [...statements]));
    const all = Array.from({ length: last }, (_, i) => i + 1);
    t.deepEqual(
      all.filter((one) => !named.has(one)),
      [],
    );
  });

  test(`${page}: what a row names is there`, (t) => {
    const missing = rows.flatMap(({ files }) => files).filter((path) => !existsSync(fileURLToPath(new URL(path, TOP))));
    t.deepEqual(missing, []);
  });

  test(`${page}: each statement is named by something that its rows name`, (t) => {
    const named = new Map<number, Set<number>>();
    for (const { statements, files } of rows)
      for (const statement of statements) {
        const shown = named.get(statement) ?? new Set();
        for (const one of files.flatMap((path) => [...statementsIn(letter, read(path))])) shown.add(one);
        named.set(statement, shown);
      }
    t.deepEqual(
      [...named].filter(([statement, shown]) => !shown.has(statement)).map(([statement]) => statement),
      [],
    );
  });
}
