/** Steps of a hand at the reader's cable. */
import { z } from 'zod';
import { packed } from '#common/language.ts';
import { code, integer } from '../file/vocabulary.ts';
import { defineStep, type Names } from './definition.ts';
import { eventExpectation } from './parts/expectations.ts';

const readerArgs = (names: Names) => z.strictObject({ reader: names.reader });

export const plug = defineStep({
  key: 'plug',
  summary: 'Plugs a reader in',
  short: 'reader',
  onReader: false,
  args: readerArgs,
  expect: () => eventExpectation,
  defaults: {},
  run: async (context, { reader }, { within }) => context.readerNamed(reader).plug({ withinMs: within }),
});

export const unplug = defineStep({
  key: 'unplug',
  summary: 'Unplugs a reader, with the card that may be in it',
  short: 'reader',
  onReader: false,
  args: readerArgs,
  expect: () => eventExpectation,
  defaults: {},
  run: async (context, { reader }, { within }) => context.readerNamed(reader).unplug({ withinMs: within }),
});

export const pinPad = defineStep({
  key: 'pinPad',
  summary:
    'Prepares what the person types at the PIN pad, in place of what was still prepared; without answers only looks',
  onReader: true,
  presentsCode: () => true,
  args: () =>
    z.strictObject({
      answers: z
        .array(code, {
          error: packed({
            en: 'a list: codes, cancel, timeout, wait',
            fr: 'une liste : codes, cancel, timeout, wait',
          }),
        })
        .optional()
        .describe('Digits of a code, cancel, timeout (nobody types), wait (nobody types until the program gives up)'),
    }),
  expect: () => z.strictObject({ asked: integer(0, 1000).optional().describe('Codes the pad has asked for so far') }),
  defaults: {},
  async run({ reader }, { answers }) {
    const { pinPad: pad } = reader;
    const { asked } = pad;
    if (answers !== undefined) pad.prepare(answers);
    return { asked };
  },
});
