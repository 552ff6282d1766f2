/**
 * TLS of the operator: one address for several names. By the name in SNI the certificate of its flow is shown; without SNI that of
 * the flow of before.
 *
 * A CPS3 makes PKCS#1 v1.5 signatures alone, so neither TLS 1.3 nor PSS is asked for; without tickets nobody comes back without a
 * card; 2BIS and 2TER are signed with SHA-1, which OpenSSL takes at its level 0 only.
 * Source: reference/documents.md M17 to M19; reference/pki-services.md 3 and 4; reference/pitfalls.md B1, B2, B8.
 */
import { constants } from 'node:crypto';
import { createSecureContext, type SecureContext, type SecureContextOptions, type TlsOptions } from 'node:tls';
import { toPem } from '#asn1/pem.ts';
import type { Clock } from '#common/clock.ts';
import { OLD_SIGNATURES } from '#common/old-signatures.ts';
import type { AuthorityId, Pki } from '../../pki/index.ts';
import { tlsFiles } from '../diapason/tls-server.ts';
import { acceptedAuthorities } from './admission.ts';
import type { OperatorCertificates, WantedCertificate } from './certificates.ts';
import { allHostNames, type Flow, hostNames, type Interface } from './flows.ts';
import { flowsAt, type MssanteSettings, shownOn } from './settings.ts';

export interface ContextsOptions {
  readonly pki: Pki;
  readonly clock: Clock;
  readonly certificates: OperatorCertificates;
  /** As they are when somebody comes. */
  readonly settings: () => MssanteSettings;
}

/** The flow that a client has come by. */
export interface Came {
  readonly flow: Flow;
  readonly host: string;
}

export class Contexts {
  readonly #options: ContextsOptions;
  readonly #made = new Map<string, SecureContext>();

  constructor(options: ContextsOptions) {
    this.#options = options;
  }

  /** Forgets the certificates that were made: the settings are others. */
  clear(): void {
    this.#made.clear();
  }

  /** The flow of that name; without a name, or with one that is none of them, the first flow there is. */
  cameBy(of: Interface, servername: string | undefined | false): Came {
    const settings = this.#options.settings();
    const flows = flowsAt(settings, this.#options.clock.date());
    const name = servername ? servername.toLowerCase() : undefined;
    for (const flow of flows) {
      const host = allHostNames(of, flow).find((one) => one === name);
      if (host !== undefined) return { flow, host };
    }
    const flow = flows[0] as Flow;
    return { flow, host: hostNames(of, flow, settings.environment)[0] as string };
  }

  /** What is shown to a client that asks for that name. */
  context(of: Interface, servername: string | undefined | false): SecureContext {
    const settings = this.#options.settings();
    const now = this.#options.clock.date();
    const { flow, host } = this.cameBy(of, servername);
    const shown = shownOn(settings, of, flow, now);
    const accepted = acceptedAuthorities({ settings, clock: this.#options.clock, interface: of, flow });
    const name = JSON.stringify([of, host, shown, accepted]);
    const known = this.#made.get(name);
    if (known !== undefined) return known;
    const context = createSecureContext(this.#files({ shown, interface: of, flow, host }, accepted));
    this.#made.set(name, context);
    return context;
  }

  /** For a server, or a TLSSocket of one; certificates are judged behind the handshake. */
  tlsOptions(of: Interface): TlsOptions {
    return {
      SNICallback: (servername, done) => {
        try {
          done(null, this.context(of, servername));
        } catch (error) {
          done(error as Error);
        }
      },
      requestCert: true,
      rejectUnauthorized: false,
    };
  }

  #files(wanted: WantedCertificate, accepted: readonly AuthorityId[]): SecureContextOptions {
    const { pki, certificates, settings } = this.#options;
    const { faults } = settings();
    const named = faults.includes('noCaList') ? [] : accepted;
    return {
      ...tlsFiles(certificates.certified(wanted, settings())),
      ca: [...new Set(named.flatMap((id) => pki.chain(id).certificates.map(toPem)))],
      ciphers: OLD_SIGNATURES,
      maxVersion: 'TLSv1.2',
      sigalgs: 'RSA+SHA256:RSA+SHA384:RSA+SHA512:RSA+SHA1',
      secureOptions: constants.SSL_OP_NO_TICKET,
      // Sessions by number would let somebody come back without a card too.
      sessionIdContext: 'mssante',
    };
  }
}
