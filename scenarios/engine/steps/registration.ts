/** Steps of the registration server, and of the mail that it and others write. */
import { z } from 'zod';
import { ANSWER_FORMS, CARD_TYPES, RECEIVERS, type Registration, ServiceError } from '../../world/health-services.ts';
import { duration, integer, text } from '../file/vocabulary.ts';
import { defineStep } from './definition.ts';

const administrativeFile = z.strictObject({
  kind: z.enum(['ssl', 'smime']).default('ssl'),
  server: text.describe('Full name of the server, or its e-mail address'),
  structure: text.describe('National identification of the structure'),
  responsible: z
    .enum(CARD_TYPES)
    .optional()
    .describe('Card of the legal responsible: CDE, CDA (CPA of a director) or CPS'),
  administrators: z.array(text).min(1).describe('IdNat_PS of those who may ask for the certificate'),
  notify: text.default('responsable@structure.invalid').describe('Who is told by mail'),
});

async function acceptance(
  server: Registration,
  { structure: nationalId, ...file }: z.infer<typeof administrativeFile>,
) {
  const structure = { name: 'STRUCTURE DE SIMULATION', nationalId, department: 'Paris (75)' };
  try {
    await server.accept({ ...file, structure });
    return { accepted: 'yes' };
  } catch (error) {
    if (!(error instanceof ServiceError) || error.reason !== 'responsible') throw error;
    return { accepted: 'no', why: { en: error.messageIn('en'), fr: error.messageIn('fr') } };
  }
}

export const registration = defineStep({
  key: 'registration',
  summary:
    'The registration server: what its administrative files say, how it answers, what became of the last request',
  onReader: false,
  args: () =>
    z.strictObject({
      accept: administrativeFile.optional().describe('The administrative phase of this server is over'),
      answerAs: z
        .enum(ANSWER_FORMS, { error: ANSWER_FORMS.join(', ') })
        .optional()
        .describe('How the certificate comes with the mail from now on'),
      reads: z
        .enum(RECEIVERS, { error: RECEIVERS.join(', ') })
        .optional()
        .describe(
          'What requests may be encrypted with from now on; sha2: what they may be signed over; anything at first',
        ),
      answerAfter: duration.optional().describe('How long an answer takes from now on; 3min at first'),
    }),
  expect: () =>
    z.strictObject({
      accepted: z.enum(['yes', 'no']).optional().describe('Whether the administrative file was'),
      requests: integer(0, 9999).optional().describe('How many came so far'),
      outcome: text.optional().describe('Of the last one: granted, or the rule it broke; none'),
      holder: text.optional().describe('IdNat_PS of who signed the last one'),
      server: text.optional().describe('For which server the last one was'),
    }),
  defaults: {},
  async run({ world: { services } }, { accept, answerAs, reads, answerAfter }) {
    const server = services.registration;
    const accepted = accept && (await acceptance(server, accept));
    if (answerAs !== undefined) server.answerAs(answerAs);
    if (reads !== undefined) server.reads(reads);
    if (answerAfter !== undefined) server.answerAfter(answerAfter);
    const decisions = server.decisions();
    const last = decisions.at(-1);
    const seen = { ...accepted, requests: decisions.length, outcome: last?.outcome ?? 'none' };
    return { ...seen, holder: last?.asked?.holder, server: last?.asked?.server };
  },
});

export const mail = defineStep({
  key: 'mail',
  summary: 'A mail in the mailbox, there already or to come: what it says and what is attached to it',
  short: 'to',
  onReader: false,
  args: () =>
    z.strictObject({
      to: text.default('demandeur@poste.invalid').describe('One of its receivers'),
      about: text.optional().describe('Words of its subject; any by default'),
    }),
  expect: () =>
    z.strictObject({
      from: text.optional().describe('Address it came from'),
      subject: text.optional().describe('A part of its subject'),
      words: text.optional().describe('A part of its text'),
      attachments: z.array(text).optional().describe('Names of those that mail programs list; [] for none'),
      hidden: z.array(text).optional().describe('Names of those that they do not list'),
    }),
  defaults: {},
  async run({ world: { services } }, { to, about }) {
    const found = await services.mailbox.waitFor({ to, subject: about });
    const names = (hidden: boolean) =>
      found.attachments.filter((one) => one.hidden === hidden).map((one) => one.fileName);
    const { from, subject, text: words } = found;
    return { from, subject, words, attachments: names(false), hidden: names(true) };
  },
});
