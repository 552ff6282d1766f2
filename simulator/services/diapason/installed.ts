/** What can be installed in the programme. */
import { type KeyObject, X509Certificate } from 'node:crypto';
import type { Bytes } from '#iso7816/bytes.ts';
import { ServiceError } from '../service-error.ts';

export function isKeyOf(key: KeyObject, certificate: Bytes | undefined): boolean {
  return certificate !== undefined && key.type === 'private' && new X509Certificate(certificate).checkPrivateKey(key);
}

export function keyMismatch(as: string): ServiceError {
  return new ServiceError('keyMismatch', {
    en: `${as}: the private key is not that of the certificate: take the two of one order`,
    fr: `${as} : la clé privée n'est pas celle du certificat : prenez les deux d'une même commande`,
  });
}
