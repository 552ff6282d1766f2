/**
 * Addresses in certificates, in three forms: as the documents print them, for whoever has a resolver of his own; on
 * loopback, where services of a simulation listen; ending in `.invalid` (RFC 2606), so that nobody is ever asked.
 */
import { LOOPBACK } from '#common/loopback.ts';

/** Ports of the services on loopback. */
export interface LoopbackUrls {
  /** Lists and certificates of authorities. */
  readonly http: number;
  readonly ldap: number;
  /** That of `http` by default. */
  readonly ocsp?: number;
}

export type UrlForm = 'documents' | 'invalid' | LoopbackUrls;

const PARTS = /^(?<scheme>\w+):\/\/(?<host>[^/]+)(?<rest>.*)$/;

function loopbackPort(scheme: string | undefined, host: string, { http, ldap, ocsp = http }: LoopbackUrls): number {
  if (scheme === 'ldap') return ldap;
  return host.startsWith('ocsp.') ? ocsp : http;
}

/** An address of the documents in that form: path, query and blanks stay as they are. */
export function urlIn(form: UrlForm, url: string): string {
  const { scheme, host = '', rest } = PARTS.exec(url)?.groups ?? {};
  if (form === 'documents') return url;
  if (form === 'invalid') return `${scheme}://${host.split('.')[0]}.simulation.invalid${rest}`;
  return `${scheme}://${LOOPBACK}:${loopbackPort(scheme, host, form)}${rest}`;
}
