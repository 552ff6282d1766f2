/**
 * The functions of CARD_DATA that a read-only card must have and refuse, and those that this card has no use for.
 *
 * Source: specification 7.07, read-only cards; reference/minidriver.md 4.0, 4.10, 4.16, 4.20.
 */

import type { Text } from '#common/language.ts';
import { SCARD } from '#pcsc/scard.ts';
import type { CardData } from './card-data.ts';
import { entryPoint } from './entry-point.ts';
import { Refusal } from './minidriver-error.ts';

/** @throws MinidriverError SCARD_E_UNSUPPORTED_FEATURE always; SCARD_E_INVALID_PARAMETER without a context */
export type Refused = (cardData: CardData, ...args: readonly unknown[]) => Promise<never>;

function refuses(func: string, why: Text): Refused {
  return (cardData) =>
    entryPoint(func, cardData, () => {
      throw new Refusal(SCARD.E_UNSUPPORTED_FEATURE, why);
    });
}

const READ_ONLY = { en: 'the card is read-only', fr: 'la carte est en lecture seule' };
const NO_ADMIN_KEY = {
  en: 'the card has no administrator key: it is unblocked with its unblocking code',
  fr: "la carte n'a pas de clé d'administrateur : elle se débloque par son code de déblocage",
};
const RSA_ONLY = { en: 'the card has RSA keys only', fr: "la carte n'a que des clés RSA" };
const NO_SESSION_KEYS = { en: 'the card has no session keys', fr: "la carte n'a pas de clés de session" };

export const cardCreateDirectory = refuses('CardCreateDirectory', READ_ONLY);
export const cardDeleteDirectory = refuses('CardDeleteDirectory', READ_ONLY);
export const cardCreateFile = refuses('CardCreateFile', READ_ONLY);
export const cardWriteFile = refuses('CardWriteFile', READ_ONLY);
export const cardDeleteFile = refuses('CardDeleteFile', READ_ONLY);
export const cardCreateContainer = refuses('CardCreateContainer', READ_ONLY);
export const cardCreateContainerEx = refuses('CardCreateContainerEx', READ_ONLY);
export const cardDeleteContainer = refuses('CardDeleteContainer', READ_ONLY);
export const cardSetContainerProperty = refuses('CardSetContainerProperty', READ_ONLY);

export const cardGetChallenge = refuses('CardGetChallenge', NO_ADMIN_KEY);
export const cardGetChallengeEx = refuses('CardGetChallengeEx', NO_ADMIN_KEY);
export const cardAuthenticateChallenge = refuses('CardAuthenticateChallenge', NO_ADMIN_KEY);

export const cardConstructDHAgreement = refuses('CardConstructDHAgreement', RSA_ONLY);
export const cardDeriveKey = refuses('CardDeriveKey', RSA_ONLY);
export const cardDestroyDHAgreement = refuses('CardDestroyDHAgreement', RSA_ONLY);

export const mdImportSessionKey = refuses('MDImportSessionKey', NO_SESSION_KEYS);
export const mdEncryptData = refuses('MDEncryptData', NO_SESSION_KEYS);
export const cardImportSessionKey = refuses('CardImportSessionKey', NO_SESSION_KEYS);
export const cardGetSharedKeyHandle = refuses('CardGetSharedKeyHandle', NO_SESSION_KEYS);
export const cardGetAlgorithmProperty = refuses('CardGetAlgorithmProperty', NO_SESSION_KEYS);
export const cardGetKeyProperty = refuses('CardGetKeyProperty', NO_SESSION_KEYS);
export const cardSetKeyProperty = refuses('CardSetKeyProperty', NO_SESSION_KEYS);
export const cardDestroyKey = refuses('CardDestroyKey', NO_SESSION_KEYS);
export const cardProcessEncryptedData = refuses('CardProcessEncryptedData', NO_SESSION_KEYS);
