/** Steps of a hand at the card, and of what may befall the card. */
import { z } from 'zod';
import { INTERRUPTIBLE } from '../../world/interruptible-commands.ts';
import { text } from '../file/vocabulary.ts';
import { defineStep, type Names } from './definition.ts';
import { errorExpectation, eventExpectation } from './parts/expectations.ts';

const cardArgs = (names: Names) => z.strictObject({ card: names.card });

const commandName = z
  .enum(INTERRUPTIBLE)
  .describe(
    'The card goes while its next command of this name, of whatever program, is under way and is never answered. What changes nothing, and ' +
      'UPDATE BINARY, is done; a command that presents a code (VERIFY, CHANGE REFERENCE DATA, RESET RETRY COUNTER) has ' +
      'spent a try and done no more, whatever the code',
  );

export const insert = defineStep({
  key: 'insert',
  summary: 'Inserts a card into the reader, or holds it to its antenna',
  short: 'card',
  onReader: true,
  args: (names) =>
    cardArgs(names).extend({
      face: z
        .enum(['contact', 'contactless'])
        .optional()
        .describe('The side of the card that a dual-interface reader works with'),
    }),
  expect: () => eventExpectation,
  defaults: {},
  run: async (context, { card, face }, { within }) =>
    context.reader.insert(context.card(card), { withinMs: within, face }),
});

export const remove = defineStep({
  key: 'remove',
  summary: 'Takes a card out of its reader, at once or in the middle of a command',
  short: 'card',
  onReader: false,
  args: (names) => cardArgs(names).extend({ during: commandName.optional() }),
  expect: () => eventExpectation,
  defaults: {},
  async run(context, { card, during }, { within }) {
    if (during === undefined) return context.card(card).remove({ withinMs: within });
    context.card(card).removeDuring(during);
    return {};
  },
});

export const swap = defineStep({
  key: 'swap',
  summary: 'Takes one card out and inserts another into the same reader',
  onReader: false,
  args: (names) => z.strictObject({ from: names.card, to: names.card }),
  expect: () => eventExpectation,
  defaults: {},
  async run(context, { from, to }, { within }) {
    const reader = context.card(from).requireReader();
    await reader.remove({ withinMs: within });
    return reader.insert(context.card(to), { withinMs: within });
  },
});

export const reset = defineStep({
  key: 'reset',
  summary: 'Another program on the machine resets the card',
  short: 'card',
  onReader: false,
  args: cardArgs,
  expect: () => z.strictObject({ error: errorExpectation }),
  defaults: {},
  run: async (context, { card }) => context.world.resetByAnotherProgram(context.card(card).requireReader()),
});

export const crash = defineStep({
  key: 'crash',
  summary:
    'The program that plays the card dies, at once or in the middle of a command; insert starts it from its card file',
  short: 'card',
  onReader: false,
  args: (names) => z.strictObject({ card: names.cardInFile, during: commandName.optional() }),
  expect: () => eventExpectation,
  defaults: {},
  async run(context, { card, during }, { within }) {
    if (during === undefined) return context.card(card).crash({ withinMs: within });
    context.card(card).crashDuring(during);
    return {};
  },
});

export const updateCard = defineStep({
  key: 'updateCard',
  summary: 'The on-line update service has been at the card: its EF_ACTUA changes',
  onReader: false,
  args: (names) =>
    cardArgs(names).extend({
      actua: text.describe('absent, invalid, now, 2026-01-31, 2026-01-31T12:00:00Z, or START/END'),
    }),
  expect: () => z.strictObject({}),
  defaults: {},
  async run(context, { card, actua }) {
    context.card(card).update(actua);
    return {};
  },
});
