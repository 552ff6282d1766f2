/** CleoCPS without a card: OpenSSL makes the certificates of signer and authority, and reads what was issued. */
import { privateEncrypt } from 'node:crypto';
import { toP7b } from '#formats/certificates.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import type { CardSigner, IncomingMail, MailProgram, OutgoingMail } from '../../../driver/cleo/ports.ts';
import { type Certified, Workshop } from '../../common/formats/workshop.ts';

export const shop = new Workshop('cleo');
shop.certified('racine', '/C=FR/CN=RACINE');
export const signer = shop.certified('porteur', '/C=FR/O=PHARMACIE/OU=10B9990021/CN=899909990002', 'racine');
export const authority = shop.certified('inscription', '/C=FR/CN=INSCRIPTION');

const DIGEST_INFO = Buffer.from('3031300d060960864801650304020105000420', 'hex');

export function signing({ key, certificate }: Certified): CardSigner {
  return {
    certificate: async () => certificate,
    sign: async (hash: Bytes) => new Uint8Array(privateEncrypt(key, Buffer.concat([DIGEST_INFO, hash]))),
  };
}

/** What the authority opens of a message, with OpenSSL alone: its signature verified, the request in it verified. */
export function opened(p7m: Bytes): string {
  shop.write('demande.p7m', p7m);
  const recipient = ['-inkey', 'inscription.key', '-recip', 'inscription.pem'];
  shop.openssl('cms', '-decrypt', '-binary', '-inform', 'DER', '-in', 'demande.p7m', ...recipient, '-out', 'signed');
  const trusted = ['-CAfile', 'racine.pem', '-purpose', 'any'];
  shop.openssl('cms', '-verify', '-binary', '-inform', 'DER', '-in', 'signed', ...trusted, '-out', 'request');
  return shop.openssl('req', '-inform', 'DER', '-in', 'request', '-verify', '-noout', '-text');
}

/** The answer of an authority to the request that was opened last: a certificate of that key. */
export function answer(): Bytes {
  const by = ['-CA', 'racine.pem', '-CAkey', 'racine.key', '-CAcreateserial', '-days', '30'];
  shop.openssl('x509', '-req', '-inform', 'DER', '-in', 'request', ...by, '-outform', 'DER', '-out', 'certificate');
  return toP7b([shop.read('certificate')]);
}

/** Takes mail, and answers with what `reply` makes of it. */
export function mailProgram(
  reply: (mail: OutgoingMail) => IncomingMail,
): MailProgram & { readonly sent: OutgoingMail[] } {
  const sent: OutgoingMail[] = [];
  return {
    sent,
    async send(mail) {
      sent.push(mail);
      return `<${sent.length}@poste.invalid>`;
    },
    answerTo: async () => reply(sent.at(-1) as OutgoingMail),
  };
}
