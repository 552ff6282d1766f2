/**
 * The cards this minidriver is registered for, as in the Calais database: name, ATR, mask.
 *
 * Source: reference/cps-facts.md (a), Windows registration of the agency's installer.
 */
import { BYTES, optional, parameters, port } from '#common/arguments.ts';
import { type Bytes, concat, hex, toHex } from '#iso7816/bytes.ts';
import type { Generation } from '../../iasecc/generation.ts';
import { type Configuration, DEFAULT_CONFIGURATION } from './configuration.ts';

const ARGUMENTS = {
  registeredCard: parameters('registeredCard', { atr: BYTES }),
  takenGeneration: parameters('takenGeneration', { atr: BYTES, configuration: optional(port('a configuration')) }),
};

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

/** Historical bytes of all generations, before the pre-issuing data that number them. */
const CPS_HISTORICAL_BYTES = hex`00 12 25 00 64 80`;
/** Pre-issuing data of the CPS4: release candidate and T=0 card, production. */
const CPS4_PRE_ISSUING = [hex`00 04 01`, hex`04 01 00`];

/** The mask above takes the CPS4 that speaks T=0 alone: that is the registration of 2017, before there was any. */
function isCps4(atr: Bytes): boolean {
  const text = toHex(atr);
  return CPS4_PRE_ISSUING.some((data) => text.includes(toHex(concat(CPS_HISTORICAL_BYTES, data))));
}

/**
 * The generation of a card by its ATR; undefined for what is no CPS in contact.
 *
 * Source: reference/cps-facts.md (a), reference/cryptolib.md 2.1.
 */
export function generationOf(atr: Bytes): Generation | undefined {
  if (isCps4(atr)) return 'cps4';
  return registeredCard(atr) === undefined ? undefined : 'cps3';
}

/** The same, of a card that a minidriver of that configuration takes. */
export function takenGeneration(atr: Bytes, configuration: Partial<Configuration> = {}): Generation | undefined {
  ARGUMENTS.takenGeneration(atr, configuration);
  const { generation = DEFAULT_CONFIGURATION.generation } = configuration;
  const found = generationOf(atr);
  return found === 'cps4' && generation !== 'cps4' ? undefined : found;
}

/** The card registered for an ATR: same length and equal under the mask; undefined when there is none. */
export function registeredCard(atr: Bytes): RegisteredCard | undefined {
  ARGUMENTS.registeredCard(atr);
  return REGISTERED_CARDS.find(
    (card) => card.atr.length === atr.length && atr.every((byte, i) => (byte & (card.mask[i] ?? 0)) === card.atr[i]),
  );
}
