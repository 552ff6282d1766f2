/**
 * A PC/SC world of its own for unmodified programs: a resource manager and its socket, in a directory that nobody else
 * can enter. Programs get into it by their environment.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ResourceManager, type ResourceManagerOptions } from '../resource-manager.ts';
import { type CommandSink, PcscliteServer } from './server.ts';

export interface PrivateWorldOptions extends ResourceManagerOptions {
  /** Told of each command APDU of a program that a card has answered. */
  readonly answered?: CommandSink;
}

export class PrivateWorld {
  readonly manager: ResourceManager;
  readonly #directory: string;
  readonly #server: PcscliteServer;

  private constructor(directory: string, { answered, ...options }: PrivateWorldOptions) {
    this.manager = new ResourceManager(options);
    this.#directory = directory;
    const path = join(directory, 'pcscd.comm');
    this.#server = new PcscliteServer({
      manager: this.manager,
      path,
      ...(answered && { answered }),
      ...(options.trace && { trace: options.trace }),
    });
  }

  /** @throws SocketError when the directory for temporary files has too long a name */
  static async open(options: PrivateWorldOptions = {}): Promise<PrivateWorld> {
    const directory = mkdtempSync(join(tmpdir(), 'cps-sim-'));
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
    await Promise.all([this.#server.close(), this.manager.close()]);
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
