/** What a request may be encrypted with and signed over: as receivers of then read it, or those of today. Source: reference/pitfalls.md E7, E9. */
import type { Envelope } from '#formats/cms-enveloped.ts';

export const REQUEST_CIPHERS = {
  '3des': { cipher: 'des-ede3-cbc' },
  'aes-256': { cipher: 'aes-256-cbc' },
  'aes-256-oaep': { cipher: 'aes-256-cbc', keyTransport: 'oaep' },
} as const satisfies Readonly<Record<string, Envelope>>;

export const REQUEST_DIGESTS = ['sha1', 'sha256'] as const;
export type RequestDigest = (typeof REQUEST_DIGESTS)[number];

export type RequestCipher = keyof typeof REQUEST_CIPHERS;
