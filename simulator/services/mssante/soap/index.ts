/**
 * The web services of the operator: messages (mss-msg) and prior authentication (mss-idp), SOAP 1.1 over HTTPS with the card.
 *
 * Source: reference/documents.md M01, M17 to M19; reference/pki-services.md 3; reference/pitfalls.md D7 to D10. The contract is not
 * public: ours says simulation in its namespaces.
 */
import { parameters } from '#common/arguments.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import type { Listening } from '../../listening/loopback.ts';
import type { ServiceAddress } from '../../service.ts';
import { soapApp } from './app.ts';
import type { SoapCall } from './calls.ts';
import { CONTRACTS } from './contract.ts';
import { type SoapGround, SoapService } from './service.ts';
import { DEFAULT_SOAP_SETTINGS, SOAP_SETTINGS, type SoapSettings } from './settings.ts';
import { openTlsDoor } from './tls-door.ts';
import { WHITE_LIST_PATH } from './white-list.ts';

export type { SoapCall } from './calls.ts';
export type { SoapSettings, WhiteListState } from './settings.ts';

const checkConfigure = parameters('MssanteWebServices.configure', { settings: SOAP_SETTINGS });

export class MssanteWebServices {
  #service!: SoapService;
  #listening!: Listening;
  #settings: SoapSettings = DEFAULT_SOAP_SETTINGS;

  private constructor() {}

  /** @throws ServiceError `port` */
  static async open(ground: SoapGround, port?: number): Promise<MssanteWebServices> {
    const services = new MssanteWebServices();
    services.#service = await SoapService.prepare(ground, () => services.#settings);
    services.#listening = await openTlsDoor({
      ...{ app: soapApp(services.#service), contexts: ground.contexts, port },
      connected: (socket) => services.#service.calls.connected(socket),
    });
    return services;
  }

  /** On loopback, for every host name. */
  get port(): number {
    return this.#listening.port;
  }

  get addresses(): readonly ServiceAddress[] {
    const at = `https://localhost:${this.port}`;
    return [
      { what: { en: 'web service, messages', fr: 'web service, messagerie' }, url: at + CONTRACTS.messages.path },
      {
        what: { en: 'web service, authentication', fr: 'web service, authentification' },
        url: at + CONTRACTS.authentication.path,
      },
      { what: { en: 'list of trusted domains', fr: 'liste blanche des domaines' }, url: at + WHITE_LIST_PATH },
    ];
  }

  get settings(): SoapSettings {
    return this.#settings;
  }

  /** From now on they work so; what is not named stays. */
  configure(settings: Partial<SoapSettings>): void {
    checkConfigure(settings);
    this.#settings = { ...this.#settings, ...settings };
  }

  /** The last 1000, the newest at the end. */
  get calls(): readonly SoapCall[] {
    return this.#service.calls.all;
  }

  /** Handshakes that came to their end: each is a signature of a card, when one was shown. */
  get handshakes(): number {
    return this.#service.calls.connections;
  }

  /** The signature beside the list of trusted domains: CMS, detached, in DER. */
  async whiteListSignature(): Promise<Bytes> {
    return (await this.#service.whiteList()).signature;
  }

  reset(): void {
    this.#settings = DEFAULT_SOAP_SETTINGS;
    this.#service.forget();
  }

  close(): Promise<void> {
    return this.#listening.close();
  }
}
