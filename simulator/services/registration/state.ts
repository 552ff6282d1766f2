/** How the state of the registration server is kept. Its key comes from a constant, as those of the authorities. */
import { z } from 'zod';
import { keptCertificate, keptDate, keptNumber } from '../state/fields.ts';
import { SERVER_KINDS } from './administrative-files.ts';
import { ANSWER_FORMS } from './answer-forms.ts';
import { REGISTRATION_RULES, type RegistrationRule } from './rules.ts';

const RULES = Object.keys(REGISTRATION_RULES) as RegistrationRule[];

const file = z.strictObject({
  kind: z.enum(SERVER_KINDS),
  server: z.string(),
  structure: z.strictObject({ name: z.string(), nationalId: z.string(), department: z.string() }),
  administrators: z.array(z.string()).readonly(),
  notify: z.string(),
});

const asked = z.strictObject({
  kind: z.exactOptional(z.enum(SERVER_KINDS)),
  server: z.exactOptional(z.string()),
  structureId: z.exactOptional(z.string()),
  holder: z.exactOptional(z.string()),
});

const decision = z.strictObject({
  number: z.string(),
  receivedAt: keptDate,
  from: z.string(),
  asked: asked.optional(),
  outcome: z.enum(['granted', ...RULES]),
  serial: z.string().optional(),
});

const answer = z.strictObject({
  /** Of the request. */
  number: z.string(),
  to: z.string(),
  /** When it is sent. */
  at: keptDate,
  inReplyTo: z.string().optional(),
  said: z.union([
    z.strictObject({ refused: z.enum(RULES) }),
    z.strictObject({
      server: z.string(),
      chain: z.array(keptCertificate).readonly(),
      form: z.enum(ANSWER_FORMS),
    }),
  ]),
});

export const REGISTRATION_STATE = z.strictObject({
  /** The one that requests are encrypted for. */
  certificate: keptCertificate,
  files: z.array(file).readonly(),
  /** Number of the last request. */
  last: keptNumber,
  /** Number of the last mail that was looked at. */
  after: keptNumber,
  decisions: z.array(decision).readonly(),
  /** Answers that are still to be sent. */
  answers: z.array(answer).readonly(),
  /** Fingerprints of keys that were seen, with their uses. */
  keys: z.array(z.tuple([z.string(), z.array(z.string()).readonly()]).readonly()).readonly(),
});

export type RegistrationAnswer = z.infer<typeof answer>;
export type RegistrationState = z.infer<typeof REGISTRATION_STATE>;
