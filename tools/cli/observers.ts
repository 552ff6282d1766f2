/**
 * What exec and shell can tell of the exchange: `--explain` what the program does, `--apdus` each command, `--coverage`
 * what it met, all on standard error; `--trace` everything, into a file.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { Command } from 'commander';
import type { TraceEvent, TraceSink } from '#trace/event.ts';
import { explainExchange } from '#trace/explain.ts';
import { Coverage, coverageLines, Narration } from '../../scenarios/observers/narration/index.ts';
import { traceFile } from '../../scenarios/observers/trace-file.ts';
import type { Profile } from '../../simulator/card/profile/schema.ts';
import { type Language, languageOf, languageOption } from './language.ts';

export interface Observers {
  readonly explain?: true;
  readonly apdus?: true;
  /** A file for JSON, true for standard error. */
  readonly coverage?: string | true;
  readonly trace?: string;
  readonly lang?: Language;
}

interface Observer {
  readonly sink: TraceSink;
  readonly close: () => void;
}

/** The profiles of the cards, by the names that the trace gives them; the first one is that of the coverage. */
export type Profiles = ReadonlyMap<string, Profile>;

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function tellApdus(): Observer {
  const sink: TraceSink = (event: TraceEvent) => {
    if (event.kind === 'apdu') say(`   ${explainExchange(event.command, event.response)}`);
  };
  return { sink, close: () => {} };
}

function explain(profiles: Profiles, language: Language): Observer {
  const narration = new Narration({ profileOf: (card) => profiles.get(card), language });
  const tell = (lines: readonly string[]) => lines.forEach(say);
  return { sink: (event) => tell(narration.add(event)), close: () => tell(narration.end()) };
}

/** The file is opened at once, so that a path that cannot be written is told before the program begins. */
function cover(profile: Profile, target: string | true, language: Language): Observer {
  const file = target === true ? undefined : openSync(target, 'w');
  const coverage = new Coverage(profile, file === undefined ? language : 'en');
  const close = () => {
    const report = coverage.report();
    if (file === undefined) return coverageLines(report, language).forEach(say);
    writeSync(file, `${JSON.stringify(report, null, 2)}\n`);
    closeSync(file);
  };
  return { sink: (event) => coverage.add(event), close };
}

/** The sink to give to cards and readers, and what to close when all is over. */
export function observers(options: Observers, profiles: Profiles): Observer {
  const language = languageOf(options.lang);
  const [first] = profiles.values();
  const all: Observer[] = [];
  if (options.trace !== undefined) all.push(traceFile(options.trace));
  if (options.apdus) all.push(tellApdus());
  if (options.explain) all.push(explain(profiles, language));
  if (options.coverage !== undefined && first !== undefined) all.push(cover(first, options.coverage, language));
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
    .option('--trace <file>', 'write everything that happens as JSON lines; codes are masked')
    .addOption(languageOption('language of --explain and --coverage'));
}
