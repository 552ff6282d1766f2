/**
 * What exec and shell can tell of the exchange: `--explain` what the program does, `--apdus` each command, `--coverage`
 * what it met, all on standard error; `--trace` everything, into a file.
 */

import { writeFileSync } from 'node:fs';

import type { Language, Text } from '#common/language.ts';
import { terminalLines } from '#common/terminal-text.ts';
import { fileErrorText } from '#files/file-error.ts';
import { OutputFile } from '#files/output-file.ts';
import { type OutputKind, refuseForeignFile } from '#files/overwritable.ts';
import type { StampedEvent } from '#trace/event.ts';
import { explainExchange } from '#trace/explain.ts';
import { type LostSubscriber, TraceStream, type TraceSubscriber } from '#trace/stream.ts';
import { Coverage, coverageLines, Narration } from '../../scenarios/observers/narration/index.ts';
import type { Profile } from '../../simulator/card/profile/schema.ts';
import { toldFaults } from './faults.ts';
import { spokenLanguage } from './language.ts';
import { standardError } from './output.ts';
import { OutputClaims } from './output-claims.ts';
import { profilesByCard, traceFileOf, traceTo } from './trace-option.ts';

export interface Observers {
  readonly explain?: true;
  readonly apdus?: true;
  /** A file for JSON, true for standard error. */
  readonly coverage?: string | true;
  readonly trace?: string;
  readonly lang?: Language;
}

export interface WatchedCard {
  readonly profile: Profile;
  /** As `profileSource` names it. */
  readonly source: string;
}

/** The cards by the names that the trace gives them; the coverage is of the first one. */
export type WatchedCards = ReadonlyMap<string, WatchedCard>;

function say(line: string): void {
  standardError().write(`${terminalLines(line)}\n`);
}

/** Resolves when all that was said has been read. */
function heard(): Promise<void> {
  return standardError().drained();
}

/** Whatever watches may fail, be slow or gone: the user is told what was lost, once, and nobody else notices. */
export function tellLost({ name, error }: LostSubscriber): void {
  const why = fileErrorText(error);
  const notice: Text = {
    en: `${name} was cut off, what follows is missing in it: ${why.en}`,
    fr: `${name} a été coupé, la suite y manque : ${why.fr}`,
  };
  process.stderr.write(`cps-sim: ${notice[spokenLanguage()]}\n`);
}

function tellApdus(language: Language): TraceSubscriber {
  const event = (event: StampedEvent) => {
    if (event.kind === 'apdu') say(`   ${explainExchange(event.command, event.response, language)}`);
  };
  return { name: '--apdus', event, end: heard };
}

function explain(cards: WatchedCards, language: Language): TraceSubscriber {
  const narration = new Narration({ profileOf: (card) => cards.get(card)?.profile, language });
  const tell = (lines: readonly string[]) => lines.forEach(say);
  const end = () => {
    tell(narration.end());
    return heard();
  };
  return { name: '--explain', event: (event) => tell(narration.add(event)), end };
}

const COVERAGE_KIND: OutputKind = {
  name: { en: 'a coverage of cps-sim', fr: 'une couverture de cps-sim' },
  beginning: /^\{\s*"commands":\s*\[/,
};

/** @throws ForeignFileError, BusyError, FileKindError, an error of the file system */
function openCoverage(path: string): OutputFile {
  refuseForeignFile(path, COVERAGE_KIND);
  return new OutputFile(path);
}

/** The file is opened at once, so that a path that cannot be written is told before the program begins. */
function cover(profile: Profile, target: string | true, language: Language): TraceSubscriber {
  const file = target === true ? undefined : openCoverage(target);
  const coverage = new Coverage(profile, file === undefined ? language : 'en');
  const end = () => {
    const report = coverage.report();
    if (file === undefined) {
      coverageLines(report, language).forEach(say);
      return heard();
    }
    writeFileSync(file.fd, `${JSON.stringify(report, null, 2)}\n`);
    file.close();
    return undefined;
  };
  return { name: target === true ? '--coverage' : `--coverage ${target}`, event: (event) => coverage.add(event), end };
}

/** @throws UsageError */
function refuseSharedFile({ trace, coverage }: Observers, inputs: readonly string[]): void {
  const claims = new OutputClaims(inputs);
  if (trace !== undefined) claims.file(traceFileOf(trace), `--trace ${trace}`);
  if (typeof coverage === 'string') claims.file(coverage, `--coverage ${coverage}`);
}

/**
 * The stream of one world, with those who watch it; `end` it when all is over.
 * @param inputs files that are read, and so not written
 */
export function observedStream(options: Observers, cards: WatchedCards, inputs: readonly string[] = []): TraceStream {
  refuseSharedFile(options, inputs);
  const language = spokenLanguage();
  const [first] = cards.values();
  const stream = new TraceStream({ onLost: tellLost, history: 0 });
  stream.subscribe({ name: 'faults of the cards', event: toldFaults() });
  if (options.trace !== undefined) {
    const sources = [...cards].map(([card, { source }]) => [card, source] as const);
    stream.subscribe(traceTo(options.trace, { target: 'private', profiles: profilesByCard(sources) }));
  }
  if (options.apdus) stream.subscribe(tellApdus(language));
  if (options.explain) stream.subscribe(explain(cards, language));
  if (options.coverage !== undefined && first !== undefined)
    stream.subscribe(cover(first.profile, options.coverage, language));
  return stream;
}
