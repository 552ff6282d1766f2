/** What the steps of MSSanté share: how a program comes, and who refuses it. */
import { z } from 'zod';
import { FLOWS } from '../../../world/health-services.ts';
import type { Observation } from '../definition.ts';
import { orTlsRefusal } from './tls-refusal.ts';

export const flow = z.enum(FLOWS).default('igcsante').describe('By whose name the program comes');

const trustedFlows = ['both', ...FLOWS] as const;

export const trusts = z.enum(trustedFlows).default('both').describe('Whose chains of authorities it trusts');

export function flowsOf(trusted: (typeof trustedFlows)[number]): readonly (typeof FLOWS)[number][] {
  return trusted === 'both' ? FLOWS : [trusted];
}

/** Whether it went through, and by whom it did not. */
export const verdict = {
  outcome: z.enum(['done', 'refused']).optional().describe('Whether it went through'),
  by: z.enum(['operator', 'client', 'card']).optional().describe('Who refuses'),
};

/** Why the card was not shown is an observation too; of a connection that ended it is not the cause. */
export function orRefused(work: () => Promise<Observation>): Promise<Observation> {
  return orTlsRefusal(work, (refusal) => ({
    outcome: 'refused',
    by: refusal.reason === 'connection' ? 'client' : 'card',
    ...refusal,
  }));
}
