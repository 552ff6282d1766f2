/** Reporters by what is typed: `pretty`, `tap`, `junit=FILE`, `json=FILE`. */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { Reporter } from '../../engine/events.ts';
import { jsonReporter } from './json.ts';
import { junitReporter } from './junit.ts';
import { prettyReporter, type Terminal, wantsColour } from './pretty.ts';
import { tapReporter } from './tap.ts';

type Write = (text: string) => void;

const BY_NAME: Readonly<Record<string, (write: Write) => Reporter>> = {
  tap: tapReporter,
  junit: junitReporter,
  json: jsonReporter,
};

export const REPORTERS = ['pretty', ...Object.keys(BY_NAME)] as const;

/** Opened at once, so that a path that cannot be written stops the run before it begins. */
function toFile(make: (write: Write) => Reporter, path: string): Reporter {
  const file = openSync(path, 'w');
  const reporter = make((text) => void writeSync(file, text));
  return {
    ...reporter,
    runFinished(summary) {
      reporter.runFinished?.(summary);
      closeSync(file);
    },
  };
}

/** Undefined when there is no such reporter. */
export function makeReporter(spec: string, terminal: Terminal, env: NodeJS.ProcessEnv): Reporter | undefined {
  const [, name = spec, path] = /^([a-z]+)=(.+)$/s.exec(spec) ?? [];
  if (name === 'pretty' && path === undefined) return prettyReporter(terminal, wantsColour(terminal, env));
  const make = BY_NAME[name];
  if (make === undefined) return undefined;
  return path === undefined ? make((text) => void terminal.write(text)) : toFile(make, path);
}
