/** Reporters by what is typed: `pretty`, `tap`, `junit=FILE`, `json=FILE`. */
import { closeSync, writeFileSync } from 'node:fs';
import type { Language } from '#common/language.ts';
import { openOutput } from '#files/regular-file.ts';
import type { TraceSubscriber } from '#trace/stream.ts';
import { jsonReporter } from './json.ts';
import { junitReporter } from './junit.ts';
import { prettyReporter, type Terminal, wantsColour } from './pretty.ts';
import { tapReporter } from './tap.ts';

type Write = (text: string) => void;

type MakeReporter = (name: string, write: Write, language: Language) => TraceSubscriber;

const BY_NAME: ReadonlyMap<string, MakeReporter> = new Map([
  ['tap', tapReporter],
  ['junit', junitReporter],
  ['json', jsonReporter],
]);

export const REPORTERS = ['pretty', ...BY_NAME.keys()];

/** Opened at once, so that a path that cannot be written stops the run before it begins. */
function toFile(name: string, make: MakeReporter, path: string, language: Language): TraceSubscriber {
  const file = openOutput(path);
  const reporter = make(name, (text) => void writeFileSync(file, text), language);
  return { name, event: (event) => reporter.event(event), end: () => closeSync(file) };
}

function toTerminal(name: string, make: MakeReporter, terminal: Terminal, language: Language): TraceSubscriber {
  const reporter = make(name, (text) => void terminal.write(text), language);
  return { name, event: (event) => reporter.event(event), end: () => terminal.drained?.() };
}

/** Undefined when there is no such reporter. */
export function makeReporter(
  spec: string,
  terminal: Terminal,
  env: NodeJS.ProcessEnv,
  language: Language = 'en',
): TraceSubscriber | undefined {
  const [, name = spec, path] = /^([a-z]+)=(.+)$/s.exec(spec) ?? [];
  const told = `--reporter ${spec}`;
  if (name === 'pretty' && path === undefined)
    return prettyReporter(told, terminal, wantsColour(terminal, env), language);
  const make = BY_NAME.get(name);
  if (make === undefined) return undefined;
  return path === undefined ? toTerminal(told, make, terminal, language) : toFile(told, make, path, language);
}
