/**
 * A message as it came, opened: decrypted, its signature verified, the request in it read.
 *
 * Who sends messages learns from the answer what is wrong outside the encryption, and nothing of what decrypting made of it:
 * all that is no signed message inside has one answer.
 */

import { type CmsRecipient, decryptCms } from '#formats/cms-enveloped.ts';
import { verifyCms } from '#formats/cms-signed.ts';
import { FormatError, type FormatReason } from '#formats/format-error.ts';
import { type CertificateRequest, readRequest } from '#formats/request.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import type { ReceiverRules } from './receivers.ts';
import { type Refusal, type RegistrationRule, refusal } from './rules.ts';

/** Bytes: a request with a signature and a chain of three authorities has six thousand. */
const LARGEST_MESSAGE = 65_536;
const SHORTEST_KEY = 512;

export interface OpenedMessage {
  /** What the card signed. */
  readonly content: Bytes;
  /** Certificate that signed it, in DER. */
  readonly signer: Bytes;
}

/** Refused by that rule, whatever the reader of formats says of it; by `otherwise` for all it does not name. */
function byReason<T>(
  read: () => T,
  rules: Partial<Record<FormatReason, RegistrationRule>>,
  otherwise: RegistrationRule,
): T | Refusal {
  try {
    return read();
  } catch (error) {
    if (error instanceof FormatError) return refusal(rules[error.reason] ?? otherwise);
    throw error;
  }
}

/**
 * The signed message in an encrypted one; the content and who signed it.
 * @param rules what the recipient reads
 */
export function openMessage(message: Bytes, recipient: CmsRecipient, rules: ReceiverRules): OpenedMessage | Refusal {
  if (message.length > LARGEST_MESSAGE) return refusal('tooLarge');
  const outside = { otherKind: 'notEncrypted', recipient: 'otherRecipient', protection: 'cipher' } as const;
  const signed = byReason(() => ({ bytes: decryptCms('p7m', message, recipient, rules) }), outside, 'unreadable');
  if ('rule' in signed) return signed;
  const inside = { signature: 'signature', weakDigest: 'weakDigest' } as const;
  const verified = byReason(() => verifyCms('p7m', signed.bytes, rules), inside, 'unreadable');
  if ('rule' in verified) return verified;
  const [signer, ...others] = verified.signers;
  if (signer === undefined || others.length > 0) return refusal('signature');
  return { content: verified.content, signer: signer.certificate };
}

/** The request that the card signed. */
export function openRequest(content: Bytes, { weakDigests }: ReceiverRules): CertificateRequest | Refusal {
  const inside = { weakKey: 'keyLength', weakDigest: 'weakDigest' } as const;
  return byReason(() => readRequest('p7m', content, { minimumBits: SHORTEST_KEY, weakDigests }), inside, 'request');
}
