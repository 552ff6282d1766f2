/** What requests are encrypted for: the certificate of the registration server, and its key, which anybody can make. */
import { createPublicKey } from 'node:crypto';
import type { CmsRecipient } from '#formats/cms-enveloped.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { findKey, rsaKey } from '../../keys/rsa-key.ts';
import { SeededBytes } from '../../keys/seeded-bytes.ts';
import type { Pki } from '../../pki/index.ts';

/**
 * The key is the same at each start: what was encrypted before one is read after it.
 * @param kept its certificate, when it has one already
 */
export async function recipientAt(address: string, pki: Pki, kept: Bytes | undefined): Promise<CmsRecipient> {
  await findKey(new SeededBytes('registration', address));
  const key = rsaKey(new SeededBytes('registration', address));
  if (kept !== undefined) return { key, certificate: kept };
  const structure = { name: 'GIP-CPS', nationalId: '1750000000000', department: 'Paris (75)' };
  const subject = {
    kind: 'software',
    commonName: "SERVEUR D'INSCRIPTION",
    structure,
    emails: [address],
  } as const;
  return { key, certificate: pki.issue('2bis-confidentialite', subject, createPublicKey(key)).certificate };
}
