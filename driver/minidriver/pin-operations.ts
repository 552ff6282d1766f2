/** Card PIN operations: authenticate and deauthenticate. Source: specification 7.07, 4.2; reference/minidriver.md 4.7 to 4.9, 7. */

import { SCARD } from '#pcsc/scard.ts';
import type { PinObject } from '../cia/aodf.ts';
import { verify, verifyStatus } from '../iasecc/verify.ts';
import { ARGUMENTS } from './arguments.ts';
import type { CardContents } from './card-contents.ts';
import type { CardData } from './card-data.ts';
import { codeRefused } from './code-refused.ts';
import { checkFlags, entryPoint } from './entry-point.ts';
import { Refusal } from './minidriver-error.ts';
import { type Code, encodeCode } from './pin-code.ts';
import { authenticateAtPinPad } from './pin-pad.ts';
import { ATTEMPTS_UNKNOWN, MAX_PINS, PIN_FLAG, PIN_ID, pinSet, USER_ID } from './structures/constants.ts';

/** What a successful presentation gives back: pcAttemptsRemaining is ATTEMPTS_UNKNOWN then. */
export interface AttemptsRemaining {
  readonly attemptsRemaining: number;
}

export const SUCCEEDED: AttemptsRemaining = { attemptsRemaining: ATTEMPTS_UNKNOWN };

/** @throws Refusal SCARD_E_INVALID_PARAMETER when there is no such PIN on the card */
export async function pinObject(contents: CardContents, pinId: number): Promise<PinObject> {
  if (!Number.isInteger(pinId) || pinId <= PIN_ID.EVERYONE || pinId >= MAX_PINS) {
    throw new Refusal(SCARD.E_INVALID_PARAMETER, {
      en: `no such PIN_ID, expected 1 to ${MAX_PINS - 1}`,
      fr: `ce PIN_ID n'existe pas, attendu : 1 à ${MAX_PINS - 1}`,
    });
  }
  const pin = (await contents.pins()).get(pinId);
  if (pin === undefined)
    throw new Refusal(SCARD.E_INVALID_PARAMETER, {
      en: `the card has no PIN ${pinId}`,
      fr: `la carte n'a pas de code ${pinId}`,
    });
  return pin;
}

/** pinId of "user" or "admin". @throws Refusal SCARD_E_INVALID_PARAMETER for any other, "anonymous" among them */
export function pinIdOf(userId: string): number {
  if (userId === USER_ID.USER) return PIN_ID.USER;
  if (userId === USER_ID.ADMIN) return PIN_ID.ADMIN;
  throw new Refusal(SCARD.E_INVALID_PARAMETER, {
    en: "no such user, expected 'user' or 'admin'",
    fr: "cet utilisateur n'existe pas, attendu : 'user' ou 'admin'",
  });
}

/** @throws Refusal SCARD_E_INVALID_PARAMETER: without a PIN pad the program must give the code */
export function givenCode(code: Code | null | undefined): Code {
  if (typeof code === 'string' || code instanceof Uint8Array) return code;
  throw new Refusal(SCARD.E_INVALID_PARAMETER, {
    en: 'no code given, and the reader has no PIN pad',
    fr: "pas de code donné, et le lecteur n'a pas de clavier",
  });
}

/** Presents a code; one that cannot be right is refused here and costs no try. */
export async function presentCode(contents: CardContents, pin: PinObject, code: Code): Promise<void> {
  const bytes = encodeCode(pin, code);
  if (bytes === undefined) throw malformedCode(pin);
  const result = await verify(contents.channel, pin.reference, bytes);
  if (result.outcome !== 'verified') throw codeRefused(result);
}

/** SCARD_W_WRONG_CHV for a code the card was not asked about. */
export function malformedCode({ minLength, maxLength }: PinObject): Refusal {
  const alone = minLength === maxLength;
  const why = {
    en: `the code is not made of ${alone ? '' : `${minLength} to `}${maxLength} digits; the card was not asked, no try was spent`,
    fr: `le code n'est pas fait de ${alone ? '' : `${minLength} à `}${maxLength} chiffres ; rien n'a été demandé à la carte, aucun essai n'est perdu`,
  };
  return new Refusal(SCARD.W_WRONG_CHV, why, { attemptsRemaining: ATTEMPTS_UNKNOWN });
}

export interface Authentication {
  /** PIN_ID.USER by default. */
  readonly pinId?: number;
  /** Without one it is typed at the reader's PIN pad. */
  readonly pin?: Code | null | undefined;
  /** 0 or PIN_FLAG.SILENT_CONTEXT. */
  readonly flags?: number;
  /** Aborted when nobody waits any more: ends the entry at a PIN pad that lets programs do so. */
  readonly cancelled?: AbortSignal | undefined;
}

/**
 * CardAuthenticateEx: presents a PIN, given or typed at the reader; it stays verified until reset or power off.
 * @throws MinidriverError SCARD_W_WRONG_CHV and SCARD_W_CHV_BLOCKED with `attemptsRemaining`;
 *   SCARD_E_UNSUPPORTED_FEATURE for session PINs; SCARD_E_INVALID_PARAMETER for other flags, an unknown PIN, no code
 *   and no PIN pad; SCARD_W_CANCELLED_BY_USER, SCARD_E_INVALID_CHV from the PIN pad
 */
export function cardAuthenticateEx(cardData: CardData, authentication: Authentication): Promise<AttemptsRemaining> {
  return entryPoint('CardAuthenticateEx', cardData, async (contents) => {
    ARGUMENTS.cardAuthenticateEx(authentication);
    const { pinId = PIN_ID.USER, pin, flags = 0, cancelled } = authentication;
    const { GENERATE_SESSION_PIN, SESSION_PIN, SILENT_CONTEXT } = PIN_FLAG;
    checkFlags(flags, GENERATE_SESSION_PIN | SESSION_PIN | SILENT_CONTEXT);
    const object = await pinObject(contents, pinId);
    const external = pin === undefined || pin === null;
    const code = external ? undefined : givenCode(pin);
    if ((flags & ~SILENT_CONTEXT) !== 0)
      throw new Refusal(SCARD.E_UNSUPPORTED_FEATURE, {
        en: 'the card has no session PIN',
        fr: "la carte n'a pas de code de session",
      });
    if (code === undefined) await authenticateAtPinPad(contents, object, cancelled);
    else await presentCode(contents, object, code);
    return SUCCEEDED;
  });
}

/**
 * CardAuthenticatePin: as CardAuthenticateEx, by user name.
 * @param authentication `userId`: 'user', or 'admin' for the unblocking code
 * @throws MinidriverError SCARD_W_WRONG_CHV and SCARD_W_CHV_BLOCKED with `attemptsRemaining`, SCARD_E_INVALID_PARAMETER
 */
export function cardAuthenticatePin(
  cardData: CardData,
  authentication: { readonly userId: string; readonly pin: Code },
): Promise<AttemptsRemaining> {
  return entryPoint('CardAuthenticatePin', cardData, async (contents) => {
    ARGUMENTS.cardAuthenticatePin(authentication);
    const { userId, pin } = authentication;
    const object = await pinObject(contents, pinIdOf(userId));
    await presentCode(contents, object, givenCode(pin));
    return SUCCEEDED;
  });
}

/** PIN_SET of the PINs that are verified now, asked of the card; a CPS4 does not tell, and gives the tries instead. */
export async function authenticatedPins(contents: CardContents): Promise<number> {
  let pins = 0;
  for (const [pinId, { reference }] of await contents.pins()) {
    const { outcome } = await verifyStatus(contents.channel, reference);
    if (outcome === 'verified') pins |= pinSet(pinId);
  }
  return pins;
}

/**
 * Whether no try of a PIN is left, asked of the card without presenting anything: for windows that would ask in vain. No
 * function of the specification.
 * @throws MinidriverError SCARD_E_INVALID_PARAMETER for an unknown PIN
 */
export function isPinBlocked(cardData: CardData, pinId: number): Promise<boolean> {
  return entryPoint('isPinBlocked', cardData, async (contents) => {
    const { reference } = await pinObject(contents, pinId);
    const status = await verifyStatus(contents.channel, reference);
    return status.outcome === 'blocked' || (status.outcome === 'notVerified' && status.triesRemaining === 0);
  });
}

/** Of a CPS4 that says of no PIN whether it is verified: it may be. */
async function deauthenticate(contents: CardContents, pins: number): Promise<void> {
  const told = contents.generation !== 'cps4';
  if (told && ((await authenticatedPins(contents)) & pins) === 0) return;
  throw new Refusal(SCARD.E_UNSUPPORTED_FEATURE, {
    en: 'the card forgets a PIN only when it is reset: reset it',
    fr: "la carte n'oublie un code que quand elle est réinitialisée : réinitialisez-la",
  });
}

/**
 * CardDeauthenticateEx: succeeds only when none of the PINs is authenticated any more.
 *
 * The card has no command for it: while one of them is verified this fails, and the caller has to reset the card
 * (`deauthenticateOrReset`). It must never succeed with the card still open.
 * @param pins PIN_SET; the bit of ROLE_EVERYONE is ignored
 * @throws MinidriverError SCARD_E_UNSUPPORTED_FEATURE when a reset is needed; SCARD_E_INVALID_PARAMETER
 */
export function cardDeauthenticateEx(cardData: CardData, pins: number, flags = 0): Promise<void> {
  return entryPoint('CardDeauthenticateEx', cardData, (contents) => {
    ARGUMENTS.cardDeauthenticateEx(pins, flags);
    checkFlags(flags);
    const all = (1 << MAX_PINS) - 1;
    if (!Number.isInteger(pins) || pins < 0 || pins > all) {
      throw new Refusal(SCARD.E_INVALID_PARAMETER, {
        en: `no such PIN_SET, expected 0 to ${all}`,
        fr: `ce PIN_SET n'existe pas, attendu : 0 à ${all}`,
      });
    }
    // The bit of ROLE_EVERYONE falls away by itself: nobody is ever authenticated as everyone.
    return deauthenticate(contents, pins);
  });
}

/**
 * CardDeauthenticate: as CardDeauthenticateEx, by user name.
 * @throws MinidriverError SCARD_E_UNSUPPORTED_FEATURE when a reset is needed; SCARD_E_INVALID_PARAMETER
 */
export function cardDeauthenticate(cardData: CardData, userId: string, flags = 0): Promise<void> {
  return entryPoint('CardDeauthenticate', cardData, (contents) => {
    ARGUMENTS.cardDeauthenticate(userId, flags);
    checkFlags(flags);
    return deauthenticate(contents, pinSet(pinIdOf(userId)));
  });
}
