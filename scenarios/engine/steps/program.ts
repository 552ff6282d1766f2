/** Steps of the program under test that are no Card* function: raw APDUs, transactions, restart, waiting. */
import { z } from 'zod';
import { carriesReferenceData } from '#iso7816/mask.ts';
import { swText } from '#iso7816/status-word.ts';
import { duration, eventName, hexBytes, statusWord } from '../file/vocabulary.ts';
import { defineStep } from './definition.ts';
import { dataExpectations, errorExpectation } from './parts/expectations.ts';

export const apdu = defineStep({
  key: 'apdu',
  summary: 'Sends a command APDU as it stands; 61XX and 6CXX come back as the card gives them',
  short: 'command',
  onReader: true,
  remembers: true,
  presentsCode: ({ command }) => carriesReferenceData(command[1] ?? 0),
  args: () => z.strictObject({ command: hexBytes.describe('The command APDU, in hexadecimal') }),
  expect: (names) =>
    z.strictObject({
      sw: statusWord.optional().describe('SW1-SW2, X for any digit; 9000 when nothing is said'),
      ...dataExpectations(names),
      error: errorExpectation,
    }),
  defaults: { sw: '9000' },
  async run(context, { command }) {
    const { sw, data } = await context.world.program.transmit(await context.reader.pcscName(), command);
    return { sw: swText(sw), data, length: data.length };
  },
});

export const transaction = defineStep({
  key: 'transaction',
  summary: 'Begins or ends a transaction: between the two no other program reaches the card',
  short: 'do',
  onReader: true,
  args: () => z.strictObject({ do: z.enum(['begin', 'end']) }),
  expect: () => z.strictObject({ error: errorExpectation }),
  defaults: {},
  async run(context, { do: action }) {
    const { program } = context.world;
    const reader = await context.reader.pcscName();
    await (action === 'begin' ? program.beginTransaction(reader) : program.endTransaction(reader));
    return {};
  },
});

export const restart = defineStep({
  key: 'restart',
  summary:
    'Ends the program under test and starts it again: contexts and handles are lost, the next step connects anew',
  short: 'what',
  onReader: false,
  args: () => z.strictObject({ what: z.literal('program').default('program') }),
  expect: () => z.strictObject({}),
  defaults: {},
  async run(context) {
    await context.world.program.restart();
    return {};
  },
});

export const smartCardService = defineStep({
  key: 'smartCardService',
  summary:
    'Kills the smart card service (pcscd, SCardSvr) or starts it again: calls under way lose their answer, contexts and handles are gone',
  short: 'do',
  onReader: false,
  args: () => z.strictObject({ do: z.enum(['kill', 'start']) }),
  expect: () => z.strictObject({}),
  defaults: {},
  async run(context, { do: action }) {
    await context.world.smartCardService[action]();
    return {};
  },
});

export const waitFor = defineStep({
  key: 'waitFor',
  summary: 'Waits until a program sees the event; passes at once when it was the last one of its kind',
  short: 'event',
  onReader: true,
  args: () =>
    z.strictObject({
      event: eventName.describe('The event that is waited for'),
      within: duration.optional().describe('Time it may take'),
    }),
  expect: () => z.strictObject({}),
  defaults: {},
  async run(context, { event, within }) {
    return context.reader.waitFor(event, { withinMs: within });
  },
});
