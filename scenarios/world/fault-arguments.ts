/** What a rule of a fault may be: see `#common/arguments.ts`. */
import {
  type Kind,
  MILLISECONDS,
  members,
  oneOf,
  optional,
  parameters,
  TEXT,
  that,
  wholeNumber,
} from '#common/arguments.ts';
import { COMMAND_NAMES, COMMANDS, type IsoName } from '#iso7816/commands.ts';
import {
  FAULT_KINDS,
  FAULT_NAMES,
  type FaultName,
  type FaultValueKind,
  PIN_STATES,
} from '../../simulator/reader/faults/fault-rule.ts';

/** Longest answer that vpcd can carry. */
export const MOST_BYTES = 0xffff;
export const MOST_TIMES = 1_000_000;
/** What an ATR can be given as: more than a reader takes, for programs that shall meet that. */
export const LONGEST_ATR = 64;

/** The commands by their names in the standard, each once. */
export const FAULT_COMMANDS = [...new Set(COMMAND_NAMES.map((name) => COMMANDS[name].name as IsoName))];

export const SIDES = ['before', 'after'] as const;
export const RESETS = ['powerOn', 'reset'] as const;

export const FAULTS_ALONE = FAULT_NAMES.filter((name) => FAULT_KINDS[name].alone);
export const FAULTS_WITH_VALUE = FAULT_NAMES.filter((name) => FAULT_KINDS[name].value !== undefined);

/** How values are written; each case of letters is spelt out, for a schema has no flags. */
export const FAULT_FORMS = {
  /** By its name, or its INS. */
  command: new RegExp(`^(${FAULT_COMMANDS.join('|')}|[0-9A-Fa-f]{2})$`),
  p1p2: /^[0-9A-Fa-fXx]{4}$/,
  file: /^[0-9A-Fa-f]{4}$/,
  sw: /^[0-9A-Fa-f]{4}$/,
  atr: new RegExp(`^\\s*([0-9A-Fa-f]{2}\\s*){1,${LONGEST_ATR}}$`),
} as const;

function pattern(expected: string, form: RegExp): Kind {
  return that(expected, (value) => typeof value === 'string' && form.test(value));
}

const COUNT = wholeNumber(0, MOST_BYTES);

const VALUES: Readonly<Record<FaultValueKind, Kind>> = {
  time: MILLISECONDS,
  count: COUNT,
  sw: pattern("SW1-SW2 as four hexadecimal digits: '6F00'", FAULT_FORMS.sw),
  hex: pattern(`1 to ${LONGEST_ATR} bytes in hexadecimal: '3B 02 14 50'`, FAULT_FORMS.atr),
  side: oneOf(SIDES),
  sideOrCount: (value, path) => (typeof value === 'number' ? COUNT(value, path) : oneOf(SIDES)(value, path)),
};

const ACTION_MEMBERS = members(
  Object.fromEntries(FAULTS_WITH_VALUE.map((name) => [name, optional(VALUES[FAULT_KINDS[name].value ?? 'time'])])),
);

const ACTION: Kind = (value, path) => {
  if (
    typeof value === 'string' &&
    FAULTS_WITH_VALUE.includes(value as FaultName) &&
    !FAULTS_ALONE.includes(value as FaultName)
  )
    return `${path}: '${value}' alone, expected a value beside it: { ${value}: ... }`;
  if (typeof value === 'string') return oneOf(FAULT_NAMES)(value, path);
  const fault = ACTION_MEMBERS(value, path);
  if (fault !== undefined) return fault;
  const given = Object.entries(value as object).filter(([, one]) => one !== undefined);
  return given.length === 1 ? undefined : `${path}: ${given.length} faults, expected one a rule`;
};

const COMMAND: Kind = (value, path) => {
  const given = typeof value === 'string' ? value.toUpperCase() : value;
  return typeof given === 'string' && FAULT_FORMS.command.test(given) ? undefined : oneOf(FAULT_COMMANDS)(given, path);
};

const CONDITION = members({
  card: optional(TEXT),
  reader: optional(TEXT),
  command: optional(COMMAND),
  p1p2: optional(pattern("P1-P2 as four hexadecimal digits, X for any: '82XX'", FAULT_FORMS.p1p2)),
  file: optional(pattern("a file identifier, four hexadecimal digits: 'D003'", FAULT_FORMS.file)),
  pinState: optional(oneOf(PIN_STATES)),
  at: optional(oneOf(RESETS)),
  nth: optional(wholeNumber(1, MOST_TIMES)),
  times: optional(wholeNumber(1, MOST_TIMES)),
  chance: optional(wholeNumber(1, 100)),
});

const RULE_MEMBERS = members({ when: optional(CONDITION), do: ACTION });

/** What a condition can be held against anywhere. */
const ANYWHERE = ['card', 'reader', 'nth', 'times', 'chance'];

/** Whether that condition means something beside that fault. */
function meansSomething(key: string, name: FaultName): boolean {
  const { at } = FAULT_KINDS[name];
  return ANYWHERE.includes(key) || (at === 'command' ? key !== 'at' : at === 'atr' && key === 'at');
}

/** What of a condition means nothing beside that fault; undefined when all of it does. */
export function oddCondition(when: object, name: FaultName): string | undefined {
  return Object.entries(when).find(([key, one]) => one !== undefined && !meansSomething(key, name))?.[0];
}

const PLACES = { command: 'a command', atr: 'an answer to reset', reset: 'a reset', removal: 'a removal' } as const;

const RULE: Kind = (value, path) => {
  const fault = RULE_MEMBERS(value, path);
  if (fault !== undefined) return fault;
  const { when = {}, do: action } = value as { readonly when?: object; readonly do: string | object };
  const [name = ''] = typeof action === 'string' ? [action] : Object.keys(action);
  const odd = oddCondition(when, name as FaultName);
  if (odd === undefined) return undefined;
  const of = odd === 'at' ? 'an answer to reset' : 'a command';
  return `${path}.when.${odd}: of ${of}, and ${name} happens at ${PLACES[FAULT_KINDS[name as FaultName].at]}`;
};

/** Rules as they come, one argument each. */
const rules = (name: string) => {
  const check = parameters(name, { rules: (value, path) => firstOf(value as readonly unknown[], path) });
  return (given: readonly unknown[]) => check(given);
};

function firstOf(values: readonly unknown[], path: string): string | undefined {
  if (values.length === 0) return `${path}: none, expected a rule: { when: { command: 'READ BINARY' }, do: 'mute' }`;
  return values.map((value, i) => RULE(value, `${path}[${i}]`)).find((fault) => fault !== undefined);
}

export const FAULT_ARGUMENTS = { add: rules('WorldFaults.add'), replace: rules('WorldFaults.replace') };
