/**
 * The Calais database: which module and which providers are registered for which answer to reset.
 *
 * Source: reference/minidriver.md 12.2 (winscard discovery); winscard.h, SCardListCards, SCardGetCardTypeProviderName.
 */
import { type Bytes, fromHex } from '#iso7816/bytes.ts';
import type { Registry } from './registry.ts';

/** The 64-bit programs' view of the registry, and that of 32-bit programs on a 64-bit system. */
export type RegistryView = 'native' | 'wow64';

const CALAIS: Readonly<Record<RegistryView, string>> = {
  native: 'HKLM\\SOFTWARE\\Microsoft\\Cryptography\\Calais\\SmartCards',
  wow64: 'HKLM\\SOFTWARE\\Wow6432Node\\Microsoft\\Cryptography\\Calais\\SmartCards',
};

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

/** The cards of one view, in the order they were registered; those without ATR, or whose mask is of another length, match nothing. */
export function calaisCards(registry: Registry, view: RegistryView = 'native'): readonly CalaisCard[] {
  return registry.subkeys(CALAIS[view]).flatMap((name) => {
    const [atr, mask] = ['ATR', 'ATRMask'].map((value) => registry.value(`${CALAIS[view]}\\${name}`, value));
    if (atr?.type !== 'REG_BINARY') return [];
    const bytes = fromHex(atr.data);
    const maskBytes = mask?.type === 'REG_BINARY' ? fromHex(mask.data) : new Uint8Array(bytes.length).fill(0xff);
    return maskBytes.length === bytes.length ? [{ name, atr: bytes, mask: maskBytes }] : [];
  });
}

/** (cardATR AND ATRMask) == ATR, and lengths are equal. */
export function matchesAtr({ atr, mask }: CalaisCard, cardAtr: Bytes): boolean {
  return atr.length === cardAtr.length && cardAtr.every((byte, i) => (byte & (mask[i] ?? 0)) === atr[i]);
}

/** SCardListCards: names of the cards that match an ATR, the one that is taken first. */
export function listCards(registry: Registry, cardAtr: Bytes, view: RegistryView = 'native'): readonly string[] {
  return calaisCards(registry, view)
    .filter((card) => matchesAtr(card, cardAtr))
    .map(({ name }) => name);
}

/** SCardGetCardTypeProviderName; undefined when the card is not registered, or not with that provider. */
export function cardTypeProviderName(
  registry: Registry,
  card: string,
  provider: CalaisProvider,
  view: RegistryView = 'native',
): string | undefined {
  const value = registry.value(`${CALAIS[view]}\\${card}`, PROVIDERS[provider]);
  return value?.type === 'REG_SZ' ? value.data : undefined;
}
