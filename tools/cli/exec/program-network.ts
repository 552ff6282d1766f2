/** `--services`: what a program beside them is given so that the documents' names lead to them. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toPem } from '#asn1/pem.ts';
import type { Text } from '#common/language.ts';
import { temporaryFolder } from '#files/temporary-folder.ts';
import { OwnNetwork, OwnNetworkError, resolverEnvironment } from '../../../simulator/own-network/index.ts';
import type { HealthServices } from '../../../simulator/services/index.ts';
import { say } from '../language.ts';
import { shownAddresses, shownHosts } from '../shown-hosts.ts';
import type { Launch } from './child-program.ts';

const ROOTS = 'roots.pem';
/** Of Node, OpenSSL and who stands on it, curl, Python's requests: each takes a file of certificates. */
const TRUST = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'CURL_CA_BUNDLE', 'REQUESTS_CA_BUNDLE'] as const;

const LOCAL_URL = /^[a-z]+:\/\/(?:127\.0\.0\.1|localhost):(?<port>\d+)/;

type Variables = Readonly<Record<string, string>>;

function tell(text: Text): void {
  process.stderr.write(`cps-sim: ${say(text)}\n`);
}

/** Ports on loopback of all services. */
function portsOf({ all }: HealthServices): readonly number[] {
  return all.flatMap(({ addresses }) =>
    addresses.flatMap(({ url }) => Number(LOCAL_URL.exec(url)?.groups?.port ?? [])),
  );
}

function rootsOf({ pki }: HealthServices): string {
  const roots = pki.authorities().filter(({ issuer }) => issuer === undefined);
  return roots.map(({ certificate }) => toPem(certificate)).join('');
}

/** The program stays in the network of this machine. */
function tellWhatIsNot(why: OwnNetworkError, addresses: string): void {
  tell({
    en:
      `no network of its own (${why.messageIn('en')}): the documents' names lead curl (CURL_HOME) and Node (NODE_OPTIONS) to ` +
      `the services, and every other program to the real servers: give it the addresses. ${addresses}`,
    fr:
      `pas de réseau à lui (${why.messageIn('fr')}) : les noms des documents mènent curl (CURL_HOME) et Node (NODE_OPTIONS) ` +
      `aux services, et tout autre programme aux vrais serveurs : donnez-lui les adresses. ${addresses}`,
  });
}

export class ProgramNetwork {
  readonly #folder: string;
  /** Or why the program has none. */
  readonly #own: OwnNetwork | OwnNetworkError;
  #environment: Variables = {};

  private constructor(folder: string, own: OwnNetwork | OwnNetworkError) {
    this.#folder = folder;
    this.#own = own;
  }

  /** @throws TemporaryFolderError */
  static async open(): Promise<ProgramNetwork> {
    const folder = temporaryFolder('cps-sim-names-');
    try {
      const own = await OwnNetwork.open(folder).catch((error: unknown) => {
        if (error instanceof OwnNetworkError) return error;
        throw error;
      });
      return new ProgramNetwork(folder, own);
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** False when the program stays in the network of this machine, where the documents' names lead to the real servers. */
  get isOwn(): boolean {
    return this.#own instanceof OwnNetwork;
  }

  /** Variables that the program needs. */
  get environment(): Variables {
    return this.#environment;
  }

  /** How the program is spawned. */
  get launch(): Launch | undefined {
    const own = this.#own;
    return own instanceof OwnNetwork ? (command, args) => own.launched(command, args) : undefined;
  }

  /**
   * From now on the names lead to these services; says so. Once.
   * @param trust whether programs are to trust the authorities by themselves
   */
  async lead(services: HealthServices, trust: boolean): Promise<void> {
    const roots = join(this.#folder, ROOTS);
    writeFileSync(roots, rootsOf(services));
    const trusted = trust ? Object.fromEntries(TRUST.map((name) => [name, roots])) : {};
    this.#environment = { CPS_SIM_TRUST: roots, ...trusted, ...(await this.#led(services)) };
    tell(
      trust
        ? { en: `${TRUST.join(', ')} name ${roots}`, fr: `${TRUST.join(', ')} nomment ${roots}` }
        : {
            en: `CPS_SIM_TRUST names their roots, which no program trusts by itself: --trust changes that`,
            fr: `CPS_SIM_TRUST nomme leurs racines, auxquelles aucun programme ne se fie de lui-même : --trust y remédie`,
          },
    );
  }

  async #led(services: HealthServices): Promise<Variables> {
    const { hosts, all } = services;
    const own = this.#own;
    if (own instanceof OwnNetwork) {
      await own.lead(hosts, portsOf(services));
      const names = shownHosts(all);
      tell({
        en: `in a network of its own the program reaches ${names}, and nothing else`,
        fr: `dans un réseau à lui le programme atteint ${names}, et rien d'autre`,
      });
      return {};
    }
    tellWhatIsNot(own, shownAddresses(all));
    return resolverEnvironment(hosts, this.#folder);
  }

  async close(): Promise<void> {
    try {
      if (this.#own instanceof OwnNetwork) await this.#own.close();
    } finally {
      rmSync(this.#folder, { recursive: true, force: true });
    }
  }
}
