/** Which scenarios of what there is `cps-sim run` plays, or lists. */
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { followedBy, type Text } from '#common/language.ts';
import { terminalLines, terminalText } from '#common/terminal-text.ts';
import { hasErrorCode } from '#files/error-code.ts';
import { type FoundScenario, findScenarios, isFaulty } from '../../../scenarios/engine/file/find.ts';
import { needsOwnReaders, needsPinPad } from '../../../scenarios/engine/file/own-readers.ts';
import { needsGuest, type Scenario } from '../../../scenarios/engine/file/schema.ts';
import { columns } from '../columns.ts';
import { EXIT } from '../exit-code.ts';
import { say, spokenLanguage } from '../language.ts';
import { printJson } from '../print-json.ts';
import { allWithRules } from '../rules-option.ts';
import { UsageError } from '../usage-error.ts';
import { inShard } from './balanced.ts';
import { isLastFailed, lastNotPassed } from './last-run.ts';
import type { RunOptions } from './options.ts';
import { withProgram } from './program.ts';
import {
  A_PIN_PAD,
  A_PROGRAM,
  A_WORLD,
  ALL_PASSED,
  needs,
  noMatch,
  noneOfLastFailed,
  noneTagged,
  noScenarioIn,
  notRun,
  OWN_READERS,
  skipped,
  tooSlow,
  unknownTag,
} from './texts.ts';

const LIBRARY = fileURLToPath(new URL('../../../scenarios/', import.meta.url));

/**
 * The library where no path is named, or what did not pass when that is asked for.
 * @throws an ENOENT error for a path that is not there, UsageError for folders without any scenario
 */
export function scenariosAt(paths: readonly string[], { lastFailed }: Pick<RunOptions, 'lastFailed'>): FoundScenario[] {
  if (paths.length > 0) {
    const found = findScenarios(paths);
    if (found.length === 0) throw new UsageError(noScenarioIn(paths));
    return found;
  }
  const failed = lastFailed ? lastNotPassed().map(({ file }) => file) : [];
  return findScenarios(failed.length > 0 ? failed : [LIBRARY]);
}

/** Titles and paths of a thousand scenarios take a thousandth of it. */
const GREP_MS = 5000;

/** Nobody can know the title of a faulty file, so no pattern leaves it out. @throws UsageError for a pattern that never ends */
function matchingOf(scenarios: readonly FoundScenario[], grep: RegExp): readonly FoundScenario[] {
  const texts = scenarios.map((found) => (isFaulty(found) ? undefined : [found.title, found.file]));
  // `(a+)+$` tries more ways than there is time; only the engine can stop itself.
  const every = 'texts.map((some) => some === undefined || some.some((text) => grep.test(text)))';
  try {
    const matches: readonly boolean[] = runInNewContext(every, { grep, texts }, { timeout: GREP_MS });
    return scenarios.filter((_, i) => matches[i]);
  } catch (cause) {
    if (hasErrorCode(cause, 'ERR_SCRIPT_EXECUTION_TIMEOUT')) throw new UsageError(tooSlow(grep, GREP_MS), { cause });
    throw cause;
  }
}

function selected(scenarios: readonly FoundScenario[], options: RunOptions): readonly FoundScenario[] {
  const { grep, tags = [] } = options;
  const asked = tagged(scenarios, tags);
  const matching = grep === undefined ? asked : matchingOf(asked, grep);
  if (matching.length === 0) {
    throw new UsageError(grep ? noMatch(grep, scenarios.length) : noneTagged(tags));
  }
  return options.lastFailed ? failedOf(matching) : matching;
}

/**
 * Those that have one of the tags, of tags behind a `!` none. Nobody can know the tags of a faulty file either.
 * @throws UsageError for a tag that none has
 */
function tagged(found: readonly FoundScenario[], tags: readonly string[]): readonly FoundScenario[] {
  const known = new Set(scenariosOf(found).flatMap((one) => one.tags ?? []));
  const asked = tags.map((tag) => tag.replace(/^!/, ''));
  const unknown = asked.find((tag) => !known.has(tag));
  if (unknown !== undefined) throw new UsageError(unknownTag(unknown, [...known].sort()));
  const unwanted = tags.flatMap((tag) => (tag.startsWith('!') ? tag.slice(1) : []));
  const wanted = tags.filter((tag) => !tag.startsWith('!'));
  return found.filter((one) => {
    const own = isFaulty(one) ? undefined : (one.tags ?? []);
    if (own === undefined) return true;
    return (
      (wanted.length === 0 || own.some((tag) => wanted.includes(tag))) && !own.some((tag) => unwanted.includes(tag))
    );
  });
}

/** @throws UsageError when none of what failed is among them */
function failedOf(scenarios: readonly FoundScenario[]): readonly FoundScenario[] {
  const last = lastNotPassed();
  if (last.length === 0) {
    process.stderr.write(`cps-sim: ${say(ALL_PASSED)}\n`);
    return scenarios;
  }
  const failed = scenarios.filter((found) => isLastFailed(found, last));
  if (failed.length === 0) throw new UsageError(noneOfLastFailed(last.length, scenarios.length));
  return failed;
}

export function scenariosOf(found: readonly FoundScenario[]): Scenario[] {
  return found.flatMap((one) => (isFaulty(one) ? [] : [one]));
}

type RunnableHere = Pick<RunOptions, 'target' | 'clock'>;

/** What of a scenario there is not here, and what gives it. */
interface Missing {
  readonly what: Text;
  readonly hint: string;
}

/** Undefined for what can be played, and for what is skipped or faulty anyway. */
function missing(scenario: FoundScenario, { target, clock }: RunnableHere): Missing | undefined {
  if (isFaulty(scenario) || scenario.skip !== undefined) return undefined;
  const { program, file } = scenario;
  const elsewhere = '--target embedded';
  if (needsGuest(scenario)) return { what: A_PROGRAM, hint: `cps-sim run --program PROGRAM ${file}` };
  if (program !== undefined && (target === 'pcsc' || clock === 'virtual')) return { what: A_WORLD, hint: elsewhere };
  if (target !== 'pcsc') return undefined;
  if (needsPinPad(scenario)) return { what: A_PIN_PAD, hint: elsewhere };
  return needsOwnReaders(scenario) ? { what: OWN_READERS, hint: elsewhere } : undefined;
}

/** Scenarios that cannot be played here are skipped, for that reason, unless they have one of their own. */
export function playableHere(found: readonly FoundScenario[], here: RunnableHere): FoundScenario[] {
  return found.map((one) => {
    const lacks = missing(one, here);
    return lacks === undefined ? one : { ...one, skip: say(needs(lacks.what, lacks.hint)) };
  });
}

/** @throws UsageError when none can be played here */
function refuseUnplayable(found: readonly FoundScenario[], here: RunnableHere): void {
  const reasons = new Map<string, { lacks: Missing; count: number }>();
  for (const one of found) {
    const lacks = missing(one, here);
    if (lacks === undefined) return;
    reasons.set(lacks.what.en, { lacks, count: (reasons.get(lacks.what.en)?.count ?? 0) + 1 });
  }
  const told = [...reasons.values()].map(({ lacks, count }) => notRun(count, lacks.what, lacks.hint));
  if (told.length > 0) throw new UsageError(told.reduce((all, one) => followedBy(all, one)));
}

/**
 * What is asked for, with what cannot be played here skipped.
 * @throws UsageError where nothing of it can be
 */
export function askedFor(found: readonly FoundScenario[], options: RunOptions): FoundScenario[] {
  const chosen = selected(found, options);
  refuseUnplayable(chosen, options);
  return playableHere(chosen, options);
}

/** `scenario` (its title), `file` and how many `steps`; a faulty file has its faults in the place of them. */
function listedObject(found: FoundScenario): object {
  if (isFaulty(found)) return { file: found.file, error: found.error.messageIn(spokenLanguage()) };
  const { title, file, row, steps, readers, services, tags, skip } = found;
  const place = row === undefined ? {} : { row: row.name, line: row.lines[0] };
  return {
    scenario: title,
    file,
    ...place,
    steps: steps.length,
    readers,
    services,
    ...(tags && { tags }),
    ...(skip !== undefined && { skip }),
  };
}

/**
 * Prints what would be played, and plays nothing; a faulty file ends it with 2, and its faults are told.
 * @throws UsageError, an ENOENT error
 */
export function list(paths: readonly string[], options: RunOptions): void {
  const found = allWithRules(withProgram(scenariosAt(paths, options), options), options.faults);
  const listed = inShard(askedFor(found, options), options);
  if (options.json) printJson(listed.map(listedObject));
  else {
    const rows = scenariosOf(listed).map(({ file, row, title, skip }) => [
      row ? `${file}:${row.lines[0]}` : file,
      title,
      ...(skip === undefined ? [] : [say(skipped(skip))]),
    ]);
    for (const row of columns(rows)) console.log(terminalText(row));
  }
  for (const found of listed) {
    if (!isFaulty(found)) continue;
    process.exitCode = EXIT.UNUSABLE;
    process.stderr.write(`${terminalLines(found.error.messageIn(spokenLanguage()))}\n`);
  }
}
