/**
 * The payment provider (PSP): takes payments over TLS 1.2 from whoever shows a client certificate of the order named
 * Client_Diapason_PSP, whose state of revocation must be known.
 *
 * Source: reference/documents.md D01, D12, D18; the message and the authorisation: simulation.
 */
import { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { Bytes } from '#iso7816/bytes.ts';
import type { CertificateStatus } from '../../pki/index.ts';
import { chainSent } from '../listening/chain-sent.ts';
import type { Listening } from '../listening/loopback.ts';
import type { ServiceContext } from '../service.ts';
import { answerSchema, type PaymentAnswer, readLine, requestSchema, writeLine } from './line.ts';
import type { Certified } from './maker-authority.ts';
import { type Refusal, refusal, refusalOf } from './peer.ts';
import { listenTls } from './tls-server.ts';

/** Name of the order (service applicatif), which is the certificate's. */
export const CLIENT_NAME = 'Client_Diapason_PSP';

/** Payments that the terminal asked for, and those that the provider took. */
export interface PaymentCounts {
  asked: number;
  taken: number;
}

export interface PspOptions extends Pick<ServiceContext, 'clock'> {
  readonly certified: Certified;
  /** ELEMENTAIRE ORGANISATIONS, root and intermediate. */
  readonly trusted: readonly Bytes[];
  readonly status: (certificate: X509Certificate) => CertificateStatus | undefined;
  readonly counts: PaymentCounts;
  readonly told: (refusal: Refusal | undefined, amountCents: number | undefined) => void;
  readonly port?: number | undefined;
}

function commonName(certificate: X509Certificate): string | undefined {
  return /^CN=(.*)$/m.exec(certificate.subject)?.[1];
}

function unknownClient(leaf: Bytes): Refusal | undefined {
  const name = commonName(new X509Certificate(leaf));
  if (name === CLIENT_NAME) return undefined;
  return refusal('PSP', 'service', {
    en: `the client certificate is that of ${name}, expected the service applicatif ${CLIENT_NAME}`,
    fr: `le certificat client est celui de ${name}, attendu : le service applicatif ${CLIENT_NAME}`,
  });
}

export function refused({ by, rule, text }: Refusal): PaymentAnswer {
  return { simulation: 'diapason', accepted: false, refusal: { by, rule, ...text } };
}

export class Psp {
  readonly #options: PspOptions;

  private constructor(options: PspOptions) {
    this.#options = options;
  }

  static open(options: PspOptions): Promise<Listening> {
    const psp = new Psp(options);
    const { certified, trusted, port } = options;
    return listenTls({ certified, trusted, port, connected: (socket) => psp.#serve(socket) });
  }

  async #serve(socket: TLSSocket): Promise<void> {
    const request = await readLine(socket, requestSchema);
    const found = this.#refusal(socket, request !== undefined);
    this.#options.told(found, request?.amountCents);
    writeLine(socket, answerSchema.parse(found === undefined ? this.#accepted() : refused(found)));
    socket.end();
  }

  #refusal(socket: TLSSocket, understood: boolean): Refusal | undefined {
    const { trusted, clock, status } = this.#options;
    const chain = chainSent(socket);
    const revocation = { mandatory: true, status };
    const found = refusalOf(chain, { by: 'PSP', trusted, now: clock.date(), usage: 'clientAuth', revocation });
    if (found !== undefined) return found;
    if (!understood)
      return refusal('PSP', 'message', { en: 'no payment was asked for', fr: "aucun paiement n'a été demandé" });
    return unknownClient(chain[0] as Bytes);
  }

  #accepted(): PaymentAnswer {
    const number = ++this.#options.counts.taken;
    return { simulation: 'diapason', accepted: true, authorisation: `SIMU${String(number).padStart(6, '0')}` };
  }
}
