/** An example of each step: one of the library, which a test plays. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { STEPS } from '../steps/index.ts';

export interface Example {
  /** Path under `scenarios`. */
  readonly file: string;
  readonly line: number;
  /** The step as it stands there, as an item of a list. */
  readonly text: string;
}

const LIBRARY = fileURLToPath(new URL('../../', import.meta.url));

/** Longer ones hide what they show. */
const MOST_LINES = 5;
const LONGEST_LINE = 120;

function keyOf(step: Node): string | undefined {
  const keys = isMap(step) ? step.items.map(({ key }) => key) : [step];
  return keys.map((key) => (isScalar(key) ? String(key.value) : '')).find((key) => Object.hasOwn(STEPS, key));
}

/** As an item of a list that begins at the margin. */
function asItem(text: string, column: number): string {
  const [first, ...others] = text.trimEnd().split('\n');
  return [`- ${first}`, ...others.map((line) => `  ${line.slice(column - 1)}`)].join('\n');
}

type Found = readonly [key: string, example: Example];

function* stepsIn(file: string, text: string): Generator<Found> {
  const lines = new LineCounter();
  const document = parseDocument(text, { schema: 'failsafe', lineCounter: lines });
  const steps = document.get('steps');
  // What stands in rows or in another file cannot be seen in an example.
  if (!isSeq(steps) || ['rows', 'setup', 'include'].some((key) => document.has(key))) return;
  for (const step of steps.items as Node[]) {
    const key = keyOf(step);
    const [start = 0, end = 0] = step.range ?? [];
    const { line, col } = lines.linePos(start);
    if (key !== undefined) yield [key, { file, line, text: asItem(text.slice(start, end), col) }];
  }
}

/** How much it shows: the names in it, and not too many lines. */
function worth({ text }: Example): number {
  const lines = text.split('\n');
  if (lines.length > MOST_LINES || lines.some((line) => line.length > LONGEST_LINE)) return 0;
  return 100 * new Set(text.match(/[\w]+(?=:)/g)).size - text.length / 10 + 1000;
}

let texts: ReadonlyMap<string, string> | undefined;

/** The files of the library, each with its text. */
function readLibrary(): ReadonlyMap<string, string> {
  const files = readdirSync(LIBRARY, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));
  const sorted = files.map((name) => name.replaceAll('\\', '/')).sort();
  return new Map(sorted.map((file) => [file, readFileSync(join(LIBRARY, file), 'utf8')]));
}

const parsed = new Map<string, readonly Found[]>();

/** The steps of one file, parsed once. */
function stepsOf(file: string, text: string): readonly Found[] {
  const steps = parsed.get(file) ?? [...stepsIn(file, text)];
  parsed.set(file, steps);
  return steps;
}

/** The example of that step; undefined when the library has none. Only files in which its name stands are parsed. */
export function exampleOf(key: string): Example | undefined {
  texts ??= readLibrary();
  let best: Example | undefined;
  for (const [file, text] of texts) {
    const found = text.includes(key) ? stepsOf(file, text) : [];
    for (const [step, example] of found)
      if (step === key && (best === undefined || worth(example) > worth(best))) best = example;
  }
  return best;
}
