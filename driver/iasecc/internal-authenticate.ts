/** INTERNAL AUTHENTICATE. Source: ISO/IEC 7816-4:2020, 11.5.2; reference/opensc-cpx.md 9. */
import type { Bytes } from '#iso7816/bytes.ts';
import { INS } from '#iso7816/ins.ts';
import type { CardChannel } from './card-channel.ts';

/** Largest data field for a modulus: 40 % of it (102 bytes for 2048 bits). */
export function maxAuthenticationInput(modulusBits: number): number {
  return Math.floor((modulusBits / 8) * 0.4);
}

/**
 * Signs `data` with the key of the security environment; the card adds PKCS#1 type 1 padding and nothing else.
 * @param data a DigestInfo, at most 40 % of the modulus
 * @returns the signature, big-endian, as long as the modulus
 * @throws CardError, 6982 when the PIN is not verified, 6700 when `data` is too long
 */
export function internalAuthenticate(channel: CardChannel, data: Bytes): Promise<Bytes> {
  return channel.command('INTERNAL AUTHENTICATE', { ins: INS.INTERNAL_AUTHENTICATE, data, ne: 256 });
}
