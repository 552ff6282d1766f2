/**
 * How long things take with a card and its reader, face by face.
 *
 * Nobody outside the issuer can know most of it: what a profile does not say is the default here, marked `simulation`, and
 * any of it may be told by a profile of one's own.
 *
 * Source: ISO/IEC 7816-3:2006, 5.2.3 (clock), 6.2.2 (answer to reset), 8.3 (TA1); ISO/IEC 14443-3:2018, 6.1 (bit rates).
 */
import { z } from 'zod';
import { packed } from '#common/language.ts';
import { COMMAND_NAMES, COMMANDS } from '#iso7816/commands.ts';
import { source } from '../../data/schema-parts.ts';

const ms = z.number().min(0).max(60_000);
const names = new Set(COMMAND_NAMES.map((name) => COMMANDS[name].name));

/** Milliseconds that the card works on a command, by its name in the standard. */
const processing = z.record(
  z.string().refine((name) => names.has(name), {
    error: packed({
      en: `a command by its name: ${[...names].join(', ')}`,
      fr: `une commande par son nom : ${[...names].join(', ')}`,
    }),
  }),
  ms,
);

/** Hundreds of milliseconds for the private key, some for what writes. */
const PROCESSING = {
  'PERFORM SECURITY OPERATION': 400,
  'INTERNAL AUTHENTICATE': 400,
  VERIFY: 30,
  'CHANGE REFERENCE DATA': 60,
  'RESET RETRY COUNTER': 60,
  'UPDATE BINARY': 20,
};

const common = {
  source: source.default('simulation'),
  /** Milliseconds that the card works on a command, by its name. */
  processingMs: processing.default(PROCESSING),
  /** On any other. */
  otherMs: ms.default(3),
};

export const contactTiming = z.strictObject({
  ...common,
  /** Of the reader; at 3,571,200 Hz a card without TA1 speaks at 9,600 bit/s. */
  clockHz: z.number().int().min(1_000_000).max(20_000_000).default(3_571_200),
  /** What the reader goes up to when the card offers it (PPS). */
  maxBitRate: z.number().int().min(9_600).max(1_000_000).default(115_200),
  /** From the card's coming to power: its contacts bounce, and the reader waits until they rest. */
  insertionMs: ms.default(100),
  /** From RST to the first character of the answer to reset: 400 to 40,000 clock cycles. */
  resetMs: ms.default(5),
});

export const contactlessTiming = z.strictObject({
  ...common,
  bitRate: z.union([z.literal(106_000), z.literal(212_000), z.literal(424_000), z.literal(848_000)]).default(106_000),
  /** Bytes of a frame, 16 to 256. */
  frameBytes: z.number().int().min(16).max(256).default(64),
  /** From the card's coming into the field to its selection. */
  insertionMs: ms.default(60),
  /** RATS and its answer. */
  resetMs: ms.default(10),
});
