/** Steps of the authorities behind the cards: what they revoke, and what they say of a certificate. */
import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import type { Pki } from '../../world/authorities.ts';
import { CERTIFICATE_USAGES } from '../../world/specs.ts';
import { integer, revocationReason, text, time } from '../file/vocabulary.ts';
import { defineStep } from './definition.ts';
import { certificateOf } from './parts/certificate.ts';
import { containerName } from './parts/containers.ts';

export const oppose = defineStep({
  key: 'oppose',
  summary:
    'The issuer puts a card out of service: its certificates are revoked for good; the card itself knows nothing of it',
  short: 'card',
  onReader: false,
  args: (names) =>
    z.strictObject({
      card: names.card,
      reason: revocationReason.optional(),
      certificate: z.enum(CERTIFICATE_USAGES).optional().describe('Only that one is revoked; all of them by default'),
      at: time.optional().describe('Since when; now by default'),
    }),
  expect: () =>
    z.strictObject({
      revoked: integer(0, 3).optional().describe('Certificates that were not revoked before'),
    }),
  defaults: {},
  async run(context, { card, ...opposition }) {
    return { revoked: context.card(card).oppose(opposition).length };
  },
});

/** What the authorities of a world say of a certificate. */
function saidOf(pki: Pki, certificate: X509Certificate) {
  const issuer = pki.issuerOf(certificate);
  if (issuer === undefined) return { status: 'unknown', authority: 'none' };
  const said = pki.register(issuer.id).at().status(certificate.serialNumber);
  const { id: authority, branch } = issuer;
  return { status: said.status, authority, branch, ...(said.status === 'revoked' && { reason: said.reason }) };
}

export const certificateStatus = defineStep({
  key: 'certificateStatus',
  summary: 'What the authorities say now of a certificate of the card in the reader, as whoever checks it asks them',
  short: 'container',
  onReader: true,
  args: () => z.strictObject({ container: containerName }),
  expect: () =>
    z.strictObject({
      status: z.enum(['good', 'revoked', 'unknown']).describe('unknown: none of them issued it'),
      reason: revocationReason.optional(),
      authority: text.optional().describe('Which of them issued it: sante-test-fort-personnes; none'),
      branch: z.enum(['test', 'production']).optional().describe('Of that authority'),
    }),
  defaults: {},
  async run({ world, reader }, { container }) {
    const der = await certificateOf(await world.minidriver(reader), container);
    return saidOf(world.pki, new X509Certificate(der));
  },
});
