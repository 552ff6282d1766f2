/** What a World takes: see `#common/arguments.ts`. */
import { types } from 'node:util';
import {
  ANYTHING,
  FUNCTION,
  having,
  instanceOf,
  type Kind,
  listOf,
  MILLISECONDS,
  members,
  optional,
  parameters,
  port,
  TEXT,
} from '#common/arguments.ts';
import { EXPECTED_MOMENT, EXPECTED_SPAN, LAST_TIME, parseMoment, parseSpan } from '#common/calendar.ts';
import { withoutPossibleCodes } from '#common/possible-codes.ts';
import { terminalText } from '#common/terminal-text.ts';
import { TraceStream } from '#trace/stream.ts';
import { CARD_OPTIONS, PKI, SEED } from './card-options.ts';
import { Guest } from './guest.ts';
import { readerNameFault } from './reader-name.ts';
import { LONGEST_TIMING, READER_KIND, READER_OPTIONS, SHORTEST_TIMING } from './specs.ts';
import { WorldReader } from './world-reader.ts';

/** A factor: less than the shortest, or more than the longest, is a slip of the pen. */
const TIMING: Kind = (value, path) =>
  typeof value === 'number' && value >= SHORTEST_TIMING && value <= LONGEST_TIMING
    ? undefined
    : `${path}: ${typeof value === 'number' ? value : 'no number'}, expected a factor from ${SHORTEST_TIMING} to ${LONGEST_TIMING}`;

/** Members of WorldOptions. */
export const WORLD_OPTIONS = {
  stream: optional(instanceOf(TraceStream, 'a TraceStream')),
  tell: optional(FUNCTION),
  trace: optional(FUNCTION),
  guest: optional(instanceOf(Guest, 'a Guest')),
  seed: optional(SEED),
  pki: optional(PKI),
  timing: optional(TIMING),
  person: optional(FUNCTION),
  services: optional(port('HealthServices', 'reset', 'close')),
};

/** Where a calendar can begin. */
export const DATE: Kind = (value, path) => {
  const expected = `expected ${EXPECTED_MOMENT.en}`;
  if (types.isDate(value)) {
    const time = value.getTime();
    return time >= 0 && time <= LAST_TIME.getTime() ? undefined : `${path}: a Date outside, ${expected}`;
  }
  if (typeof value !== 'string') return `${path}: no date, ${expected}`;
  if (parseMoment(value) !== undefined) return undefined;
  return `${path}: '${terminalText(withoutPossibleCodes(value))}', ${expected}`;
};

const READER = instanceOf(WorldReader, "a reader: w.reader('bureau')");
const SERVICE = port('a service with happened, settled and close', 'happened', 'settled', 'close');

/** Longer than until the last day, from any day since 1970. */
const MOST_TIME = `milliseconds, at most ${LAST_TIME.getTime()}: the calendar ends with ${LAST_TIME.toISOString().slice(0, 10)}`;

const READER_NAME: Kind = (value, path) => {
  if (typeof value !== 'string') return TEXT(value, path);
  const fault = readerNameFault(value);
  return fault && `${path}: ${fault.en}`;
};

const TIME_THAT_PASSES: Kind = (value, path) => {
  if (typeof value === 'number' && value > LAST_TIME.getTime()) return `${path}: ${value}, expected ${MOST_TIME}`;
  if (typeof value !== 'string') return MILLISECONDS(value, path);
  return parseSpan(value) === undefined
    ? `${path}: '${terminalText(withoutPossibleCodes(value))}', expected ${EXPECTED_SPAN.en}`
    : undefined;
};

export const WORLD_ARGUMENTS = {
  world: parameters('World', { target: ANYTHING, options: members(WORLD_OPTIONS) }),
  reader: parameters('World.reader', { name: READER_NAME, kind: optional(READER_KIND), options: READER_OPTIONS }),
  card: parameters('World.card', { profile: TEXT, options: CARD_OPTIONS }),
  elapse: parameters('World.elapse', { time: TIME_THAT_PASSES }),
  spawn: parameters('World.spawn', { command: TEXT, args: listOf(TEXT), options: having({}) }),
  start: parameters('World.start', { service: SERVICE }),
  acquire: parameters('World.acquire', { reader: READER }),
  minidriver: parameters('World.minidriver', { reader: READER }),
  resetByAnotherProgram: parameters('World.resetByAnotherProgram', { reader: READER }),
};
