/**
 * The hospital's programme (GAP): a server for the payment terminals, and a client of the payment provider.
 *
 * Source: reference/documents.md D01, D02, D12 to D14, D18, D19.
 */
import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { Bytes } from '#iso7816/bytes.ts';
import type { CertificateStatus } from '../../pki/index.ts';
import { chainSent } from '../listening/chain-sent.ts';
import type { Listening } from '../listening/loopback.ts';
import type { ServiceContext } from '../service.ts';
import { answerSchema, type PaymentAnswer, type PaymentRequest, readLine, requestSchema, writeLine } from './line.ts';
import type { Certified } from './maker-authority.ts';
import { type Refusal, refusal, refusalOf } from './peer.ts';
import { refused } from './psp.ts';
import { connectTls } from './tls-client.ts';
import { listenTls } from './tls-server.ts';

/** What is installed in the programme; each of it can be changed while it runs. */
export interface GapSettings {
  /** Client certificate of the order Client_Diapason_PSP; none is shown without. */
  client: Certified | undefined;
  /** Authority of the terminals' maker, in DER; undefined: not installed. */
  terminalAuthority: Bytes | undefined;
  /** Authority of the payment provider, in DER; undefined: not installed. */
  pspAuthority: Bytes | undefined;
  /** Whether it asks for the state of the provider's certificate, which is not asked for by default. */
  checksPspRevocation: boolean;
}

export interface GapOptions extends Pick<ServiceContext, 'clock'> {
  /** Server certificate, whose name is the one typed into the terminals. */
  readonly server: Certified;
  readonly settings: GapSettings;
  readonly psp: { readonly port: number; readonly name: string };
  /** Of the provider's certificate, which no authority of health knows. */
  readonly pspStatus: (certificate: X509Certificate) => CertificateStatus | undefined;
  readonly told: (refusal: Refusal | undefined) => void;
  readonly port?: number | undefined;
}

function installed(...authorities: readonly (Bytes | undefined)[]): Bytes[] {
  return authorities.filter((one) => one !== undefined);
}

export class Gap {
  readonly #options: GapOptions;

  private constructor(options: GapOptions) {
    this.#options = options;
  }

  static open(options: GapOptions): Promise<Listening> {
    const gap = new Gap(options);
    const { server, settings, port } = options;
    const trusted = installed(settings.terminalAuthority);
    return listenTls({ certified: server, trusted, port, connected: (socket) => gap.#serve(socket) });
  }

  async #serve(socket: TLSSocket): Promise<void> {
    const request = await readLine(socket, requestSchema);
    const found = this.#refusal(socket, request);
    this.#options.told(found);
    const answer = found === undefined ? await this.#forwarded(request as PaymentRequest) : refused(found);
    writeLine(socket, answer);
    socket.end();
  }

  #refusal(socket: TLSSocket, request: PaymentRequest | undefined): Refusal | undefined {
    const { settings, clock } = this.#options;
    const trusted = installed(settings.terminalAuthority);
    const found = refusalOf(chainSent(socket), { by: 'GAP', trusted, now: clock.date(), usage: 'clientAuth' });
    if (found !== undefined || request !== undefined) return found;
    return refusal('GAP', 'message', { en: 'no payment was asked for', fr: "aucun paiement n'a été demandé" });
  }

  async #forwarded(request: PaymentRequest): Promise<PaymentAnswer> {
    const { psp, settings, clock, pspStatus } = this.#options;
    const socket = await connectTls({ ...psp, certified: settings.client });
    if (socket === undefined) return refused(unreachable('GAP', 'PSP'));
    try {
      const { checksPspRevocation } = settings;
      const found = refusalOf(chainSent(socket), {
        ...{ by: 'GAP', trusted: installed(settings.pspAuthority), now: clock.date(), usage: 'serverAuth' },
        name: psp.name,
        ...(checksPspRevocation && { revocation: { mandatory: false, status: pspStatus } }),
      });
      if (found !== undefined) return refused(found);
      writeLine(socket, request);
      return (await readLine(socket, answerSchema)) ?? refused(unreachable('GAP', 'PSP'));
    } finally {
      socket.destroy();
    }
  }
}

export function unreachable(by: 'GAP' | 'TPE', whom: 'GAP' | 'PSP'): Refusal {
  return refusal(by, 'notReached', {
    en: `${whom} does not answer, or ended the connection`,
    fr: `${whom} ne répond pas, ou a mis fin à la connexion`,
  });
}
