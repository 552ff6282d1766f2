/**
 * What a mail program makes of the operator's certificate: its chain, its dates by the calendar it is told, its name. Whether it is
 * revoked, such programs do not look at. Source: reference/documents.md M21; reference/pitfalls.md D3.
 */
import { X509Certificate } from 'node:crypto';
import type { Bytes } from '#iso7816/bytes.ts';
import type { Pki, StandingLayer } from './authorities.ts';

export interface ExpectedServer {
  readonly pki: Pick<Pki, 'standing'>;
  /** Roots and intermediates, in DER. */
  readonly trusted: readonly Bytes[];
  readonly host: string;
  /** By the clock of the authorities by default. */
  readonly at?: Date;
}

/** The first rule that is broken; `name` is in no layer of those of a chain. */
export interface ServerRefusal {
  readonly layer: StandingLayer | 'name';
  readonly rule: string;
}

/**
 * Undefined when the program goes on.
 * @param sent the server's certificate, and those that came with it, in DER
 */
export function serverRefusal(
  [certificate, ...above]: readonly Bytes[],
  { pki, trusted, host, at }: ExpectedServer,
): ServerRefusal | undefined {
  if (certificate === undefined) return { layer: 'trust', rule: 'noCertificate' };
  const { broken } = pki.standing([certificate, ...above], {
    ...{ trusted, purpose: 'serverAuth' },
    ...(at !== undefined && { at }),
  });
  const first = broken.find(({ layer }) => layer !== 'revocation');
  if (first !== undefined) return first;
  // A name that stands in CN alone is no name any more.
  const named = new X509Certificate(certificate).checkHost(host, { subject: 'never' });
  return named === undefined ? { layer: 'name', rule: 'name' } : undefined;
}
