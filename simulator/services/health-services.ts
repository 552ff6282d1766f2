/** Several services at once, over the same authorities and the same clock. */
import { z } from 'zod';
import { CLOCK, FUNCTION, listOf, members, optional, parameters, that, wholeNumber } from '#common/arguments.ts';
import { type Clock, SYSTEM_CLOCK } from '#common/clock.ts';
import { Pki, type PkiOptions } from '../pki/index.ts';
import { Diapason } from './diapason/index.ts';
import { Directory } from './directory/index.ts';
import { Mailbox } from './mailbox/index.ts';
import { Mssante } from './mssante/index.ts';
import { PFC_RULES, Pfc, type PfcRules } from './pfc/index.ts';
import { Registration } from './registration/index.ts';
import {
  PORT_NAMES,
  PORTS_OF,
  type PortName,
  type Ports,
  SERVICE_NAME,
  SERVICE_NAMES,
  type Service,
  type ServiceContext,
  type ServiceHost,
  type ServiceName,
  type Tell,
} from './service.ts';
import { ServiceError } from './service-error.ts';
import { Keeper } from './state/keeper.ts';
import { type Memory, NO_MEMORY } from './state/memory.ts';
import { PKI_STATE } from './state/pki-state.ts';
import { StateError } from './state/state-error.ts';
import { TestSsl } from './testssl/index.ts';

export interface HealthServicesOptions {
  /** All of them by default; those that one stands on come with it. */
  readonly names?: readonly ServiceName[];
  /** Of the authorities; their addresses are those of the directory unless `urls` says otherwise. */
  readonly pki?: Omit<PkiOptions, 'clock'>;
  readonly clock?: Clock;
  readonly ports?: Ports;
  /** Which cards the portal trusts and what it issues, and whether a key has several uses. */
  readonly pfc?: PfcRules;
  /**
   * Folder in which what happened is kept: the next start finds there what was issued and revoked, ordered, sent and paid. By
   * default nothing is kept.
   */
  readonly state?: string;
  /** Is told what happens at the services. */
  readonly tell?: Tell;
}

/** A path of nothing is no folder. */
const FOLDER = that('the path of a folder', (value) => typeof value === 'string' && value !== '');
const PORT = optional(wholeNumber(0, 65_535));
const checkStart = parameters('HealthServices.start', {
  options: members({
    names: optional(listOf(SERVICE_NAME)),
    pki: () => undefined,
    clock: optional(CLOCK),
    ports: optional(members(Object.fromEntries(PORT_NAMES.map((name) => [name, PORT])))),
    pfc: optional(PFC_RULES),
    state: optional(FOLDER),
    tell: optional(FUNCTION),
  }),
});

/** What a service that starts finds there. */
interface Ground extends Required<ServiceContext> {
  readonly ports: Ports;
  readonly pfc: PfcRules;
  readonly services: HealthServices;
}

interface Starter {
  readonly needs: readonly ServiceName[];
  readonly open: (ground: Ground) => Promise<Service>;
}

const STARTERS: Readonly<Record<Exclude<ServiceName, 'directory'>, Starter>> = {
  mailbox: { needs: [], open: (ground) => Mailbox.open(ground) },
  pfc: {
    needs: ['directory', 'mailbox'],
    open: (ground) => Pfc.open({ ...ground, ...ground.pfc, mailbox: ground.services.mailbox }),
  },
  diapason: { needs: ['directory'], open: (ground) => Diapason.open(ground) },
  mssante: { needs: ['directory'], open: (ground) => Mssante.open(ground) },
  testssl: { needs: ['directory'], open: (ground) => TestSsl.open(ground) },
  registration: {
    needs: ['directory', 'mailbox'],
    open: (ground) =>
      Registration.open({ ...ground, mailbox: ground.services.mailbox, directory: ground.services.directory }),
  },
};

function withNeeds(names: readonly ServiceName[]): ReadonlySet<ServiceName> {
  const needed = names.flatMap((name) => (name === 'directory' ? [] : STARTERS[name].needs));
  return needed.length === 0 ? new Set(names) : new Set([...withNeeds(needed), ...names]);
}

/** So that addresses in certificates and mails lead where they led. */
const PORTS_KEPT: z.ZodType<Ports> = z.partialRecord(z.enum(PORT_NAMES), z.number().int().min(0).max(65_535));

/** A port of a service that nobody starts would be listened to in vain. @throws ServiceError `unusedPort` */
function refuseUnusedPorts(wanted: ReadonlySet<ServiceName>, ports: Ports): void {
  for (const [service, names] of Object.entries(PORTS_OF) as [ServiceName, readonly PortName[]][]) {
    const [port] = names.filter((name) => ports[name] !== undefined);
    if (port === undefined || wanted.has(service)) continue;
    const started = [...wanted].join(', ');
    throw new ServiceError('unusedPort', {
      en: `port ${port}: is one of ${service}, which is not started (${started} is): name ${service} too, or leave the port out`,
      fr: `port ${port} : il est à ${service}, qui n'est pas démarré (${started} l'est) : nommez aussi ${service}, ou laissez ce port de côté`,
    });
  }
}

/** Certificates are those of the authorities that issued them. @throws StateError `otherAuthorities` */
function resume(pki: Pki, memory: Memory, { name, seed }: PkiOptions): Pki {
  const part = memory.part('pki', PKI_STATE);
  const { last } = part;
  if (last !== undefined && (last.name !== name || last.seed !== seed)) {
    const found = [last.name && `name ${last.name}`, last.seed && `seed ${last.seed}`].filter(Boolean).join(', ');
    throw new StateError('otherAuthorities', {
      en: `the state is that of other authorities: it was made with ${found || 'no name and no seed'}; start so again, or name another folder`,
      fr: `l'état est celui d'autres autorités : il a été fait avec ${found || 'aucun nom ni graine'} ; démarrez ainsi de nouveau, ou nommez un autre dossier`,
    });
  }
  pki.keepIn(part);
  return pki;
}

export class HealthServices {
  /** The authorities behind all of them. */
  readonly pki: Pki;
  readonly #services = new Map<ServiceName, Service>();
  readonly #keeper: Keeper | undefined;

  private constructor(pki: Pki, keeper: Keeper | undefined) {
    this.pki = pki;
    this.#keeper = keeper;
  }

  /**
   * @throws ArgumentError for options that mean nothing; ServiceError when one cannot start, StateError when the state cannot be
   *   had: then none is left
   */
  static async start(options: HealthServicesOptions = {}): Promise<HealthServices> {
    checkStart(options);
    const { names = SERVICE_NAMES, pki = {}, ports = {}, tell = () => {}, state } = options;
    const wanted = withNeeds(names);
    refuseUnusedPorts(wanted, ports);
    // Refuses options that mean nothing before a folder or a port is taken.
    const authorities = new Pki({ ...pki, clock: options.clock ?? SYSTEM_CLOCK });
    const keeper = state === undefined ? undefined : new Keeper(state, (text) => tell('state', 'kept', text));
    try {
      const services = await HealthServices.#open(wanted, options, authorities, keeper);
      keeper?.begin();
      return services;
    } catch (error) {
      keeper?.abandon();
      throw error;
    }
  }

  static async #open(
    wanted: ReadonlySet<ServiceName>,
    { pki = {}, clock = SYSTEM_CLOCK, ports: asked = {}, pfc = {}, tell = () => {} }: HealthServicesOptions,
    authorities: Pki,
    keeper: Keeper | undefined,
  ): Promise<HealthServices> {
    const memory = keeper ?? NO_MEMORY;
    const keptPorts = memory.part('ports', PORTS_KEPT);
    const said = Object.entries(asked).filter(([, port]) => port !== undefined);
    const ports: Ports = { ...keptPorts.last, ...Object.fromEntries(said) };
    const directory = wanted.has('directory')
      ? await Directory.open({
          ...{ clock, tell, ports },
          pkiAt: (urls) => resume(new Pki({ urls, ...pki, clock }), memory, pki),
        })
      : undefined;
    const services = new HealthServices(directory?.pki ?? resume(authorities, memory, pki), keeper);
    if (directory !== undefined) services.#services.set('directory', directory);
    const ground = { clock, tell, ports, pfc, services, memory, pki: services.pki };
    try {
      for (const name of SERVICE_NAMES)
        if (wanted.has(name) && name !== 'directory') services.#services.set(name, await STARTERS[name].open(ground));
    } catch (error) {
      await services.#closeAll();
      throw error;
    }
    keptPorts.keep(() => Object.assign({}, ports, ...services.all.map((one) => one.ports)));
    return services;
  }

  /** In the order in which they started. */
  get all(): readonly Service[] {
    return [...this.#services.values()];
  }

  /** Names of the documents, each with what answers for it here. */
  get hosts(): readonly ServiceHost[] {
    return this.all.flatMap(({ hosts = [] }) => hosts);
  }

  get directory(): Directory {
    return this.#started('directory') as Directory;
  }

  get mailbox(): Mailbox {
    return this.#started('mailbox') as Mailbox;
  }

  get pfc(): Pfc {
    return this.#started('pfc') as Pfc;
  }

  get diapason(): Diapason {
    return this.#started('diapason') as Diapason;
  }

  get mssante(): Mssante {
    return this.#started('mssante') as Mssante;
  }

  get testssl(): TestSsl {
    return this.#started('testssl') as TestSsl;
  }

  get registration(): Registration {
    return this.#started('registration') as Registration;
  }

  #started(name: ServiceName): Service {
    const service = this.#services.get(name);
    if (service !== undefined) return service;
    throw new ServiceError('notStarted', {
      en: `the service ${name} was not started: name it among the services`,
      fr: `le service ${name} n'a pas été démarré : nommez-le parmi les services`,
    });
  }

  /** All of them forget what happened since their start. */
  async reset(): Promise<void> {
    for (const service of this.#services.values()) await service.reset();
  }

  /** All of them, whatever fails; the last one that started first. @throws StateError `write` when not all could be kept */
  async close(): Promise<void> {
    try {
      await this.#closeAll();
    } finally {
      this.#keeper?.close();
    }
  }

  async #closeAll(): Promise<void> {
    for (const service of this.all.toReversed()) await service.close();
  }
}
