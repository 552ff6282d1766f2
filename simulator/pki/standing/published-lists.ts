/** What the lists say that the authorities of a Pki have published by a moment. */
import { X509Certificate } from 'node:crypto';
import { certificateIds } from '#formats/cms-parts.ts';
import type { AuthorityId } from '../authorities/index.ts';
import type { IssuingAuthority } from '../authority.ts';
import type { CertificateList } from '../revocation/certificate-list.ts';
import type { Registers } from '../revocation/registers.ts';
import { type ListedStatus, ListIndex } from './list-index.ts';

interface Read {
  readonly full: CertificateList;
  readonly delta: CertificateList | undefined;
  readonly index: ListIndex;
}

export class PublishedLists {
  readonly #registers: Registers;
  /** The lists that were read last: they are the same objects until there is a newer one. */
  readonly #read = new Map<AuthorityId, Read>();

  constructor(registers: Registers) {
    this.#registers = registers;
  }

  status(certificate: X509Certificate, authority: IssuingAuthority, at: Date): ListedStatus {
    // No list is older than its authority.
    if (at < new Date(authority.layout.validity.from)) return { status: 'unknown' };
    const { serial } = certificateIds(certificate);
    return this.#indexOf(authority, at).status(serial, at);
  }

  #indexOf(authority: IssuingAuthority, at: Date): ListIndex {
    const published = this.#registers.of(authority).at(at);
    const full = published.crl();
    // A root publishes full lists alone.
    const delta = authority.issuer === undefined ? undefined : published.deltaCrl();
    const known = this.#read.get(authority.id);
    if (known?.full === full && known.delta === delta) return known.index;
    const index = new ListIndex(new X509Certificate(authority.certificate), {
      full: full.crl,
      ...(delta !== undefined && { delta: delta.crl }),
    });
    this.#read.set(authority.id, { full, delta, index });
    return index;
  }
}
