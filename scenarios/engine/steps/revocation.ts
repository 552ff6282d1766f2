/** Steps of revocation: what is wrong with what the authorities publish, and what a program finds out by the addresses. */
import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { packed } from '#common/language.ts';
import { checkRevocation, REVOCATION_SOURCES, REVOCATION_WAYS, VERDICTS } from '../../../driver/revocation/index.ts';
import {
  AUTHORITY_IDS,
  type Directory,
  type DirectoryFault,
  FAULT_NAMES,
  OCSP_FAULTS,
  OCSP_SIGNERS,
  PUBLISHED_KINDS,
  withoutEffect,
} from '../../world/health-services.ts';
import { duration, integer, revocationReason } from '../file/vocabulary.ts';
import { defineStep } from './definition.ts';
import { certificateOf } from './parts/certificate.ts';
import { containerName } from './parts/containers.ts';

const DEFAULT_DAYS = 8;
const DEFAULT_MS = 10_000;

const faultName = z
  .enum([...FAULT_NAMES, 'stale', 'slow', 'none'])
  .describe(
    'unreachable: the connection ends; notFound; html: a page of words in its place; empty; truncated; pem: in place of DER; ' +
      'otherIssuer: the list of another authority; exact: the directory finds names and attributes only as they are written; stale: the list of some days ago; slow; none: nothing is wrong any more',
  );

export const directory = defineStep({
  key: 'directory',
  summary: 'From now on that is wrong with what the authorities publish; the last fault that concerns something counts',
  short: 'fault',
  taken: {
    by: 'fault',
    arguments: {
      days: ['stale'],
      by: ['slow'],
    },
  },
  onReader: false,
  args: () =>
    z
      .strictObject({
        fault: faultName,
        authority: z.enum(AUTHORITY_IDS).optional().describe('With what that one publishes; with all by default'),
        what: z.enum(PUBLISHED_KINDS).optional().describe('With that alone; with all by default'),
        way: z.enum(REVOCATION_WAYS).optional().describe('By that way alone; by both by default'),
        days: integer(0, 3650).optional().describe('stale: how many; 8 by default'),
        by: duration.optional().describe('slow: how long an answer takes; 10s by default'),
      })
      .superRefine(refuseVainFault),
  expect: () => z.strictObject({}),
  defaults: {},
  async run({ world }, { fault, days = DEFAULT_DAYS, by = DEFAULT_MS, ...place }) {
    if (fault === 'none') world.services.directory.heal();
    else world.services.directory.plant(planted(fault, days, by), place);
    return {};
  },
});

type FaultArguments = {
  readonly fault: z.infer<typeof faultName>;
  readonly what?: string | undefined;
  readonly way?: string | undefined;
};

/** A fault that nobody could see. */
function refuseVainFault({ fault, ...place }: FaultArguments, context: z.RefinementCtx): void {
  const vain = fault === 'none' || fault === 'slow' ? undefined : withoutEffect(fault, place);
  if (vain !== undefined) context.addIssue({ code: 'custom', path: [vain.member], message: packed(vain.why) });
}

function planted(fault: Exclude<z.infer<typeof faultName>, 'none'>, days: number, ms: number): DirectoryFault {
  if (fault === 'stale') return { stale: days };
  return fault === 'slow' ? { slow: ms / 1000 } : fault;
}

type OcspBehaviour = NonNullable<Parameters<Directory['answerOcsp']>[0]>;

export const responder = defineStep({
  key: 'responder',
  summary: 'From now on the OCSP responder of the authorities answers so; without arguments as it should',
  onReader: false,
  args: () =>
    z.strictObject({
      says: z.enum(OCSP_FAULTS).optional().describe('In place of an answer'),
      signer: z
        .enum(OCSP_SIGNERS)
        .optional()
        .describe(
          'Who signs: a certificate for that alone, as by default; the authority itself; one that is not delegated, foreign or expired',
        ),
      ahead: duration.optional().describe('By which its clock is ahead'),
      nonce: z.enum(['repeated', 'omitted']).optional().describe('What becomes of the nonce of a request'),
    }),
  expect: () => z.strictObject({}),
  defaults: {},
  async run({ world }, { says, signer, ahead, nonce }) {
    const behaviour: OcspBehaviour = {
      fault: says,
      signer,
      aheadSeconds: ahead && Math.round(ahead / 1000),
      nonce: nonce !== 'omitted',
    };
    world.services.directory.answerOcsp(behaviour);
    return {};
  },
});

export const checkRevocationOfCard = defineStep({
  key: 'checkRevocation',
  summary:
    'A careful program asks the addresses in a certificate of the card whether it is revoked, and tells what it does not know from what is revoked',
  short: 'container',
  onReader: true,
  args: () =>
    z.strictObject({
      container: containerName,
      source: z
        .enum(REVOCATION_SOURCES)
        .optional()
        .describe('list: the full list alone; delta, as by default: with the delta list; ocsp: the responder'),
      way: z.enum(REVOCATION_WAYS).optional().describe('Only addresses of that kind; all by default, in their order'),
      timeout: duration.optional().describe('For each address, of the machine’s time; 10s by default'),
    }),
  expect: () =>
    z.strictObject({
      verdict: z
        .enum(VERDICTS)
        .optional()
        .describe(
          'late: what came is too old; unreachable: nothing came; unusable: what came is not what was asked, or not signed by ' +
            'whoever may; unknown: the responder does not know it; noAddress: the certificate names none',
        ),
      reason: revocationReason.optional().describe('Why it is revoked'),
      by: z.enum(REVOCATION_WAYS).optional().describe('Of the address that decided'),
    }),
  defaults: { verdict: 'good' },
  async run({ world, reader }, { container, timeout, ...wanted }) {
    const certificate = await certificateOf(await world.minidriver(reader), container);
    const issuer = world.pki.issuerOf(new X509Certificate(certificate));
    if (issuer === undefined) return { verdict: 'unknown' };
    const check = { certificate, issuer: issuer.certificate, timeoutMs: timeout, clock: world.clock, ...wanted };
    const { verdict, reason, address } = await checkRevocation(check);
    return { verdict, reason, by: address?.split(':')[0] };
  },
});
