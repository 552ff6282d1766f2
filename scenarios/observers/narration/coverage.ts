/**
 * What of a card a program has met, and what it never saw: commands, status words, states of the codes, events.
 *
 * The list to hold it against comes from the profile of the card: what this card can show to a program.
 */
import type { Language } from '#common/language.ts';
import type { CommandApdu } from '#iso7816/command-apdu.ts';
import { COMMANDS, type CpsCommandName } from '#iso7816/commands.ts';
import { INS } from '#iso7816/ins.ts';
import { CPS2TER_SW, SW, swText, triesRemaining } from '#iso7816/status-word.ts';
import type { ReaderAction, TraceEvent } from '#trace/event.ts';
import type { Profile } from '../../../simulator/card/profile/schema.ts';
import { type CardEvent, COVERAGE_TEXTS, type CodeState, type CoverageTexts } from './coverage-texts.ts';
import { isBlocked } from './questions.ts';
import { type WholeExchange, WholeExchanges } from './whole-exchange.ts';
import { WORDS } from './words.ts';

/** One thing that can be met: how often it was. */
interface Met {
  readonly name: string;
  readonly count: number;
}

/** Each list holds what was met and, with count 0, what was not. */
export interface CoverageReport {
  readonly commands: readonly Met[];
  readonly statusWords: readonly Met[];
  readonly codes: readonly Met[];
  readonly events: readonly Met[];
}

const CPS2TER_CLASS = 0xa0;
/** Bit of P2: a code of the current application. */
const LOCAL = 0x80;

type Row = readonly [name: string, is: (command: CommandApdu) => boolean];

function whole(name: CpsCommandName): Row {
  return [COMMANDS[name].name, () => true];
}

/** What is told apart of each command, by P1 and by the data field; GET RESPONSE belongs to the command before it. */
const ROWS: Readonly<Record<Exclude<CpsCommandName, 'GET_RESPONSE'>, readonly Row[]>> = {
  SELECT: [
    ['SELECT by DF name', ({ p1 }) => p1 === 0x04],
    ['SELECT by path', ({ p1 }) => p1 === 0x08 || p1 === 0x09],
    ['SELECT by file identifier', ({ p1 }) => p1 < 0x04],
  ],
  READ_BINARY: [whole('READ_BINARY')],
  UPDATE_BINARY: [whole('UPDATE_BINARY')],
  VERIFY: [
    ['VERIFY', ({ data }) => data.length > 0],
    ['VERIFY, status only', ({ data }) => data.length === 0],
  ],
  CHANGE_REFERENCE_DATA: [whole('CHANGE_REFERENCE_DATA')],
  RESET_RETRY_COUNTER: [whole('RESET_RETRY_COUNTER')],
  GET_DATA_ODD: [['GET DATA of an SDO', () => true]],
  GET_DATA: [whole('GET_DATA')],
  GET_CHALLENGE: [whole('GET_CHALLENGE')],
  MANAGE_SECURITY_ENVIRONMENT: [whole('MANAGE_SECURITY_ENVIRONMENT')],
  PERFORM_SECURITY_OPERATION: [
    ['PSO HASH', ({ p1 }) => p1 === 0x90],
    ['PSO COMPUTE DIGITAL SIGNATURE', ({ p1 }) => p1 === 0x9e],
    ['PSO DECIPHER', ({ p1 }) => p1 === 0x80],
  ],
  INTERNAL_AUTHENTICATE: [whole('INTERNAL_AUTHENTICATE')],
};

const COVERED = Object.keys(ROWS) as (keyof typeof ROWS)[];

function rowOf(command: CommandApdu): string | undefined {
  const known = COVERED.find((name) => COMMANDS[name].ins === command.ins);
  return known && ROWS[known].find(([, is]) => is(command))?.[0];
}

const STATUS_WORDS: readonly number[] = [
  SW.SUCCESS,
  SW.END_OF_FILE,
  SW.WRONG_LENGTH,
  SW.SECURITY_STATUS_NOT_SATISFIED,
  SW.AUTHENTICATION_METHOD_BLOCKED,
  SW.CONDITIONS_OF_USE_NOT_SATISFIED,
  SW.INCORRECT_DATA_FIELD,
  SW.FILE_NOT_FOUND,
  SW.REFERENCED_DATA_NOT_FOUND,
  SW.WRONG_P1_P2,
];
const CHANNEL_STATUS_WORDS: readonly number[] = [SW.LOGICAL_CHANNEL_NOT_SUPPORTED];
const CPS2TER_STATUS_WORDS: readonly number[] = [
  CPS2TER_SW.FILE_NOT_FOUND,
  CPS2TER_SW.ACCESS_REFUSED,
  CPS2TER_SW.CODE_BLOCKED,
];

class Counter {
  readonly #counts = new Map<string, number>();

  /** Names with count 0, in the order of the report. */
  constructor(names: Iterable<string>) {
    for (const name of names) this.#counts.set(name, 0);
  }

  add(name: string): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  report(): Met[] {
    return [...this.#counts].map(([name, count]) => ({ name, count }));
  }
}

export class Coverage {
  readonly #texts: CoverageTexts;
  readonly #meaning: (sw: number) => string;
  readonly #commands: Counter;
  readonly #statusWords: Counter;
  readonly #codes: Counter;
  readonly #events: Counter;
  readonly #codeNames: ReadonlyMap<number, string>;
  readonly #exchanges = new Map<string, WholeExchanges>();
  /** References of the unblocking codes, by that of the code they unblock. */
  readonly #unblockedBy: ReadonlyMap<number, number>;
  readonly #inserted = new Set<string>();

  /** `language`: of the names in the report. */
  constructor(profile: Profile, language: Language = 'en') {
    const { cps2ter, behaviour, pins } = profile;
    this.#texts = COVERAGE_TEXTS[language];
    this.#meaning = WORDS[language].meaning;
    const volet = cps2ter === undefined ? [] : [this.#texts.cps2ter];
    this.#commands = new Counter([...COVERED.flatMap((name) => ROWS[name].map(([row]) => row)), ...volet]);
    const statusWords = [
      ...STATUS_WORDS,
      ...(behaviour.supplementaryChannels > 0 ? CHANNEL_STATUS_WORDS : []),
      ...(cps2ter === undefined ? [] : CPS2TER_STATUS_WORDS),
    ];
    this.#statusWords = new Counter([0x63c0, ...statusWords].map((sw) => this.#statusWordName(sw)));
    this.#codeNames = new Map(
      Object.entries(pins).map(([key, { label }]) => [Number.parseInt(key, 16), label[language]]),
    );
    this.#unblockedBy = new Map(
      Object.entries(pins).flatMap(([key, { cia }]) =>
        cia?.unblockedBy === undefined ? [] : [[Number.parseInt(key, 16), Number.parseInt(cia.unblockedBy, 16)]],
      ),
    );
    const states = Object.values(this.#texts.codeStates);
    this.#codes = new Counter(
      [...this.#codeNames.values()].flatMap((code) => states.map((state) => `${code} ${state}`)),
    );
    this.#events = new Counter(Object.values(this.#texts.events));
  }

  /** What a scenario does itself is not the program's doing. */
  add(event: TraceEvent): void {
    if (event.kind === 'apdu' && event.by === undefined)
      for (const whole of this.#exchangesOf(event.card).add(event.command, event.response)) this.#whole(whole);
    if (event.kind === 'power' && event.action !== 'powerOff') this.#event(event.action);
    // In older recordings the hands of scenarios tell of the same once more, as programs saw it.
    if (event.kind === 'reader' && event.origin !== 'scenario') this.#reader(event.action, event.reader);
  }

  report(): CoverageReport {
    for (const exchanges of this.#exchanges.values()) for (const whole of exchanges.end()) this.#whole(whole);
    return {
      commands: this.#commands.report(),
      statusWords: this.#statusWords.report(),
      codes: this.#codes.report(),
      events: this.#events.report(),
    };
  }

  #exchangesOf(card: string): WholeExchanges {
    const exchanges = this.#exchanges.get(card) ?? new WholeExchanges();
    this.#exchanges.set(card, exchanges);
    return exchanges;
  }

  #whole(whole: WholeExchange): void {
    const { command, sw } = whole;
    this.#code(whole);
    const known = rowOf(command) ?? this.#texts.others;
    this.#commands.add(command.cla === CPS2TER_CLASS ? this.#texts.cps2ter : known);
    this.#statusWords.add(this.#statusWordName(sw));
  }

  #statusWordName(sw: number): string {
    const tries = (sw & 0xfff0) === 0x63c0;
    return tries ? `63CX ${this.#texts.triesLeft}` : `${swText(sw)} ${this.#meaning(sw)}`;
  }

  /** The states of the codes, as the answers show them: of commands with a code, and of questions about one. */
  #code({ command: { ins, p2, data }, sw }: WholeExchange): void {
    const asks = ins === INS.VERIFY && data.length === 0;
    const unblocks = ins === INS.RESET_RETRY_COUNTER;
    if (!asks && !unblocks && ins !== INS.VERIFY && ins !== INS.CHANGE_REFERENCE_DATA) return;
    const tries = triesRemaining(sw);
    const refused = tries !== undefined || sw === CPS2TER_SW.ACCESS_REFUSED;
    const reference = p2 & ~LOCAL;
    // Refused, it is the unblocking code that was wrong.
    const code = this.#codeNames.get((unblocks && this.#unblockedBy.get(reference)) || reference);
    if (sw === SW.SUCCESS && unblocks) this.#met(this.#codeNames.get(reference), 'unblocked');
    if (sw === SW.SUCCESS && ins === INS.VERIFY) this.#met(code, 'verified');
    if (refused && !asks) this.#met(code, 'wrong');
    if (tries === 1) this.#met(code, 'lastTry');
    if (tries === 0 || isBlocked(sw)) this.#met(code, 'blocked');
  }

  #met(code: string | undefined, state: CodeState): void {
    if (code !== undefined) this.#codes.add(`${code} ${this.#texts.codeStates[state]}`);
  }

  #reader(action: ReaderAction, reader: string): void {
    if (action === 'card-removed') this.#event('removed');
    if (action !== 'card-inserted') return;
    if (this.#inserted.has(reader)) this.#event('insertedAgain');
    this.#inserted.add(reader);
  }

  #event(event: CardEvent): void {
    this.#events.add(this.#texts.events[event]);
  }
}

/** The report for a terminal: what was met with its count, then what never was. `language`: that of the report. */
export function coverageLines(report: CoverageReport, language: Language = 'en'): string[] {
  const { titles } = COVERAGE_TEXTS[language];
  return (['commands', 'statusWords', 'codes', 'events'] as const).flatMap((part) => {
    const met = report[part].filter(({ count }) => count > 0);
    const never = report[part].filter(({ count }) => count === 0).map(({ name }) => name);
    const share = `${titles[part]} ${met.length}/${report[part].length}`;
    return [
      share,
      ...met.map(({ name, count }) => `  ${String(count).padStart(6)}  ${name}`),
      ...(never.length === 0 ? [] : [`  ${titles.never} ${never.join('; ')}`]),
    ];
  });
}
