/**
 * The cards this minidriver is registered for, as in the Calais database: name, ATR, mask.
 *
 * Source: reference/cps-facts.md (a), Windows registration of the agency's installer.
 */
import { BYTES, parameters } from '#common/arguments.ts';
import { type Bytes, hex } from '#iso7816/bytes.ts';

const ARGUMENTS = { registeredCard: parameters('registeredCard', { atr: BYTES }) };

export interface RegisteredCard {
  readonly name: string;
  /** Masked ATR. */
  readonly atr: Bytes;
  readonly mask: Bytes;
}

const REGISTERED_CARDS: readonly RegisteredCard[] = [
  {
    name: 'Carte de Professionnel de Sante CPS3',
    atr: hex`3B 00 00 00 00 00 12 25 00 64 80 00 00 00 00 90 00`,
    mask: hex`FF 00 00 00 00 FF FF FF FF FF FF 00 00 00 FF FF FF`,
  },
];

/** The card registered for an ATR: same length and equal under the mask; undefined when there is none. */
export function registeredCard(atr: Bytes): RegisteredCard | undefined {
  ARGUMENTS.registeredCard(atr);
  return REGISTERED_CARDS.find(
    (card) => card.atr.length === atr.length && atr.every((byte, i) => (byte & (card.mask[i] ?? 0)) === card.atr[i]),
  );
}
