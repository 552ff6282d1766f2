/** The authorities, as data. */
import type { AuthorityLayout } from '../layout.ts';
import { type CpsId, IGC_CPS } from './igc-cps.ts';
import { IGC_SANTE, type SanteId } from './igc-sante.ts';

/** `sante-test-fort-personnes`, `2ter-test-classe-1`, `2bis-classe-4`. */
export type AuthorityId = SanteId | CpsId;

export const AUTHORITIES: Readonly<Record<AuthorityId, AuthorityLayout<AuthorityId>>> = { ...IGC_SANTE, ...IGC_CPS };

export const AUTHORITY_IDS = Object.keys(AUTHORITIES) as readonly AuthorityId[];
