/** Private keys as a card file keeps them. */
import { createPrivateKey, type KeyObject } from 'node:crypto';

const MODULUS_BITS = 2048;

/** The RSA private key of 2048 bits in a PEM text (PKCS#8), or undefined: no error ever holds the key's text. */
export function privateKeyFromPem(pem: string): KeyObject | undefined {
  try {
    const key = createPrivateKey(pem);
    const fits = key.asymmetricKeyType === 'rsa' && key.asymmetricKeyDetails?.modulusLength === MODULUS_BITS;
    return fits ? key : undefined;
  } catch {
    return undefined;
  }
}
