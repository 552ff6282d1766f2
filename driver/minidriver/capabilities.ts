/** Card capabilities: what the card can do, and has room for. Source: specification 7.07, 4.4; reference/minidriver.md 4.21. */
import type { Bytes } from '#iso7816/bytes.ts';
import { ARGUMENTS } from './arguments.ts';
import type { CardData } from './card-data.ts';
import { checkFlags, entryPoint } from './entry-point.ts';
import type { Versioned } from './properties.ts';
import { MAX_CONTAINERS } from './public-data.ts';
import { cardCapabilities, cardFreeSpaceInfo } from './structures/layouts.ts';
import { checkStructVersion } from './structures/struct-version.ts';

/** CardQueryCapabilities: CARD_CAPABILITIES. @throws MinidriverError ERROR_REVISION_MISMATCH */
export function cardQueryCapabilities(cardData: CardData, query: Versioned = {}): Promise<Bytes> {
  return entryPoint('CardQueryCapabilities', cardData, () => {
    ARGUMENTS.cardQueryCapabilities(query);
    checkStructVersion('CARD_CAPABILITIES', query.version ?? 1, 1);
    return cardCapabilities();
  });
}

/** CardQueryFreeSpace: CARD_FREE_SPACE_INFO. @throws MinidriverError ERROR_REVISION_MISMATCH, SCARD_E_INVALID_PARAMETER */
export function cardQueryFreeSpace(cardData: CardData, flags = 0, query: Versioned = {}): Promise<Bytes> {
  return entryPoint('CardQueryFreeSpace', cardData, () => {
    ARGUMENTS.cardQueryFreeSpace(flags, query);
    checkFlags(flags);
    checkStructVersion('CARD_FREE_SPACE_INFO', query.version ?? 1, 1);
    return cardFreeSpaceInfo(MAX_CONTAINERS);
  });
}
