/** TLS of the site. It lets everybody through to be told why a certificate is refused. */
import { constants, createPublicKey, type KeyObject } from 'node:crypto';
import type { ServerOptions } from 'node:https';
import { createSecureContext, DEFAULT_CIPHERS } from 'node:tls';
import { toPem } from '#asn1/pem.ts';
import type { Clock } from '#common/clock.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { nameOf } from '../../pki/attributes.ts';
import { signCertificate } from '../../pki/certificate.ts';
import type { Pki } from '../../pki/index.ts';
import { CARD_AUTHORITIES } from '../card-authorities.ts';
import { validOnBoth } from '../listening/own-validity.ts';
import { serverKey } from '../listening/server-key.ts';
import { NAME, NAMES } from './hosts.ts';
import type { TestSslSettings } from './settings.ts';
import { authoritiesOf } from './verdict.ts';

export const SERVER_AUTHORITY = 'sante-test-elementaire-organisations';
const STRUCTURE = { name: 'SIMULATION TESTSSL', nationalId: '10B9990000', department: 'Paris (75)' };
/** Whoever names no server meets this one (B11). */
const OTHER_NAME = 'autre.testssl.simulation.invalid';

const PKCS1 = 'RSA+SHA256:RSA+SHA384:RSA+SHA512';
const PSS = 'rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:rsa_pss_rsae_sha512';
/** A CPS3 makes PKCS#1 v1.5 signatures alone: neither TLS 1.3 nor PSS. */
const FORMS: Readonly<Record<TestSslSettings['tls'], ServerOptions>> = {
  '1.2': { maxVersion: 'TLSv1.2', sigalgs: PKCS1 },
  '1.2-pss': { maxVersion: 'TLSv1.2', sigalgs: PSS },
  '1.3': { minVersion: 'TLSv1.3' },
  openssl: {},
};

const MANY = 300;

/** Key and certificates of the site, made once. */
export interface SiteKeys {
  readonly key: KeyObject;
  readonly named: string;
  readonly other: string;
}

export async function siteKeys(pki: Pki, clock: Pick<Clock, 'date'>): Promise<SiteKeys> {
  const key = await serverKey();
  await pki.ready(SERVER_AUTHORITY, ...CARD_AUTHORITIES.test);
  const issued = (commonName: string, dnsNames: readonly string[]) => {
    const subject = { kind: 'software', commonName, structure: STRUCTURE, dnsNames } as const;
    const order = { authority: SERVER_AUTHORITY, ...validOnBoth(clock) } as const;
    return pki.chain(pki.issue('sante-serv-ssl', subject, createPublicKey(key), order)).pem;
  };
  return { key, named: issued(NAME, NAMES), other: issued(OTHER_NAME, [OTHER_NAME]) };
}

function strangers(key: KeyObject, count: number): Bytes[] {
  const publicKey = createPublicKey(key);
  const [notBefore, notAfter] = [new Date('2020-01-01'), new Date('2040-01-01')];
  return Array.from({ length: count }, (_, i) => {
    const name = nameOf(
      [
        { attribute: 'O', as: 'utf8', value: 'ORGANISATION DE REMPLISSAGE POUR UNE LISTE TROP LONGUE' },
        { attribute: 'CN', as: 'utf8', value: `AC DE REMPLISSAGE ${i + 1} SIMULATION` },
      ],
      {},
    );
    const fields = { issuer: name, subject: name, notBefore, notAfter, publicKey, extensions: [] };
    return signCertificate(
      { ...fields, serial: Uint8Array.of(1, i >> 8, i), signature: 'sha256WithRSAEncryption' },
      key,
    );
  });
}

/** Node sends the names of what it has installed. */
function installed(pki: Pki, { key }: SiteKeys, settings: TestSslSettings): string[] {
  const { issuers, trusted } = settings;
  if (issuers === 'none') return [];
  const chains = authoritiesOf(settings).map((id) => pki.authority(id).chain);
  const roots = chains.map((chain) => chain.at(-1) as Bytes);
  const intermediates = chains.map(([own]) => own as Bytes);
  // What is installed completes what a client sends: roots alone are installed then.
  if (issuers === 'roots' || trusted === 'roots') return roots.map(toPem);
  if (issuers === 'intermediates') return intermediates.map(toPem);
  const all = [...intermediates, ...roots];
  return (issuers === 'many' ? [...strangers(key, MANY), ...all] : all).map(toPem);
}

export function tlsOptions(pki: Pki, keys: SiteKeys, settings: TestSslSettings): ServerOptions {
  const { tickets, tls, securityLevel, handshakeSeconds, certificate, withoutName } = settings;
  const form: ServerOptions = certificate === 'path' ? { ...FORMS[tls], maxVersion: 'TLSv1.2' } : FORMS[tls];
  const common = {
    key: keys.key.export({ type: 'pkcs8', format: 'pem' }),
    ca: installed(pki, keys, settings),
    ciphers: `${DEFAULT_CIPHERS}:@SECLEVEL=${securityLevel}`,
    secureOptions: tickets ? 0 : constants.SSL_OP_NO_TICKET,
    ...form,
  };
  const named = createSecureContext({ ...common, cert: keys.named });
  return {
    ...common,
    cert: withoutName === 'other' ? keys.other : keys.named,
    requestCert: certificate === 'connection',
    rejectUnauthorized: false,
    handshakeTimeout: handshakeSeconds * 1000,
    ...(withoutName === 'other' && {
      SNICallback: (name: string, done) => done(null, NAMES.includes(name) ? named : undefined),
    }),
  };
}
