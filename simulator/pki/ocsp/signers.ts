/**
 * Who signs the answers of a responder: a certificate for that alone, or what must not be believed.
 *
 * Source: RFC 6960, 4.2.2.2 (who may sign); the responders' certificates: simulation (gap 17).
 */
import { rsaKey } from '../../keys/rsa-key.ts';
import { nameOf } from '../attributes.ts';
import { AUTHORITIES, type AuthorityId } from '../authorities/index.ts';
import type { IssuingAuthority } from '../authority.ts';
import type { ExtensionLayout, RdnLayout } from '../layout.ts';
import type { Registers } from '../revocation/registers.ts';
import { type Signer, serviceCertificate } from '../service-certificate.ts';

/**
 * `delegated`: the authority has issued it a certificate for OCSP; `authority`: the authority's own key. To be refused:
 * `notDelegated`: the certificate is of the authority, and not for OCSP; `foreign`: for OCSP, and of another authority;
 * `expired`: for OCSP, and too old.
 */
export const OCSP_SIGNERS = ['delegated', 'authority', 'notDelegated', 'foreign', 'expired'] as const;
export type OcspSigner = (typeof OCSP_SIGNERS)[number];

const FOR_OCSP: ExtensionLayout = { extension: 'extKeyUsage', purposes: ['OCSPSigning'] };
const EXTENSIONS: readonly ExtensionLayout[] = [
  { extension: 'basicConstraints' },
  { extension: 'subjectKeyIdentifier' },
  { extension: 'authorityKeyIdentifier' },
  { extension: 'keyUsage', critical: true, bits: ['digitalSignature'] },
  FOR_OCSP,
  { extension: 'ocspNoCheck' },
];
const YEAR_MS = 365 * 86_400_000;

/** What tells those apart that are not as they should be. */
const MARKS: Readonly<Partial<Record<OcspSigner, string>>> = {
  notDelegated: ' NON DELEGUE',
  foreign: ' ETRANGER',
  expired: ' PERIME',
};

function subject({ fileName }: IssuingAuthority, kind: OcspSigner): RdnLayout[] {
  return [
    { attribute: 'C', as: 'printable', value: 'FR' },
    { attribute: 'O', as: 'utf8', value: 'SIMULATION' },
    { attribute: 'CN', as: 'utf8', value: `OCSP ${fileName} SIMULATION${MARKS[kind] ?? ''}` },
  ];
}

export class OcspSigners {
  readonly #registers: Registers;
  readonly #signers = new Map<string, Signer>();

  constructor(registers: Registers) {
    this.#registers = registers;
  }

  /** The same each time. */
  of(authority: IssuingAuthority, kind: OcspSigner): Signer {
    if (kind === 'authority') return authority;
    const name = `${kind} ${authority.id}`;
    const signer = this.#signers.get(name) ?? this.#made(authority, kind);
    this.#signers.set(name, signer);
    return signer;
  }

  #made(authority: IssuingAuthority, kind: OcspSigner): Signer {
    const key = rsaKey(authority.stream('OCSP responder'));
    const certificate = serviceCertificate({
      issuer: kind === 'foreign' ? this.#another(authority) : authority,
      subject: nameOf(subject(authority, kind), {}),
      key,
      extensions: kind === 'notDelegated' ? EXTENSIONS.filter((one) => one !== FOR_OCSP) : EXTENSIONS,
      urls: this.#registers.urls,
      ...(kind === 'expired' && { notAfter: new Date(Date.parse(authority.layout.validity.from) + YEAR_MS) }),
    });
    return { key, certificate };
  }

  /** Of the same branch, so that nothing but the issuer is wrong. */
  #another({ id, branch }: IssuingAuthority): IssuingAuthority {
    const others = (Object.keys(AUTHORITIES) as AuthorityId[]).filter((other) => other !== id);
    const found = others.map((other) => this.#registers.authority(other)).find((other) => other.branch === branch);
    return found as IssuingAuthority;
  }
}
