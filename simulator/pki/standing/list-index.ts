/**
 * What the lists of one authority say of each certificate: the full list, and the delta list that completes it.
 *
 * Kept by serial number, so that OpenSSL is given no list: the `crl` of Node knows nothing of delta lists.
 * Source: RFC 5280, 5.2.4 and 6.3; reference/pki-services.md 4.
 */
import type { X509Certificate } from 'node:crypto';
import { REMOVED, type RevocationList, readRevocationList, reasonName } from '#formats/certificate-list.ts';
import { idsOf } from '#formats/cms-parts.ts';
import { type Bytes, equalBytes, toHex } from '#iso7816/bytes.ts';
import { PkiError } from '../pki-error.ts';

/** What lists say of a certificate. `unknown`: there is no list, or it is past its nextUpdate. */
export type ListedStatus =
  | { readonly status: 'good' }
  | { readonly status: 'unknown' }
  | {
      readonly status: 'revoked';
      readonly at: Date;
      /** As RFC 5280 names it. */
      readonly reason: string;
      /** The list that says so; `delta`: the full one does not yet. */
      readonly list: 'full' | 'delta';
    };

/** Read without being held against the issuer yet. */
interface Lists {
  readonly full: Bytes;
  readonly delta?: Bytes;
}

function refusal(en: string, fr: string): PkiError {
  return new PkiError('list', { en: `revocation list: ${en}`, fr: `liste de révocation : ${fr}` });
}

/** @throws PkiError `list` unless the issuer signed it @throws DerError when it is none */
function readFrom(issuer: X509Certificate, crl: Bytes): RevocationList {
  const list = readRevocationList(crl);
  if (!equalBytes(list.issuer, idsOf(new Uint8Array(issuer.raw)).subject))
    throw refusal('of another authority', "d'une autre autorité");
  if (list.isSignedBy(issuer.publicKey)) return list;
  throw refusal('not signed by its authority', "elle n'est pas signée par son autorité");
}

function number(hex: string): bigint {
  return BigInt(`0x${hex || '0'}`);
}

export class ListIndex {
  readonly #full: RevocationList;
  readonly #delta: RevocationList | undefined;

  /**
   * @param issuer whose key signed them
   * @throws PkiError `list` for one of another authority, a delta list in the place of a full one, one that completes another
   * @throws DerError for what is no list
   */
  constructor(issuer: X509Certificate, { full, delta }: Lists) {
    this.#full = readFrom(issuer, full);
    if (this.#full.baseNumber !== undefined)
      throw refusal('a delta list, expected a full one', 'une liste delta, attendu : une liste complète');
    if (delta === undefined) return;
    this.#delta = readFrom(issuer, delta);
    const { baseNumber } = this.#delta;
    if (baseNumber === undefined)
      throw refusal('a full list, expected a delta one', 'une liste complète, attendu : une liste delta');
    if (number(baseNumber) > number(this.#full.number))
      throw refusal('the delta list completes a newer one', 'la liste delta complète une liste plus récente');
  }

  /** @param serial contents of its INTEGER */
  status(serial: Bytes, at: Date): ListedStatus {
    const name = toHex(serial);
    const fresh = this.#delta?.entries.get(name);
    if (fresh !== undefined && fresh.reason !== REMOVED)
      return { status: 'revoked', at: fresh.at, reason: reasonName(fresh.reason), list: 'delta' };
    const old = this.#full.entries.get(name);
    if (old !== undefined && fresh === undefined)
      return { status: 'revoked', at: old.at, reason: reasonName(old.reason), list: 'full' };
    return this.#isLate(at) ? { status: 'unknown' } : { status: 'good' };
  }

  #isLate(at: Date): boolean {
    return [this.#full, this.#delta].some((list) => list?.nextUpdate !== undefined && at > list.nextUpdate);
  }
}
