/**
 * The shape of a scenario file: its head (cards, readers) and its steps.
 *
 * The steps are dispatched on their key before they are parsed, so that one fault gives one clear error.
 */
import { z } from 'zod';
import { packed, type Text } from '#common/language.ts';
import type { FaultRule } from '../../world/fault-types.ts';
import {
  LIST_ATTRIBUTES,
  LIST_BLANKS,
  LIST_OPTIONS,
  LIST_POINTS,
  LIST_WAYS,
  SERVICE_NAMES,
  type ServiceName,
} from '../../world/health-services.ts';
import {
  type CardSpec,
  READER_KINDS,
  REPORTING_NAMES,
  type ReaderKind,
  type ReportingName,
  SIGNATURE_CODES,
} from '../../world/specs.ts';
import type { StepDefinition } from '../steps/definition.ts';
import { type ProgramSpec, programWords } from './program-spec.ts';
import {
  duration,
  factor,
  identifier,
  integer,
  moment,
  oneOrMore,
  revocationReason,
  text,
  time,
} from './vocabulary.ts';

export const MAX_SEED = 999_999_999;

const SOME_WAYS: Text = { en: 'http, ldap or both', fr: 'http, ldap ou les deux' };
const listAddresses = z.strictObject({
  ways: oneOrMore(z.enum(LIST_WAYS), SOME_WAYS)
    .refine((ways) => new Set(ways).size === ways.length, { error: packed(SOME_WAYS) })
    .optional()
    .describe('Those that they name of full lists, in that order'),
  points: z.enum(LIST_POINTS).optional().describe('A distribution point for each address, or one for all of them'),
  blanks: z.enum(LIST_BLANKS).optional().describe('Blanks as %20, or raw, which no address may have'),
  attribute: z.enum(LIST_ATTRIBUTES).optional().describe('certificaterevocationlist or certificateRevocationList'),
  option: z.enum(LIST_OPTIONS).optional().describe('Whether ;binary stands behind the attribute'),
});

const simulatedCard = z.strictObject({
  profile: text.describe('A shipped profile (cps3-medecin) or the path of a profile file (*.json)'),
  identity: text
    .optional()
    .describe(
      "Whom it is for, in the place of the profile's holder: a person (cps-sim people list) or a person file (*.json)",
    ),
  chain: z
    .literal('other')
    .optional()
    .describe('Issued by authorities of the same names and other keys, which nobody trusts'),
  signatureCode: z
    .enum(SIGNATURE_CODES)
    .optional()
    .describe('each: the code is worth one signature; once: all until the card is reset; as the profile by default'),
  lists: listAddresses.optional().describe('How its certificates name revocation lists; as the documents by default'),
  opposed: z
    .strictObject({
      reason: revocationReason.optional(),
      at: time.optional().describe('Since when; now by default'),
    })
    .optional()
    .describe('Its issuer has put it out of service: its certificates are revoked'),
  seed: integer(0, MAX_SEED).optional().describe('Same seed, same card: keys, certificates, serial number'),
  valid: z
    .strictObject({
      from: time.optional().describe('Not valid before; as the profile has it by default'),
      to: time.optional().describe('Not valid after; as the profile has it by default'),
    })
    .refine(({ from, to }) => from !== undefined || to !== undefined, {
      error: packed({ en: "'from', 'to' or both", fr: "'from', 'to' ou les deux" }),
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
const SOME_RULES: Text = {
  en: "a list of rules: '- { when: { command: READ BINARY }, do: mute }'",
  fr: "une liste de règles : '- { when: { command: READ BINARY }, do: mute }'",
};
export const readerSpec = z.enum(READER_KINDS);

const SOME_STEPS: Text = { en: 'at least one step', fr: 'au moins une étape' };
const TITLE = packed({ en: 'a title', fr: 'un titre' });

/** What scenarios and setups have. */
const common = {
  description: text.optional().describe('More about it, for who reads the file'),
  include: oneOrMore(text, { en: 'a path, or a list of paths', fr: 'un chemin, ou une liste de chemins' })
    .optional()
    .describe('Setups, by their paths from this file: what they have is had and done first, each once'),
  variables: z
    .record(identifier, z.unknown())
    .optional()
    .describe(
      `Values by name, which stand where a value is \${name}; what a scenario says goes before what a setup says`,
    ),
  date: moment
    .optional()
    .describe('The day, or the moment in UTC, at which the calendar begins for everything in it; today by default'),
  cards: z.record(identifier, z.unknown()).default({}).describe('Cards by name, in no reader yet'),
  readers: z
    .record(identifier, z.unknown(), { error: packed(SOME_READER) })
    .optional()
    .describe('Readers by name, plugged in before the first step'),
  services: z
    .array(z.enum(SERVICE_NAMES, { error: SERVICE_NAMES.join(', ') }))
    .optional()
    .describe('Services around the cards, started before the first step; those that one stands on come with it'),
  timing: factor
    .optional()
    .describe(
      'Cards and readers take their time, as their profiles say it: 1, or how many times as long; none by default',
    ),
  program: programWords.optional(),
  timeout: duration.optional().describe('Time the whole scenario may take, in real time; then it has failed'),
  reporting: z
    .enum(REPORTING_NAMES)
    .optional()
    .describe(
      'What programs are told when something is wrong with a card; of our own readers only; pcsclite-ccid on the target private, else windows by default',
    ),
  faults: z
    .array(z.unknown(), { error: packed(SOME_RULES) })
    .optional()
    .describe('Rules of what goes wrong, the first one that fits; in force before the first step'),
  steps: z
    .array(z.unknown())
    .min(1, { error: packed(SOME_STEPS) })
    .describe('What happens, one thing after the other'),
};

const REASON: Text = { en: 'the reason, in words', fr: 'la raison, en quelques mots' };
/** `skip: false` would skip for the reason 'false'. */
const NO_REASON = /^(?:true|false|yes|no|on|off|null|~)$/i;

export const headSchema = z.strictObject({
  scenario: text.min(1, { error: TITLE }).describe('What this scenario shows, as a title'),
  ...common,
  rows: z
    .record(text, z.unknown())
    .optional()
    .describe('Played once for each row, by its name, with the variables that stand in it'),
  tags: oneOrMore(identifier, { en: 'a tag, or a list of tags', fr: 'une étiquette, ou une liste' })
    .optional()
    .describe('Words to choose it by, with --tags'),
  skip: text
    .min(1, { error: packed(REASON) })
    .refine((reason) => !NO_REASON.test(reason), { error: packed(REASON) })
    .optional()
    .describe('It is not played, and told as skipped for that reason'),
});

/** A file that scenarios include. */
export const setupSchema = z.strictObject({
  setup: text
    .min(1, { error: TITLE })
    .describe('In the place of scenario: what scenarios share that include this file'),
  ...common,
  steps: common.steps.optional(),
});

type Common = z.infer<z.ZodObject<typeof common>>;

/** What a file says of itself: a scenario has a title as `scenario`, a setup as `setup`. */
export type Head = Omit<Common, 'steps' | 'cards'> &
  Partial<Pick<z.infer<typeof headSchema>, 'scenario' | 'tags' | 'skip'>> &
  Partial<Pick<z.infer<typeof setupSchema>, 'setup'>>;

/** Keys that may stand beside the step's own key. */
export const commonKeys = {
  title: text.describe('Words for the report'),
  repeat: integer(1, 1000).describe('Times to do the step; the last time is what is expected'),
  remember: identifier.describe('Keeps the data of this step under a name, for sameAs and differsFrom'),
};

/** Keys of a step that is a group of steps. */
export const groupSchema = z.strictObject({
  steps: z
    .array(z.unknown())
    .min(1, { error: packed(SOME_STEPS) })
    .describe('In the place of a step: a group of steps, done as often as repeat beside it says'),
  title: commonKeys.title.optional(),
  repeat: commonKeys.repeat.optional(),
});

/** Where something stands: in that file, where it is not the scenario's own. */
interface Placed {
  readonly file?: string;
  readonly line: number;
}

/** A rule of the head of a loaded scenario. */
export interface PlacedRule extends Placed {
  readonly rule: FaultRule;
}

/** One step of a loaded scenario. */
export interface Step extends Placed {
  readonly definition: StepDefinition;
  readonly args: unknown;
  readonly expect: Readonly<Record<string, unknown>>;
  /** Other outcomes that are as good. */
  readonly or?: readonly Readonly<Record<string, unknown>>[];
  readonly repeat: number;
  /** Name of the reader it concerns: the one it names, else the first of the scenario. */
  readonly reader: string;
  readonly remember?: string;
  /** The step in one line for people, codes masked. */
  readonly text: string;
  readonly column: number;
}

interface ScenarioRow {
  readonly name: string;
  /** On which it is written. */
  readonly lines: readonly [first: number, last: number];
  readonly all: readonly string[];
}

export interface Scenario {
  /** Behind it the name of its row: `Signer [infirmier]`. */
  readonly title: string;
  readonly description?: string;
  /** When its calendar begins; as the machine's by default. */
  readonly date?: Date;
  /** Path as it was given. */
  readonly file: string;
  /** The row it is, of a scenario that has rows; `all`: the names of those that the file has. */
  readonly row?: ScenarioRow;
  readonly tags?: readonly string[];
  /** Why it is not played. */
  readonly skip?: string;
  readonly cards: Readonly<Record<string, CardSpec>>;
  /** Names of those that a step names: only they are made. */
  readonly usedCards: ReadonlySet<string>;
  /** By name, as they were written. */
  readonly services: readonly ServiceName[];
  /** Kind of each reader by its name. */
  readonly readers: Readonly<Record<string, ReaderKind>>;
  /** How many times as long as their profiles say cards and readers take. */
  readonly timing?: number;
  /** Runs beside the steps. */
  readonly program?: ProgramSpec;
  readonly timeoutMs?: number;
  /** Of the readers. */
  readonly reporting?: ReportingName;
  readonly faults: readonly PlacedRule[];
  readonly steps: readonly Step[];
}

/** True when a step waits for an unmodified program beside the scenario, and the scenario names none. */
export function needsGuest({ steps, program }: Scenario): boolean {
  return program === undefined && steps.some(({ definition }) => definition.needsGuest);
}

/** True when a step says what the exit code of the program beside must be: then it is no news any more. */
export function expectsExitCode({ steps }: Scenario): boolean {
  return steps.some(({ expect }) => expect.exitCode !== undefined);
}
