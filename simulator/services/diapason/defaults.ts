/** The hospital of the simulation as it is at first: everything ordered and installed as it should be. Source: simulation. */
import { createPublicKey } from 'node:crypto';
import type { Bytes } from '#iso7816/bytes.ts';
import { findKey, rsaKey } from '../../keys/rsa-key.ts';
import { SeededBytes } from '../../keys/seeded-bytes.ts';
import { structureNamed } from '../../people/index.ts';
import type { AuthorityId, CertificateProfileId, Pki } from '../../pki/index.ts';
import type { ServiceHost } from '../service.ts';
import type { Certified } from './maker-authority.ts';
import { CLIENT_NAME } from './psp.ts';

export const AUTHORITY: AuthorityId = 'sante-test-elementaire-organisations';
/** That of the administrators of the portal (fixtures/pfc). */
const HOSPITAL = 'hopital-de-simulation';
/** Of the server of the programme; the domain is reserved for examples (RFC 2606). */
export const FQDN = 'gap.ch-ville.example';
export const PSP_NAME = 'psp.diapason.example';
/** No document says on which port they are. */
const TLS_PORT = 443;

/** Both by their names. */
export function hostsOf({ gap, psp }: { readonly gap: number; readonly psp: number }): readonly ServiceHost[] {
  return [
    { host: FQDN, port: TLS_PORT, leadsTo: gap, source: 'simulation' },
    { host: PSP_NAME, port: TLS_PORT, leadsTo: psp, source: 'simulation' },
  ];
}

/** Certificates in DER, its own first. */
type Kept = readonly Bytes[] | undefined;

interface Ordered {
  readonly profile: CertificateProfileId;
  readonly commonName: string;
  readonly dnsNames?: readonly string[];
}

/** The key with its certificate and the intermediate authority's: those that are kept, or new ones. */
async function ordered(pki: Pki, { profile, ...named }: Ordered, kept: Kept): Promise<Certified> {
  await findKey(new SeededBytes('diapason', HOSPITAL, named.commonName));
  const key = rsaKey(new SeededBytes('diapason', HOSPITAL, named.commonName));
  if (kept !== undefined) return { key, chain: kept };
  const { name, nationalId, department } = structureNamed(HOSPITAL);
  const subject = { kind: 'software', structure: { name, nationalId, department }, ...named } as const;
  const { certificate } = pki.issue(profile, subject, createPublicKey(key), { authority: AUTHORITY });
  return { key, chain: [certificate, pki.authority(AUTHORITY).certificate] };
}

/** ORG_AUTH_CLI. Source: reference/documents.md D01, D12. */
export function orderedClient(pki: Pki, kept?: Kept): Promise<Certified> {
  return ordered(pki, { profile: 'sante-org-auth-cli', commonName: CLIENT_NAME }, kept);
}

/** SSL_SERVEUR. Source: reference/documents.md D01, D12, D14. */
export function orderedServer(pki: Pki, kept?: Kept): Promise<Certified> {
  return ordered(pki, { profile: 'sante-serv-ssl', commonName: FQDN, dnsNames: [FQDN] }, kept);
}
