/** Steps of the certification platform (PFC): what a program does there with the card in a reader. */
import { z } from 'zod';
import { type PortalAnswer, PortalClient } from '../../world/portal-client.ts';
import type { WindowsProgram } from '../../world/windows/windows-computer.ts';
import { integer, text } from '../file/vocabulary.ts';
import { defineStep } from './definition.ts';
import { dialogExpectations, programName, withDialogs } from './parts/dialogs.ts';
import { orTlsRefusal, type TlsRefusal } from './parts/tls-refusal.ts';

const DEEDS = ['order', 'withdraw', 'download', 'follow', 'renew', 'revoke'] as const;
const yes = z.enum(['yes', 'no']);

const args = z.strictObject({
  program: programName,
  do: z.enum(DEEDS, { error: DEEDS.join(', ') }).describe('What is done; a product is the last that was ordered'),
  number: integer(1, 999_999_999).optional().describe('Of a product'),
  offer: z.enum(['ORG', 'SERV', 'PRO', 'PS']).default('SERV').describe('order: the offer'),
  usage: z.enum(['AUTH_CLI', 'SIGN', 'CONF', 'SSL_SERV', 'S/MIME']).default('SSL_SERV').describe('order: the usage'),
  structure: text.default('10B9990039').describe('order: IdNat_Struct; not of the offer PS'),
  service: text.optional().describe('order: the service applicatif; renew: as it was, where it is said'),
  sameKey: yes.default('no').describe('order, renew: with the key of the order before'),
  code: text.optional().describe('withdraw, revoke: the revocation code'),
  confirmation: text.optional().describe('withdraw: the code again; the same by default'),
  accepted: yes.default('yes').describe('withdraw: the box is ticked'),
});

type Args = z.infer<typeof args>;

const clients = new WeakMap<WindowsProgram, { client: PortalClient; last: number }>();

function asked(client: PortalClient, given: Args, number: number, card: Parameters<PortalClient['ask']>[2]) {
  const { do: deed, offer, usage, structure, service, code } = given;
  const at = `products/${number}`;
  switch (deed) {
    case 'order': {
      const where = offer === 'PS' ? {} : { structure };
      const order = { offer, usage, ...where, ...(service !== undefined && { service }) };
      return client.order(order, given.sameKey === 'yes', card);
    }
    case 'renew':
      return client.renew(number, service === undefined ? {} : { service }, given.sameKey === 'yes', card);
    case 'withdraw': {
      const { confirmation = code, accepted } = given;
      return client.ask(`${at}/withdrawal`, { code, confirmation, accepted: accepted === 'yes' }, card);
    }
    case 'download':
      return client.ask(`${at}/certificate`, undefined, card);
    case 'follow':
      return client.ask(at, undefined, card);
    case 'revoke':
      return client.ask(`${at}/revocation`, code === undefined ? {} : { code }, card);
  }
}

interface Told {
  readonly number?: number;
  readonly state?: string;
  readonly renews?: number;
  readonly renewedBy?: number;
  readonly error?: { readonly reason: string; readonly broken: readonly { readonly reason: string }[] };
}

function observed({ status, json = {} }: PortalAnswer) {
  const { number, state, renews, renewedBy, error } = json as Told;
  const broken = error?.broken.map(({ reason }) => reason);
  return {
    outcome: status < 400 ? 'done' : 'refused',
    number,
    state,
    renews,
    renewedBy,
    reason: error?.reason,
    broken,
  };
}

/** Why no card came before the portal is an observation too. */
function notCome(refusal: TlsRefusal) {
  return { outcome: 'refused', ...refusal };
}

export const portal = defineStep({
  key: 'portal',
  summary:
    'A program orders, withdraws, follows, renews or revokes a certificate at the portal, with the card in the reader',
  short: 'do',
  taken: {
    by: 'do',
    arguments: {
      number: ['withdraw', 'download', 'follow', 'renew', 'revoke'],
      offer: ['order'],
      usage: ['order'],
      structure: ['order'],
      service: ['order', 'renew'],
      sameKey: ['order', 'renew'],
      code: ['withdraw', 'revoke'],
      confirmation: ['withdraw'],
      accepted: ['withdraw'],
    },
  },
  onReader: true,
  args: () => args,
  expect: () =>
    z.strictObject({
      ...dialogExpectations,
      outcome: z.enum(['done', 'refused']).optional().describe('What the portal says'),
      reason: text.optional().describe('Why it refuses: domain, fqdn, usedKey, codeLength, state, revoked...'),
      broken: z.array(text).optional().describe('Every rule of a form that is broken, in their order'),
      number: integer(1, 999_999_999).optional().describe('Of the product'),
      state: z.enum(['toWithdraw', 'withdrawn', 'revoked', 'expired']).optional().describe('Of the product'),
      renews: integer(1, 999_999_999).optional().describe('The product that it renews'),
      renewedBy: integer(1, 999_999_999).optional().describe('The product that renews it'),
    }),
  defaults: { outcome: 'done' },
  async run({ world, reader }, given) {
    const program = world.windows.program(given.program);
    const known = clients.get(program) ?? { client: new PortalClient(world.services.pfc, program.tls), last: 1 };
    clients.set(program, known);
    const number = given.number ?? known.last;
    return withDialogs(program, async () => {
      const seen = await orTlsRefusal(
        async () => observed(await asked(known.client, given, number, { reader })),
        notCome,
      );
      const ordered = given.do === 'order' || given.do === 'renew';
      if (ordered && 'number' in seen && seen.number !== undefined) known.last = seen.number;
      return seen;
    });
  },
});
