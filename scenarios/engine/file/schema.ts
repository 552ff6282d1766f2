/**
 * The shape of a scenario file: its head (cards, readers) and its steps.
 *
 * The steps are dispatched on their key before they are parsed, so that one fault gives one clear error.
 */
import { z } from 'zod';
import { packed, type Text } from '#common/language.ts';
import { type CardSpec, READER_KINDS, type ReaderKind } from '../../world/specs.ts';
import type { StepDefinition } from '../steps/definition.ts';
import { identifier, integer, text, time } from './vocabulary.ts';

const MAX_SEED = 999_999_999;

const simulatedCard = z.strictObject({
  profile: text.describe('A shipped profile (cps3-medecin) or the path of a profile file (*.json)'),
  seed: integer(0, MAX_SEED).optional().describe('Same seed, same card: keys, certificates, serial number'),
  valid: z
    .strictObject({
      from: time.optional().describe('Not valid before; as the profile has it by default'),
      to: time.optional().describe('Not valid after; as the profile has it by default'),
    })
    .refine(({ from, to }) => from !== undefined || to !== undefined, {
      error: packed({ en: 'from, to or both', fr: 'from, to ou les deux' }),
    })
    .optional()
    .describe('Other dates than those of the profile, for a card that has expired, is not valid yet or expires soon'),
  keptIn: z
    .enum(['memory', 'file'])
    .default('memory')
    .describe('file: the card lives in a card file of its own and survives a crash of its program'),
});
const cardFile = z.strictObject({
  file: text.describe('Path of a card file (*.cps.json); the run works on a copy'),
});
const foreignCard = z.strictObject({
  kind: z.literal('foreign').describe('A card of another family: it answers to reset and refuses every command'),
});

/** A card is told by the key it has: profile, file or kind. */
export const CARD_KINDS = { profile: simulatedCard, file: cardFile, kind: foreignCard } as const satisfies Readonly<
  Record<string, z.ZodType<CardSpec>>
>;

export const SOME_READER: Text = {
  en: "at least one reader: '{ bureau: contact }'",
  fr: "au moins un lecteur : '{ bureau: contact }'",
};
export const readerSpec = z.enum(READER_KINDS);

export const headSchema = z.strictObject({
  scenario: text
    .min(1, { error: packed({ en: 'a title', fr: 'un titre' }) })
    .describe('What this scenario shows, as a title'),
  description: text.optional().describe('More about it, for who reads the file'),
  cards: z.record(identifier, z.unknown()).default({}).describe('Cards by name, in no reader yet'),
  readers: z
    .record(identifier, z.unknown(), { error: packed(SOME_READER) })
    .describe('Readers by name, plugged in before the first step'),
  steps: z
    .array(z.unknown())
    .min(1, { error: packed({ en: 'at least one step', fr: 'au moins une étape' }) })
    .describe('What happens, one thing after the other'),
});

/** Keys that may stand beside the step's own key. */
export const commonKeys = {
  title: text.describe('Words for the report'),
  repeat: integer(1, 1000).describe('Times to do the step; the last time is what is expected'),
  remember: identifier.describe('Keeps the data of this step under a name, for sameAs and differsFrom'),
};

/** One step of a loaded scenario. */
export interface Step {
  readonly definition: StepDefinition;
  readonly args: unknown;
  readonly expect: Readonly<Record<string, unknown>>;
  readonly repeat: number;
  /** Name of the reader it concerns: the one it names, else the first of the scenario. */
  readonly reader: string;
  readonly remember?: string;
  /** The step in one line for people, codes masked. */
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

export interface Scenario {
  readonly title: string;
  readonly description?: string;
  /** Path as it was given. */
  readonly file: string;
  readonly cards: Readonly<Record<string, CardSpec>>;
  /** Names of those that a step names: only they are made. */
  readonly usedCards: ReadonlySet<string>;
  /** Kind of each reader by its name. */
  readonly readers: Readonly<Record<string, ReaderKind>>;
  readonly steps: readonly Step[];
}

/** True when a step waits for an unmodified program beside the scenario. */
export function needsGuest({ steps }: Scenario): boolean {
  return steps.some(({ definition }) => definition.needsGuest);
}

/** True when a reader has a PIN pad, which only our own readers can have. */
export function needsPinPad({ readers }: Scenario): boolean {
  return Object.values(readers).includes('pinpad');
}
