/** Card PIN operations: change and unblock. Source: specification 7.07, 4.2; reference/minidriver.md 4.11, 4.12. */
import { textOf } from '#common/coded-error.ts';
import { sameInEach, type Text } from '#common/language.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { SCARD } from '#pcsc/scard.ts';
import type { PinObject } from '../cia/aodf.ts';
import { changeReferenceData } from '../iasecc/change-reference-data.ts';
import { resetRetryCounter } from '../iasecc/reset-retry-counter.ts';
import { ARGUMENTS } from './arguments.ts';
import type { CardContents } from './card-contents.ts';
import type { CardData } from './card-data.ts';
import { codeRefused } from './code-refused.ts';
import { checkFlags, entryPoint } from './entry-point.ts';
import { Refusal } from './minidriver-error.ts';
import { type Code, encodeCode } from './pin-code.ts';
import {
  type AttemptsRemaining,
  givenCode,
  malformedCode,
  pinIdOf,
  pinObject,
  presentCode,
  SUCCEEDED,
} from './pin-operations.ts';
import { changeCodeAtPinPad } from './pin-pad.ts';
import { ATTEMPTS_UNKNOWN, CARD_AUTHENTICATE_PIN, PIN_CHANGE_FLAG, PIN_FLAG, PIN_ID } from './structures/constants.ts';

function invalidParameter(why: Text): Refusal {
  return new Refusal(SCARD.E_INVALID_PARAMETER, why);
}

/** @throws Refusal SCARD_E_INVALID_CHV: the new code is none the card can hold; the card was not asked */
function newCode(pin: PinObject, code: Code): Bytes {
  const bytes = encodeCode(pin, code);
  if (bytes !== undefined) return bytes;
  throw new Refusal(SCARD.E_INVALID_CHV, textOf(malformedCode(pin)), { attemptsRemaining: ATTEMPTS_UNKNOWN });
}

async function change(contents: CardContents, pin: PinObject, oldPin: Code, newPin: Code): Promise<void> {
  const newBytes = newCode(pin, newPin);
  const oldBytes = encodeCode(pin, oldPin);
  if (oldBytes === undefined) throw malformedCode(pin);
  const result = await changeReferenceData(contents.channel, pin.reference, oldBytes, newBytes);
  if (result.outcome !== 'changed') throw codeRefused(result);
}

/** The new code is checked before the unblocking code is presented: nothing is spent on a call that cannot succeed. */
async function unblock(contents: CardContents, user: PinObject, unblocking: Code, newPin: Code): Promise<void> {
  const bytes = newCode(user, newPin);
  await presentCode(contents, await pinObject(contents, PIN_ID.ADMIN), unblocking);
  const result = await resetRetryCounter(contents.channel, user.reference, bytes);
  if (result.outcome !== 'reset') throw codeRefused(result);
}

export interface AuthenticatorChange {
  /** PIN_CHANGE_FLAG.CHANGEPIN or PIN_CHANGE_FLAG.UNBLOCK, with PIN_FLAG.SILENT_CONTEXT or not. */
  readonly flags: number;
  /** CHANGEPIN: the PIN itself; UNBLOCK: PIN_ID.ADMIN, the unblocking code. */
  readonly authenticatingPinId: number;
  /** CHANGEPIN without both codes: they are typed at the reader's PIN pad. */
  readonly authenticatingPin?: Code | undefined;
  readonly targetPinId: number;
  readonly targetPin?: Code | undefined;
  /** Must be 0. */
  readonly retryCount?: number;
}

function checkChange({ flags, authenticatingPinId, targetPinId, retryCount = 0 }: AuthenticatorChange): void {
  const { UNBLOCK, CHANGEPIN } = PIN_CHANGE_FLAG;
  checkFlags(flags, UNBLOCK | CHANGEPIN | PIN_FLAG.SILENT_CONTEXT);
  const kind = flags & (UNBLOCK | CHANGEPIN);
  if (kind !== UNBLOCK && kind !== CHANGEPIN)
    throw invalidParameter({
      en: 'expected one of UNBLOCK (1) and CHANGEPIN (2)',
      fr: 'attendu : UNBLOCK (1) ou CHANGEPIN (2)',
    });
  if ((kind === CHANGEPIN) !== (authenticatingPinId === targetPinId)) {
    throw invalidParameter({
      en: 'CHANGEPIN takes one PIN twice, UNBLOCK two different ones',
      fr: 'CHANGEPIN prend deux fois le même code, UNBLOCK deux codes différents',
    });
  }
  if (retryCount !== 0)
    throw invalidParameter({
      en: `cRetryCount ${retryCount}, expected 0`,
      fr: `cRetryCount ${retryCount}, attendu : 0`,
    });
}

/** A change without codes: both are typed at the reader. */
function isExternal({ flags, authenticatingPin, targetPin }: AuthenticatorChange): boolean {
  return (flags & PIN_CHANGE_FLAG.CHANGEPIN) !== 0 && authenticatingPin === undefined && targetPin === undefined;
}

/** Empty codes are refused as missing ones. */
function givenNonEmpty(code: Code | undefined): Code {
  const given = givenCode(code);
  if (given.length === 0) throw invalidParameter({ en: 'empty code', fr: 'code vide' });
  return given;
}

/**
 * CardChangeAuthenticatorEx: changes a PIN, or unblocks it with the unblocking code and gives it a new value.
 * @throws MinidriverError SCARD_W_WRONG_CHV and SCARD_W_CHV_BLOCKED with `attemptsRemaining` of the code presented;
 *   SCARD_E_INVALID_CHV for a new code the card cannot hold; SCARD_W_SECURITY_VIOLATION to change the unblocking code;
 *   SCARD_E_INVALID_PARAMETER for flags, PINs and retry counts that do not go together
 */
export function cardChangeAuthenticatorEx(
  cardData: CardData,
  changeOrUnblock: AuthenticatorChange,
): Promise<AttemptsRemaining> {
  return entryPoint('CardChangeAuthenticatorEx', cardData, async (contents) => {
    ARGUMENTS.cardChangeAuthenticatorEx(changeOrUnblock);
    checkChange(changeOrUnblock);
    const { flags, authenticatingPinId, targetPinId } = changeOrUnblock;
    const external = isExternal(changeOrUnblock);
    const authenticatingPin = external ? '' : givenNonEmpty(changeOrUnblock.authenticatingPin);
    const targetPin = external ? '' : givenNonEmpty(changeOrUnblock.targetPin);
    await pinObject(contents, authenticatingPinId);
    const target = await pinObject(contents, targetPinId);
    if (targetPinId !== PIN_ID.USER && (flags & PIN_CHANGE_FLAG.CHANGEPIN) === 0) {
      throw invalidParameter({
        en: 'only the user PIN can be unblocked',
        fr: 'seul le code porteur peut être débloqué',
      });
    }
    if (targetPinId !== PIN_ID.USER) {
      throw new Refusal(SCARD.W_SECURITY_VIOLATION, {
        en: 'nobody may change the unblocking code',
        fr: 'personne ne peut changer le code de déblocage',
      });
    }
    if (external) await changeCodeAtPinPad(contents, target);
    else if ((flags & PIN_CHANGE_FLAG.CHANGEPIN) !== 0) await change(contents, target, authenticatingPin, targetPin);
    else await unblock(contents, target, authenticatingPin, targetPin);
    return SUCCEEDED;
  });
}

export interface Unblocking {
  /** 'user' by default: the only PIN that can be unblocked. */
  readonly userId?: string;
  /** The unblocking code. */
  readonly authenticationData: Code;
  readonly newPin: Code;
  /** 0 or 0xFFFFFFFF: the card does not let it be set. */
  readonly retryCount?: number;
  /** CARD_AUTHENTICATE_PIN.PIN by default; CHALLENGE_RESPONSE is taken as the unblocking code too. */
  readonly flags?: number;
}

/**
 * CardUnblockPin: gives the user PIN its tries back and a new value, with the unblocking code; nobody is authenticated
 * as user by it.
 * @throws MinidriverError SCARD_W_WRONG_CHV and SCARD_W_CHV_BLOCKED with `attemptsRemaining` of the unblocking code;
 *   SCARD_E_INVALID_CHV for a new code the card cannot hold; SCARD_E_UNSUPPORTED_FEATURE for 'admin';
 *   SCARD_E_INVALID_PARAMETER
 */
export function cardUnblockPin(cardData: CardData, unblocking: Unblocking): Promise<void> {
  return entryPoint('CardUnblockPin', cardData, async (contents) => {
    ARGUMENTS.cardUnblockPin(unblocking);
    const {
      userId = 'user',
      authenticationData,
      newPin,
      retryCount = 0,
      flags = CARD_AUTHENTICATE_PIN.PIN,
    } = unblocking;
    checkFlags(flags, CARD_AUTHENTICATE_PIN.PIN | CARD_AUTHENTICATE_PIN.CHALLENGE_RESPONSE);
    if (flags === (CARD_AUTHENTICATE_PIN.PIN | CARD_AUTHENTICATE_PIN.CHALLENGE_RESPONSE)) {
      throw invalidParameter({
        en: 'dwFlags 3, expected a PIN or a response, not both',
        fr: 'dwFlags 3, attendu : un code ou une réponse, pas les deux',
      });
    }
    if (pinIdOf(userId) !== PIN_ID.USER) {
      throw new Refusal(SCARD.E_UNSUPPORTED_FEATURE, {
        en: 'the unblocking code itself cannot be unblocked',
        fr: 'le code de déblocage ne peut pas être débloqué lui-même',
      });
    }
    if (retryCount !== 0 && retryCount !== ATTEMPTS_UNKNOWN)
      throw invalidParameter(sameInEach(`cRetryCount ${retryCount}`));
    const [puk, code] = [givenNonEmpty(authenticationData), givenNonEmpty(newPin)];
    await unblock(contents, await pinObject(contents, PIN_ID.USER), puk, code);
  });
}

export interface AuthenticatorChangeByName {
  /** 'user'; the unblocking code ('admin') cannot be changed. */
  readonly userId: string;
  readonly currentAuthenticator: Code;
  readonly newAuthenticator: Code;
  /** Must be 0. */
  readonly retryCount?: number;
  /** CARD_AUTHENTICATE_PIN.PIN by default; a response to a challenge is not supported. */
  readonly flags?: number;
}

/**
 * CardChangeAuthenticator: changes a code, by user name.
 * @throws MinidriverError as cardChangeAuthenticatorEx; SCARD_E_UNSUPPORTED_FEATURE for a challenge and response
 */
export function cardChangeAuthenticator(
  cardData: CardData,
  changeByName: AuthenticatorChangeByName,
): Promise<AttemptsRemaining> {
  return entryPoint('CardChangeAuthenticator', cardData, async (contents) => {
    ARGUMENTS.cardChangeAuthenticator(changeByName);
    const { userId, currentAuthenticator, newAuthenticator } = changeByName;
    const { retryCount = 0, flags = CARD_AUTHENTICATE_PIN.PIN } = changeByName;
    if (flags === CARD_AUTHENTICATE_PIN.CHALLENGE_RESPONSE)
      throw new Refusal(SCARD.E_UNSUPPORTED_FEATURE, {
        en: 'the card has no administrator key',
        fr: "la carte n'a pas de clé d'administrateur",
      });
    if (flags !== CARD_AUTHENTICATE_PIN.PIN)
      throw invalidParameter({ en: `dwFlags ${flags}, expected 1 or 2`, fr: `dwFlags ${flags}, attendu : 1 ou 2` });
    if (retryCount !== 0)
      throw invalidParameter({
        en: `cRetryCount ${retryCount}, expected 0`,
        fr: `cRetryCount ${retryCount}, attendu : 0`,
      });
    const pinId = pinIdOf(userId);
    const [current, renewed] = [givenNonEmpty(currentAuthenticator), givenNonEmpty(newAuthenticator)];
    const target = await pinObject(contents, pinId);
    if (pinId !== PIN_ID.USER)
      throw new Refusal(SCARD.W_SECURITY_VIOLATION, {
        en: 'nobody may change the unblocking code',
        fr: 'personne ne peut changer le code de déblocage',
      });
    await change(contents, target, current, renewed);
    return SUCCEEDED;
  });
}
