/** `cps-sim run`: runs scenarios on a target and reports them; ends with 0, 1 or 2, with 130 when interrupted. */
import { setImmediate } from 'node:timers/promises';
import { terminalText } from '#common/terminal-text.ts';
import { sweepAbandonedFolders } from '#files/temporary-folder.ts';
import type { ScenarioResult } from '#trace/event.ts';
import { TraceStream, type TraceSubscriber } from '#trace/stream.ts';
import { type FoundScenario, isFaulty } from '../../scenarios/engine/file/find.ts';
import { scenarioJsonSchema } from '../../scenarios/engine/file/json-schema.ts';
import { schemaText } from '../../scenarios/engine/file/json-schema-sharing.ts';
import type { Scenario } from '../../scenarios/engine/file/schema.ts';
import { type RunOptions as PlayOptions, type RunSummary, runScenarios } from '../../scenarios/engine/runner.ts';
import { isGood, notPassedInWords } from '../../scenarios/observers/reporters/finished-run.ts';
import { isRealReader } from '../../scenarios/world/targets/pcsc-target.ts';
import { filesOfCards, profilesNamed } from './card/profile-source.ts';
import { EXIT } from './exit-code.ts';
import { Interruption } from './interruption.ts';
import { say, spokenLanguage } from './language.ts';
import { tellLost } from './observers.ts';
import { Output } from './output.ts';
import { allWithRules } from './rules-option.ts';
import { inShard } from './run/balanced.ts';
import { blobWriters, forgetBlobs, isBlob } from './run/blob.ts';
import { keepLastRun } from './run/last-run.ts';
import { withoutOldReports } from './run/old-reports.ts';
import type { RunOptions } from './run/options.ts';
import { programNamed, withProgram } from './run/program.ts';
import { fileOf, goesToFile, openReporters, refuseSharedReports } from './run/report-files.ts';
import { reportSources } from './run/report-sources.ts';
import { askedFor, list, scenariosAt, scenariosOf } from './run/selection.ts';
import { besideProgram, couldBlock, interruptedAt, NOTHING_PLAYED, seeFiles } from './run/texts.ts';
import { WorkerProcess } from './run/worker-process.ts';
import { worldOpener } from './run/world.ts';
import { profilesByCard, recordingHeader, traceFileOf, traceTo } from './trace-option.ts';
import { UsageError } from './usage-error.ts';

/** A real card may be blocked for ever by codes that are not its own. */
function refuseCodesForRealCards(scenarios: readonly Scenario[]): void {
  for (const { steps, file } of scenarios) {
    const step = steps.find(({ definition, args }) => definition.presentsCode?.(args));
    if (step === undefined) continue;
    throw new UsageError(couldBlock(`${step.file ?? file}:${step.line}`));
  }
}

/** A faulty file that is all there is needs no table of one line. @throws its ScenarioFileError, unless a report is due */
function refuseAlone([first, ...others]: readonly FoundScenario[], { reporter }: RunOptions): void {
  if (first === undefined || others.length > 0 || !isFaulty(first)) return;
  if (!reporter.some(goesToFile)) throw first.error;
}

/** @throws UsageError */
function refuseSharedOutput({ reporter, trace }: RunOptions, inputs: readonly string[]): void {
  const claims = refuseSharedReports(reporter, inputs);
  if (trace !== undefined) claims.file(traceFileOf(trace), `--trace ${trace}`);
}

/** Who has reports in files alone is told where to look. */
function tellWhereToLook({ results, notRun }: RunSummary, { reporter }: RunOptions): void {
  const total = results.length + notRun.length;
  if ((results.every(isGood) && notRun.length === 0) || !reporter.every(goesToFile)) return;
  const counts = notPassedInWords(results, notRun.length, spokenLanguage()).map(({ text }) => text);
  process.stderr.write(`cps-sim: ${counts.join(', ')} ${say(seeFiles(total, reporter.map(fileOf).join(', ')))}\n`);
  for (const { outcome, scenario, step } of results)
    if (outcome === 'interrupted')
      process.stderr.write(`cps-sim: ${terminalText(say(interruptedAt(scenario, step)))}\n`);
}

/** A part of what was asked for. */
interface Part {
  readonly list: readonly FoundScenario[];
  readonly playing: readonly FoundScenario[];
}

/** Files are opened at once, so that a path that cannot be written stops the run before it begins. */
function subscribersOf(options: RunOptions, { list, playing }: Part, { began }: TraceStream): TraceSubscriber[] {
  const { reporter, trace, seed, target } = options;
  const others = reporter.filter((spec) => !isBlob(spec));
  const scenarios = scenariosOf(playing);
  const of = { seed, target, profiles: profilesByCard(scenarios.flatMap(profilesNamed)) };
  return [
    ...openReporters(others, new Output(process.stdout), reportSources(options, scenarios)),
    ...blobWriters(options, recordingHeader(of, began), list, playing),
    ...(trace === undefined ? [] : [traceTo(trace, of)]),
  ];
}

/** The workers were still loading, or it was not this one's turn. */
function neverBegan({ outcome, stepsDone, step }: ScenarioResult): boolean {
  return outcome === 'skipped' || (outcome === 'interrupted' && stepsDone === 0 && step === undefined);
}

function exitCodeOf({ results, notRun }: RunSummary, { lost }: TraceStream, { exitCode }: Interruption): number {
  const outcomes = new Set(results.map(({ outcome }) => outcome));
  if (exitCode !== undefined && (notRun.length > 0 || outcomes.has('interrupted'))) return exitCode;
  if (outcomes.has('failed')) return EXIT.FAILED;
  return outcomes.has('error') || lost.length > 0 ? EXIT.UNUSABLE : EXIT.OK;
}

/** What is going to be played, and the stream that the reporters watch. @throws UsageError, ScenarioFileError */
function prepared(paths: readonly string[], options: RunOptions) {
  const { target, reader, clock } = options;
  if (reader !== undefined && target !== 'pcsc')
    throw new UsageError({ en: '--reader needs --target pcsc', fr: '--reader demande --target pcsc' });
  if (clock === 'virtual' && target !== 'in-process')
    throw new UsageError({
      en: '--clock virtual needs --target in-process',
      fr: '--clock virtual demande --target in-process',
    });
  refuseWorkers(options);
  const inputs = options.baseline === undefined ? paths : [...paths, options.baseline];
  refuseSharedOutput(options, inputs);
  const found = allWithRules(withProgram(scenariosAt(paths, options), options), options.faults);
  refuseSharedOutput(options, [
    ...inputs,
    ...found.map(({ file }) => file),
    ...scenariosOf(found).flatMap(filesOfCards),
  ]);
  refuseAlone(found, options);
  const asked = askedFor(found, options);
  const scenarios = inShard(asked, options);
  if (isRealReader(reader) && !options.allowPinBlocking)
    refuseCodesForRealCards(scenariosOf(scenarios).filter(({ skip }) => skip === undefined));
  const stream = new TraceStream({ onLost: tellLost });
  const part = { list: asked, playing: scenarios };
  for (const subscriber of subscribersOf(options, part, stream)) stream.subscribe(subscriber);
  return { scenarios, stream };
}

/** @throws UsageError where one reader, or one order of time, is all there is */
function refuseWorkers({ workers = 1, target, trace = '' }: RunOptions): void {
  if (workers > 1 && target === 'pcsc')
    throw new UsageError({
      en: '--workers needs worlds of their own, and --target pcsc has one for all: leave one of them out',
      fr: "--workers demande des mondes séparés, et --target pcsc n'en a qu'un : laissez l'un des deux de côté",
    });
  if (workers > 1 && trace.startsWith('pcapng='))
    throw new UsageError({
      en: '--trace pcapng has its packets in the order of time, which --workers does not keep: leave one of them out',
      fr: "--trace pcapng a ses paquets dans l'ordre du temps, que --workers ne garde pas : laissez l'un des deux de côté",
    });
}

function poolOf(options: RunOptions): PlayOptions['pool'] {
  const { workers = 1, target, clock, seed, retries, timeout, program, faults } = options;
  if (workers === 1) return undefined;
  const settings = { options: { target, clock, seed, retries, timeout, program, faults }, language: spokenLanguage() };
  return { workers, startWorker: () => new WorkerProcess(settings) };
}

/** Of the reports. */
function targetName({ target, reader, program }: RunOptions): string {
  if (program !== undefined) return say(besideProgram(programNamed(program).name));
  return reader === undefined ? target : `${target}, ${reader}`;
}

/** @throws UsageError, ScenarioFileError */
export async function run(
  paths: readonly string[],
  options: RunOptions,
  interruption = new Interruption(),
): Promise<void> {
  try {
    // What has arrived while this was loaded is read between two turns.
    await setImmediate();
    await setImmediate();
    if (interruption.signal.aborted) tellNothingPlayed(interruption);
    else await runOrPrint(paths, options, interruption);
  } finally {
    interruption.over();
  }
}

function tellNothingPlayed({ exitCode }: Interruption): void {
  process.stderr.write(`cps-sim: ${say(NOTHING_PLAYED)}\n`);
  process.exitCode = exitCode;
}

async function runOrPrint(paths: readonly string[], options: RunOptions, interruption: Interruption): Promise<void> {
  if (options.printSchema) {
    process.stdout.write(`${schemaText(scenarioJsonSchema())}\n`);
    return;
  }
  if (options.json && !options.list)
    throw new UsageError({
      en: '--json needs --list; the report of a run is --reporter json=FILE',
      fr: "--json demande --list ; le rapport d'une exécution est --reporter json=FICHIER",
    });
  if (options.list) return list(paths, options);
  const { bail = false, repeatEach, retries } = options;
  forgetBlobs(options);
  const reports = options.reporter.filter(goesToFile);
  const { scenarios, stream } = withoutOldReports(reports, () => prepared(paths, options));
  sweepAbandonedFolders();
  await setImmediate();
  try {
    const summary = await runScenarios({
      scenarios,
      target: targetName(options),
      openWorld: worldOpener(options, stream),
      stream,
      bail,
      ...(repeatEach !== undefined && { repeatEach }),
      ...(retries !== undefined && { retries }),
      language: spokenLanguage(),
      signal: interruption.signal,
      pool: poolOf(options),
      timeoutMs: options.timeout,
    });
    await stream.end();
    if (interruption.signal.aborted && summary.results.every(neverBegan)) tellNothingPlayed(interruption);
    keepLastRun(summary.results, summary.notRun, scenariosOf(scenarios));
    tellWhereToLook(summary, options);
    process.exitCode = exitCodeOf(summary, stream, interruption);
  } finally {
    await stream.end();
  }
}
