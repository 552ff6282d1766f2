/** How the mails of the mailbox are kept: each in a file, and of whom for whom it is beside them all. */
import { z } from 'zod';
import { keptDate, keptNumber } from '../state/fields.ts';

const mail = z.object({
  number: keptNumber,
  receivedAt: keptDate,
  from: z.string(),
  to: z.array(z.string()).readonly(),
});

export const MAILBOX_STATE = z.strictObject({
  /** Number of the last mail that came, whether or not it is there still. */
  last: keptNumber,
  mails: z.array(mail).readonly(),
});

export type MailboxState = z.infer<typeof MAILBOX_STATE>;
