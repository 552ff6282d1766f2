/** `cps-sim exec --services`: services beside a program that is alone with them. */
import type { TraceSink } from '#trace/event.ts';
import type { Pki } from '../../../simulator/pki/index.ts';
import { HealthServices, type ServiceName } from '../../../simulator/services/index.ts';
import { ProgramNetwork } from './program-network.ts';

export interface ServicesOptions {
  readonly services?: readonly ServiceName[];
  readonly trust?: true;
}

/** Services, and the network in which the program has them. */
export class ExecServices {
  readonly network: ProgramNetwork;
  readonly #services: HealthServices;
  readonly #trust: boolean;

  private constructor(network: ProgramNetwork, services: HealthServices, trust: boolean) {
    this.network = network;
    this.#services = services;
    this.#trust = trust;
  }

  /** @throws ServiceError, TemporaryFolderError */
  static async open(names: readonly ServiceName[], trust: boolean, tell: TraceSink): Promise<ExecServices> {
    const network = await ProgramNetwork.open();
    try {
      // Where the names lead to the real servers, certificates must not name them.
      const pki = network.isOwn ? ({ urls: 'documents' } as const) : {};
      const services = await HealthServices.start({
        names,
        pki,
        tell: (service, action, text) => tell({ kind: 'service', origin: 'service', service, action, text }),
      });
      return new ExecServices(network, services, trust);
    } catch (error) {
      await network.close();
      throw error;
    }
  }

  /** The names lead to them from now on, which is said: once nothing else can refuse. @throws OwnNetworkError */
  lead(): Promise<void> {
    return this.network.lead(this.#services, this.#trust);
  }

  /** Issues the cards beside them. */
  get pki(): Pki {
    return this.#services.pki;
  }

  async close(): Promise<void> {
    try {
      await this.#services.close();
    } finally {
      await this.network.close();
    }
  }
}
