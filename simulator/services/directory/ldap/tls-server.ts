/**
 * LDAPS: TLS from the first byte, as at port 636. No certificate is asked of anybody. Key and certificate are made when somebody
 * comes first: most worlds never need them.
 *
 * Source: reference/documents.md L11 (389, 636); whose certificate it is: simulation.
 */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';
import { toPem } from '#asn1/pem.ts';
import type { Clock } from '#common/clock.ts';
import type { Pki } from '../../../pki/index.ts';
import { handshake } from '../../listening/handshake.ts';
import { validOnBoth } from '../../listening/own-validity.ts';
import { serverKey } from '../../listening/server-key.ts';
import { SECURED_NAMES } from '../hosts.ts';

/** The authority of the directory's own certificate. */
export const DIRECTORY_AUTHORITY = 'sante-test-elementaire-organisations';
export const COMMON_NAME = 'annuaire-igc.esante.gouv.fr';
const STRUCTURE = { name: 'SIMULATION ANNUAIRE', nationalId: '10B9990000', department: 'Paris (75)' };
/** Nobody has a card to look for. */
const HANDSHAKE_MS = 30_000;

export interface SecuredOptions {
  readonly pki: Pki;
  readonly clock: Clock;
}

interface Shown {
  readonly context: SecureContext;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

function issued(options: SecuredOptions, key: KeyObject): Shown {
  const subject = { kind: 'software', commonName: COMMON_NAME, structure: STRUCTURE, dnsNames: SECURED_NAMES } as const;
  const { pki } = options;
  const order = { authority: DIRECTORY_AUTHORITY, serial: 'ofContent', ...validOnBoth(options.clock) } as const;
  const certificate = pki.issue('sante-serv-ssl', subject, createPublicKey(key), order);
  // The root is not sent: whoever trusts it has it.
  const chain = pki.chain(certificate).certificates.slice(0, -1);
  const files = { key: key.export({ type: 'pkcs8', format: 'pem' }), cert: chain.map(toPem).join('') };
  return { ...certificate, context: createSecureContext(files) };
}

/** What is shown now: the same until it ends, on the calendar of the world. */
class ServerContext {
  readonly #options: () => SecuredOptions;
  #shown: Shown | undefined;

  constructor(options: () => SecuredOptions) {
    this.#options = options;
  }

  async now(): Promise<SecureContext> {
    const options = this.#options();
    const [key] = await Promise.all([serverKey(), options.pki.ready(DIRECTORY_AUTHORITY)]);
    const now = options.clock.date();
    if (this.#shown === undefined || now < this.#shown.notBefore || now > this.#shown.notAfter)
      this.#shown = issued(options, key);
    return this.#shown.context;
  }
}

/** @param responder is given each connection behind its handshake */
export function ldapsServer(options: () => SecuredOptions, responder: (socket: Socket) => void): Server {
  const shown = new ServerContext(options);
  return createServer((socket) => {
    const secured = handshake(socket, async () => ({ secureContext: await shown.now() }), HANDSHAKE_MS);
    void secured.then((tls) => tls && responder(tls));
  });
}
