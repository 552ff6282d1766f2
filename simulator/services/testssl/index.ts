/**
 * TESTSSL: the site that shows what it reads on a card. Source: the guide, 9.2 and 9.5.7; reference/pki-services.md 4.
 */
import { parameters } from '#common/arguments.ts';
import type { Text } from '#common/language.ts';
import { Turn } from '#common/turn.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import type { Pki } from '../../pki/index.ts';
import type { Listening } from '../listening/loopback.ts';
import { serveWeb } from '../listening/web.ts';
import type { Service, ServiceAddress, ServiceContext, ServiceHost } from '../service.ts';
import { ended } from '../service-error.ts';
import { siteApp, type Visit } from './app.ts';
import { NAME, SITE_HOSTS } from './hosts.ts';
import { httpApp, newSecret } from './proxy.ts';
import { changed, DEFAULTS, SETTINGS, type TestSslChanges, type TestSslSettings } from './settings.ts';
import { SERVER_AUTHORITY, type SiteKeys, siteKeys, tlsOptions } from './tls.ts';
import { authoritiesOf, Judge } from './verdict.ts';
import { Visitors } from './visitors.ts';

export type { TestSslChanges, TestSslSettings } from './settings.ts';

const checkChange = parameters('TestSsl.change', { settings: SETTINGS });

export interface TestSslOptions extends ServiceContext {
  readonly ports?: { readonly testssl?: number | undefined; readonly testsslHttp?: number | undefined };
}

const HANDSHAKES: Readonly<Record<Visit['handshake'], Text>> = {
  full: { en: 'full handshake', fr: 'poignée de main complète' },
  resumed: { en: 'resumed session', fr: 'session reprise' },
  proxied: { en: 'by the proxy', fr: 'par le mandataire' },
};

function visitText({ handshake, verdict: { standing, broken }, path }: Visit): Text {
  const how = HANDSHAKES[handshake];
  const line = (language: keyof Text) => {
    const who = standing?.person ?? '-';
    const outcome = broken.length === 0 ? 'SUCCESS' : broken.map(({ text }) => text[language]).join(' ; ');
    return `${path}, ${how[language]}, ${who}: ${outcome}`;
  };
  return { en: line('en'), fr: line('fr').replace(': ', ' : ') };
}

export class TestSsl implements Service {
  readonly name = 'testssl';
  readonly title = { en: 'TESTSSL: what a card shows', fr: "TESTSSL : ce qu'une carte montre" };
  /** What the header of the site's own proxy carries; for who plays the proxy. */
  readonly proxySecret = newSecret();
  readonly #options: TestSslOptions;
  readonly #pki: Pki;
  readonly #keys: SiteKeys;
  /** The ports are given back and taken again: one change at a time. */
  readonly #turn = new Turn();
  #settings = DEFAULTS;
  #secure: Listening | undefined;
  #plain: Listening | undefined;
  #closed = false;

  private constructor(options: TestSslOptions, keys: SiteKeys) {
    this.#options = options;
    this.#pki = options.pki;
    this.#keys = keys;
  }

  /** @throws ServiceError `port` */
  static async open(options: TestSslOptions): Promise<TestSsl> {
    const site = new TestSsl(options, await siteKeys(options.pki, options.clock));
    await site.#listen(options.ports?.testssl, options.ports?.testsslHttp);
    return site;
  }

  /** `https://localhost:8443/` */
  get url(): string {
    return `https://${NAME}:${this.#secure?.port ?? 0}/`;
  }

  /** The page over HTTP, from which a link leads to the secure one. */
  get httpUrl(): string {
    return `http://${NAME}:${this.#plain?.port ?? 0}/`;
  }

  /** What a client must trust to come here, in PEM. */
  get trust(): string {
    return this.#pki.chain(SERVER_AUTHORITY).pem;
  }

  /** The authorities between a card's certificate and the root, in DER: what a client may send behind it. */
  authoritiesAbove(certificate: Bytes): readonly Bytes[] {
    return this.#pki.standing([certificate]).chain.slice(1, -1);
  }

  get settings(): TestSslSettings {
    return this.#settings;
  }

  get addresses(): readonly ServiceAddress[] {
    return [
      { what: { en: 'page over HTTP, to begin with', fr: 'page HTTP, pour commencer' }, url: this.httpUrl },
      { what: { en: 'what is read on a card', fr: "ce qui est lu d'une carte" }, url: this.url },
      { what: { en: 'the same in JSON', fr: 'la même chose en JSON' }, url: `${this.url}carte.json` },
    ];
  }

  get ports() {
    return { testssl: this.#secure?.port ?? 0, testsslHttp: this.#plain?.port ?? 0 };
  }

  get hosts(): readonly ServiceHost[] {
    const [http, https] = [this.#plain?.port ?? 0, this.#secure?.port ?? 0];
    return SITE_HOSTS.flatMap((named) => [
      { ...named, port: 80, leadsTo: http },
      { ...named, port: 443, leadsTo: https },
    ]);
  }

  /** Settings that are not named stay. The ports stay; every connection ends. */
  async change(settings: TestSslChanges): Promise<void> {
    checkChange(settings);
    await this.#turn.run(async () => {
      if (this.#closed) throw ended('testssl');
      await this.#set(changed(this.#settings, settings));
    });
  }

  async reset(): Promise<void> {
    await this.#turn.run(async () => {
      if (!this.#closed) await this.#set(DEFAULTS);
    });
  }

  async close(): Promise<void> {
    await this.#turn.run(async () => {
      this.#closed = true;
      await Promise.all([this.#secure?.close(), this.#plain?.close()]);
    });
  }

  async #set(settings: TestSslSettings): Promise<void> {
    await this.#pki.ready(...authoritiesOf(settings));
    this.#settings = settings;
    const [secure, plain] = [this.#secure?.port, this.#plain?.port];
    await Promise.all([this.#secure?.close(), this.#plain?.close()]);
    await this.#listen(secure, plain);
  }

  async #listen(securePort: number | undefined, plainPort: number | undefined): Promise<void> {
    const settings = this.#settings;
    const judge = new Judge(this.#options, settings);
    const visitors = new Visitors(judge, settings);
    const visited = (visit: Visit) => this.#options.tell('testssl', 'visit', visitText(visit));
    this.#secure = await serveWeb(siteApp({ settings, visitors, visited }), {
      port: securePort,
      tls: tlsOptions(this.#pki, this.#keys, settings),
      prepare: (server) => {
        visitors.watch(server);
        server.on('tlsClientError', (error: Error) => this.#handshakeFailed(error));
      },
    });
    try {
      const secret = this.proxySecret;
      const app = httpApp({ settings, judge, visited, secret, secure: this.url });
      this.#plain = await serveWeb(app, { port: plainPort });
    } catch (error) {
      await this.#secure.close();
      throw error;
    }
  }

  #handshakeFailed({ message }: Error): void {
    const text = message.slice(0, 200);
    this.#options.tell('testssl', 'handshake', { en: `handshake: ${text}`, fr: `poignée de main : ${text}` });
  }
}
