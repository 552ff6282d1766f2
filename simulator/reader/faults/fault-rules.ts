/**
 * The rules of the faults in force: an ordered list, the first one that fits does its work.
 *
 * All that is random comes from the outside, a stream for each rule: what one rule draws changes nothing for another.
 */
import { followedBy, sameInEach, type Text } from '#common/language.ts';
import { type Bytes, NO_BYTES, toHex } from '#iso7816/bytes.ts';
import { COMMAND_NAMES, COMMANDS } from '#iso7816/commands.ts';
import type { TraceSink } from '#trace/event.ts';
import {
  FAULT_KINDS,
  type Fault,
  type FaultCondition,
  type FaultMoment,
  type FaultName,
  type FaultPinState,
  type FaultRule,
  faultOf,
} from './fault-rule.ts';
import { actionText } from './rule-text.ts';

/** What happens at a card: its rules are asked whether it happens as it should. */
export interface FaultOccasion {
  readonly moment: FaultMoment;
  readonly card: string;
  readonly reader: string | undefined;
  /** The command APDU, at a command. */
  readonly command: Bytes;
  /** Identifiers of the files it is about: the one it selects, the one that is selected. Looked up when a rule asks. */
  readonly files: () => readonly string[];
  readonly pinState: () => FaultPinState | undefined;
}

/** A fault that is to happen now. */
export interface FiringFault extends Fault {
  /** The number of its rule, from 1. */
  readonly rule: number;
  /** It changes something, said once or more: what may change nothing (`short`, `garbage`, `worn`, `atr`) is counted and told then alone. */
  readonly fires: () => void;
  readonly text: Text;
  readonly random: (length: number) => Bytes;
}

/** How often a rule has fired. */
export interface FaultRecord {
  /** From 1, in the order in which rules were given; never used again. */
  readonly number: number;
  readonly rule: FaultRule;
  readonly fired: number;
}

export interface FaultRulesOptions {
  readonly trace: TraceSink;
  /** A stream of bytes for the rule of that number. */
  readonly randomOf: (rule: number) => (length: number) => Bytes;
}

/** Bytes of READ BINARY and UPDATE BINARY: what is worn is memory. */
const WORN: readonly number[] = [COMMANDS.READ_BINARY.ins, COMMANDS.UPDATE_BINARY.ins];

/** Faults of which the answer has to be seen: one as the card has it is none. */
const MAY_CHANGE_NOTHING: readonly FaultName[] = ['short', 'garbage', 'worn', 'atr'];
/** Faults that change nothing by 0. */
const NOTHING_BY_ZERO: readonly FaultName[] = ['late', 'long', 'lateAtr'];

/** Numbers below 100 from one byte, each as likely as another: those above are thrown away. */
const FAIR = 200;

interface KeptRule {
  readonly number: number;
  readonly rule: FaultRule;
  readonly fault: Fault;
  readonly random: (length: number) => Bytes;
  /** Occasions that fitted. */
  seen: number;
  fired: number;
}

function hundredth(random: (length: number) => Bytes): number {
  for (;;) {
    const [byte = 0] = random(1);
    if (byte < FAIR) return byte % 100;
  }
}

function isCommand(name: string, ins: number): boolean {
  if (/^[0-9A-F]{2}$/i.test(name)) return Number.parseInt(name, 16) === ins;
  return COMMAND_NAMES.some((known) => COMMANDS[known].name === name.toUpperCase() && COMMANDS[known].ins === ins);
}

function hasP1P2(pattern: string, [, , p1 = 0, p2 = 0]: Bytes): boolean {
  const digits = toHex(Uint8Array.of(p1, p2));
  return [...pattern.toUpperCase()].every((digit, i) => digit === 'X' || digit === digits[i]);
}

/** Whether such a fault can happen there at all. */
function canHappen({ name, value }: Fault, { moment, command }: FaultOccasion): boolean {
  const { at } = FAULT_KINDS[name];
  if (value === 0 && NOTHING_BY_ZERO.includes(name)) return false;
  if (at === 'removal' || at === 'reset') return moment === at;
  if (at === 'atr') return moment === 'powerOn' || moment === 'reset';
  return moment === 'command' && (name !== 'worn' || WORN.includes(command[1] ?? 0));
}

function fits(when: FaultCondition, occasion: FaultOccasion): boolean {
  const { command, moment } = occasion;
  if (when.card !== undefined && when.card !== occasion.card) return false;
  if (when.reader !== undefined && when.reader !== occasion.reader) return false;
  if (when.at !== undefined && when.at !== moment) return false;
  if (when.command !== undefined && !isCommand(when.command, command[1] ?? -1)) return false;
  if (when.p1p2 !== undefined && !hasP1P2(when.p1p2, command)) return false;
  if (when.pinState !== undefined && when.pinState !== occasion.pinState()) return false;
  return when.file === undefined || occasion.files().includes(when.file.toUpperCase());
}

export class FaultRules {
  readonly #options: FaultRulesOptions;
  readonly #all: KeptRule[] = [];
  #inForce: readonly KeptRule[] = [];

  constructor(options: FaultRulesOptions) {
    this.#options = options;
  }

  /** Those that were ever given, in force or not, each with how often it has fired. */
  get records(): readonly FaultRecord[] {
    return this.#all.map(({ number, rule, fired }) => ({ number, rule, fired }));
  }

  /** Numbers of those in force. */
  get inForce(): readonly number[] {
    return this.#inForce.map(({ number }) => number);
  }

  /** False: nothing is looked at. */
  get any(): boolean {
    return this.#inForce.length > 0;
  }

  /** Behind those in force; returns their numbers. */
  add(rules: readonly FaultRule[]): readonly number[] {
    const kept = rules.map((rule, i) => this.#kept(rule, this.#all.length + i + 1));
    this.#all.push(...kept);
    this.#inForce = [...this.#inForce, ...kept];
    return kept.map(({ number }) => number);
  }

  /** In the place of those in force; returns their numbers. */
  replace(rules: readonly FaultRule[]): readonly number[] {
    this.clear();
    return this.add(rules);
  }

  /** From now on nothing fails. */
  clear(): void {
    this.#inForce = [];
  }

  /** The fault that happens on this occasion, told on the stream when it `fires`; undefined when all goes well. */
  next(occasion: FaultOccasion): FiringFault | undefined {
    const candidates = this.#inForce.filter(
      (kept) => canHappen(kept.fault, occasion) && fits(kept.rule.when ?? {}, occasion),
    );
    // Each counts what fits it, whichever fires.
    for (const kept of candidates) kept.seen += 1;
    const kept = candidates.find(isDue);
    if (kept === undefined) return undefined;
    const firing = this.#firing(kept, occasion);
    if (!MAY_CHANGE_NOTHING.includes(firing.name)) firing.fires();
    return firing;
  }

  /** Milliseconds after which the reader notices that the card is taken out; undefined: as it does. */
  noticedAfterMs(card: string, reader: string): number | undefined {
    if (!this.any) return undefined;
    const nothing = { files: () => [], pinState: () => undefined };
    const fault = this.next({ moment: 'removal', card, reader, command: NO_BYTES, ...nothing });
    return fault && Number(fault.value);
  }

  #kept(rule: FaultRule, number: number): KeptRule {
    return { rule, number, fault: faultOf(rule.do), random: this.#options.randomOf(number), seen: 0, fired: 0 };
  }

  #firing(kept: KeptRule, { card, command, moment }: FaultOccasion): FiringFault {
    const { number, rule, fault, random } = kept;
    const action = actionText(rule);
    const where = moment === 'command' ? sameInEach(commandText(command[1] ?? 0)) : MOMENTS[moment];
    const text: Text = {
      en: `rule ${number}, ${where.en}: ${action.en}`,
      fr: `règle ${number}, ${where.fr} : ${action.fr}`,
    };
    const event = { kind: 'fault', origin: 'card', card, message: text.en, why: text } as const;
    let told = false;
    const fires = () => {
      if (told) return;
      told = true;
      kept.fired += 1;
      this.#options.trace({ ...event, reason: 'rule', rule: number });
    };
    return { ...fault, rule: number, text, random, fires };
  }
}

function isDue({ rule, seen, fired, random }: KeptRule): boolean {
  const { nth, times = nth === undefined ? Number.POSITIVE_INFINITY : 1, chance = 100 } = rule.when ?? {};
  const inTime = nth === undefined ? fired < times : seen >= nth && seen < nth + times;
  return inTime && (chance >= 100 || hundredth(random) < chance);
}

const MOMENTS: Readonly<Record<Exclude<FaultMoment, 'command'>, Text>> = {
  powerOn: sameInEach('powerOn'),
  reset: sameInEach('reset'),
  removal: { en: 'removal', fr: 'retrait' },
};

function commandText(ins: number): string {
  const known = COMMAND_NAMES.find((name) => COMMANDS[name].ins === ins);
  return known === undefined ? `INS ${toHex(Uint8Array.of(ins))}` : COMMANDS[known].name;
}

const NEVER: Text = {
  en: 'it never fired: what it waits for did not happen, a rule before it came first, or it would have changed nothing',
  fr: "elle n'a jamais joué : ce qu'elle attend ne s'est pas produit, une règle placée avant a joué d'abord, ou elle n'aurait rien changé",
};

/** What is to be said of a rule that never fired: `rule 2, mute (READ BINARY): it never fired...` */
export function neverFired(number: number, rule: Text): Text {
  const { en, fr } = { en: `rule ${number}, ${rule.en}`, fr: `règle ${number}, ${rule.fr}` };
  return followedBy({ en, fr }, NEVER);
}
