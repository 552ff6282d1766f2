/**
 * What the caller of a minidriver does around its calls: transactions, and the reset when a PIN must be forgotten.
 *
 * Source: specification 7.07, 2.2 (transactions, authentication); reference/minidriver.md 2.7, 2.8, 4.9.
 */
import { FUNCTION, instanceOf, NUMBER, parameters } from '#common/arguments.ts';
import { DISPOSITION, SCARD } from '#pcsc/scard.ts';
import { CardData } from './card-data.ts';
import { MinidriverError } from './minidriver-error.ts';
import { cardDeauthenticateEx } from './pin-operations.ts';

const CARD_DATA = { cardData: instanceOf(CardData, 'a CardData: cardAcquireContext') };
const ARGUMENTS = {
  transaction: parameters('withCardTransaction', { ...CARD_DATA, work: FUNCTION, disposition: NUMBER }),
  deauthenticate: parameters('deauthenticateOrReset', { ...CARD_DATA, pins: NUMBER }),
};

/**
 * `work` within a PC/SC transaction: no other program reaches the card meanwhile.
 * @param disposition what becomes of the card at the end; DISPOSITION.RESET_CARD makes it forget its PINs, and the next
 *   call finds SCARD_W_RESET_CARD: reconnect then
 * @throws what `work` throws; ScardError of the transaction itself
 */
export async function withCardTransaction<T>(
  cardData: CardData,
  work: () => Promise<T>,
  disposition: number = DISPOSITION.LEAVE_CARD,
): Promise<T> {
  ARGUMENTS.transaction(cardData, work, disposition);
  return cardData.card.transaction(work, disposition);
}

/**
 * Makes sure that none of the PINs is authenticated any more: by CardDeauthenticateEx, else by a warm reset of the card,
 * as the Base CSP does. Other programs then find SCARD_W_RESET_CARD.
 * @param pins PIN_SET
 * @throws MinidriverError, ScardError of the reset
 */
export async function deauthenticateOrReset(cardData: CardData, pins: number): Promise<'deauthenticated' | 'reset'> {
  ARGUMENTS.deauthenticate(cardData, pins);
  try {
    await cardDeauthenticateEx(cardData, pins);
    return 'deauthenticated';
  } catch (error) {
    if (!(error instanceof MinidriverError) || error.scard !== SCARD.E_UNSUPPORTED_FEATURE) throw error;
  }
  await cardData.card.reconnect({ initialization: DISPOSITION.RESET_CARD });
  return 'reset';
}
