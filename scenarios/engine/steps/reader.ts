/** Steps of a hand at the reader's cable. */
import { z } from 'zod';
import { duration, eventName } from '../vocabulary.ts';
import { defineStep, type Names } from './definition.ts';

export const eventExpectation = z.strictObject({
  event: eventName.optional().describe('The event a program must see'),
  within: duration.optional().describe('Time it may take'),
});

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
