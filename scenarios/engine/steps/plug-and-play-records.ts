/** Steps of what Plug and Play leaves behind: the database of registered cards, the event log. */
import { z } from 'zod';
import { cardTypeProviderName, listCards } from '../../../driver/plug-and-play/index.ts';
import { VIEWS } from '../../../driver/registry/index.ts';
import { text } from '../file/vocabulary.ts';
import { defineStep } from './definition.ts';
import { inOrder, ordered } from './parts/ordered.ts';

export const sCardListCards = defineStep({
  key: 'SCardListCards',
  summary: 'The cards registered for the answer to reset of the card in a reader, and the providers of the first',
  onReader: true,
  args: () =>
    z.strictObject({
      view: z
        .enum(VIEWS, { error: VIEWS.join(' or ') })
        .default('native')
        .describe('Of the registry'),
    }),
  expect: () =>
    z.strictObject({
      cards: inOrder(text).describe('Their names; [] for none'),
      csp: text.optional().describe('The CSP of the first'),
      ksp: text.optional().describe('The KSP of the first'),
      module: text.optional().describe('The minidriver of the first'),
    }),
  defaults: {},
  async run(context, { view }) {
    const { registry } = context.world.windows.devices.computer;
    const reader = await context.reader.pcscName();
    const cards = listCards(registry, await context.world.windows.devices.atrOf(reader), view);
    const provider = (kind: 'csp' | 'ksp' | 'module') => cardTypeProviderName(registry, cards[0] ?? '', kind, view);
    return { cards: ordered(cards), csp: provider('csp'), ksp: provider('ksp'), module: provider('module') };
  },
});

export const eventLog = defineStep({
  key: 'eventLog',
  summary: 'What smart card Plug and Play has written into the event log',
  onReader: false,
  args: () => z.strictObject({}),
  expect: () =>
    z.strictObject({
      ids: inOrder(text).describe('Numbers of the events, in their order'),
      says: text.optional().describe('A part of what they say'),
    }),
  defaults: {},
  async run({ world: { windows } }) {
    await windows.devices.settled();
    const { events } = windows.devices.computer.state;
    return { ids: ordered(events.map(({ id }) => id)), says: events.map(({ message }) => message).join(' | ') };
  },
});
