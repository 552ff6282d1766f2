/** Steps of the Windows computer: programs, the person at the screen, time. */

import { z } from 'zod';
import { LANGUAGES, packed } from '#common/language.ts';
import { type CspSettings, PIN_CACHE_POLICY } from '../../../driver/csp/index.ts';
import { GENERATIONS } from '../../../driver/minidriver/index.ts';
import { code, duration, integer, span } from '../file/vocabulary.ts';
import { defineStep } from './definition.ts';
import { programName } from './parts/dialogs.ts';

const policyName = z.enum(['Normal', 'Timed', 'None', 'AlwaysPrompt']);
const POLICIES = {
  Normal: PIN_CACHE_POLICY.NORMAL,
  Timed: PIN_CACHE_POLICY.TIMED,
  None: PIN_CACHE_POLICY.NONE,
  AlwaysPrompt: PIN_CACHE_POLICY.ALWAYS_PROMPT,
} as const;

const startArgs = z
  .strictObject({
    program: programName,
    language: z.enum(LANGUAGES).optional().describe('Of its dialogs; fr by default'),
    generation: z.enum(GENERATIONS).optional().describe('The newest generation of cards it takes; cps3 by default'),
    transactionTimeoutMilliseconds: integer(0, 60_000).optional().describe('1500 by default'),
    pinCachePolicy: policyName.optional().describe('Instead of what the card says'),
    pinCacheSeconds: integer(0, 86_400).optional().describe('How long a PIN is kept with the policy Timed'),
  })
  .refine(({ pinCachePolicy, pinCacheSeconds }) => pinCacheSeconds === undefined || pinCachePolicy === 'Timed', {
    path: ['pinCacheSeconds'],
    error: packed({
      en: "no such time, or beside it 'pinCachePolicy: Timed', which alone has one",
      fr: "pas de durée, ou à côté d'elle 'pinCachePolicy: Timed', seule à en avoir une",
    }),
  });

export const startProgram = defineStep({
  key: 'startProgram',
  summary: 'Starts a program, anew when it runs: nothing kept, no PIN known',
  short: 'program',
  onReader: false,
  args: () => startArgs,
  expect: () => z.strictObject({}),
  defaults: {},
  async run({ world }, { program, language, generation, pinCachePolicy, pinCacheSeconds = 0, ...others }) {
    const { transactionTimeoutMilliseconds } = others;
    const settings: CspSettings = {
      ...(language !== undefined && { language }),
      ...(generation !== undefined && { minidriver: { configuration: { generation } } }),
      ...(transactionTimeoutMilliseconds !== undefined && { transactionTimeoutMs: transactionTimeoutMilliseconds }),
      ...(pinCachePolicy && { pinCachePolicy: { type: POLICIES[pinCachePolicy], seconds: pinCacheSeconds } }),
    };
    await world.windows.startProgram(program, settings);
    return {};
  },
});

const answerArgs = z.strictObject({
  program: programName,
  pin: code.optional().describe('Types this code into the PIN dialog'),
  after: duration.optional().describe('How long the code is looked for, in real time; it is typed at once by default'),
  do: z
    .literal('cancel', {
      error: packed({ en: '\'cancel\', or a code as { pin: "..." }', fr: '\'cancel\', ou un code : { pin: "..." }' }),
    })
    .optional(),
});

const ONE_ANSWER = packed({ en: 'pin, insert or cancel, one of them', fr: 'pin, insert ou cancel, un seul' });
const AFTER_ALONE = packed({ en: "no 'after', or a code beside it", fr: "pas de 'after', ou un code à côté" });

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
      .refine(isOne, { error: ONE_ANSWER })
      .refine(({ pin, after }) => pin !== undefined || after === undefined, { path: ['after'], error: AFTER_ALONE }),
  expect: () => z.strictObject({}),
  defaults: {},
  async run(context, { program, pin, after, insert }) {
    const { person } = context.world.windows.program(program);
    const { reader } = context;
    if (pin !== undefined) person.prepare({ kind: 'pin', pin, afterMs: after });
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
  summary:
    'Time passes: idle cards lose their power, transactions end, kept PINs grow old, certificates expire; nobody waits for it',
  short: 'time',
  onReader: false,
  args: () => z.strictObject({ time: span.describe('90min, 8h, 400d, 10 years, or a duration of ISO 8601: P1Y6M') }),
  expect: () => z.strictObject({}),
  defaults: {},
  async run({ world }, { time }) {
    await world.elapse(time);
    return {};
  },
});
