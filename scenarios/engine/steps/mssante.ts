/** Steps of MSSanté: a mail program with the card before the operator, and how the operator works. */
import { z } from 'zod';
import { AUTHENTICATIONS, MAIL_FAULTS, STRATEGIES } from '../../world/health-services.ts';
import type { MailWay } from '../../world/mail-client.ts';
import { integer, text } from '../file/vocabulary.ts';
import type { StepContext } from './context.ts';
import { defineStep, type Observation } from './definition.ts';
import { dialogExpectations, programName, withDialogs } from './parts/dialogs.ts';
import { flow, flowsOf, orRefused, trusts, verdict } from './parts/mssante.ts';

const DEEDS = ['send', 'read', 'delete'] as const;

const args = z.strictObject({
  program: programName,
  do: z.enum(DEEDS, { error: DEEDS.join(', ') }).describe('send over SMTP; read or delete over IMAP'),
  flow,
  sni: z.enum(['yes', 'no']).default('yes').describe('Whether it tells that name in the handshake'),
  trusts,
  cryptolib: z
    .enum(['new', 'old'])
    .default('new')
    .describe('old: one of before IGC-Santé, which shows no certificate of a new card (simulation)'),
  identity: text.optional().describe('read, delete: the address named with EXTERNAL; none by default'),
  folder: text.default('INBOX').describe('read, delete: which folder'),
  to: text.default('claire.medecin9990001@simulation.mssante.fr').describe('send: to whom'),
  subject: text.default('essai').describe('send: the subject; delete: words of the subjects'),
  text: text.default('Bonjour').describe('send: the text'),
});

type Args = z.infer<typeof args>;

async function done({ world, reader }: StepContext, given: Args): Promise<Observation> {
  // Web, mail and their parsers are loaded by who wants them.
  const { MailClient } = await import('../../world/mail-client.ts');
  const client = new MailClient(world.services, world.windows.program(given.program).tls);
  const { identity, folder, to, subject } = given;
  const oldCryptolib = given.cryptolib === 'old';
  const comes = { flow: given.flow, sni: given.sni === 'yes', trusts: flowsOf(given.trusts) };
  const way: MailWay = { ...comes, card: { reader }, oldCryptolib, identity };
  if (given.do === 'send') return outcome(await client.send(way, { to, subject, text: given.text }));
  if (given.do === 'delete') {
    const deleted = await client.delete(way, folder, subject);
    return typeof deleted === 'number' ? { outcome: 'done', deleted } : outcome(deleted);
  }
  const found = await client.read(way, folder);
  if ('by' in found) return outcome(found);
  const { mails, shown } = found;
  const last = mails.at(-1);
  return outcome({ subjects: mails.map((one) => one.subject), from: last?.from, words: last?.text, ...shown });
}

function outcome(answer: object): Observation {
  return 'by' in answer ? { outcome: 'refused', ...answer } : { outcome: 'done', ...answer };
}

export const mssante = defineStep({
  key: 'mssante',
  summary: 'A mail program sends, reads or deletes mails of MSSanté, with the card in the reader',
  short: 'do',
  taken: {
    by: 'do',
    arguments: {
      identity: ['read', 'delete'],
      folder: ['read', 'delete'],
      to: ['send'],
      subject: ['send', 'delete'],
      text: ['send'],
    },
  },
  onReader: true,
  args: () => args,
  expect: () =>
    z.strictObject({
      ...dialogExpectations,
      ...verdict,
      reason: text
        .optional()
        .describe(
          'The rule: name, expired, unknownIssuer, noStartTls; branch, family, notAdapted, revoked, identity...',
        ),
      subjects: z.array(text).optional().describe('read: of all mails in the folder'),
      from: text.optional().describe('send: own address; read: sender of the last mail'),
      words: text.optional().describe('read: a part of the text of the last mail'),
      deleted: integer(0, 9999).optional().describe('delete: how many'),
      operator: text.optional().describe("send, read: the subject of the operator's certificate, on one line"),
      operatorKey: text.optional().describe('send, read: its key and its signature, as RSA 2048, sha256'),
      card: text.optional().describe("send, read: the subject of the card's certificate"),
      cardKey: text.optional().describe('send, read: its key and its signature'),
    }),
  defaults: { outcome: 'done' },
  async run(context, given) {
    const program = context.world.windows.program(given.program);
    return withDialogs(program, () => orRefused(() => done(context, given)));
  },
});

export const mailOperator = defineStep({
  key: 'mailOperator',
  summary: 'How the operator of MSSanté works from now on; what is not named stays',
  onReader: false,
  args: () =>
    z.strictObject({
      environment: z.enum(['production', 'formation']).optional().describe('formation: for test cards, as at first'),
      strategy: z.enum(STRATEGIES).optional().describe('Its flows during the move to IGC-Santé'),
      newCards: z.enum(['taken', 'refused']).optional().describe('Whether it has adapted to cards of IGC-Santé'),
      staff: z
        .enum(['taken', 'refused'])
        .optional()
        .describe('Whether it takes CDE, CDA, CPE and CPA; refused at first'),
      delta: z.enum(['read', 'ignored']).optional().describe('Whether it reads delta lists; read at first'),
      authentication: z.enum(AUTHENTICATIONS).optional().describe('What IMAP wants behind the certificate'),
      faults: z.array(z.enum(MAIL_FAULTS)).optional().describe('What goes wrong on purpose; [] for nothing'),
    }),
  expect: () => z.strictObject({}),
  defaults: {},
  async run({ world: { services } }, { newCards, staff, delta, ...same }) {
    const given = Object.fromEntries(Object.entries(same).filter(([, value]) => value !== undefined));
    await services.mssante.configure({
      ...given,
      ...(newCards !== undefined && { newCardsFrom: newCards === 'taken' ? new Date(0) : ('never' as const) }),
      ...(staff !== undefined && { staff: staff === 'taken' }),
      ...(delta !== undefined && { readsDelta: delta === 'read' }),
    });
    return {};
  },
});
