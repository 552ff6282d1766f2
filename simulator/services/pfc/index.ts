/**
 * The certification platform (PFC): certificates for structures, servers and professionals are ordered, withdrawn, followed and
 * revoked with a card of the CPS family, over HTTPS.
 *
 * Source: reference/documents.md P01 to P21, D05 to D17; reference/pki-services.md 4 and 6.
 */
import { constants, createPublicKey } from 'node:crypto';
import { toPem } from '#asn1/pem.ts';
import { listOf, members, oneOf, optional, parameters, TEXT } from '#common/arguments.ts';
import type { Text } from '#common/language.ts';
import type { Pki } from '../../pki/index.ts';
import type { Listening } from '../listening/loopback.ts';
import { validOnBoth } from '../listening/own-validity.ts';
import { serverKey } from '../listening/server-key.ts';
import { serveWeb } from '../listening/web.ts';
import type { Mailbox } from '../mailbox/index.ts';
import type { Service, ServiceAddress, ServiceContext, ServiceHost } from '../service.ts';
import { NO_MEMORY } from '../state/memory.ts';
import type { Deed } from './deeds.ts';
import { defaultForms } from './default-habilitations.ts';
import { holderBefore, trustedAuthorities } from './door.ts';
import type { Form413, Habilitation } from './habilitations.ts';
import { PORTAL_HOSTS } from './hosts.ts';
import type { Branch } from './issuer.ts';
import { OFFER_IDS, USAGE_IDS } from './offers.ts';
import { Portal } from './portal.ts';
import type { Product } from './product.ts';
import { Sessions } from './sessions.ts';
import { PORTAL_STATE } from './state.ts';
import { portalApp } from './web/app.ts';

export type { Form413, Habilitation } from './habilitations.ts';
export type { OfferId, UsageId } from './offers.ts';
export type { Applicant, Product, ProductChannel, ProductState } from './product.ts';

const NAME = 'localhost';
const HTTPS_PORT = 443;
const NAMES = [NAME, ...PORTAL_HOSTS.map(({ host }) => host)];
const STRUCTURE = { name: 'SIMULATION PFC', nationalId: '10B9990000', department: 'Paris (75)' };
const SERVER_AUTHORITY = 'sante-test-elementaire-organisations';

const CHECKED = {
  habilitate: parameters('Pfc.habilitate', {
    form: members({
      person: TEXT,
      structure: members({ name: TEXT, nationalId: TEXT, department: TEXT }),
      offer: oneOf(OFFER_IDS.filter((offer) => offer !== 'PS')),
      usages: optional(listOf(oneOf(USAGE_IDS))),
      domain: optional(TEXT),
      mail: optional(TEXT),
    }),
  }),
  withdraw: parameters('Pfc.withdrawHabilitations', { person: TEXT, structure: optional(TEXT) }),
};

export interface PfcRules {
  /** Whose cards are trusted, and whose certificates are issued; `test` by default. */
  readonly branch?: 'test' | 'production';
  /** One key for each certificate by default. */
  readonly keyRule?: 'one-certificate' | 'multi-use';
}

export const PFC_RULES = members({
  branch: optional(oneOf(['test', 'production'])),
  keyRule: optional(oneOf(['one-certificate', 'multi-use'])),
});

export interface PfcOptions extends ServiceContext, PfcRules {
  readonly ports?: { readonly pfc?: number | undefined };
  readonly mailbox: Pick<Mailbox, 'post'>;
}

/**
 * TLS of the portal. It asks for the certificate of a card and lets everybody through to be told why it is refused. A CPS3
 * makes PKCS#1 v1.5 signatures alone: neither TLS 1.3 nor PSS. Without tickets nobody comes back without a card.
 */
async function tlsOptions({ pki, clock }: ServiceContext, branch: Branch) {
  const key = await serverKey();
  await pki.ready(SERVER_AUTHORITY, ...trustedAuthorities(branch));
  const subject = { kind: 'software', commonName: NAME, structure: STRUCTURE, dnsNames: NAMES } as const;
  const order = { authority: SERVER_AUTHORITY, ...validOnBoth(clock) } as const;
  const issued = pki.issue('sante-serv-ssl', subject, createPublicKey(key), order);
  const trusted = trustedAuthorities(branch).flatMap((id) => pki.chain(id).certificates);
  return {
    key: key.export({ type: 'pkcs8', format: 'pem' }),
    cert: pki.chain(issued).pem,
    ca: trusted.map(toPem),
    requestCert: true,
    rejectUnauthorized: false,
    maxVersion: 'TLSv1.2',
    sigalgs: 'RSA+SHA256:RSA+SHA384:RSA+SHA512',
    secureOptions: constants.SSL_OP_NO_TICKET,
  } as const;
}

const DEEDS: Readonly<Record<Deed, Text>> = {
  order: { en: 'ordered', fr: 'demandé' },
  renewal: { en: 'ordered as a renewal', fr: 'demandé en renouvellement' },
  withdrawal: { en: 'withdrawn', fr: 'retiré' },
  revocation: { en: 'revoked', fr: 'révoqué' },
};

function deedText(deed: Deed, { number, offer, usage, beneficiary }: Product): Text {
  const what = `${offer} ${usage}, ${beneficiary}`;
  return { en: `No. ${number} ${DEEDS[deed].en}: ${what}`, fr: `N° ${number} ${DEEDS[deed].fr} : ${what}` };
}

export class Pfc implements Service {
  readonly name = 'pfc';
  readonly title = { en: 'certification platform (PFC)', fr: 'plate-forme de certification (PFC)' };
  readonly #portal: Portal;
  readonly #sessions: Sessions;
  readonly #pki: Pki;
  #listening: Listening | undefined;

  private constructor({ pki, clock, tell, mailbox, memory = NO_MEMORY, ...rules }: PfcOptions) {
    this.#pki = pki;
    this.#sessions = new Sessions(clock);
    const post = async (mail: Parameters<Mailbox['post']>[0]) => {
      // An order is taken whether or not somebody can be written to.
      await mailbox.post(mail).catch((error: Error) => tell('pfc', 'mail', { en: error.message, fr: error.message }));
    };
    const happened = (deed: Deed, product: Product) => tell('pfc', deed, deedText(deed, product));
    const kept = memory.part('pfc', PORTAL_STATE);
    this.#portal = new Portal({ pki, clock, post, happened, address: () => this.url, kept, ...rules });
    if (kept.last === undefined) this.#portal.reset(defaultForms());
  }

  /** @throws ServiceError `port` */
  static async open(options: PfcOptions): Promise<Pfc> {
    const { pki, clock, tell, branch = 'test' } = options;
    const pfc = new Pfc(options);
    const app = portalApp({
      portal: pfc.#portal,
      sessions: pfc.#sessions,
      admit: (certificate) => holderBefore(certificate, { pki, clock, branch }),
      refused: (error) => tell('pfc', 'refused', { en: error.messageIn('en'), fr: error.messageIn('fr') }),
    });
    pfc.#listening = await serveWeb(app, { port: options.ports?.pfc, tls: await tlsOptions(options, branch) });
    return pfc;
  }

  /** `https://localhost:8443/` */
  get url(): string {
    return `https://${NAME}:${this.#listening?.port ?? 0}/`;
  }

  /** What a client must trust to come here, in PEM. */
  get trust(): string {
    return this.#pki.chain(SERVER_AUTHORITY).pem;
  }

  get ports() {
    return { pfc: this.#listening?.port ?? 0 };
  }

  get addresses(): readonly ServiceAddress[] {
    return [
      { what: { en: 'portal, with a card', fr: 'portail, avec une carte' }, url: this.url },
      { what: { en: 'its interface (JSON)', fr: 'son interface (JSON)' }, url: `${this.url}api/` },
    ];
  }

  get hosts(): readonly ServiceHost[] {
    const leadsTo = this.#listening?.port ?? 0;
    return PORTAL_HOSTS.map((named) => ({ ...named, port: HTTPS_PORT, leadsTo }));
  }

  /** Form 413: makes somebody administrator, and tells him by mail. @throws PortalError `form` */
  habilitate(form: Form413): Promise<Habilitation> {
    CHECKED.habilitate(form);
    return this.#portal.habilitate(form);
  }

  /** Takes habilitations away, of one structure or of all; returns how many. */
  withdrawHabilitations(person: string, structure?: string): number {
    CHECKED.withdraw(person, structure);
    return this.#portal.withdrawHabilitations(person, structure);
  }

  habilitationsOf(person: string): readonly Habilitation[] {
    return this.#portal.habilitations.of(person);
  }

  /** Everybody's, the newest first. */
  products(): readonly Product[] {
    return this.#portal.all();
  }

  reset(): void {
    this.#portal.reset(defaultForms());
    this.#sessions.clear();
  }

  async close(): Promise<void> {
    this.#portal.close();
    await this.#listening?.close();
  }
}
