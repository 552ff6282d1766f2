/**
 * A PC/SC world of its own for unmodified programs: a resource manager and its socket, in a directory that nobody else
 * can enter. Programs get into it by their environment.
 */
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { longestFolderName, temporaryFolder } from '#files/temporary-folder.ts';
import { xdgFolder } from '#files/xdg-folder.ts';
import { ResourceManager, type ResourceManagerOptions } from '../resource-manager.ts';
import { SLOTS } from './reader-table-message.ts';
import { type CommandSink, fitsSocketName, PcscliteServer } from './server.ts';

const SOCKET_NAME = 'pcscd.comm';
const DIRECTORY_PREFIX = 'cps-sim-';

/**
 * The directory for temporary files or, where its name is too long for a socket (a build directory of CI, macOS), the
 * user's own runtime directory or /tmp. Absolute: a program may change its working directory.
 */
function place(): string {
  const name = longestFolderName(DIRECTORY_PREFIX);
  const fits = (directory: string) => fitsSocketName(join(directory, name, SOCKET_NAME));
  const [usual, ...others] = worldPlaces();
  return [usual, ...others].find(fits) ?? usual;
}

/** Where worlds may stand, the usual place first. */
export function worldPlaces(): [string, ...string[]] {
  const { XDG_RUNTIME_DIR } = process.env;
  const usual = resolve(tmpdir());
  return [usual, xdgFolder(XDG_RUNTIME_DIR, usual), '/tmp'];
}

export interface PrivateWorldOptions extends ResourceManagerOptions {
  /** Told of each command APDU of a program that a card has answered. */
  readonly answered?: CommandSink;
  /** Whether it keeps the process alive; true by default. Who waits for a program waits for its process. */
  readonly ref?: boolean;
}

export class PrivateWorld {
  readonly manager: ResourceManager;
  readonly #directory: string;
  readonly #server: PcscliteServer;

  private constructor(directory: string, { answered, ref, ...options }: PrivateWorldOptions) {
    this.manager = new ResourceManager({ maxReaders: SLOTS, ...options });
    this.#directory = directory;
    const path = join(directory, SOCKET_NAME);
    this.#server = new PcscliteServer({
      manager: this.manager,
      path,
      ...(answered && { answered }),
      ...(options.trace && { trace: options.trace }),
      ...(ref !== undefined && { ref }),
    });
  }

  /** @throws TemporaryFolderError, SocketError */
  static async open(options: PrivateWorldOptions = {}): Promise<PrivateWorld> {
    const directory = temporaryFolder(DIRECTORY_PREFIX, place());
    try {
      const world = new PrivateWorld(directory, options);
      await world.#server.listen();
      return world;
    } catch (error) {
      rmSync(directory, { recursive: true });
      throw error;
    }
  }

  /** Variables that bring a program into this world. */
  get environment(): Readonly<Record<string, string>> {
    return { PCSCLITE_CSOCK_NAME: this.#server.path };
  }

  /** Cuts the programs off, unplugs the readers, leaves nothing behind. */
  async close(): Promise<void> {
    // Together: a client is only gone when its card has been reset, and one that hangs has to leave its reader first.
    try {
      await Promise.all([this.#server.close(), this.manager.close()]);
    } finally {
      rmSync(this.#directory, { recursive: true, force: true });
    }
  }
}
