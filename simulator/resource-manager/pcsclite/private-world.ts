/**
 * A PC/SC world of its own for unmodified programs: a resource manager and its socket, in a directory that nobody else
 * can enter. Programs get into it by their environment.
 */
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { temporaryFolder } from '#files/temporary-folder.ts';
import { xdgFolder } from '#files/xdg-folder.ts';
import { ResourceManager, type ResourceManagerOptions } from '../resource-manager.ts';
import { SLOTS } from './reader-table-message.ts';
import { type CommandSink, fitsSocketName, PcscliteServer } from './server.ts';

const SOCKET_NAME = 'pcscd.comm';
/** As mkdtemp makes it. */
const DIRECTORY_PREFIX = 'cps-sim-';
const RANDOM_PART = 'XXXXXX';

/**
 * The directory for temporary files or, where its name is too long for a socket (a build directory of CI, macOS), the
 * user's own runtime directory or /tmp. Absolute: a program may change its working directory.
 */
function place(): string {
  const { XDG_RUNTIME_DIR } = process.env;
  const usual = resolve(tmpdir());
  const places = [usual, xdgFolder(XDG_RUNTIME_DIR, usual), '/tmp'];
  const fits = (directory: string) => fitsSocketName(join(directory, DIRECTORY_PREFIX + RANDOM_PART, SOCKET_NAME));
  return places.find(fits) ?? usual;
}

export interface PrivateWorldOptions extends ResourceManagerOptions {
  /** Told of each command APDU of a program that a card has answered. */
  readonly answered?: CommandSink;
}

export class PrivateWorld {
  readonly manager: ResourceManager;
  readonly #directory: string;
  readonly #server: PcscliteServer;

  private constructor(directory: string, { answered, ...options }: PrivateWorldOptions) {
    this.manager = new ResourceManager({ maxReaders: SLOTS, ...options });
    this.#directory = directory;
    const path = join(directory, SOCKET_NAME);
    this.#server = new PcscliteServer({
      manager: this.manager,
      path,
      ...(answered && { answered }),
      ...(options.trace && { trace: options.trace }),
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
