/** Who is at the other end of each connection, and what the site makes of him before it writes anything. */
import type { Server } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { chainSent, keepChains } from '../listening/chain-sent.ts';
import { NAMES } from './hosts.ts';
import type { TestSslSettings } from './settings.ts';
import { type Judge, siteRule, type Verdict } from './verdict.ts';

export interface Visitor extends Verdict {
  readonly handshake: 'full' | 'resumed';
}

const TLS = { en: 'TLS', fr: 'TLS' };

/** The verdict of a client that named no server, or another. */
function unnamed(name: string | false | null | undefined): Verdict {
  const found = name || '-';
  return {
    standing: undefined,
    broken: [
      siteRule('TLS', 'serverName', TLS, {
        en: `the client asks for the server '${found}' (SNI), expected one of ${NAMES.join(', ')}`,
        fr: `le client demande le serveur « ${found} » (SNI), attendu : ${NAMES.join(', ')}`,
      }),
    ],
  };
}

export class Visitors {
  readonly #judge: Judge;
  readonly #settings: TestSslSettings;
  readonly #first = new WeakMap<TLSSocket, Visitor>();

  constructor(judge: Judge, settings: TestSslSettings) {
    this.#judge = judge;
    this.#settings = settings;
  }

  /** From then on each connection is judged as soon as its handshake is over. */
  watch(server: Server): void {
    keepChains(server);
    if (this.#settings.certificate === 'path') return;
    server.prependListener('secureConnection', (socket: TLSSocket) => this.#first.set(socket, this.#judged(socket)));
  }

  /** For the first request as it was judged with the handshake, for each later one anew. */
  of(socket: TLSSocket): Visitor {
    const first = this.#first.get(socket);
    this.#first.delete(socket);
    return first ?? this.#judged(socket);
  }

  /** Asks for the certificate by a new handshake, which TLS 1.2 alone knows; false when there is none then. */
  async askAgain(socket: TLSSocket): Promise<boolean> {
    if (chainSent(socket).length > 0) return true;
    const done = await new Promise<boolean>((resolve) => {
      socket.once('close', () => resolve(false));
      socket.renegotiate({ requestCert: true, rejectUnauthorized: false }, (failed) => resolve(failed === null));
    });
    return done && chainSent(socket).length > 0;
  }

  #judged(socket: TLSSocket): Visitor {
    const handshake = socket.isSessionReused() ? 'resumed' : 'full';
    const { servername } = socket as TLSSocket & { readonly servername?: string | false | null };
    if (this.#settings.withoutName !== 'same' && !NAMES.includes(servername || ''))
      return { ...unnamed(servername), handshake };
    return { ...this.#judge.verdict(chainSent(socket)), handshake };
  }
}
