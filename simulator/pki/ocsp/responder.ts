/**
 * An OCSP responder for all authorities whose certificates name one: bytes in, bytes out. Each of them has issued it a
 * certificate to answer with.
 *
 * Source: RFC 6960; reference/cps-facts.md (d): the address in certificates; the responder's certificates: simulation (gap 17).
 */
import { createHash, createPublicKey } from 'node:crypto';
import { DerError } from '#asn1/der-error.ts';
import { der } from '#asn1/der-writer.ts';
import { type Bytes, equalBytes, toHex } from '#iso7816/bytes.ts';
import { rsaKey } from '../../keys/rsa-key.ts';
import { nameOf } from '../attributes.ts';
import { AUTHORITIES, type AuthorityId } from '../authorities/index.ts';
import type { IssuingAuthority } from '../authority.ts';
import type { ExtensionLayout, RdnLayout } from '../layout.ts';
import { revocationLayout } from '../revocation/layouts.ts';
import type { CertificateStatus } from '../revocation/register.ts';
import type { Registers } from '../revocation/registers.ts';
import { type Signer, serviceCertificate } from '../service-certificate.ts';
import { checkAnswer } from './arguments.ts';
import { type CertId, type HashName, type OcspRequest, readOcspRequest } from './request.ts';
import { basicResponse, errorResponse, type OcspFault, type OcspResponseStatus } from './response.ts';

export interface OcspAnswerOptions {
  /** Now by default. */
  readonly at?: Date;
  /** It answers this, whatever is asked. */
  readonly fault?: OcspFault;
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

const EXTENSIONS: readonly ExtensionLayout[] = [
  { extension: 'basicConstraints' },
  { extension: 'subjectKeyIdentifier' },
  { extension: 'authorityKeyIdentifier' },
  { extension: 'keyUsage', critical: true, bits: ['digitalSignature'] },
  { extension: 'extKeyUsage', purposes: ['OCSPSigning'] },
  { extension: 'ocspNoCheck' },
];

function subject({ fileName }: IssuingAuthority): RdnLayout[] {
  return [
    { attribute: 'C', as: 'printable', value: 'FR' },
    { attribute: 'O', as: 'utf8', value: 'SIMULATION' },
    { attribute: 'CN', as: 'utf8', value: `OCSP ${fileName} SIMULATION` },
  ];
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
  readonly #signers = new Map<AuthorityId, Signer>();

  constructor(registers: Registers) {
    this.#registers = registers;
  }

  answer(request: Bytes, options: OcspAnswerOptions = {}): OcspAnswer {
    checkAnswer(request, options);
    if (options.fault !== undefined) return refused(options.fault);
    try {
      return this.#answered(readOcspRequest(request), options.at);
    } catch (error) {
      if (error instanceof DerError) return refused('malformedRequest', error.message);
      throw error;
    }
  }

  #answered({ certIds, nonce }: OcspRequest, at: Date | undefined): OcspAnswer {
    const [first] = certIds;
    const issuer = first && this.#issuerOf(first);
    if (issuer === undefined) return refused('unauthorized');
    const register = this.#registers.of(issuer).at(at);
    const responses = certIds.map((certId) => ({
      certId: certId.encoded,
      status: isIssuer(issuer, certId) ? register.status(certId.serial) : ({ status: 'unknown' } as const),
    }));
    const data = { producedAt: register.date, responses, nonce };
    return {
      response: basicResponse(data, this.#signer(issuer), issuer.layout.signature),
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

  #signer(issuer: IssuingAuthority): Signer {
    const known = this.#signers.get(issuer.id);
    if (known !== undefined) return known;
    const key = rsaKey(issuer.stream('OCSP responder'));
    const name = nameOf(subject(issuer), {});
    const order = { issuer, subject: name, key, extensions: EXTENSIONS, urls: this.#registers.urls };
    const signer = { key, certificate: serviceCertificate(order) };
    this.#signers.set(issuer.id, signer);
    return signer;
  }
}

const publicKeys = new WeakMap<IssuingAuthority, Uint8Array>();

/** The public key as CertIDs take its hash. Source: RFC 6960, 4.1.1. */
function publicKeyOf(authority: IssuingAuthority): Uint8Array {
  const known = publicKeys.get(authority);
  if (known !== undefined) return known;
  const publicKey = createPublicKey(authority.key).export({ type: 'pkcs1', format: 'der' });
  publicKeys.set(authority, publicKey);
  return publicKey;
}

function isIssuer(authority: IssuingAuthority, { hash, issuerNameHash, issuerKeyHash }: CertId): boolean {
  if (hash === undefined || !equalBytes(digest(hash, der(authority.name)), issuerNameHash)) return false;
  return equalBytes(digest(hash, publicKeyOf(authority)), issuerKeyHash);
}
