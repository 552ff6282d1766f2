/** What authorities publish of the certificates they revoke, as data. */
import type { ModulusBits } from '../../keys/rsa-key.ts';
import type { IssuingAuthority } from '../authority.ts';
import type { ExtensionLayout } from '../layout.ts';

export interface RevocationLayout {
  readonly source: string;
  /** Of a full list, which is published each day at midnight (UTC). */
  readonly validDays: number;
  /** Addresses of the delta list, and days from its full list to its nextUpdate; absent where there are no delta lists. */
  readonly delta?: { readonly freshestCRL: readonly string[]; readonly validDays: number };
  /** Of the certificate that signs lists alone, beside the authority's own; absent where there is none. */
  readonly crlSigner?: { readonly keyBits: ModulusBits; readonly extensions: readonly ExtensionLayout[] };
  /** Whether its certificates name an OCSP responder. */
  readonly ocsp: boolean;
}

const SANTE: RevocationLayout = {
  source:
    'reference/cps-facts.md (d): daily, seven days, delta lists; hour and days of delta lists: simulation (gap 17)',
  validDays: 7,
  delta: {
    freshestCRL: ['ldap://annuaire-igc.esante.gouv.fr/{dn}?deltarevocationlist;binary?base?objectClass=pkiCA'],
    validDays: 2,
  },
  ocsp: true,
};

const CPS: RevocationLayout = {
  source: 'reference/cps-facts.md (d): the certificates name delta lists; times: simulation (gap 17)',
  validDays: 7,
  delta: { freshestCRL: ['ldap://annuaire.gip-cps.fr/{dn}?deltarevocationlist;binary'], validDays: 2 },
  ocsp: false,
};

const CPS_2TER: RevocationLayout = {
  ...CPS,
  source: 'reference/cps-facts.md (d): separate certificates for lists; their key and extensions, times: simulation',
  crlSigner: {
    keyBits: 2048,
    extensions: [
      { extension: 'authorityKeyIdentifier' },
      { extension: 'subjectKeyIdentifier' },
      { extension: 'keyUsage', critical: true, bits: ['cRLSign'] },
    ],
  },
};

/** Certificates of authorities name full lists alone. */
const ROOT: RevocationLayout = {
  source: 'reference/cps-facts.md (d): no freshestCRL in the certificates of intermediates; times: simulation (gap 17)',
  validDays: 7,
  ocsp: false,
};

export function revocationLayout({ id, issuer }: IssuingAuthority): RevocationLayout {
  if (issuer === undefined) return ROOT;
  if (id.startsWith('sante')) return SANTE;
  return id.startsWith('2ter') ? CPS_2TER : CPS;
}
