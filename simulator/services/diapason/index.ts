/**
 * Diapason: payment at the hospital. A terminal (TPE), the hospital's programme (GAP) and the payment provider (PSP), three small
 * programs that speak TLS 1.2, with the two certificates of the hospital and the authorities of the two others.
 *
 * Source: reference/documents.md D01 to D19; the payment message: simulation.
 */
import { X509Certificate } from 'node:crypto';
import { toPem } from '#asn1/pem.ts';
import type { KeptPart } from '#common/kept-part.ts';
import { LOOPBACK } from '#common/loopback.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import type { AuthorityId, CertificateStatus, Pki } from '../../pki/index.ts';
import type { Listening } from '../listening/loopback.ts';
import { serveWeb } from '../listening/web.ts';
import type { Service, ServiceAddress, ServiceContext, ServiceHost } from '../service.ts';
import { ended } from '../service-error.ts';
import { NO_MEMORY } from '../state/memory.ts';
import { CHECKED, type DiapasonPart } from './arguments.ts';
import { formsFor, may, signatoryOf } from './contract.ts';
import { AUTHORITY, FQDN, hostsOf, orderedClient, orderedServer, PSP_NAME } from './defaults.ts';
import { Gap, type GapSettings } from './gap.ts';
import { isKeyOf, keyMismatch } from './installed.ts';
import type { PaymentAnswer } from './line.ts';
import type { Certified } from './maker-authority.ts';
import { type Others, others } from './others.ts';
import { type DonePayment, diapasonApp, pageOf } from './page.ts';
import type { Refusal } from './peer.ts';
import { type PaymentCounts, Psp } from './psp.ts';
import { DIAPASON_STATE, type DiapasonState } from './state.ts';
import { Tpe, type TpeSettings } from './tpe.ts';

export type { DiapasonPart } from './arguments.ts';
export type { Act, Candidate, Establishment, Signatory, StructureRole } from './contract.ts';
export type { PaymentAnswer } from './line.ts';
export type { Certified } from './maker-authority.ts';

/** Payments that are remembered. */
const MOST_PAYMENTS = 1000;

export interface DiapasonOptions extends ServiceContext {
  readonly ports?: Partial<Readonly<Record<'psp' | 'gap' | 'tpe', number | undefined>>>;
}

/** The certificates of the hospital as they were ordered. */
interface OfHospital {
  readonly client: Certified;
  readonly server: Certified;
}

export class Diapason implements Service {
  readonly name = 'diapason';
  readonly title = { en: 'Diapason: payment at the hospital', fr: "Diapason : le paiement à l'hôpital" };
  /** Who signs for the hospital, who may do what then, and which forms come before. */
  readonly contract = { signatoryOf, may, formsFor };
  readonly #options: DiapasonOptions;
  readonly #others: Others;
  readonly #hospital: OfHospital;
  readonly #settings: GapSettings;
  readonly #tpe: Tpe;
  readonly #kept: KeptPart<DiapasonState>;
  readonly #counts: PaymentCounts;
  #server: Certified;
  #payments: readonly DonePayment[];
  #pspCannotAsk = false;
  #closed = false;
  #psp!: Listening;
  #gap!: Listening;
  #web!: Listening;

  private constructor(options: DiapasonOptions, found: Others, hospital: OfHospital, kept: KeptPart<DiapasonState>) {
    this.#options = options;
    this.#others = found;
    this.#hospital = hospital;
    this.#server = hospital.server;
    this.#settings = this.#asAtFirst();
    this.#kept = kept;
    const { asked = 0, taken = 0, fqdn = FQDN, payments = [] } = kept.last ?? {};
    this.#counts = { asked, taken };
    this.#payments = payments;
    this.#tpe = new Tpe({ ...this.#terminalAsAtFirst(), fqdn }, options.clock, this.#counts);
    kept.keep(() => this.#state());
  }

  /** @throws ServiceError `port` */
  static async open(options: DiapasonOptions): Promise<Diapason> {
    const { pki, clock, memory = NO_MEMORY } = options;
    const kept = memory.part('diapason', DIAPASON_STATE);
    // A key of 4096 bits that did not come with the package takes seconds: not on this thread.
    await pki.ready(AUTHORITY, pki.authority(AUTHORITY).issuer ?? AUTHORITY);
    const [found, client, server] = await Promise.all([
      others(clock),
      orderedClient(pki, kept.last?.client),
      orderedServer(pki, kept.last?.server),
    ]);
    const diapason = new Diapason(options, found, { client, server }, kept);
    await diapason.#listen();
    return diapason;
  }

  #state(): DiapasonState {
    const { client, server } = this.#hospital;
    const { fqdn } = this.#tpe.settings;
    return { client: client.chain, server: server.chain, ...this.#counts, fqdn, payments: this.#payments };
  }

  async #listen(): Promise<void> {
    const { ports = {}, clock } = this.#options;
    const opened: Listening[] = [];
    try {
      this.#psp = await Psp.open({
        ...{ certified: this.#others.pspServer, trusted: this.#trusted(), clock, port: ports.psp },
        counts: this.#counts,
        status: (certificate) => (this.#pspCannotAsk ? undefined : this.#status(certificate)),
        told: (refused) => this.#told(refused),
      });
      opened.push(this.#psp);
      this.#gap = await this.#openGap(ports.gap);
      opened.push(this.#gap);
      this.#web = await serveWeb(diapasonApp(pageOf(this, this.#settings, this.#tpe.settings)), { port: ports.tpe });
      this.#tpe.settings.names = { [FQDN]: this.#gap.port };
    } catch (error) {
      for (const one of opened) await one.close();
      throw error;
    }
  }

  #openGap(port: number | undefined): Promise<Listening> {
    return Gap.open({
      ...{ server: this.#server, settings: this.#settings, clock: this.#options.clock, port },
      psp: { port: this.#psp.port, name: PSP_NAME },
      pspStatus: () => undefined,
      told: (refused) => this.#told(refused),
    });
  }

  #asAtFirst(): GapSettings {
    return {
      client: this.#hospital.client,
      terminalAuthority: this.#others.terminalMaker.certificate,
      pspAuthority: this.#others.provider.certificate,
      checksPspRevocation: false,
    };
  }

  #terminalAsAtFirst(): TpeSettings {
    const trusted = [rootOf(this.#options.pki)];
    return { fqdn: FQDN, certified: this.#others.terminal, trusted, names: {} };
  }

  /** What the provider has installed: root and intermediate of the organisations. */
  #trusted(): readonly Bytes[] {
    return this.#options.pki.authority(AUTHORITY).chain;
  }

  #status(certificate: X509Certificate): CertificateStatus {
    return this.#options.pki.register(AUTHORITY).at().status(certificate.serialNumber);
  }

  #told(refused: Refusal | undefined): void {
    if (refused !== undefined) this.#options.tell('diapason', 'refused', refused.text);
  }

  get addresses(): readonly ServiceAddress[] {
    return [
      { what: { en: 'terminal (TPE)', fr: 'terminal (TPE)' }, url: `http://${LOOPBACK}:${this.#web.port}/` },
      {
        what: { en: 'programme (GAP), TLS 1.2', fr: 'gestion administrative (GAP), TLS 1.2' },
        url: `tls://${LOOPBACK}:${this.#gap.port}`,
      },
      {
        what: { en: 'payment provider (PSP), TLS 1.2', fr: 'fournisseur de paiement (PSP), TLS 1.2' },
        url: `tls://${LOOPBACK}:${this.#psp.port}`,
      },
    ];
  }

  get hosts(): readonly ServiceHost[] {
    return hostsOf(this.ports);
  }

  /** Whoever issued the certificates of the hospital. */
  get authority(): AuthorityId {
    return AUTHORITY;
  }

  /** Name of the programme's server, that of its certificate. */
  get fqdn(): string {
    return FQDN;
  }

  /** Ports on loopback. */
  get ports(): { readonly psp: number; readonly gap: number; readonly tpe: number } {
    return { psp: this.#psp.port, gap: this.#gap.port, tpe: this.#web.port };
  }

  /** In DER: to be installed before, by whoever writes a programme of his own. */
  get authorities(): { readonly terminals: Bytes; readonly provider: Bytes } {
    return { terminals: this.#others.terminalMaker.certificate, provider: this.#others.provider.certificate };
  }

  /** Both, and whoever issued the certificates of the hospital, in PEM. */
  get trust(): string {
    return [...Object.values(this.authorities), ...this.#trusted()].map(toPem).join('');
  }

  /** Payments so far, the last ones at the end. */
  get payments(): readonly DonePayment[] {
    return this.#payments;
  }

  /** Key and certificates of the order Client_Diapason_PSP: a test key. */
  get orderedClient(): Certified {
    return this.#hospital.client;
  }

  /** In hexadecimal. */
  get clientSerial(): string {
    return new X509Certificate(this.orderedClient.chain[0] as Bytes).serialNumber;
  }

  /** A payment at the terminal. A refusal is an answer, no error. @throws ServiceError `closed` */
  async pay(amountCents: number): Promise<PaymentAnswer> {
    CHECKED.pay(amountCents);
    if (this.#closed) throw ended('diapason');
    const answer = await this.#tpe.pay(amountCents);
    const at = this.#options.clock.date();
    this.#payments = [...this.#payments, { at, amountCents, answer }].slice(-MOST_PAYMENTS);
    this.#kept.changed();
    const { accepted, refusal } = answer;
    const text = accepted ? { en: 'payment accepted', fr: 'paiement accepté' } : refusal;
    this.#options.tell('diapason', 'payment', { en: text?.en ?? '', fr: text?.fr ?? '' });
    return answer;
  }

  /** Types that name into the terminal's setting. */
  type(fqdn: string): void {
    CHECKED.type(fqdn);
    this.#tpe.settings.fqdn = fqdn;
    this.#kept.changed();
  }

  /** From now on that name leads to that port of loopback, in the hospital's network; to a programme of one's own for example. */
  resolve(name: string, port: number): void {
    CHECKED.reach(name, port);
    this.#tpe.settings.names = { ...this.#tpe.settings.names, [name.toLowerCase()]: port };
  }

  /**
   * Installs a certificate of one's own in the programme.
   * @throws ServiceError `keyMismatch` when the key is another one's
   */
  async install(as: 'client' | 'server', certified: Certified): Promise<void> {
    CHECKED.install(as, certified);
    const { chain, key } = certified;
    if (!isKeyOf(key, chain[0])) throw keyMismatch(as);
    if (as === 'client') this.#settings.client = certified;
    else await this.#serveWith(certified);
  }

  async #serveWith(certified: Certified): Promise<void> {
    this.#server = certified;
    const { port } = this.#gap;
    await this.#gap.close();
    this.#gap = await this.#openGap(port);
  }

  /** Somebody forgot to install that. */
  async forget(part: DiapasonPart): Promise<void> {
    CHECKED.forget(part);
    if (part === 'terminalCertificate') this.#tpe.settings.certified = undefined;
    else if (part === 'intermediate')
      await this.#serveWith({ key: this.#server.key, chain: this.#server.chain.slice(0, 1) });
    else this.#settings[part] = undefined;
  }

  /** Whether the provider cannot find out what is revoked; it has to know. */
  pspCannotAsk(cannot: boolean): void {
    CHECKED.revocation(cannot);
    this.#pspCannotAsk = cannot;
  }

  async reset(): Promise<void> {
    this.#payments = [];
    this.#kept.changed();
    this.#pspCannotAsk = false;
    Object.assign(this.#settings, this.#asAtFirst());
    if (this.#server !== this.#hospital.server) await this.#serveWith(this.#hospital.server);
    Object.assign(this.#tpe.settings, this.#terminalAsAtFirst(), { names: { [FQDN]: this.#gap.port } });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([this.#psp.close(), this.#gap.close(), this.#web.close()]);
  }
}

function rootOf(pki: Pki): Bytes {
  return pki.authority(AUTHORITY).chain.at(-1) as Bytes;
}
