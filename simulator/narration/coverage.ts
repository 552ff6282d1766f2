/**
 * What of a card a program has met, and what it never saw: commands, status words, states of the codes, events.
 *
 * The list to hold it against comes from the profile of the card: what this card can show to a program.
 */
import type { CommandApdu } from '#iso7816/command-apdu.ts';
import { CPS2TER_SW, SW, swMeaning, swText } from '#iso7816/status-word.ts';
import type { PinState, TraceEvent } from '#iso7816/trace-event.ts';
import type { Profile } from '../card/profile/schema.ts';
import { type WholeExchange, WholeExchanges } from './whole-exchange.ts';

/** One thing that can be met: how often it was. */
interface Met {
  readonly name: string;
  readonly count: number;
}

/** Each list holds what was met and, with count 0, what was not. */
interface CoverageReport {
  readonly commands: readonly Met[];
  readonly statusWords: readonly Met[];
  readonly codes: readonly Met[];
  readonly events: readonly Met[];
}

const CPS2TER_CLASS = 0xa0;

const COMMANDS: readonly (readonly [name: string, is: (command: CommandApdu) => boolean])[] = [
  ['SELECT by DF name', ({ ins, p1 }) => ins === 0xa4 && p1 === 0x04],
  ['SELECT by path', ({ ins, p1 }) => ins === 0xa4 && (p1 === 0x08 || p1 === 0x09)],
  ['SELECT by file identifier', ({ ins, p1 }) => ins === 0xa4 && p1 < 0x04],
  ['READ BINARY', ({ ins }) => ins === 0xb0],
  ['UPDATE BINARY', ({ ins }) => ins === 0xd6],
  ['VERIFY', ({ ins, data }) => ins === 0x20 && data.length > 0],
  ['VERIFY, status only', ({ ins, data }) => ins === 0x20 && data.length === 0],
  ['CHANGE REFERENCE DATA', ({ ins }) => ins === 0x24],
  ['RESET RETRY COUNTER', ({ ins }) => ins === 0x2c],
  ['GET DATA of an SDO', ({ ins }) => ins === 0xcb],
  ['GET DATA', ({ ins }) => ins === 0xca],
  ['GET CHALLENGE', ({ ins }) => ins === 0x84],
  ['MANAGE SECURITY ENVIRONMENT', ({ ins }) => ins === 0x22],
  ['PSO HASH', ({ ins, p1 }) => ins === 0x2a && p1 === 0x90],
  ['PSO COMPUTE DIGITAL SIGNATURE', ({ ins, p1 }) => ins === 0x2a && p1 === 0x9e],
  ['PSO DECIPHER', ({ ins, p1 }) => ins === 0x2a && p1 === 0x80],
  ['INTERNAL AUTHENTICATE', ({ ins }) => ins === 0x88],
];
const CPS2TER_COMMANDS = 'commands of the CPS2ter volet';
const OTHER_COMMANDS = 'other commands';

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

const CODE_STATES = ['verified', 'wrong', 'last try', 'blocked', 'unblocked'] as const;
const EVENTS = ['power on', 'reset', 'card removed', 'card inserted again'] as const;

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

function statusWordName(sw: number): string {
  const tries = (sw & 0xfff0) === 0x63c0;
  return tries ? '63CX X tries left' : `${swText(sw)} ${swMeaning(sw)}`;
}

export class Coverage {
  readonly #commands: Counter;
  readonly #statusWords: Counter;
  readonly #codes: Counter;
  readonly #events = new Counter(EVENTS);
  readonly #codeNames: ReadonlyMap<number, string>;
  readonly #exchanges = new WholeExchanges();
  readonly #states = new Map<string, PinState>();
  readonly #inserted = new Set<string>();

  constructor(profile: Profile) {
    const { cps2ter, behaviour, pins } = profile;
    const volet = cps2ter === undefined ? [] : [CPS2TER_COMMANDS];
    this.#commands = new Counter([...COMMANDS.map(([name]) => name), ...volet]);
    const statusWords = [
      ...STATUS_WORDS,
      ...(behaviour.supplementaryChannels > 0 ? CHANNEL_STATUS_WORDS : []),
      ...(cps2ter === undefined ? [] : CPS2TER_STATUS_WORDS),
    ];
    this.#statusWords = new Counter([statusWordName(0x63c0), ...statusWords.map(statusWordName)]);
    this.#codeNames = new Map(Object.entries(pins).map(([key, { label }]) => [Number.parseInt(key, 16), label.en]));
    this.#codes = new Counter(
      [...this.#codeNames.values()].flatMap((code) => CODE_STATES.map((state) => `${code} ${state}`)),
    );
  }

  add(event: TraceEvent): void {
    if (event.kind === 'apdu')
      for (const whole of this.#exchanges.add(event.command, event.response)) this.#whole(whole);
    if (event.kind === 'power' && event.action !== 'powerOff')
      this.#events.add(event.action === 'reset' ? 'reset' : 'power on');
    if (event.kind === 'pin') this.#pin(event.card, event.reference, event.state);
    if (event.kind === 'reader') this.#reader(event.action, event.reader);
  }

  report(): CoverageReport {
    for (const whole of this.#exchanges.end()) this.#whole(whole);
    return {
      commands: this.#commands.report(),
      statusWords: this.#statusWords.report(),
      codes: this.#codes.report(),
      events: this.#events.report(),
    };
  }

  #whole({ command, sw }: WholeExchange): void {
    const known = COMMANDS.find(([, is]) => is(command))?.[0] ?? OTHER_COMMANDS;
    this.#commands.add(command.cla === CPS2TER_CLASS ? CPS2TER_COMMANDS : known);
    this.#statusWords.add(statusWordName(sw));
  }

  #pin(card: string, reference: number, state: PinState): void {
    const code = this.#codeNames.get(reference);
    const key = `${card} ${reference}`;
    const before = this.#states.get(key);
    this.#states.set(key, state);
    if (code === undefined) return;
    const { triesRemaining, maxTries, verified } = state;
    if (verified && !before?.verified) this.#codes.add(`${code} verified`);
    const was = before?.triesRemaining ?? maxTries;
    if (triesRemaining < was) this.#codes.add(`${code} wrong`);
    if (triesRemaining === 1 && was > 1) this.#codes.add(`${code} last try`);
    if (triesRemaining === 0 && was > 0) this.#codes.add(`${code} blocked`);
    if (triesRemaining > 0 && was === 0) this.#codes.add(`${code} unblocked`);
  }

  #reader(action: string, reader: string): void {
    if (action === 'card-removed') this.#events.add('card removed');
    if (action !== 'card-inserted') return;
    if (this.#inserted.has(reader)) this.#events.add('card inserted again');
    this.#inserted.add(reader);
  }
}

const TITLES = {
  en: {
    commands: 'commands:',
    statusWords: 'status words:',
    codes: 'codes:',
    events: 'events:',
    never: 'never seen:',
  },
  fr: {
    commands: 'commandes :',
    statusWords: "mots d'état :",
    codes: 'codes :',
    events: 'événements :',
    never: 'jamais vu :',
  },
} as const;

/** The report for a terminal: what was met with its count, then what never was. */
export function coverageLines(report: CoverageReport, language: keyof typeof TITLES = 'en'): string[] {
  const titles = TITLES[language];
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
