/**
 * What the receiver of requests reads: everything, as at first; 3DES alone as those of then; AES alone, OAEP alone or, under
 * signatures, SHA-2 alone as those of today. Source: reference/pitfalls.md E7, E9; that the real one read 3DES: simulation.
 */
import type { EnvelopeRules } from '#formats/cms-enveloped.ts';
import type { SignatureRules } from '#formats/cms-signed.ts';

export const RECEIVERS = ['any', '3des', 'aes', 'oaep', 'sha2'] as const;
export type Receiver = (typeof RECEIVERS)[number];

/** Of the encryption, and of what is in it. */
export type ReceiverRules = EnvelopeRules & Pick<SignatureRules, 'weakDigests'>;

/** The manual says nothing of digests: those of then are taken, but for `sha2`. */
export const RECEIVER_RULES: Readonly<Record<Receiver, ReceiverRules>> = {
  any: { weakDigests: true },
  '3des': { weakDigests: true, ciphers: ['des-ede3-cbc'], keyTransports: ['pkcs1'] },
  aes: { weakDigests: true, ciphers: ['aes-128-cbc', 'aes-256-cbc'], keyTransports: ['pkcs1'] },
  oaep: { weakDigests: true, keyTransports: ['oaep'] },
  sha2: {},
};
