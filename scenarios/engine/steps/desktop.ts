/** Steps of the Windows desktop: programs, the person at the screen, time. */
import { z } from 'zod';
import { type CspSettings, PIN_CACHE_POLICY } from '../../../driver/csp/index.ts';
import type { DesktopProgram } from '../../world/windows/desktop.ts';
import { code, duration, identifier, integer, text } from '../file/vocabulary.ts';
import { refusalOf } from '../refusal.ts';
import type { StepContext } from './context.ts';
import { defineStep, type Observation } from './definition.ts';

export const programName = identifier
  .default('programme')
  .describe('The program that does it; each has a process, a PIN cache and dialogs of its own');

/** What may be expected of the dialogs a step led to. */
export const dialogExpectations = {
  dialogs: z
    .array(z.enum(['pin', 'pin-pad', 'insert-card'], { error: 'pin, pin-pad or insert-card' }))
    .optional()
    .describe('The dialogs that were shown; [] for none'),
  says: text.optional().describe('A part of what the last dialog said'),
};

/** What may be expected of a step that needs the code porteur. */
export const attemptsExpectation = {
  attemptsRemaining: integer(0, 15).optional().describe('Tries left of the code porteur'),
};

/** What the step led to, with the dialogs it showed, whether it succeeded or not. */
export async function withDialogs({ person }: DesktopProgram, work: () => Promise<Observation>): Promise<Observation> {
  person.take();
  const observed = await observing(work);
  const shown = person.take();
  const last = shown.at(-1);
  const says = last === undefined ? 'no dialog' : [last.title, last.heading, last.text].join(' | ');
  return { ...observed, dialogs: shown.map(({ kind }) => kind), says };
}

/** A refusal with its return code and tries is an observation. */
async function observing(work: () => Promise<Observation>): Promise<Observation> {
  try {
    return await work();
  } catch (error) {
    return refusalOf(error);
  }
}

/** `{reader}` stands for the PC/SC name of the step's reader, which differs from target to target. */
export async function withReaderName(container: string | undefined, { reader }: StepContext): Promise<string | null> {
  return container === undefined ? null : container.replaceAll('{reader}', await reader.pcscName());
}

const policyName = z.enum(['Normal', 'Timed', 'None', 'AlwaysPrompt'], {
  error: 'Normal, Timed, None or AlwaysPrompt',
});
const POLICIES = {
  Normal: PIN_CACHE_POLICY.NORMAL,
  Timed: PIN_CACHE_POLICY.TIMED,
  None: PIN_CACHE_POLICY.NONE,
  AlwaysPrompt: PIN_CACHE_POLICY.ALWAYS_PROMPT,
} as const;

export const startProgram = defineStep({
  key: 'startProgram',
  summary: 'Starts a program, anew when it runs: nothing kept, no PIN known',
  short: 'program',
  onReader: false,
  args: () =>
    z.strictObject({
      program: programName,
      language: z.enum(['fr', 'en'], { error: 'fr or en' }).optional().describe('Of its dialogs; fr by default'),
      transactionTimeoutMilliseconds: integer(0, 60_000).optional().describe('1500 by default'),
      pinCachePolicy: policyName.optional().describe('Instead of what the card says'),
      pinCacheSeconds: integer(0, 86_400).optional().describe('How long a PIN is kept with the policy Timed'),
    }),
  expect: () => z.strictObject({}),
  defaults: {},
  async run({ world }, { program, language, transactionTimeoutMilliseconds, pinCachePolicy, pinCacheSeconds = 0 }) {
    const settings: CspSettings = {
      ...(language !== undefined && { language }),
      ...(transactionTimeoutMilliseconds !== undefined && { transactionTimeoutMs: transactionTimeoutMilliseconds }),
      ...(pinCachePolicy && { pinCachePolicy: { type: POLICIES[pinCachePolicy], seconds: pinCacheSeconds } }),
    };
    await world.desktop.startProgram(program, settings);
    return {};
  },
});

const answerArgs = z.strictObject({
  program: programName,
  pin: code.optional().describe('Types this code into the PIN dialog'),
  do: z.literal('cancel', { error: "'cancel'" }).optional(),
});

type Answers = Readonly<Record<'pin' | 'do' | 'insert', string | undefined>>;

/** One dialog, one answer. */
function isOne({ pin, do: cancelled, insert }: Partial<Answers>): boolean {
  return [pin, cancelled, insert].filter((given) => given !== undefined).length === 1;
}

export const answer = defineStep({
  key: 'answer',
  summary:
    'What the person will do at the next dialog: type a code, insert a card, cancel; unanswered, it is cancelled',
  short: 'do',
  onReader: true,
  presentsCode: ({ pin }) => pin !== undefined,
  args: (names) =>
    answerArgs
      .extend({ insert: names.card.optional().describe('Inserts this card, then says that it is there') })
      .refine(isOne, { error: 'pin, insert or cancel, one of them' }),
  expect: () => z.strictObject({}),
  defaults: {},
  async run(context, { program, pin, insert }) {
    const { person } = context.world.desktop.program(program);
    const { reader } = context;
    if (pin !== undefined) person.prepare({ kind: 'pin', pin });
    else if (insert === undefined) person.prepare({ kind: 'cancel' });
    else {
      const card = context.card(insert);
      person.prepare({
        kind: 'insert',
        async insert() {
          if (reader.card !== undefined) await reader.remove();
          await reader.insert(card);
        },
      });
    }
    return {};
  },
});

export const elapse = defineStep({
  key: 'elapse',
  summary: 'Time passes for the programs: transactions end, kept PINs grow old; nobody waits for it',
  short: 'time',
  onReader: false,
  args: () => z.strictObject({ time: duration }),
  expect: () => z.strictObject({}),
  defaults: {},
  async run({ world }, { time }) {
    world.desktop.clock.pass(time);
    return {};
  },
});
