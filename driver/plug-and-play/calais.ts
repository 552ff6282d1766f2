/**
 * The Calais database: which module and which providers are registered for which answer to reset.
 *
 * Source: reference/minidriver.md 12.2 (winscard discovery); winscard.h, SCardListCards, SCardGetCardTypeProviderName.
 */
import { BYTES, instanceOf, oneOf, parameters, TEXT } from '#common/arguments.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { Registry, type RegistryValue, softwareKey, VIEWS, type View } from '../registry/index.ts';

function calais(view: View, ...below: readonly string[]): string {
  return softwareKey('HKLM', view, ['Microsoft\\Cryptography\\Calais\\SmartCards', ...below].join('\\'));
}

export interface CalaisCard {
  readonly name: string;
  /** Masked already. */
  readonly atr: Bytes;
  readonly mask: Bytes;
}

/** Names of the values by what SCardGetCardTypeProviderName is asked for. */
const PROVIDERS = {
  /** SCARD_PROVIDER_CSP, 2 */
  csp: 'Crypto Provider',
  /** SCARD_PROVIDER_KSP, 3 */
  ksp: 'Smart Card Key Storage Provider',
  /** SCARD_PROVIDER_CARD_MODULE, 0x80000001 */
  module: '80000001',
} as const;
export type CalaisProvider = keyof typeof PROVIDERS;

const REGISTRY = instanceOf(Registry, 'a Registry');
const VIEW = oneOf(VIEWS);
const ARGUMENTS = {
  calaisCards: parameters('calaisCards', { registry: REGISTRY, view: VIEW }),
  listCards: parameters('listCards', { registry: REGISTRY, cardAtr: BYTES, view: VIEW }),
  cardTypeProviderName: parameters('cardTypeProviderName', {
    registry: REGISTRY,
    card: TEXT,
    provider: oneOf(Object.keys(PROVIDERS)),
    view: VIEW,
  }),
};

function bytesOf(value: RegistryValue | undefined): Bytes | undefined {
  return value?.data instanceof Uint8Array ? value.data : undefined;
}

/** The cards of one view, in the order they were registered; one whose mask is of another length matches nothing. */
export function calaisCards(registry: Registry, view: View = 'native'): readonly CalaisCard[] {
  ARGUMENTS.calaisCards(registry, view);
  return registry.subkeys(calais(view)).flatMap((name) => {
    const atr = bytesOf(registry.get(calais(view, name), 'ATR'));
    if (atr === undefined) return [];
    const mask = bytesOf(registry.get(calais(view, name), 'ATRMask')) ?? new Uint8Array(atr.length).fill(0xff);
    return mask.length === atr.length ? [{ name, atr, mask }] : [];
  });
}

/** (cardATR AND ATRMask) == ATR, and lengths are equal. */
export function matchesAtr({ atr, mask }: CalaisCard, cardAtr: Bytes): boolean {
  return atr.length === cardAtr.length && cardAtr.every((byte, i) => (byte & (mask[i] ?? 0)) === atr[i]);
}

/** SCardListCards: names of the cards that match an ATR, the one that is taken first. */
export function listCards(registry: Registry, cardAtr: Bytes, view: View = 'native'): readonly string[] {
  ARGUMENTS.listCards(registry, cardAtr, view);
  return calaisCards(registry, view)
    .filter((card) => matchesAtr(card, cardAtr))
    .map(({ name }) => name);
}

/** SCardGetCardTypeProviderName; undefined when the card is not registered, or not with that provider. */
export function cardTypeProviderName(
  registry: Registry,
  card: string,
  provider: CalaisProvider,
  view: View = 'native',
): string | undefined {
  ARGUMENTS.cardTypeProviderName(registry, card, provider, view);
  const value = registry.get(calais(view, card), PROVIDERS[provider]);
  return value?.type === 'REG_SZ' ? value.data : undefined;
}
