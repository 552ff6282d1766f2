/** What the door answers, as types that its OpenAPI document is made of; `api.ts` has the same for programs. */
import { z } from 'zod';
import type {
  ListedScenario,
  OpenEntry,
  PlayedBody,
  RecordingState,
  RefusalBody,
  RunState,
  WorldState,
} from './api.ts';

const text = z.strictObject({ fr: z.string(), en: z.string() }).describe('The same in each language');
const count = z.number().int().min(0);

const refusal = z.strictObject({
  code: z.string().describe('ERR_DOOR, ERR_SCENARIO_FILE...: it never changes, programs test it'),
  reason: z.string().optional().describe('Which of the cases of that code'),
  message: text,
}) satisfies z.ZodType<RefusalBody>;

const reader = z.strictObject({
  name: z.string(),
  kind: z.string().describe('contact, contactless, dual, pinpad, vpcd'),
  pcscName: z.string().optional().describe('Its name in PC/SC, while it is plugged in'),
  plugged: z.boolean(),
  card: z.string().optional().describe('The name of the card in it'),
  asked: count.optional().describe('Codes that its PIN pad has asked for'),
});

const pin = z.strictObject({
  reference: count.describe('1 is the code porteur'),
  verified: z.boolean(),
  triesRemaining: count.describe('0: it is blocked'),
  maxTries: count,
});

const card = z.strictObject({
  name: z.string(),
  profile: z.string().optional(),
  reader: z.string().optional().describe('The reader it is in'),
  pins: z.array(pin).describe('None before the card was first in a reader'),
});

const dialogWords = z.strictObject({ title: z.string(), heading: z.string(), text: z.string() });

const dialog = z.strictObject({
  id: count,
  program: z.string(),
  kind: z.enum(['pin', 'insert-card']),
  ...dialogWords.shape,
  words: z.strictObject({ fr: dialogWords, en: dialogWords }).describe('The same in each language'),
});

const entry = z
  .strictObject({
    id: count,
    reader: z.string().describe('The reader with the PIN pad'),
    prompt: z.enum(['current', 'new', 'confirm']).describe('The code, a new one, the new one again'),
    text: text.describe('What the display says'),
    typed: count.describe('Digits so far'),
    minLength: count,
    maxLength: count,
    ok: z.boolean().describe('Whether the key OK ends it; the last digit does otherwise'),
    timeoutMs: count.describe('How long the program waits for it'),
    leftMs: count.describe('How much of that is left'),
    typist: z.string().optional().describe('Who has begun to type: no one else can'),
  })
  .describe('A code that a PIN pad asks for') satisfies z.ZodType<OpenEntry>;

const recording = z
  .strictObject({
    identity: z.enum(['kept', 'replaced']).describe('Names, serial numbers and certificates'),
    commands: count,
    programs: count,
    full: z.literal(true).optional().describe('As much is recorded as may be: what came since is not in it'),
  })
  .describe('A recording that is under way') satisfies z.ZodType<RecordingState>;

const world = z.strictObject({
  name: z.string(),
  seq: count.describe('Number of its last event: what since counts from'),
  environment: z.record(z.string(), z.string()).describe('Variables that bring an unmodified program into this world'),
  readers: z.array(reader),
  cards: z.array(card),
  faults: z.array(z.strictObject({ number: count, rule: text, fired: count, inForce: z.boolean() })),
  dialogs: z.array(dialog),
  entries: z.array(entry).describe('Codes that PIN pads ask for, and that are typed by keys'),
  recording: recording.optional(),
}) satisfies z.ZodType<WorldState>;

const played = z.strictObject({
  step: z.string().describe('The step in one line, codes masked'),
  since: count.describe('Number of the last event before it: what has come of it is behind that'),
  observed: z.record(z.string(), z.unknown()).describe('What came, by the names that expect has; bytes in hexadecimal'),
  meaning: text.optional().describe('What the return code in observed.error means, or why it came'),
}) satisfies z.ZodType<PlayedBody>;

const scenario = z.strictObject({
  file: z.string(),
  title: z.string(),
  steps: count,
}) satisfies z.ZodType<ListedScenario>;

const run = z.strictObject({
  id: count,
  file: z.string(),
  title: z.string(),
  steps: count,
  stepsDone: count,
  step: z.string().optional().describe('The step under way, codes masked'),
  outcome: z.enum(['running', 'passed', 'failed', 'error', 'interrupted', 'skipped']),
  why: z.string().optional().describe('Why it has not passed'),
}) satisfies z.ZodType<RunState>;

const event = z
  .looseObject({
    at: z.number().describe('Milliseconds since the world was opened'),
    seq: count.describe('From 1, without a gap'),
    kind: z.string().describe('apdu, power, reader, pin, pin-pad, pcsc, call, fault, service, step...'),
    origin: z.string(),
    words: text.optional().describe('For people'),
  })
  .describe('As --trace writes it; commands are masked, bytes in hexadecimal');

/** By the names that the document gives them. */
export const ANSWERS = {
  Refusal: refusal,
  World: world,
  Recording: recording,
  Played: played,
  Scenario: scenario,
  Run: run,
  Event: event,
};
