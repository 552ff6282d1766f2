/** The card's part: from what OpenSSL wants signed to NCryptSignHash, and from what that refuses to a reason. */
import { constants } from 'node:crypto';
import { textOf } from '#common/coded-error.ts';
import { followedBy, sameInEach, type Text } from '#common/language.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { SCARD } from '#pcsc/scard.ts';
import { codeName, NTE } from '#windows/codes.ts';
import type { KeyUser } from '../csp/card/card-search.ts';
import { BROKEN_EXCHANGE } from '../csp/card/connection-errors.ts';
import { CspError, NCRYPT, nCryptSignHash, type StorageKey } from '../csp/index.ts';
import { refuseBlockedPin } from '../csp/pin/authentication.ts';
import { signsPadded } from '../csp/private-key.ts';
import { attemptsText } from '../minidriver/code-refused.ts';
import { readDigestInfo } from '../minidriver/structures/digest-info.ts';
import type { CardTlsReason, SignatureRefusal } from './card-tls-error.ts';
import type { SignatureAnswer, SignatureQuestion } from './signature-channel.ts';

/** What a person reads, by reason; the card's own words follow. */
const WHY: Readonly<Partial<Record<CardTlsReason, Text>>> = {
  'card-removed': {
    en: 'the card was taken out while it signed: put it back and connect again',
    fr: "la carte a été retirée pendant qu'elle signait : remettez-la et reconnectez-vous",
  },
  'not-inserted': {
    en: 'the card is not there: insert it and connect again',
    fr: "la carte n'est pas là : insérez-la et reconnectez-vous",
  },
  'not-typed': {
    en: 'the code of the card was not entered: connect again and enter it',
    fr: "le code de la carte n'a pas été saisi : reconnectez-vous et saisissez-le",
  },
  'wrong-code': {
    en: 'the code of the card is wrong: correct it before the next try',
    fr: 'le code de la carte est faux : corrigez-le avant le prochain essai',
  },
  blocked: {
    en: 'the code of the card is blocked: unblock it with its unblocking code',
    fr: 'le code de la carte est bloqué : débloquez-le avec son code de déblocage',
  },
  'no-certificate': {
    en: 'there is no certificate to authenticate with: insert a card that has one',
    fr: "il n'y a pas de certificat d'authentification : insérez une carte qui en a un",
  },
  'not-supported': {
    en: 'the server wants a PSS signature, as TLS 1.3 does; this card makes PKCS#1 v1.5 signatures only: let the server take rsa_pkcs1_sha256 in TLS 1.2',
    fr: 'le serveur veut une signature PSS, comme TLS 1.3 ; cette carte ne fait que des signatures PKCS#1 v1.5 : que le serveur accepte rsa_pkcs1_sha256 en TLS 1.2',
  },
};

const REASONS: ReadonlyMap<number, CardTlsReason> = new Map([
  [SCARD.W_REMOVED_CARD, 'card-removed'],
  [SCARD.E_NO_SMARTCARD, 'not-inserted'],
  [SCARD.E_NO_READERS_AVAILABLE, 'not-inserted'],
  [SCARD.W_CANCELLED_BY_USER, 'not-typed'],
  [NTE.SILENT_CONTEXT, 'not-typed'],
  [SCARD.W_WRONG_CHV, 'wrong-code'],
  [SCARD.W_CHV_BLOCKED, 'blocked'],
  [NTE.NOT_SUPPORTED, 'not-supported'],
  [SCARD.E_UNSUPPORTED_FEATURE, 'not-supported'],
  [NTE.NO_KEY, 'no-certificate'],
  [NTE.BAD_KEYSET, 'no-certificate'],
  [NTE.BAD_DATA, 'no-certificate'],
]);

/** Told where one may go on; that a code is blocked says it all. */
function triesLeft({ attemptsRemaining = 0 }: CspError): Text | undefined {
  return attemptsRemaining > 0 ? attemptsText(attemptsRemaining) : undefined;
}

/**
 * What the card, its reader or the person refused; a fault of ours says what it is.
 * @param left whether the card is known to have left its reader, whatever the return code says
 */
export function refusalOfCard(error: unknown, left = false): SignatureRefusal {
  if (!(error instanceof CspError)) return { reason: 'card', why: textOf(error) };
  const { scard, attemptsRemaining } = error;
  const known = left ? 'card-removed' : (REASONS.get(scard) ?? 'card');
  const reason = known === 'not-typed' && error.unanswered === 'insert-card' ? 'not-inserted' : known;
  const words = WHY[reason];
  if (words === undefined) return { reason, why: textOf(error), scard, attemptsRemaining };
  const name = codeName(scard);
  const why = { en: `${name}: ${words.en}`, fr: `${name} : ${words.fr}` };
  return { reason, why: followedBy(why, triesLeft(error)), scard, attemptsRemaining };
}

function userOf({ process, container, silent }: StorageKey, cancelled: AbortSignal | undefined): KeyUser {
  return { process, container, silent, cancelled };
}

/** Of what OpenSSL has padded itself (PSS): only where the card takes it, or nobody is asked for a code in vain. */
async function signPadded(key: StorageKey, block: Bytes, cancelled?: AbortSignal): Promise<Bytes> {
  const user = userOf(key, cancelled);
  if (await signsPadded(user)) await refuseBlockedPin(user);
  return nCryptSignHash(key, { algorithmId: null }, block, NCRYPT.NO_PADDING, cancelled);
}

/** In which a service that looks at its readers from time to time misses a card. Source: pcsc-lite, PCSCLITE_STATUS_POLL_RATE. */
const SEEN_BY_THEN_MS = 1000;

/** A service that has not missed the card yet tells of a broken exchange: its reader is asked. */
async function hasLeft({ process }: StorageKey, error: unknown, reader: string): Promise<boolean> {
  if (!(error instanceof CspError && BROKEN_EXCHANGE.has(error.scard))) return false;
  return process.cardLeaves(reader, SEEN_BY_THEN_MS).catch(() => false);
}

/**
 * PKCS#1 v1.5 of a DigestInfo, or of what is none (MD5 and SHA-1, before TLS 1.2).
 * @param reader in which the card last was
 * @param cancelled aborted when the connection has ended: nobody is asked for a card or a code any more
 */
export async function signWith(
  key: StorageKey,
  { block, padding }: SignatureQuestion,
  reader: string,
  cancelled?: AbortSignal,
): Promise<SignatureAnswer> {
  try {
    if (padding === constants.RSA_NO_PADDING) return { signature: await signPadded(key, block, cancelled) };
    if (padding !== constants.RSA_PKCS1_PADDING)
      throw new CspError(NTE.NOT_SUPPORTED, sameInEach(`RSA padding ${padding}`));
    await refuseBlockedPin(userOf(key, cancelled));
    const info = readDigestInfo(block);
    const algorithmId = info?.digest.algorithmId ?? null;
    const signature = await nCryptSignHash(key, { algorithmId }, info?.hash ?? block, NCRYPT.PAD_PKCS1, cancelled);
    return { signature };
  } catch (error) {
    return { refusal: refusalOfCard(error, await hasLeft(key, error, reader)) };
  }
}
