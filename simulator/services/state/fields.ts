/** How dates and bytes stand in JSON that is kept: each schema reads them, and writes them again. */
import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { packed } from '#common/language.ts';
import type { Bytes } from '#iso7816/bytes.ts';

const BASE64 = packed({ en: 'bytes in Base64', fr: 'des octets en Base64' });
const CERTIFICATE = packed({ en: 'a certificate (Base64 of its DER)', fr: 'un certificat (DER en Base64)' });
const DATE = packed({
  en: 'a date such as 2026-01-31T12:00:00.000Z',
  fr: 'une date telle que 2026-01-31T12:00:00.000Z',
});
const SERIAL = packed({ en: 'a serial number in hexadecimal', fr: 'un numéro de série en hexadécimal' });

export const keptDate = z.codec(z.iso.datetime(DATE), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
});

export const keptBytes = z.codec(z.base64(BASE64), z.custom<Bytes>(), {
  decode: (text) => new Uint8Array(Buffer.from(text, 'base64')),
  encode: (bytes) => Buffer.from(bytes).toString('base64'),
});

function isCertificate(text: string): boolean {
  try {
    return new X509Certificate(Buffer.from(text, 'base64')).raw.length > 0;
  } catch {
    return false;
  }
}

export const keptCertificate = z.codec(z.base64(CERTIFICATE).refine(isCertificate, CERTIFICATE), z.custom<Bytes>(), {
  decode: (text) => new Uint8Array(Buffer.from(text, 'base64')),
  encode: (bytes) => Buffer.from(bytes).toString('base64'),
});

export const keptSerial = z.string().regex(/^(?:[0-9A-F]{2}){1,20}$/, SERIAL);
export const keptNumber = z.number().int().min(0);

/** As any program of mail opens it. */
export function mailFileName(number: number): string {
  return `${String(number).padStart(6, '0')}.eml`;
}
