/** Containers, hashes and messages, as steps name and give them. */
import { z } from 'zod';
import { packed, type Text } from '#common/language.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { CONTAINERS, HASHES, type Hash } from '../../../world/minidriver-session.ts';
import { hexBytes, text } from '../../file/vocabulary.ts';
import type { Observation } from '../definition.ts';

export const containerName = z
  .enum([...Object.keys(CONTAINERS), '0', '1', '2', '3'] as ['AUTH', 'SIGN', '0', '1', '2', '3'])
  .transform((name) => (name === 'AUTH' || name === 'SIGN' ? name : Number(name)))
  .describe('AUTH, SIGN or a container index');

export const hashName = z.enum(Object.keys(HASHES) as [Hash, ...Hash[]]).describe('What the message is hashed with');

const message = {
  text: text.optional().describe('The message, as UTF-8'),
  data: hexBytes.optional().describe('The message, in hexadecimal'),
};

const ONE_FORM: Text = { en: 'text or data, one of them', fr: 'text ou data, un seul des deux' };

/** The same for editors; `others`: the arguments beside it. */
function formForEditors(others: readonly string[]) {
  const errorMessage = `Expected ${ONE_FORM.en}`;
  return {
    if: { required: ['data'] },
    // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema
    then: { propertyNames: { enum: [...others, 'data'], errorMessage } },
    else: { required: ['text'], errorMessage },
  };
}

/** Arguments with a message among them, which is given in one of its forms. */
export function withMessage<Shape extends z.ZodRawShape>(others: Shape) {
  return z
    .strictObject({ ...others, ...message })
    .refine(isOneMessage, { error: packed(ONE_FORM) })
    .meta(formForEditors(Object.keys(others)));
}

function isOneMessage(given: object): boolean {
  return Object.hasOwn(given, 'text') !== Object.hasOwn(given, 'data');
}

export function messageOf({ text: words = '', data }: { text?: string | undefined; data?: Bytes | undefined }): Bytes {
  return data ?? new TextEncoder().encode(words);
}

export function observedData(data: Uint8Array): Observation {
  return { data, length: data.length };
}
