/**
 * A mail operator of MSSanté: SMTP and IMAP with STARTTLS, and the card of a professional in the place of a password.
 *
 * Source: reference/documents.md M01 to M25; reference/pki-services.md 3.
 */
import { toPem } from '#asn1/pem.ts';
import { parameters } from '#common/arguments.ts';
import { LOOPBACK } from '#common/loopback.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import type { AuthorityId } from '../../pki/index.ts';
import type { Listening } from '../listening/loopback.ts';
import type { Service, ServiceAddress, ServiceContext, ServiceHost } from '../service.ts';
import { NO_MEMORY } from '../state/memory.ts';
import { Addresses } from './addresses.ts';
import { OperatorCertificates } from './certificates.ts';
import { Contexts } from './contexts.ts';
import {
  AUTHORITIES_OF,
  ENVIRONMENTS,
  type Environment,
  FAMILIES,
  FLOWS,
  type Flow,
  hostNames,
  type Interface,
  ISSUED_BY,
} from './flows.ts';
import { listenForImap } from './imap/server.ts';
import { MailStore } from './mail-store.ts';
import { defaultSettings, type MssanteSettings, SETTINGS } from './settings.ts';
import { listenForSubmission } from './smtp.ts';
import { MssanteWebServices } from './soap/index.ts';
import { MSSANTE_STATE } from './state.ts';
import type { Ground } from './visitor.ts';

export type { MssanteSettings } from './settings.ts';

const CHECKED = { configure: parameters('Mssante.configure', { settings: SETTINGS }) };

export interface MssanteOptions extends ServiceContext {
  readonly ports?: {
    readonly imap?: number | undefined;
    readonly submission?: number | undefined;
    readonly soap?: number | undefined;
  };
}

interface Listened {
  readonly imap: Listening;
  readonly submission: Listening;
}

/** Every authority of an environment: keys of 4096 bits that did not come with the package take seconds. */
function authorities(environment: Environment): readonly AuthorityId[] {
  const issuers = Object.values(ISSUED_BY).map(({ authority }) => authority[environment]);
  return [...issuers, ...FAMILIES.flatMap((family) => AUTHORITIES_OF[family][environment])];
}

function hostsOf(of: Interface, port: number, leadsTo: number): ServiceHost[] {
  return FLOWS.flatMap((flow) =>
    ENVIRONMENTS.flatMap((environment) =>
      hostNames(of, flow, environment).map((host) => {
        const source = environment === 'production' ? 'reference/documents.md M19' : 'simulation';
        return { host, port, leadsTo, source };
      }),
    ),
  );
}

export class Mssante implements Service {
  readonly name = 'mssante';
  readonly title = { en: 'MSSanté mail operator', fr: 'opérateur de messagerie MSSanté' };
  readonly #certificates: OperatorCertificates;
  readonly #ground: Ground;
  readonly #atFirst: MssanteSettings;
  #settings: MssanteSettings;
  #listening: Listened | undefined;
  #webServices!: MssanteWebServices;

  private constructor(options: MssanteOptions, certificates: OperatorCertificates) {
    const { pki, clock, tell, memory = NO_MEMORY } = options;
    this.#certificates = certificates;
    this.#atFirst = defaultSettings(clock.date());
    this.#settings = this.#atFirst;
    const settings = () => this.#settings;
    const kept = memory.part('mssante', MSSANTE_STATE);
    const addresses = new Addresses(undefined, kept.last?.people);
    const store = new MailStore(addresses, clock, { kept, files: memory.files('mssante') });
    const contexts = new Contexts({ pki, clock, certificates, settings });
    this.#ground = { pki, clock, tell, settings, addresses, store, contexts };
  }

  /** With the mailboxes that are kept. @throws ServiceError `port`, StateError `damaged` */
  static async open(options: MssanteOptions): Promise<Mssante> {
    const { pki, clock } = options;
    await pki.ready(...authorities(defaultSettings(clock.date()).environment));
    const operator = new Mssante(options, await OperatorCertificates.prepare(pki, clock));
    await operator.#listen(options.ports);
    return operator;
  }

  async #listen({ imap, submission, soap }: NonNullable<MssanteOptions['ports']> = {}): Promise<void> {
    const opened = await listenForImap(this.#ground, imap);
    try {
      this.#webServices = await MssanteWebServices.open(this.#ground, soap);
      this.#listening = { imap: opened, submission: await listenForSubmission(this.#ground, submission) };
    } catch (error) {
      await opened.close();
      // Undefined when it is what could not be opened.
      await (this.#webServices as MssanteWebServices | undefined)?.close();
      throw error;
    }
  }

  /** Ports on loopback. */
  get ports(): { readonly imap: number; readonly submission: number; readonly soap: number } {
    const { imap, submission } = this.#listening ?? {};
    return { imap: imap?.port ?? 0, submission: submission?.port ?? 0, soap: this.#webServices.port };
  }

  get addresses(): readonly ServiceAddress[] {
    const { imap, submission } = this.ports;
    return [
      { what: { en: 'reading (IMAP, STARTTLS)', fr: 'lecture (IMAP, STARTTLS)' }, url: `imap://${LOOPBACK}:${imap}` },
      {
        what: { en: 'sending (SMTP, STARTTLS)', fr: 'envoi (SMTP, STARTTLS)' },
        url: `smtp://${LOOPBACK}:${submission}`,
      },
      ...this.#webServices.addresses,
    ];
  }

  /** What a client must trust to come here by both flows, in PEM; and who stands for the commercial authority. */
  get trust(): string {
    const { pki } = this.#ground;
    const { environment } = this.#settings;
    const own = Object.values(ISSUED_BY).map(({ authority }) => pki.chain(authority[environment]).pem);
    return own.join('') + toPem(this.#certificates.commercialAuthority);
  }

  /** Roots and intermediates of the operator's certificates on those flows, in DER. */
  trustOf(flows: readonly Flow[]): readonly Bytes[] {
    const { environment } = this.#settings;
    return flows.flatMap((flow) => this.#ground.pki.chain(ISSUED_BY[flow].authority[environment]).certificates);
  }

  /** Name of that interface's flow in the environment it is in. */
  hostOf(of: 'imap' | 'smtp', flow: Flow): string {
    return hostNames(of, flow, this.#settings.environment)[0] as string;
  }

  /** The address of that holder's mailbox; undefined when nobody has that IdNat_PS. */
  addressOf(nationalId: string): string | undefined {
    return this.#ground.addresses.all().find(([, holder]) => holder.nationalId === nationalId)?.[0];
  }

  get settings(): MssanteSettings {
    return this.#settings;
  }

  /** From now on the operator works so; what is not named stays. */
  async configure(settings: Partial<MssanteSettings>): Promise<void> {
    CHECKED.configure(settings);
    const { environment = this.#settings.environment } = settings;
    await this.#ground.pki.ready(...authorities(environment));
    // Not before: another change may have come while authorities were made ready.
    this.#settings = { ...this.#settings, ...settings };
    this.#ground.contexts.clear();
  }

  /** Names of both flows in both environments: all of them lead to one address (M19). */
  get hosts(): readonly ServiceHost[] {
    const { imap, submission } = this.ports;
    const soap = hostsOf('soap', 443, this.#webServices.port);
    return [...hostsOf('imap', 143, imap), ...hostsOf('smtp', 587, submission), ...soap];
  }

  /** In DER, of the stand-in for the commercial authority of footnote 2. */
  get commercialAuthority(): Bytes {
    return this.#certificates.commercialAuthority;
  }

  /** SOAP over HTTPS. */
  get webServices(): MssanteWebServices {
    return this.#webServices;
  }

  /** The mailboxes. */
  get store(): MailStore {
    return this.#ground.store;
  }

  reset(): void {
    this.#settings = this.#atFirst;
    this.#webServices.reset();
    this.#ground.contexts.clear();
    this.#ground.store.clear();
  }

  async close(): Promise<void> {
    const { imap, submission } = this.#listening ?? {};
    await Promise.all([imap?.close(), submission?.close(), this.#webServices.close()]);
  }
}
