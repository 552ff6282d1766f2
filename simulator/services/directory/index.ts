/**
 * The directory of the authorities: what they publish, over HTTP and LDAP, and their OCSP responder.
 *
 * Source: reference/cps-facts.md (d): addresses; reference/documents.md M09 and M24.
 */
import { createServer, type Server } from 'node:net';
import {
  ArgumentError,
  either,
  members,
  NUMBER,
  oneOf,
  optional,
  parameters,
  that,
  wholeNumber,
} from '#common/arguments.ts';
import type { Clock } from '#common/clock.ts';
import { LOOPBACK } from '#common/loopback.ts';
import { AUTHORITY_IDS } from '../../pki/authorities/index.ts';
import type { LoopbackUrls, OcspBehaviour, Pki } from '../../pki/index.ts';
import { OCSP_BEHAVIOUR } from '../../pki/ocsp/arguments.ts';
import { PUBLISHED_KINDS } from '../../pki/publication-points.ts';
import { type Listening, listenOnLoopback } from '../listening/loopback.ts';
import { serveWeb } from '../listening/web.ts';
import type { Service, ServiceAddress, ServiceContext, ServiceHost } from '../service.ts';
import { type DirectoryFault, FAULT_NAMES, withoutEffect } from './faults.ts';
import { directoryHosts } from './hosts.ts';
import { directoryApp } from './http.ts';
import type { ListedEntry } from './ldap/entries.ts';
import { normalName } from './ldap/names.ts';
import { ldapResponder } from './ldap/server.ts';
import { COMMON_NAME, DIRECTORY_AUTHORITY, ldapsServer } from './ldap/tls-server.ts';
import { type FaultPlace, Publications } from './publications.ts';
import { entryOf, type ListedRecipient, newRecipient, RECIPIENT, type RecipientOptions } from './recipients.ts';

export type { DirectoryFault } from './faults.ts';
export type { ListedEntry } from './ldap/entries.ts';
export type { FaultPlace } from './publications.ts';
export type {
  ListedRecipient,
  RecipientCertificate,
  RecipientOptions,
} from './recipients.ts';

/** Entries that anybody gets at most, unless somebody says fewer. */
const SIZE_LIMIT = 1000;

const FAULT = either(
  oneOf(FAULT_NAMES),
  either(members({ stale: wholeNumber(0, 3650) }), members({ slow: that('seconds, 0 or more', isDuration) })),
);
const PLACE = members({
  authority: optional(oneOf(AUTHORITY_IDS)),
  what: optional(oneOf(PUBLISHED_KINDS)),
  way: optional(oneOf(['http', 'ldap'])),
});

function isDuration(value: unknown): boolean {
  return NUMBER(value, '') === undefined && (value as number) >= 0 && Number.isFinite(value);
}

const CHECKED = {
  plant: parameters('Directory.plant', { fault: FAULT, place: optional(PLACE) }),
  answerOcsp: parameters('Directory.answerOcsp', { behaviour: optional(OCSP_BEHAVIOUR) }),
  recipient: parameters('Directory.listRecipient', { recipient: RECIPIENT }),
  sizeLimit: parameters('Directory.limit', { entries: optional(wholeNumber(0)) }),
};

export interface DirectoryOptions extends Omit<ServiceContext, 'pki'> {
  readonly ports?: Partial<Readonly<Record<'http' | 'ldap' | 'ldaps', number | undefined>>>;
  /** The authorities, whose certificates may name these ports. */
  readonly pkiAt: (urls: LoopbackUrls) => Pki;
}

/** What somebody turns while it runs. */
interface Knobs {
  ocsp: OcspBehaviour;
  sizeLimit: number;
  /** What each service lists. */
  readonly lists: Set<() => readonly ListedEntry[]>;
  /** Whom programs encrypt for, by their names in the normal form. */
  readonly recipients: Map<string, ListedRecipient>;
  recipientNumber: number;
}

interface Opened {
  readonly pki: Pki;
  readonly publications: Publications;
  readonly http: Listening;
  readonly ldap: Listening;
  readonly ldaps: Listening;
  readonly clock: Clock;
  readonly knobs: Knobs;
}

/** Listens; where it cannot, ends those that do already. @throws ServiceError `port` */
function listenOr(server: Server, port: number | undefined, others: readonly Listening[]): Promise<Listening> {
  return listenOnLoopback(server, port).catch(async (error) => {
    await Promise.all(others.map((one) => one.close()));
    throw error;
  });
}

export class Directory implements Service {
  readonly name = 'directory';
  readonly title = { en: 'directory of the authorities', fr: 'annuaire des autorités' };
  readonly pki: Pki;
  readonly urls: LoopbackUrls & { readonly ldaps: number };
  readonly #opened: Opened;

  private constructor(opened: Opened) {
    this.#opened = opened;
    this.pki = opened.pki;
    this.urls = { http: opened.http.port, ldap: opened.ldap.port, ldaps: opened.ldaps.port };
  }

  /** Listens, and publishes from then on. @throws ServiceError `port` */
  static async open({ ports = {}, pkiAt, ...context }: DirectoryOptions): Promise<Directory> {
    const knobs: Knobs = {
      ...{ ocsp: {}, sizeLimit: SIZE_LIMIT, lists: new Set() },
      ...{ recipients: new Map(), recipientNumber: 0 },
    };
    knobs.lists.add(() => [...knobs.recipients.values()].map(entryOf));
    const listed = () => [...knobs.lists].flatMap((list) => list());
    const http = await serveWeb({ fetch: (request, env) => app.fetch(request, env) }, { port: ports.http });
    const answer = ldapResponder(() => ({ ...context, pki, publications, sizeLimit: () => knobs.sizeLimit, listed }));
    const secured = ldapsServer(() => ({ ...context, pki }), answer);
    const ldap = await listenOr(createServer(answer), ports.ldap, [http]);
    const ldaps = await listenOr(secured, ports.ldaps, [http, ldap]);
    // Nobody can have connected yet: nothing was awaited since the ports are known.
    const pki = pkiAt({ http: http.port, ldap: ldap.port });
    const publications = new Publications(pki, context.clock);
    const app = directoryApp({ ...context, pki, publications, ocsp: () => knobs.ocsp });
    return new Directory({ pki, publications, http, ldap, ldaps, clock: context.clock, knobs });
  }

  get ports() {
    const { http, ldap, ldaps } = this.urls;
    return { http, ldap, ldaps };
  }

  get addresses(): readonly ServiceAddress[] {
    const { http, ldap, ldaps } = this.urls;
    return [
      {
        what: { en: 'lists, certificates, OCSP', fr: 'listes, certificats, OCSP' },
        url: `http://${LOOPBACK}:${http}/`,
      },
      { what: { en: 'lists', fr: 'listes' }, url: `ldap://${LOOPBACK}:${ldap}/` },
      { what: { en: 'lists, over TLS', fr: 'listes, en TLS' }, url: `ldaps://${LOOPBACK}:${ldaps}/` },
    ];
  }

  get hosts(): readonly ServiceHost[] {
    return directoryHosts(this.urls);
  }

  /** Who is found over LDAPS, and the authority of its certificate. */
  get secured() {
    return { name: COMMON_NAME, authority: DIRECTORY_AUTHORITY } as const;
  }

  /**
   * From now on that is wrong with what it publishes; the last fault that concerns something counts.
   * @throws ArgumentError for a fault that would change nothing there, too
   */
  plant(fault: DirectoryFault, place: FaultPlace = {}): void {
    CHECKED.plant(fault, place);
    const vain = withoutEffect(fault, place);
    if (vain !== undefined) throw new ArgumentError('Directory.plant', `place.${vain.member}: expected ${vain.why.en}`);
    this.#opened.publications.plant(fault, place);
  }

  /** From now on the responder answers so; as it should when nothing is said. */
  answerOcsp(behaviour: OcspBehaviour = {}): void {
    CHECKED.answerOcsp(behaviour);
    this.#opened.knobs.ocsp = behaviour;
  }

  /** Gives at most so many entries to a search, with the result sizeLimitExceeded; as at first when nothing is said. */
  limit(entries: number = SIZE_LIMIT): void {
    CHECKED.sizeLimit(entries);
    this.#opened.knobs.sizeLimit = entries;
  }

  /** From now on a search finds these entries as well, as they are when it is asked. */
  list(entries: () => readonly ListedEntry[]): void {
    this.#opened.knobs.lists.add(entries);
  }

  /**
   * Issues certificates of confidentiality and lists them in one entry, until it is reset: those of a name that is listed
   * already take the place of its others.
   * @throws ArgumentError for what is no such name; PkiError `subject` when it is too long for a certificate
   */
  async listRecipient(recipient: RecipientOptions): Promise<ListedRecipient> {
    CHECKED.recipient(recipient);
    const { knobs, clock } = this.#opened;
    knobs.recipientNumber += 1;
    const given = { pki: this.pki, now: clock.date(), number: knobs.recipientNumber };
    const listed = await newRecipient(recipient, given);
    knobs.recipients.set(normalName(recipient.name), listed);
    return listed;
  }

  /** Whom it lists for programs that encrypt. */
  get recipients(): readonly ListedRecipient[] {
    return [...this.#opened.knobs.recipients.values()];
  }

  /** Nothing is wrong any more. */
  heal(): void {
    this.#opened.publications.heal();
    Object.assign(this.#opened.knobs, { ocsp: {}, sizeLimit: SIZE_LIMIT });
  }

  reset(): void {
    this.heal();
    this.#opened.knobs.recipients.clear();
  }

  async close(): Promise<void> {
    const { http, ldap, ldaps } = this.#opened;
    await Promise.all([http, ldap, ldaps].map((one) => one.close()));
  }
}
