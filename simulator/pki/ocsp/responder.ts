/**
 * An OCSP responder for all authorities whose certificates name one: bytes in, bytes out. Each of them has issued it a
 * certificate to answer with.
 *
 * Source: RFC 6960; reference/cps-facts.md (d): the address in certificates.
 */
import { createHash, createPublicKey } from 'node:crypto';
import { DerError } from '#asn1/der-error.ts';
import { der } from '#asn1/der-writer.ts';
import { type Bytes, equalBytes, toHex } from '#iso7816/bytes.ts';
import { AUTHORITIES, type AuthorityId } from '../authorities/index.ts';
import type { IssuingAuthority } from '../authority.ts';
import { revocationLayout } from '../revocation/layouts.ts';
import type { CertificateStatus } from '../revocation/register.ts';
import type { Registers } from '../revocation/registers.ts';
import { checkAnswer } from './arguments.ts';
import { type CertId, type HashName, type OcspRequest, readOcspRequest } from './request.ts';
import { basicResponse, errorResponse, type OcspFault, type OcspResponseStatus } from './response.ts';
import { type OcspSigner, OcspSigners } from './signers.ts';

/** What a responder may be made to do. */
export interface OcspBehaviour {
  /** It answers this, whatever is asked. */
  readonly fault?: OcspFault | undefined;
  /** Who signs the answer; `delegated` by default. */
  readonly signer?: OcspSigner | undefined;
  /** Seconds by which its clock is ahead; behind when there are fewer than none. */
  readonly aheadSeconds?: number | undefined;
  /** Whether the nonce of a request is repeated, as it is by default. */
  readonly nonce?: boolean | undefined;
}

export interface OcspAnswerOptions extends OcspBehaviour {
  /** Now by default. */
  readonly at?: Date;
}

export interface OcspAnswer {
  /** OCSPResponse in DER. */
  readonly response: Bytes;
  readonly responseStatus: OcspResponseStatus;
  /** In the order in which they were asked; none unless it is `successful`. */
  readonly certificates: readonly CertificateStatus[];
  /** What is wrong with a request that is malformed. */
  readonly why?: string;
}

export interface OcspResponder {
  /**
   * Answers a request. What cannot be answered gets the response that says so: `malformedRequest`, also for one that is too long;
   * `unauthorized` when nobody whom it answers for issued the first certificate; of others in one request it says `unknown`.
   */
  answer(request: Bytes, options?: OcspAnswerOptions): OcspAnswer;
}

function refused(responseStatus: Exclude<OcspResponseStatus, 'successful'>, why?: string): OcspAnswer {
  return { response: errorResponse(responseStatus), responseStatus, certificates: [], ...(why && { why }) };
}

function digest(hash: HashName, bytes: Uint8Array): Bytes {
  return new Uint8Array(createHash(hash).update(bytes).digest());
}

export class PkiResponder implements OcspResponder {
  readonly #registers: Registers;
  readonly #names = new Map<HashName, ReadonlyMap<string, IssuingAuthority>>();
  readonly #signers: OcspSigners;

  constructor(registers: Registers) {
    this.#registers = registers;
    this.#signers = new OcspSigners(registers);
  }

  answer(request: Bytes, options: OcspAnswerOptions = {}): OcspAnswer {
    checkAnswer(request, options);
    if (options.fault !== undefined) return refused(options.fault);
    try {
      return this.#answered(readOcspRequest(request), options);
    } catch (error) {
      if (error instanceof DerError) return refused('malformedRequest', error.message);
      throw error;
    }
  }

  #answered({ certIds, nonce }: OcspRequest, options: OcspAnswerOptions): OcspAnswer {
    const { at, signer = 'delegated', aheadSeconds = 0, nonce: repeated = true } = options;
    const [first] = certIds;
    const issuer = first && this.#issuerOf(first);
    if (issuer === undefined) return refused('unauthorized');
    const register = this.#registers.of(issuer).at(at);
    const responses = certIds.map((certId) => ({
      certId: certId.encoded,
      status: isIssuer(issuer, certId) ? register.status(certId.serial) : ({ status: 'unknown' } as const),
    }));
    const producedAt = new Date(register.date.getTime() + aheadSeconds * 1000);
    const data = { producedAt, responses, nonce: repeated ? nonce : undefined };
    return {
      response: basicResponse(data, this.#signers.of(issuer, signer), issuer.layout.signature),
      responseStatus: 'successful',
      certificates: responses.map(({ status }) => status),
    };
  }

  #issuerOf(certId: CertId): IssuingAuthority | undefined {
    if (certId.hash === undefined) return undefined;
    const authority = this.#namedBy(certId.hash).get(toHex(certId.issuerNameHash));
    return authority !== undefined && isIssuer(authority, certId) ? authority : undefined;
  }

  /** The authorities it answers for, by the hash of their name: that costs no key. */
  #namedBy(hash: HashName): ReadonlyMap<string, IssuingAuthority> {
    const known = this.#names.get(hash);
    if (known !== undefined) return known;
    const authorities = (Object.keys(AUTHORITIES) as AuthorityId[]).map((id) => this.#registers.authority(id));
    const answered = authorities.filter((authority) => revocationLayout(authority).ocsp);
    const names = new Map(answered.map((authority) => [toHex(digest(hash, der(authority.name))), authority]));
    this.#names.set(hash, names);
    return names;
  }
}

/** What CertIDs say of an authority. */
interface IssuerHashes {
  readonly name: Bytes;
  readonly key: Bytes;
}

const issuerHashes = new WeakMap<IssuingAuthority, Map<HashName, IssuerHashes>>();

/** Source: RFC 6960, 4.1.1. */
function hashesOf(authority: IssuingAuthority, hash: HashName): IssuerHashes {
  const known = issuerHashes.get(authority) ?? new Map<HashName, IssuerHashes>();
  issuerHashes.set(authority, known);
  const publicKey = () => createPublicKey(authority.key).export({ type: 'pkcs1', format: 'der' });
  const hashes = known.get(hash) ?? { name: digest(hash, der(authority.name)), key: digest(hash, publicKey()) };
  known.set(hash, hashes);
  return hashes;
}

function isIssuer(authority: IssuingAuthority, { hash, issuerNameHash, issuerKeyHash }: CertId): boolean {
  if (hash === undefined) return false;
  const { name, key } = hashesOf(authority, hash);
  return equalBytes(name, issuerNameHash) && equalBytes(key, issuerKeyHash);
}
