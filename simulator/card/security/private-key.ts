/** Private keys as a card file keeps them: PKCS#8 in PEM. */
import { createPrivateKey, type KeyObject } from 'node:crypto';

const MODULUS_BITS: readonly unknown[] = [1024, 2048];

/** The RSA private key of 1024 or 2048 bits in a PEM text, or undefined: no error ever holds the key's text. */
export function importPrivateKey(pem: string): KeyObject | undefined {
  try {
    const key = createPrivateKey(pem);
    const fits = key.asymmetricKeyType === 'rsa' && MODULUS_BITS.includes(key.asymmetricKeyDetails?.modulusLength);
    return fits ? key : undefined;
  } catch {
    return undefined;
  }
}

/** The PEM text of a private key. */
export function exportPrivateKey(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}
