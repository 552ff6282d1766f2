/** PERFORM SECURITY OPERATION. Source: ISO/IEC 7816-8:2021, 5.3; IAS-ECC v1.0.1; reference/cryptolib.md 8. */
import { tlv } from '#iso7816/ber-tlv.ts';
import { type Bytes, concat } from '#iso7816/bytes.ts';
import { INS } from '#iso7816/ins.ts';
import type { CardChannel } from './card-channel.ts';

/** IAS-ECC's padding indicator for a cryptogram: PKCS#1. */
const PADDING_INDICATOR = 0x81;
const INTERMEDIATE_HASH = 0x90;
const LAST_BLOCK = 0x80;

/**
 * COMPUTE DIGITAL SIGNATURE with the key and the hash algorithm of the security environment.
 * @param hash 20 or 32 bytes, or nothing when the card made the hash (`hash`); the card makes the DigestInfo
 * @returns the signature, big-endian, as long as the modulus
 * @throws CardError, 6982 when the PIN is not verified
 */
export function computeDigitalSignature(channel: CardChannel, hash: Bytes): Promise<Bytes> {
  const command = { ins: INS.PERFORM_SECURITY_OPERATION, p1: 0x9e, p2: 0x9a, data: hash, ne: 256 };
  return channel.command('PSO COMPUTE DIGITAL SIGNATURE', command);
}

/** A hash begun by the host: its state and the number of bits it holds. */
export interface IntermediateHash {
  /** 20 bytes (SHA-1) or 32 (SHA-256), big-endian. */
  readonly state: Bytes;
  readonly bitCount: bigint;
}

/**
 * HASH, last round on the card, which keeps the result for the next COMPUTE DIGITAL SIGNATURE.
 * @param lastBlock 1 to 64 bytes: the end of the message
 * @param intermediate what the host has hashed before; undefined when the message is `lastBlock` alone
 * @throws CardError
 */
export async function hash(channel: CardChannel, lastBlock: Bytes, intermediate?: IntermediateHash): Promise<void> {
  let begun: Bytes = new Uint8Array(0);
  if (intermediate !== undefined) {
    const bitCount = new Uint8Array(8);
    new DataView(bitCount.buffer).setBigUint64(0, intermediate.bitCount);
    begun = concat(intermediate.state, bitCount);
  }
  const data = concat(tlv(INTERMEDIATE_HASH, begun), tlv(LAST_BLOCK, lastBlock));
  await channel.command('PSO HASH', { ins: INS.PERFORM_SECURITY_OPERATION, p1: 0x90, p2: 0xa0, data });
}

/**
 * DECIPHER with the key of the security environment, in two chained commands.
 * @param cryptogram as long as the modulus, big-endian
 * @returns the message, without its padding
 * @throws CardError, 6982 when the PIN is not verified
 */
export function decipher(channel: CardChannel, cryptogram: Bytes): Promise<Bytes> {
  const data = concat(Uint8Array.of(PADDING_INDICATOR), cryptogram);
  return channel.command('PSO DECIPHER', { ins: INS.PERFORM_SECURITY_OPERATION, p1: 0x80, p2: 0x86, data, ne: 256 });
}

/**
 * DECIPHER of a CPS4: the bare private key operation over a block as long as the modulus, in two chained commands. What it
 * does to a cryptogram it does to a padded block too: a signature of any kind.
 * @returns as many bytes, big-endian, whatever padding there is still there
 * @throws CardError, 6982 when the PIN is not verified
 *
 * Source: reference/cryptolib.md 9.5.
 */
export function decipherRaw(channel: CardChannel, block: Bytes): Promise<Bytes> {
  const command = { ins: INS.PERFORM_SECURITY_OPERATION, p1: 0x80, p2: 0x86, data: block, ne: 256 };
  return channel.command('PSO DECIPHER', command);
}
