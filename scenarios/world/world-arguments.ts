/** What a World takes: see `#common/arguments.ts`. */
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
import { EXPECTED_SPAN, LAST_TIME, parseSpan } from '#common/calendar.ts';
import { withoutPossibleCodes } from '#common/possible-codes.ts';
import { terminalText } from '#common/terminal-text.ts';
import { TraceStream } from '#trace/stream.ts';
import { CARD_OPTIONS, PKI, SEED } from './card-options.ts';
import { Guest } from './guest.ts';
import { READER_KIND } from './specs.ts';
import { WorldReader } from './world-reader.ts';

/** Members of WorldOptions. */
export const WORLD_OPTIONS = {
  stream: optional(instanceOf(TraceStream, 'a TraceStream')),
  tell: optional(FUNCTION),
  trace: optional(FUNCTION),
  guest: optional(instanceOf(Guest, 'a Guest')),
  seed: optional(SEED),
  pki: optional(PKI),
};

const READER = instanceOf(WorldReader, "a reader: w.reader('bureau')");
const SERVICE = port('a service with happened, settled and close', 'happened', 'settled', 'close');

/** Longer than until the last day, from any day since 1970. */
const MOST_TIME = `milliseconds, at most ${LAST_TIME.getTime()}: the calendar ends with ${LAST_TIME.toISOString().slice(0, 10)}`;

/** Those that pcscd can carry: it adds seven bytes for its slot and the final NUL. */
const LONGEST_NAME = 121;
const READER_NAME: Kind = (value, path) => {
  if (typeof value !== 'string') return TEXT(value, path);
  const length = Buffer.byteLength(value);
  if (length >= 1 && length <= LONGEST_NAME) return undefined;
  return `${path}: a name of ${length} bytes, expected 1 to ${LONGEST_NAME}`;
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
  reader: parameters('World.reader', { name: READER_NAME, kind: optional(READER_KIND) }),
  card: parameters('World.card', { profile: TEXT, options: CARD_OPTIONS }),
  elapse: parameters('World.elapse', { time: TIME_THAT_PASSES }),
  spawn: parameters('World.spawn', { command: TEXT, args: listOf(TEXT), options: having({}) }),
  start: parameters('World.start', { service: SERVICE }),
  acquire: parameters('World.acquire', { reader: READER }),
  minidriver: parameters('World.minidriver', { reader: READER }),
  resetByAnotherProgram: parameters('World.resetByAnotherProgram', { reader: READER }),
};
