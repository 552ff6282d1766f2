/** MANAGE SECURITY ENVIRONMENT. Source: ISO/IEC 7816-4:2020, 11.5.11; IAS-ECC v1.0.1; reference/cryptolib.md 8. */
import { sameInEach } from '#common/language.ts';
import { tagName, tlv } from '#iso7816/ber-tlv.ts';
import { INS } from '#iso7816/ins.ts';
import type { CardChannel } from './card-channel.ts';

const P1_SET_COMPUTATION = 0x41;
const P1_RESTORE = 0xf3;
const ALGORITHM_REFERENCE = 0x80;
const KEY_REFERENCE = 0x84;
/** Of a CPS4: signature with P1 81, algorithm and key in one data object; decipherment with a key alone. */
const P1_SET_SIGNATURE = 0x81;
const ALGORITHM_AND_KEY = 0x91;
const DECIPHERMENT_KEY = 0x83;
/** Bit of a key reference: the key is in the current DF. */
const LOCAL = 0x80;

/** Control reference templates by what they are for. */
export const CRT = { AUTHENTICATION: 0xa4, HASH: 0xaa, DIGITAL_SIGNATURE: 0xb6, CONFIDENTIALITY: 0xb8 } as const;

/** Algorithm references of IAS-ECC cards; PKCS#1 is v1.5. */
export const ALGORITHM = {
  HASH_SHA1: 0x10,
  HASH_SHA256: 0x40,
  SIGN_PKCS1_SHA1: 0x12,
  SIGN_PKCS1_SHA256: 0x42,
  CLIENT_AUTHENTICATE_PKCS1: 0x02,
  DECIPHER_PKCS1: 0x1a,
} as const;

/** Algorithm references of the CPS4, by hash; PKCS#1 v1.5. Source: reference/cryptolib.md 9.5. */
export const CPS4_SIGN_PKCS1: Readonly<Record<string, number>> = { SHA1: 0x0a, SHA256: 0x28 };

export interface SecurityEnvironmentComponent {
  /** CRT tag. */
  readonly crt: number;
  /** Tag 80. */
  readonly algorithm: number;
  /** Tag 84: 0x81 = key with SDO reference 1 of the current DF. */
  readonly keyReference?: number;
}

/** SET: names algorithm and key of the next operation. @throws CardError, 6A88 when the current DF has no such key */
export async function setSecurityEnvironment(
  channel: CardChannel,
  { crt, algorithm, keyReference }: SecurityEnvironmentComponent,
): Promise<void> {
  const key = keyReference === undefined ? new Uint8Array(0) : tlv(KEY_REFERENCE, Uint8Array.of(keyReference));
  const algorithmObject = tlv(ALGORITHM_REFERENCE, Uint8Array.of(algorithm));
  // The order of the agency's own middleware: 80 before 84 (reference/cryptolib.md 8).
  const data = new Uint8Array([...algorithmObject, ...key]);
  const command = { ins: INS.MANAGE_SECURITY_ENVIRONMENT, p1: P1_SET_COMPUTATION, p2: crt, data };
  await channel.command('MANAGE SECURITY ENVIRONMENT', command, sameInEach(`SET ${tagName(crt)}`));
}

/** SET of a CPS4: the key that deciphers, without padding of any kind. @throws CardError, 6A88 for no such key */
export async function setDecipherKey(channel: CardChannel, keyReference: number): Promise<void> {
  const data = tlv(DECIPHERMENT_KEY, Uint8Array.of(keyReference));
  const command = { ins: INS.MANAGE_SECURITY_ENVIRONMENT, p1: P1_SET_COMPUTATION, p2: CRT.CONFIDENTIALITY, data };
  await channel.command('MANAGE SECURITY ENVIRONMENT', command, sameInEach(`SET ${tagName(CRT.CONFIDENTIALITY)}`));
}

/** SET of a CPS4: algorithm and key of COMPUTE DIGITAL SIGNATURE. @throws CardError, 6A88 for no such key */
export async function setSignatureKey(channel: CardChannel, algorithm: number, keyReference: number): Promise<void> {
  const data = tlv(ALGORITHM_AND_KEY, Uint8Array.of(algorithm, keyReference | LOCAL));
  const command = { ins: INS.MANAGE_SECURITY_ENVIRONMENT, p1: P1_SET_SIGNATURE, p2: CRT.DIGITAL_SIGNATURE, data };
  await channel.command('MANAGE SECURITY ENVIRONMENT', command, sameInEach(`SET ${tagName(CRT.DIGITAL_SIGNATURE)}`));
}

/** RESTORE: makes a stored security environment (1 to 15) the current one. @throws CardError */
export async function restoreSecurityEnvironment(channel: CardChannel, number: number): Promise<void> {
  const command = { ins: INS.MANAGE_SECURITY_ENVIRONMENT, p1: P1_RESTORE, p2: number };
  await channel.command('MANAGE SECURITY ENVIRONMENT', command, sameInEach(`RESTORE ${number}`));
}
