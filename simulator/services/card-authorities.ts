/** Authorities of the cards of a branch: both ranges of IGC-Santé, the four classes of 2TER. */
import type { AuthorityId } from '../pki/index.ts';

export const CARD_AUTHORITIES = {
  test: [
    ...(['sante-test-fort-personnes', 'sante-test-standard-personnes'] as const),
    ...(['2ter-test-classe-0', '2ter-test-classe-1', '2ter-test-classe-2', '2ter-test-classe-3'] as const),
  ],
  production: [
    ...(['sante-fort-personnes', 'sante-standard-personnes'] as const),
    ...(['2ter-classe-0', '2ter-classe-1', '2ter-classe-2', '2ter-classe-3'] as const),
  ],
} as const satisfies Readonly<Record<'test' | 'production', readonly AuthorityId[]>>;
