/**
 * What exec and shell can tell of the exchange: `--explain` what the program does, `--apdus` each command, `--coverage`
 * what it met, all on standard error; `--trace` everything, into a file.
 */
import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { explainExchange } from '#iso7816/explain.ts';
import type { TraceEvent, TraceSink } from '#iso7816/trace-event.ts';
import { traceFile } from '../../scenarios/engine/trace-file.ts';
import type { Profile } from '../../simulator/card/profile/schema.ts';
import { Coverage, coverageLines, Narrator } from '../../simulator/narration/index.ts';
import { userLanguage } from './user-language.ts';

export interface Observers {
  readonly explain?: true;
  readonly apdus?: true;
  /** A file for JSON, true for standard error. */
  readonly coverage?: string | true;
  readonly trace?: string;
}

interface Observer {
  readonly sink: TraceSink;
  readonly close: () => void;
}

const PROMPTS = { current: 'code', new: 'new code', confirm: 'new code again' } as const;

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function tellApdus(): Observer {
  const sink: TraceSink = (event: TraceEvent) => {
    if (event.kind === 'apdu') say(`   ${explainExchange(event.command, event.response)}`);
  };
  return { sink, close: () => {} };
}

function explain(profile: Profile | undefined): Observer {
  const narrator = new Narrator({ profile, language: userLanguage() });
  const tell = (sentences: readonly string[]) => {
    for (const sentence of sentences) say(`-- ${sentence}`);
  };
  const sink: TraceSink = (event) => {
    tell(narrator.narrate(event));
    if (event.kind === 'pin-pad') say(`** PIN pad, ${PROMPTS[event.prompt]}: ${event.action}`);
  };
  return { sink, close: () => tell(narrator.end()) };
}

function cover(profile: Profile, file: string | true): Observer {
  const coverage = new Coverage(profile);
  const close = () => {
    const report = coverage.report();
    if (file === true) for (const line of coverageLines(report, userLanguage())) say(line);
    else writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  };
  return { sink: (event) => coverage.add(event), close };
}

/** The sink to give to cards and readers, and what to close when all is over. `profile`: that of the first card. */
export function observers(options: Observers, profile: Profile | undefined): Observer {
  const all: Observer[] = [];
  if (options.trace !== undefined) all.push(traceFile(options.trace));
  if (options.apdus) all.push(tellApdus());
  if (options.explain) all.push(explain(profile));
  if (options.coverage !== undefined && profile !== undefined) all.push(cover(profile, options.coverage));
  return {
    sink: (event) => {
      for (const { sink } of all) sink(event);
    },
    close: () => {
      for (const { close } of all) close();
    },
  };
}

export function observerOptions(command: Command): Command {
  return command
    .option('--explain', 'tell on standard error what the program does with the card')
    .option('--apdus', 'tell each command in words on standard error')
    .option(
      '--coverage [file]',
      'tell at the end what of the card the program met and what it never saw; JSON in a file',
    )
    .option('--trace <file>', 'write everything that happens as JSON lines; codes are masked');
}
