/** What a source cites of docs/reference is there: a page for each name, a heading or a row for each section. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';

const TOP = fileURLToPath(new URL('..', import.meta.url));
const PLACES = ['common', 'simulator', 'driver', 'scenarios', 'tools', 'test', 'fixtures', 'docs'];
const AT_TOP = ['README.md', 'README.fr.md', 'CONTRIBUTING.md'];
/** This file holds citations planted wrong. */
const HERE = 'test/sources.test.ts';

/** `(b)`, `4.17`, `T2` (a trap), `G17` and `L01` (statements of documents), `C1` (a pitfall), `gap 5`, `crypto APDUs`. */
const SECTION = String.raw`\([a-i]\)|[A-EGLMPT]\d+|gap \d+|crypto APDUs|\d+(?:\.\d+)*(?!\w)`;
const REMARK = String.raw`(?: \((?![a-i]\))[^()]*\))?`;
const LIST = `(?:${SECTION})${REMARK}(?:(?:,| and| to|, and)? (?:${SECTION})${REMARK})*`;
const NAME = String.raw`(?<![\w./-])(?<prefix>[\w./-]*/)?(?<page>[a-z0-9-]+)\.md`;
const CITATION = new RegExp(`${NAME}(?:,? (?<sections>${LIST}))?`, 'g');

interface Citation {
  readonly text: string;
  readonly path: string;
  readonly page: string;
  readonly sections: readonly string[];
}

function filesUnder(place: string): string[] {
  return readdirSync(join(TOP, place), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|json|md|ya?ml)$/.test(entry.name))
    .map((entry) => relative(TOP, join(entry.parentPath, entry.name)));
}

/** One line of words: comments go on behind their stars and strokes. */
function asWords(text: string): string {
  return text.replaceAll(/\s*\n\s*(?:\*|\/\/)?\s*/g, ' ').replaceAll(/gaps (\d+) and (\d+)/g, 'gap $1, gap $2');
}

/** Pages of the project's own that are named in texts and cited by nobody. */
const OTHER_PAGES = new Set([
  ...readdirSync(TOP),
  ...readdirSync(join(TOP, 'docs')).filter((name) => name.endsWith('.md')),
]);

function citationsIn(path: string, text: string): Citation[] {
  return [...asWords(text).matchAll(CITATION)].flatMap(({ 0: found, groups = {} }) => {
    const { prefix, page = '', sections = '' } = groups;
    const cited = prefix === 'reference/' || (prefix === undefined && !OTHER_PAGES.has(`${page}.md`));
    return cited ? [{ text: found, path, page, sections: sectionsOf(sections) }] : [];
  });
}

function sectionsOf(text: string): string[] {
  return [...text.replaceAll(/\((?![a-i]\))[^()]*\)/g, '').matchAll(new RegExp(SECTION, 'g'))].map(
    ([section]) => section,
  );
}

/** Sections of a page: its headings, and the rows that are numbered like one. */
function sectionsThere(page: string): ReadonlySet<string> {
  const headings = [...page.matchAll(/^#+ (\([a-i]\)|\d+(?:\.\d+)*|Crypto APDUs)/gm)];
  const rows = [...page.matchAll(/^\| ([A-EGLMPT]\d+|gap \d+|\d+\.\d+) \|/gm)];
  return new Set([...headings, ...rows].map(([, section = '']) => section.replace('Crypto', 'crypto')));
}

const pages: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  readdirSync(join(TOP, 'docs/reference')).map((name) => [
    name.replace(/\.md$/, ''),
    sectionsThere(readFileSync(join(TOP, 'docs/reference', name), 'utf8')),
  ]),
);

/** Texts of profiles stand in card files too and keep their short form. */
function isData(path: string): boolean {
  return path.startsWith('fixtures/');
}

/** A page may name another as a whole. */
function isPage(path: string): boolean {
  return path.endsWith('.md');
}

function mistakes({ text, path, page, sections }: Citation): string[] {
  const told = (why: string) => [`${path}: '${text}': ${why}`];
  const there = pages.get(page);
  if (there === undefined) return told(`no docs/reference/${page}.md`);
  if (!isData(path) && !text.startsWith('reference/')) return told(`expected reference/${text}`);
  if (sections.length === 0 && !isData(path) && !isPage(path)) return told('no section');
  return sections.filter((section) => !there.has(section)).flatMap((section) => told(`no section ${section}`));
}

const citations = [...PLACES.flatMap(filesUnder), ...AT_TOP]
  .filter((path) => path !== HERE)
  .flatMap((path) => citationsIn(path, readFileSync(join(TOP, path), 'utf8')));

test('every section that is cited is there', (t) => {
  t.deepEqual(citations.flatMap(mistakes), []);
});

test('citations are found in the code, the profiles and the pages', (t) => {
  const paths = new Set(citations.map(({ path }) => path));
  t.true(paths.has('driver/minidriver/properties.ts') && paths.has('fixtures/profiles/cps3.json'));
  t.true(paths.has('docs/differences.md') && citations.length > 300);
});

test('every page is cited', (t) => {
  const cited = new Set(citations.filter(({ path }) => !path.startsWith('docs/')).map(({ page }) => page));
  t.deepEqual(
    [...pages.keys()].filter((page) => !cited.has(page)),
    [],
  );
});

/** The second word of a case of the driver's tables: 'A14 4.7', 'P9 T8'. */
test('every section that a case of the driver names is there', (t) => {
  const named = ['minidriver', 'csp', 'plug-and-play'].flatMap((room) =>
    filesUnder(`test/driver/${room}`).flatMap((path) =>
      [...readFileSync(join(TOP, path), 'utf8').matchAll(/'[A-Z]\d+ ([TG]\d+|\d+(?:\.\d+)?)'/g)].map(
        ([, name]) => name,
      ),
    ),
  );
  t.true(named.length > 100);
  t.deepEqual(
    [...new Set(named)].filter((name) => !pages.get('minidriver')?.has(name ?? '')),
    [],
  );
});

const planted = test.macro((t, path: string, text: string) => {
  t.is(citationsIn(path, text).flatMap(mistakes).length, 1);
});

test('seen: a page that is not there', planted, 'common/x.ts', '// Source: reference/smart-cards.md 1.');
test('seen: a section that is not there', planted, 'common/x.ts', '// Source: reference/minidriver.md 4.99.');
test(
  'seen: a letter that is not there, on the next line',
  planted,
  'common/x.ts',
  ' * reference/opensc-cpx.md\n * (b).',
);
test(
  'seen: the last of a list',
  planted,
  'common/x.ts',
  '// reference/cryptolib.md 3.5 (SELECT), 6.1 to 6.99; the rest',
);
test('seen: a trap that is not there', planted, 'common/x.ts', '// reference/minidriver.md 6, T2 and T77.');
test('seen: no section in code', planted, 'common/x.ts', '// Source: reference/minidriver.md.');
test('seen: the short form in code', planted, 'common/x.ts', '// Source: cryptolib.md 6.1.');
test('seen: a gap of a profile', planted, 'fixtures/x.json', '"source": "simulation (cps-facts.md, gaps 5 and 77)"');
