/** The table for people: a line a scenario, progress while it runs, each failure in full. */
import { styleText } from 'node:util';
import type { Language, Text } from '#common/language.ts';
import { terminalText } from '#common/terminal-text.ts';
import type {
  RunFinishedEvent,
  RunStartedEvent,
  ScenarioResult,
  ScenarioRetriedEvent,
  StampedEvent,
  StepEvent,
  ToldScenario,
  TraceStamp,
} from '#trace/event.ts';
import type { TraceSubscriber } from '#trace/stream.ts';
import { failureHeadline, failureLines, remarkOf } from './failure-text.ts';
import { countsOf, isFlaky, isGood, notPassedInWords, placeOf, titleOf } from './finished-run.ts';

export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
  /** Resolves when all that was written has been taken. */
  drained?(): Promise<void>;
}

type Style = 'green' | 'red' | 'dim' | 'bold' | 'yellow';

const IN: Text = { en: 'in', fr: 'en' };
const FAILURES: Text = { en: 'What did not pass:', fr: "Ce qui n'a pas réussi :" };
const FLAKY: Text = { en: 'flaky', fr: 'instable' };
/** `try 1 of 3 failed` */
function tried({ attempt, of }: ScenarioRetriedEvent): Text {
  return { en: `try ${attempt} of ${of} failed`, fr: `essai ${attempt} sur ${of} en échec` };
}

const CLEAR_LINE = '\r\u001b[2K';

/** Whether colours are wanted: a terminal, and neither NO_COLOR nor TERM=dumb; FORCE_COLOR wins. */
export function wantsColour(terminal: Terminal, env: NodeJS.ProcessEnv): boolean {
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '0') return true;
  return terminal.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
}

/** Fewer are all in sight. */
const RECAP_FROM = 10;

const MARKS: Readonly<Record<ScenarioResult['outcome'], readonly [Style, string]>> = {
  passed: ['green', '✔'],
  failed: ['red', '✘'],
  error: ['red', '✘'],
  interrupted: ['yellow', '✘'],
  skipped: ['yellow', '-'],
};

class PrettyReporter implements TraceSubscriber {
  readonly name: string;
  readonly #terminal: Terminal;
  readonly #colour: boolean;
  readonly #language: Language;
  readonly #results: ScenarioResult[] = [];
  #total = 0;
  #current: ToldScenario | undefined;

  constructor(name: string, terminal: Terminal, colour: boolean, language: Language) {
    this.#language = language;
    this.name = name;
    this.#terminal = terminal;
    this.#colour = colour;
  }

  event(event: StampedEvent): void {
    if (event.kind === 'run-started') this.#runStarted(event);
    else if (event.kind === 'scenario-started') this.#scenarioStarted(event.scenario);
    else if (event.kind === 'step') this.#stepStarted(event);
    else if (event.kind === 'scenario-retried') this.#scenarioRetried(event);
    else if (event.kind === 'scenario-finished') this.#scenarioFinished(event.result);
    else if (event.kind === 'run-finished') this.#runFinished(event);
  }

  end(): Promise<void> | undefined {
    return this.#terminal.drained?.();
  }

  #runStarted({ target, scenarios }: RunStartedEvent): void {
    this.#total = scenarios.length;
    const plural = this.#total === 1 ? '' : 's';
    const on: Text = { en: `${this.#total} scenario${plural} on`, fr: `${this.#total} scénario${plural} sur` };
    this.#line(`${on[this.#language]} ${this.#paint('bold', terminalText(target))}\n`);
  }

  #scenarioStarted(scenario: ToldScenario): void {
    this.#current = scenario;
    this.#progress(scenario.title);
  }

  #stepStarted({ outcome, scenario, step, place }: StepEvent & TraceStamp): void {
    if (outcome === 'started') this.#progress(`${scenario} [${place?.step}/${this.#current?.steps}] ${step}`);
  }

  #scenarioRetried(event: ScenarioRetriedEvent): void {
    const again = this.#paint('yellow', tried(event)[this.#language]);
    this.#scenarioLine(this.#paint('yellow', '↻'), event.result, again);
  }

  #scenarioFinished(result: ScenarioResult): void {
    this.#results.push(result);
    const [style, mark] = MARKS[result.outcome];
    const remark = this.#remark(result);
    this.#scenarioLine(this.#paint(style, mark), result, remark === '' ? '' : this.#paint('yellow', remark));
  }

  #remark(result: ScenarioResult): string {
    if (result.outcome === 'skipped') return remarkOf(result, this.#language);
    return isFlaky(result) ? FLAKY[this.#language] : '';
  }

  #scenarioLine(mark: string, result: ScenarioResult, remark: string): void {
    const duration = this.#paint('dim', `${Math.round(result.durationMs)} ms`);
    this.#line(`  ${mark} ${terminalText(titleOf(result))} ${duration} ${remark}`.trimEnd());
    for (const text of failureLines(result, this.#language)) this.#line(`      ${text}`);
  }

  #runFinished(event: RunFinishedEvent): void {
    this.#recap();
    this.#line(`\n${this.#summary(event)}`);
  }

  /** Far up in a long table nobody finds it. */
  #recap(): void {
    const bad = this.#results.filter((result) => !isGood(result) || isFlaky(result));
    if (bad.length === 0 || this.#results.length < RECAP_FROM) return;
    this.#line(`\n${FAILURES[this.#language]}`);
    for (const result of bad) this.#recapOf(result);
  }

  #recapOf(result: ScenarioResult): void {
    const shown = result.outcome === 'passed' ? (result.earlier?.at(-1) ?? result) : result;
    const [style, mark] = isFlaky(result) ? (['yellow', FLAKY[this.#language]] as const) : MARKS[result.outcome];
    const { file, line, column } = placeOf(shown);
    const place = [file, line, column].filter((part) => part !== undefined).join(':');
    this.#line(`  ${this.#paint(style, mark)} ${terminalText(titleOf(result))}`);
    this.#line(`      ${this.#paint('dim', terminalText(place))} ${failureHeadline(shown, this.#language)}`);
  }

  #summary({ notRun, durationMs }: RunFinishedEvent): string {
    const { passed: count } = countsOf(this.#results);
    const words: Text = { en: `${count} passed`, fr: `${count} réussi${count > 1 ? 's' : ''}` };
    const passed = this.#paint('green', words[this.#language]);
    const others = notPassedInWords(this.#results, notRun.length, this.#language).map(({ kind, count, text }) =>
      count === 0 ? text : this.#paint(kind === 'failed' || kind === 'error' ? 'red' : 'yellow', text),
    );
    return `${[passed, ...others].join(', ')} ${IN[this.#language]} ${(durationMs / 1000).toFixed(1)} s`;
  }

  #paint(style: Style, text: string): string {
    return this.#colour ? styleText(style, text, { validateStream: false }) : text;
  }

  #progress(text: string): void {
    if (!this.#terminal.isTTY) return;
    const line = `  ${this.#results.length + 1}/${this.#total} ${terminalText(text)}`;
    this.#terminal.write(CLEAR_LINE + this.#paint('dim', line.slice(0, (this.#terminal.columns ?? 80) - 1)));
  }

  #line(text: string): void {
    this.#terminal.write(`${this.#terminal.isTTY ? CLEAR_LINE : ''}${text}\n`);
  }
}

export function prettyReporter(
  name: string,
  terminal: Terminal,
  colour: boolean,
  language: Language = 'en',
): TraceSubscriber {
  return new PrettyReporter(name, terminal, colour, language);
}
