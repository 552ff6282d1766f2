/**
 * Security attributes in compact format: one access mode byte (AMB), then one security condition byte (SCB) for each
 * of its bits 7 to 1 that is set, the most significant first.
 *
 * Bit 8 of the AMB is ignored: IAS-ECC sets it in the SDO rules (`F3 00 00 13 FF 00`).
 *
 * Source: ISO/IEC 7816-4:2020, 9.3.3 (compact format); IAS-ECC v1.0.1, 7.1.3; reference/cps-facts.md (i).
 */
import { CodedError } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';
import { type Bytes, fromHex } from '#iso7816/bytes.ts';

/** A rule whose number of SCBs does not fit its AMB. */
export class AccessRuleError extends CodedError {
  override readonly name = 'AccessRuleError';
  readonly code = 'ERR_ACCESS_RULE';
  /** The file or security data object whose rule it is. */
  readonly place: string;

  constructor(place: string, why: Text) {
    super({ en: `${place}: ${why.en}`, fr: `${place} : ${why.fr}` });
    this.place = place;
  }
}

/** Access modes of an EF (AMB bits). */
export const EF_ACCESS = { UPDATE: 0x02, READ: 0x01 } as const;
/** Access modes of a CHV SDO. */
export const CHV_ACCESS = { CHANGE: 0x40, VERIFY: 0x20, RESET: 0x10, GET: 0x01 } as const;
/** Access modes of an RSA private key SDO. */
export const RSA_ACCESS = {
  COMPUTE_DIGITAL_SIGNATURE: 0x40,
  INTERNAL_AUTHENTICATE: 0x20,
  DECIPHER: 0x10,
  GET: 0x01,
} as const;

const ALWAYS = 0x00;
const NEVER = 0xff;
const ALL_CONDITIONS = 0x80;
const SECURE_MESSAGING_OR_EXTERNAL_AUTHENTICATION = 0x60;
const USER_AUTHENTICATION = 0x10;
const SECURITY_ENVIRONMENT = 0x0f;

export interface AccessConditions {
  /** AMB and SCBs as the FCP and the DOCP show them. */
  readonly bytes: Bytes;
  /** SCB by AMB bit; a bit the AMB does not name is NEVER. */
  readonly scbs: ReadonlyMap<number, number>;
}

/** @throws AccessRuleError when the SCBs are more or fewer than the bits of the AMB */
export function parseAccessConditions(text: string, place: string): AccessConditions {
  const bytes = fromHex(text);
  const amb = bytes[0] ?? 0;
  const scbs = new Map<number, number>();
  let next = 1;
  for (let bit = 0x40; bit > 0; bit >>= 1) {
    if ((amb & bit) === 0) continue;
    const scb = bytes[next++];
    if (scb !== undefined) scbs.set(bit, scb);
  }
  if (next !== bytes.length)
    throw new AccessRuleError(place, {
      en: `access rule '${text}' has ${bytes.length - 1} condition bytes, its AMB asks for ${next - 1}`,
      fr: `la règle d'accès '${text}' a ${bytes.length - 1} octets de condition, son AMB en demande ${next - 1}`,
    });
  return { bytes, scbs };
}

/** The SCB of an access mode; NEVER where there are no rules. */
export function conditionFor(conditions: AccessConditions | undefined, accessMode: number): number {
  return conditions?.scbs.get(accessMode) ?? NEVER;
}

/** Number of the security environment that says which user authentication an SCB means, or undefined. */
export function userAuthenticationOf(scb: number): number | undefined {
  return scb !== NEVER && (scb & USER_AUTHENTICATION) !== 0 ? scb & SECURITY_ENVIRONMENT : undefined;
}

/** Secure messaging and external authentication do not exist here: a condition that needs them is never met. */
export function isSatisfied(scb: number, isUserAuthenticated: (environment: number) => boolean): boolean {
  if (scb === ALWAYS) return true;
  const environment = userAuthenticationOf(scb);
  if (environment === undefined) return false;
  const needsMore = (scb & ALL_CONDITIONS) !== 0 && (scb & SECURE_MESSAGING_OR_EXTERNAL_AUTHENTICATION) !== 0;
  return !needsMore && isUserAuthenticated(environment);
}
