/** Reporters by what is typed: `pretty`, `tap`, `junit=FILE`, `json=FILE`. */
import { closeSync, writeFileSync } from 'node:fs';
import type { Language } from '#common/language.ts';
import { isOfKind, type OutputKind, refuseForeignFile } from '#files/overwritable.ts';
import { openOutput } from '#files/regular-file.ts';
import type { TraceSubscriber } from '#trace/stream.ts';
import { jsonReporter } from './json.ts';
import { junitReporter } from './junit.ts';
import { prettyReporter, type Terminal, wantsColour } from './pretty.ts';
import { tapReporter } from './tap.ts';

type Write = (text: string) => void;

type MakeReporter = (name: string, write: Write, language: Language) => TraceSubscriber;

interface Format {
  readonly make: MakeReporter;
  readonly kind: OutputKind;
}

/** Reports that were made before, by whoever: another tool's JUnit report in its place is one. */
const BY_NAME: ReadonlyMap<string, Format> = new Map([
  [
    'tap',
    { make: tapReporter, kind: { name: { en: 'a TAP report', fr: 'un rapport TAP' }, beginning: /^TAP version / } },
  ],
  [
    'junit',
    {
      make: junitReporter,
      kind: {
        name: { en: 'a JUnit report', fr: 'un rapport JUnit' },
        beginning: /^\s*(<\?xml[^>]*>\s*)?<testsuites?[\s>]/,
      },
    },
  ],
  [
    'json',
    {
      make: jsonReporter,
      kind: {
        name: { en: 'a JSON report of cps-sim', fr: 'un rapport JSON de cps-sim' },
        beginning: /^\{\s*"target": ?"/,
      },
    },
  ],
]);

export const REPORTERS = ['pretty', ...BY_NAME.keys()];

/** Opened at once, so that a path that cannot be written stops the run before it begins. */
function toFile(name: string, { make, kind }: Format, path: string, language: Language): TraceSubscriber {
  refuseForeignFile(path, kind);
  const file = openOutput(path);
  const reporter = make(name, (text) => void writeFileSync(file, text), language);
  return { name, event: (event) => reporter.event(event), end: () => closeSync(file) };
}

function toTerminal(name: string, { make }: Format, terminal: Terminal, language: Language): TraceSubscriber {
  const reporter = make(name, (text) => void terminal.write(text), language);
  return { name, event: (event) => reporter.event(event), end: () => terminal.drained?.() };
}

/** `junit=FILE` */
const TO_FILE = /^([a-z]+)=(.+)$/s;

/** The file that such a reporter writes, when a report of its kind is what is there. */
export function oldReport(spec: string): string | undefined {
  const [, name = '', path = ''] = TO_FILE.exec(spec) ?? [];
  const kind = BY_NAME.get(name)?.kind;
  return kind !== undefined && isOfKind(path, kind) ? path : undefined;
}

/** Undefined when there is no such reporter. @throws ForeignFileError, FileKindError, an error of the file system */
export function makeReporter(
  spec: string,
  terminal: Terminal,
  env: NodeJS.ProcessEnv,
  language: Language = 'en',
): TraceSubscriber | undefined {
  const [, name = spec, path] = TO_FILE.exec(spec) ?? [];
  const told = `--reporter ${spec}`;
  if (name === 'pretty' && path === undefined)
    return prettyReporter(told, terminal, wantsColour(terminal, env), language);
  const format = BY_NAME.get(name);
  if (format === undefined) return undefined;
  return path === undefined ? toTerminal(told, format, terminal, language) : toFile(told, format, path, language);
}
