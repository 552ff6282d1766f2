/** Steps of Diapason: the hospital's terminal, its programme and the payment provider. */
import { z } from 'zod';
import { packed } from '#common/language.ts';
import { DIAPASON_PARTS, type DiapasonPart } from '../../world/health-services.ts';
import { integer, text } from '../file/vocabulary.ts';
import { defineStep } from './definition.ts';

const MOST_CENTS = 99_999_999;

export const payment = defineStep({
  key: 'payment',
  summary: "A payment at the terminal of Diapason: TPE, GAP and PSP look at one another's certificates",
  short: 'cents',
  onReader: false,
  args: () => z.strictObject({ cents: integer(1, MOST_CENTS).describe('Amount in cents') }),
  expect: () =>
    z.strictObject({
      outcome: z.enum(['accepted', 'refused']).optional().describe('What the payment provider says'),
      refusedBy: z.enum(['TPE', 'GAP', 'PSP']).optional().describe('Who refuses'),
      rule: text.optional().describe('Which check fails: authority, dates, name, revoked, revocationUnknown...'),
    }),
  defaults: { outcome: 'accepted' },
  async run({ world: { services } }, { cents }) {
    const { accepted, refusal } = await services.diapason.pay(cents);
    return { outcome: accepted ? 'accepted' : 'refused', refusedBy: refusal?.by, rule: refusal?.rule };
  },
});

const HANDS = ['forget', 'type', 'resolve', 'revoke', 'deafPsp', 'putRight'] as const;

export const diapason = defineStep({
  key: 'diapason',
  summary: 'What somebody does to the programs of Diapason, or forgets',
  onReader: false,
  args: () =>
    z
      .strictObject({
        do: z
          .enum(HANDS, { error: HANDS.join(', ') })
          .describe(
            'forget: that was not installed; type: a name into the terminal; resolve: that name leads to the programme; revoke: ' +
              'the client certificate; deafPsp: the provider cannot ask what is revoked; putRight: as at first',
          ),
        part: z
          .enum(DIAPASON_PARTS, { error: DIAPASON_PARTS.join(', ') })
          .optional()
          .describe('forget: what'),
        name: text.optional().describe("type, resolve: name of the programme's server"),
      })
      .refine(({ do: hand, part }) => (hand === 'forget') === (part !== undefined), {
        path: ['part'],
        error: packed({ en: 'with forget, and only then: what', fr: 'avec forget, et alors seulement : quoi' }),
      })
      .refine(({ do: hand, name }) => (hand === 'type' || hand === 'resolve') === (name !== undefined), {
        path: ['name'],
        error: packed({
          en: 'with type and resolve, and only then: a name',
          fr: 'avec type et resolve, et alors seulement : un nom',
        }),
      }),
  expect: () => z.strictObject({}),
  defaults: {},
  async run({ world: { services } }, { do: hand, part, name }) {
    const { diapason: programs, pki } = services;
    if (hand === 'forget') await programs.forget(part as DiapasonPart);
    if (hand === 'type') programs.type(name ?? '');
    if (hand === 'resolve') programs.resolve(name ?? '', programs.ports.gap);
    if (hand === 'revoke') pki.register(programs.authority).revoke(programs.clientSerial, { reason: 'keyCompromise' });
    if (hand === 'deafPsp') programs.pspCannotAsk(true);
    if (hand === 'putRight') await programs.reset();
    return {};
  },
});
