/** How the mailboxes are kept: each message in a file, and of whom, in which folder, with which number and flags beside them. */
import { z } from 'zod';
import { packed } from '#common/language.ts';
import { keptDate, keptNumber } from '../state/fields.ts';

const NUMBERS = packed({
  en: 'messages in the order of their numbers, each number below uidNext',
  fr: 'des messages dans l’ordre de leurs numéros, chaque numéro inférieur à uidNext',
});

const number = keptNumber.min(1);

const message = z.strictObject({
  uid: number,
  flags: z.array(z.string()).readonly(),
  internalDate: keptDate,
  /** Number of its file; copies of one message have one file. */
  file: number,
});

const folder = z
  .strictObject({ name: z.string(), uidValidity: number, uidNext: number, messages: z.array(message).readonly() })
  .refine(({ uidNext, messages }) => rises([...messages.map(({ uid }) => uid), uidNext]), NUMBERS);

function rises(numbers: readonly number[]): boolean {
  return numbers.every((one, i) => i === 0 || one > (numbers[i - 1] as number));
}

const box = z.strictObject({
  folders: z.array(folder).readonly(),
  subscribed: z.array(z.string()).readonly(),
});

const person = z.strictObject({
  address: z.string(),
  nationalId: z.string(),
  givenName: z.string(),
  familyName: z.string(),
  /** Of who has come in, or has received something. */
  box: box.optional(),
});

export const MSSANTE_STATE = z.strictObject({
  /** The last UIDVALIDITY, and the last number of a file, whether or not they are there still. */
  uidValidity: keptNumber,
  file: keptNumber,
  people: z.array(person).readonly(),
});

export type MssanteState = z.infer<typeof MSSANTE_STATE>;
export type BoxState = z.infer<typeof box>;
export type FolderState = z.infer<typeof folder>;
