/**
 * A network for programs of this process alone, without a way out of it: names and ports of one's own choice lead to ports of
 * this machine's loopback, privileged ones included, and nothing else is there.
 *
 * Source: namespaces(7), user_namespaces(7), network_namespaces(7); unshare(1), nsenter(1).
 */
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sameInEach } from '#common/language.ts';
import { FirstProgram } from './first-program.ts';
import { forward } from './forward.ts';
import { OwnNetworkError } from './own-network-error.ts';
import { hostsFile, type LeadingName, planOf } from './plan.ts';

const HOSTS = '/etc/hosts';
/** The cache of names of the system knows nothing of ours, and is asked first. */
const NAME_CACHE = '/run/nscd';

type Namespace = 'user' | 'net' | 'mnt';

interface Way {
  readonly options: readonly string[];
  readonly namespaces: readonly Namespace[];
}

/** Root needs to be nobody else, where the container lets it; everybody else is somebody in a namespace of users first. */
const AS_ROOT: Way = { options: ['--net', '--mount'], namespaces: ['net', 'mnt'] };
const AS_USER: Way = {
  options: ['--user', '--map-current-user', '--keep-caps', '--net', '--mount'],
  namespaces: ['user', 'net', 'mnt'],
};
const ENTER: Readonly<Record<Namespace, string>> = { user: '--user', net: '--net', mnt: '--mount' };

/** A program and its arguments, as they are spawned. */
export interface Launched {
  readonly command: string;
  readonly args: readonly string[];
}

export class OwnNetwork {
  readonly #folder: string;
  readonly #first: FirstProgram;
  readonly #namespaces: ReadonlyMap<Namespace, number>;
  #endings: readonly (() => void)[] = [];

  private constructor(folder: string, first: FirstProgram, { namespaces }: Way) {
    this.#folder = folder;
    this.#first = first;
    // They last as long as somebody has them open.
    this.#namespaces = new Map(namespaces.map((name) => [name, openSync(`/proc/${first.pid}/ns/${name}`, 'r')]));
  }

  /**
   * @param folder for its files, which nobody else can enter
   * @throws OwnNetworkError `forbidden`
   */
  static async open(folder: string): Promise<OwnNetwork> {
    if (process.platform !== 'linux')
      throw new OwnNetworkError('forbidden', {
        en: `${process.platform} gives no program a network of its own: Linux does`,
        fr: `${process.platform} ne donne à aucun programme un réseau à lui : Linux le fait`,
      });
    if (process.geteuid?.() === 0) {
      const network = await OwnNetwork.#by(AS_ROOT, folder).catch(() => undefined);
      if (network !== undefined) return network;
    }
    return OwnNetwork.#by(AS_USER, folder);
  }

  static async #by(way: Way, folder: string): Promise<OwnNetwork> {
    const first = await FirstProgram.start(way.options);
    try {
      await first.obey({ mounts: mountsIn(folder) });
      return new OwnNetwork(folder, first, way);
    } catch (error) {
      await first.leave();
      throw error;
    }
  }

  /**
   * From now on these names lead to loopback here; once.
   * @param ports that are open at 127.0.0.1 there as they are here
   * @throws OwnNetworkError `doors`
   */
  async lead(names: readonly LeadingName[], ports: readonly number[] = []): Promise<void> {
    const plan = planOf(names, ports);
    writeFileSync(join(this.#folder, 'hosts'), hostsFile(plan, readHosts()));
    try {
      const doors = await this.#first.obey({ doors: plan.doors });
      this.#endings = plan.doors.flatMap(({ leadsTo }, i) => {
        const door = doors[i];
        return door === undefined ? [] : [forward(door, leadsTo)];
      });
    } catch (cause) {
      throw new OwnNetworkError('doors', sameInEach(String((cause as Error).message)), { cause });
    }
    await this.#first.leave();
  }

  /** How that program is spawned so that it is in this network, in the same working directory, with the same rights. */
  launched(command: string, args: readonly string[]): Launched {
    const entered = [...this.#namespaces].map(([name, fd]) => `${ENTER[name]}=/proc/${process.pid}/fd/${fd}`);
    const credentials = this.#namespaces.has('user') ? ['--preserve-credentials'] : [];
    // env takes a name with = for a variable.
    const program = command.includes('=') ? ['sh', '-c', 'exec "$0" "$@"', command] : [command];
    const inFolder = ['env', '-C', process.cwd(), ...program, ...args];
    return { command: 'nsenter', args: [...entered, ...credentials, '--', ...inFolder] };
  }

  /** Programs that are still there are alone from then on. */
  async close(): Promise<void> {
    for (const end of this.#endings) end();
    this.#endings = [];
    await this.#first.leave();
    for (const fd of this.#namespaces.values()) closeSync(fd);
  }
}

function readHosts(): string {
  try {
    return readFileSync(HOSTS, 'utf8');
  } catch {
    return '';
  }
}

function mountsIn(folder: string): readonly { readonly source: string; readonly target: string }[] {
  const hosts = join(folder, 'hosts');
  const empty = join(folder, 'no-cache');
  writeFileSync(hosts, readHosts());
  mkdirSync(empty, { recursive: true });
  const cache = existsSync(NAME_CACHE) ? [{ source: empty, target: NAME_CACHE }] : [];
  return [{ source: hosts, target: HOSTS }, ...cache];
}
