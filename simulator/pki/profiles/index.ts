/** The certificate profiles, as data. */
import type { AuthorityId } from '../authorities/index.ts';
import type { ProfileLayout } from '../layout.ts';
import { IGC_CPS_2BIS, IGC_CPS_2TER } from './igc-cps.ts';
import { IGC_SANTE_CARDS } from './igc-sante-cards.ts';
import { IGC_SANTE_SOFTWARE } from './igc-sante-software.ts';

const PROFILES = { ...IGC_SANTE_CARDS, ...IGC_SANTE_SOFTWARE, ...IGC_CPS_2TER, ...IGC_CPS_2BIS };

/** `sante-auth`, `sante-serv-ssl`, `2ter-sign`. */
export type CertificateProfileId = keyof typeof PROFILES;

export const CERTIFICATE_PROFILES: Readonly<Record<CertificateProfileId, ProfileLayout<AuthorityId>>> = PROFILES;
