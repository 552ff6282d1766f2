/** The messages of the payment: one line of JSON each way. Invented: the real ones are not public (reference/pki-services.md 7). */
import type { Duplex } from 'node:stream';
import { z } from 'zod';
import { SYSTEM_CLOCK } from '#common/clock.ts';

const LONGEST = 4096;
/** As long as a payment may take; real time, for it is another program that may be silent. */
const PATIENCE_MS = 30_000;

/** `demande` of a payment in cents, as the terminal sends it. */
export const requestSchema = z.strictObject({
  simulation: z.literal('diapason'),
  payment: z.string().regex(/^[A-Z0-9-]{1,40}$/),
  amountCents: z.number().int().min(1).max(99_999_999),
});

export const answerSchema = z.strictObject({
  simulation: z.literal('diapason'),
  accepted: z.boolean(),
  /** Of an accepted one. */
  authorisation: z.string().max(40).optional(),
  /** Why not, in English and French. */
  refusal: z
    .strictObject({
      by: z.enum(['TPE', 'GAP', 'PSP']),
      rule: z.string().max(40),
      en: z.string().max(1000),
      fr: z.string().max(1000),
    })
    .optional(),
});

export type PaymentRequest = z.infer<typeof requestSchema>;
export type PaymentAnswer = z.infer<typeof answerSchema>;

/** The text up to the end of a line; undefined when the other side ended, said too much, or nothing. */
function lineOf(stream: Duplex): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = '';
    const done = (line?: unknown) => {
      stop();
      stream.off('data', take).off('end', done).off('close', done);
      resolve(typeof line === 'string' ? line : undefined);
    };
    const take = (part: Buffer) => {
      text += part.toString('utf8');
      const end = text.indexOf('\n');
      if (end >= 0) done(text.slice(0, end));
      else if (text.length > LONGEST) done();
    };
    const stop = SYSTEM_CLOCK.after(PATIENCE_MS, () => done(), { ref: false });
    stream.on('data', take).on('end', done).on('close', done);
  });
}

/** The next line as that kind of message; undefined when it is none. */
export async function readLine<T>(stream: Duplex, schema: z.ZodType<T>): Promise<T | undefined> {
  const line = await lineOf(stream);
  try {
    return line === undefined ? undefined : schema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

export function writeLine(stream: Duplex, message: PaymentRequest | PaymentAnswer): void {
  stream.write(`${JSON.stringify(message)}\n`);
}
