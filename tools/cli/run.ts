/** `cps-sim run`: runs scenarios on a target and reports them; ends with 0, 1 or 2, with 130 when interrupted. */
import { fileURLToPath } from 'node:url';
import { followedBy, type Text } from '#common/language.ts';
import { withoutPossibleCodes } from '#common/possible-codes.ts';
import { terminalText } from '#common/terminal-text.ts';
import { sweepAbandonedFolders } from '#files/temporary-folder.ts';
import { TraceStream, type TraceSubscriber } from '#trace/stream.ts';
import { type FoundScenario, findScenarios, isFaulty } from '../../scenarios/engine/file/find.ts';
import { scenarioJsonSchema } from '../../scenarios/engine/file/json-schema.ts';
import { schemaText } from '../../scenarios/engine/file/json-schema-sharing.ts';
import { needsGuest, needsPinPad, type Scenario } from '../../scenarios/engine/file/schema.ts';
import { type RunSummary, runScenarios } from '../../scenarios/engine/runner.ts';
import { countsOf, notPassedInWords } from '../../scenarios/observers/reporters/finished-run.ts';
import { makeReporter, REPORTERS } from '../../scenarios/observers/reporters/index.ts';
import { isRealReader } from '../../scenarios/world/targets/pcsc-target.ts';
import { pcscdService } from '../../scenarios/world/targets/pcscd-service.ts';
import type { ClockName, TargetName } from '../../scenarios/world/targets/target-name.ts';
import { openTarget } from '../../scenarios/world/targets/targets.ts';
import { World } from '../../scenarios/world/world.ts';
import { filesOfCards, profilesNamed } from './card/profile-source.ts';
import { EXIT } from './exit-code.ts';
import { Interruption } from './interruption.ts';
import { say, spokenLanguage } from './language.ts';
import { tellLost } from './observers.ts';
import { withoutOldReports } from './old-reports.ts';
import { Output } from './output.ts';
import { OutputClaims } from './output-claims.ts';
import { A_PIN_PAD, A_PROGRAM, couldBlock, NO_SCENARIO, noMatch, notRun, please, seeFiles } from './run-texts.ts';
import { profilesByCard, traceTo } from './trace-option.ts';
import { UsageError } from './usage-error.ts';

const LIBRARY = fileURLToPath(new URL('../../scenarios/', import.meta.url));

export interface Shard {
  readonly index: number;
  readonly count: number;
}

export interface RunOptions {
  readonly target: TargetName;
  readonly reader?: string;
  readonly clock: ClockName;
  readonly seed: number;
  readonly reporter: readonly string[];
  readonly grep?: RegExp;
  readonly bail?: boolean;
  readonly shard?: Shard;
  readonly trace?: string;
  readonly allowPinBlocking?: boolean;
  readonly printSchema?: boolean;
}

/** Nobody can know the title of a faulty file, so no pattern leaves it out. */
function selected(scenarios: readonly FoundScenario[], { grep, shard }: RunOptions): FoundScenario[] {
  const matching = scenarios.filter(
    (found) => grep === undefined || isFaulty(found) || grep.test(found.title) || grep.test(found.file),
  );
  if (matching.length === 0) {
    throw new UsageError(grep ? noMatch(grep, scenarios.length) : NO_SCENARIO);
  }
  return shard ? matching.filter((_, i) => i % shard.count === shard.index - 1) : matching;
}

function scenariosOf(found: readonly FoundScenario[]): Scenario[] {
  return found.flatMap((one) => (isFaulty(one) ? [] : [one]));
}

/** Scenarios that cannot run here are said, never passed over in silence. @throws UsageError when none is left */
function runnable(found: readonly FoundScenario[], target: TargetName): FoundScenario[] {
  const scenarios = scenariosOf(found);
  const guests = scenarios.filter(needsGuest);
  const pads = target === 'pcsc' ? scenarios.filter(needsPinPad) : [];
  const unplayable = new Set<FoundScenario>([...guests, ...pads]);
  const left = found.filter((one) => !unplayable.has(one));
  const told = [
    ...notRun(guests, A_PROGRAM, `cps-sim exec --scenario ${guests[0]?.file} -- PROGRAM`),
    ...notRun(pads, A_PIN_PAD, '--target embedded'),
  ];
  if (left.length === 0 && told.length > 0) throw new UsageError(told.reduce((all, one) => followedBy(all, one)));
  for (const line of told) process.stderr.write(`${terminalText(say(line))}\n`);
  return left;
}

/** A real card may be blocked for ever by codes that are not its own. */
function refuseCodesForRealCards(scenarios: readonly Scenario[]): void {
  for (const { steps, file } of scenarios) {
    const step = steps.find(({ definition, args }) => definition.presentsCode?.(args));
    if (step === undefined) continue;
    throw new UsageError(couldBlock(`${file}:${step.line}`));
  }
}

/** A faulty file that is all there is needs no table of one line. @throws its ScenarioFileError, unless a report is due */
function refuseAlone([first, ...others]: readonly FoundScenario[], { reporter }: RunOptions): void {
  if (first === undefined || others.length > 0 || !isFaulty(first)) return;
  if (!reporter.some(goesToFile)) throw first.error;
}

/** `junit=FILE` */
function goesToFile(spec: string): boolean {
  return spec.includes('=');
}

function fileOf(spec: string): string {
  return spec.slice(spec.indexOf('=') + 1);
}

/** @throws UsageError */
function refuseSharedOutput({ reporter, trace }: RunOptions, inputs: readonly string[]): void {
  const claims = new OutputClaims(inputs);
  for (const spec of reporter) {
    if (goesToFile(spec)) claims.file(fileOf(spec), `--reporter ${spec}`);
    else claims.standardOutput(`--reporter ${spec}`);
  }
  if (trace !== undefined) claims.file(trace, `--trace ${trace}`);
}

/** Who has reports in files alone is told where to look. */
function tellWhereToLook({ results, notRun }: RunSummary, { reporter }: RunOptions): void {
  const total = results.length + notRun.length;
  if (countsOf(results).passed === total || !reporter.every(goesToFile)) return;
  const counts = notPassedInWords(results, notRun.length, spokenLanguage()).map(({ text }) => text);
  process.stderr.write(`cps-sim: ${counts.join(', ')} ${say(seeFiles(total, reporter.map(fileOf).join(', ')))}\n`);
}

/** Files are opened at once, so that a path that cannot be written stops the run before it begins. */
function subscribersOf(
  { reporter, trace, seed, target }: RunOptions,
  scenarios: readonly Scenario[],
): TraceSubscriber[] {
  const output = new Output(process.stdout);
  const reporters = reporter.map((spec) => {
    const made = makeReporter(spec, output, process.env, spokenLanguage());
    if (made === undefined) {
      const shown = withoutPossibleCodes(spec);
      throw new UsageError({
        en: `--reporter '${shown}': expected ${REPORTERS.join(', ')}, with =FILE to write a file`,
        fr: `--reporter '${shown}', attendu : ${REPORTERS.join(', ')}, avec =FICHIER pour écrire un fichier`,
      });
    }
    return made;
  });
  const profiles = profilesByCard(scenarios.flatMap(profilesNamed));
  return trace === undefined ? reporters : [...reporters, traceTo(trace, { seed, target, profiles })];
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
  refuseSharedOutput(options, paths);
  const found = findScenarios(paths.length > 0 ? paths : [LIBRARY]);
  refuseSharedOutput(options, [...found.map(({ file }) => file), ...scenariosOf(found).flatMap(filesOfCards)]);
  refuseAlone(found, options);
  const scenarios = runnable(selected(found, options), target);
  const playable = scenariosOf(scenarios);
  if (isRealReader(reader) && !options.allowPinBlocking) refuseCodesForRealCards(playable);
  const stream = new TraceStream({ onLost: tellLost });
  for (const subscriber of subscribersOf(options, playable)) stream.subscribe(subscriber);
  return { scenarios, stream };
}

/** @throws UsageError, ScenarioFileError */
export async function run(paths: readonly string[], options: RunOptions): Promise<void> {
  if (options.printSchema) {
    process.stdout.write(`${schemaText(scenarioJsonSchema())}\n`);
    return;
  }
  const { target, reader, clock, seed, bail = false } = options;
  const reports = options.reporter.filter(goesToFile);
  const { scenarios, stream } = withoutOldReports(reports, () => prepared(paths, options));
  const ask = (todo: Text) => process.stderr.write(`\n>>> ${terminalText(say(please(todo)))}\n`);
  const interruption = new Interruption();
  sweepAbandonedFolders();
  try {
    const summary = await runScenarios({
      scenarios,
      target: reader === undefined ? target : `${target}, ${reader}`,
      openWorld: async ({ context }) => {
        const opened = await openTarget(target, { reader, clock, service: pcscdService(), ask });
        return new World(opened, { seed, stream, tell: stream.within(context) });
      },
      stream,
      bail,
      language: spokenLanguage(),
      signal: interruption.signal,
    });
    await stream.end();
    tellWhereToLook(summary, options);
    process.exitCode = exitCodeOf(summary, stream, interruption);
  } finally {
    interruption.over();
    await stream.end();
  }
}
