import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { toHex } from '#iso7816/bytes.ts';

/** Which key it is: SHA-256 of its SubjectPublicKeyInfo, in hexadecimal. */
export function keyFingerprint(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return toHex(
    createHash('sha256')
      .update(publicKey.export({ type: 'spki', format: 'der' }))
      .digest(),
  );
}
