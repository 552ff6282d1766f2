/** Containers, hashes and messages, as steps name and give them. */
import { z } from 'zod';
import type { Bytes } from '#iso7816/bytes.ts';
import { CONTAINERS, HASHES, type Hash } from '../../../world/minidriver-session.ts';
import { hexBytes, text } from '../../file/vocabulary.ts';
import type { Observation } from '../definition.ts';

export const containerName = z
  .enum([...Object.keys(CONTAINERS), '0', '1', '2', '3'] as ['AUTH', 'SIGN', '0', '1', '2', '3'])
  .transform((name) => (name === 'AUTH' || name === 'SIGN' ? name : Number(name)))
  .describe('AUTH, SIGN or a container index');

export const hashName = z.enum(Object.keys(HASHES) as [Hash, ...Hash[]]).describe('What the message is hashed with');

export const message = {
  text: text.optional().describe('The message, as UTF-8'),
  data: hexBytes.optional().describe('The message, in hexadecimal'),
};

export function messageOf({ text: words = '', data }: { text?: string | undefined; data?: Bytes | undefined }): Bytes {
  return data ?? new TextEncoder().encode(words);
}

export function observedData(data: Uint8Array): Observation {
  return { data, length: data.length };
}
