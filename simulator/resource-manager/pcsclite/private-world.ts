/** A PC/SC world of its own for unmodified programs: a resource manager and a socket that nobody else can reach. */
import type { CodeWatch } from '#trace/told-exchanges.ts';
import { ResourceManager, type ResourceManagerOptions } from '../resource-manager.ts';
import { PrivateSocket } from './private-socket.ts';
import { SLOTS } from './reader-table-message.ts';
import type { CommandSink } from './server.ts';

export interface PrivateWorldOptions extends ResourceManagerOptions {
  /** Told of each command APDU of a program that a card has answered. */
  readonly answered?: CommandSink;
  /** The trace is a recording: it is told what passes between programs, readers and cards too, masked; the codes are shown here. */
  readonly recording?: CodeWatch;
  /** Whether it keeps the process alive; true by default. Who waits for a program waits for its process. */
  readonly ref?: boolean;
  /** Whether Windows programs get in, through our winscard.dll: what they are told of faults is Windows' then. On Windows by default. */
  readonly windows?: boolean;
  /** Whether programs of libpcsclite get in; not on Windows by default. */
  readonly unix?: boolean;
}

export class PrivateWorld {
  readonly manager: ResourceManager;
  readonly #socket: PrivateSocket;

  private constructor(manager: ResourceManager, socket: PrivateSocket) {
    this.manager = manager;
    this.#socket = socket;
  }

  /** @throws TemporaryFolderError, SocketError */
  static async open(given: PrivateWorldOptions = {}): Promise<PrivateWorld> {
    const { answered, recording, ref, windows = process.platform === 'win32', unix, ...options } = given;
    const reporting = windows ? 'windows' : 'pcsclite-ccid';
    const manager = new ResourceManager({ maxReaders: SLOTS, reporting, ...options });
    const socket = await PrivateSocket.open({
      ...{ manager, windows },
      ...(answered && { answered }),
      ...(options.trace && { trace: options.trace }),
      ...(recording && { recording }),
      ...(ref !== undefined && { ref }),
      ...(unix !== undefined && { unix }),
    });
    return new PrivateWorld(manager, socket);
  }

  /** Variables that bring a program into this world. */
  get environment(): Readonly<Record<string, string>> {
    return this.#socket.environment;
  }

  /** Whether a Windows program has come through our winscard.dll. */
  get seenFromWindows(): boolean {
    return this.#socket.seenFromWindows;
  }

  /** The service dies as by SIGKILL: programs are cut off, and nothing answers them any more. */
  async kill(): Promise<void> {
    const cut = this.#socket.cutOff();
    this.manager.kill();
    await cut;
  }

  /** It starts again at the same place. @throws SocketError */
  async start(): Promise<void> {
    this.manager.start();
    await this.#socket.letIn();
  }

  /** Cuts the programs off, unplugs the readers, leaves nothing behind. */
  async close(): Promise<void> {
    // Together: a client is only gone when its card has been reset, and one that hangs has to leave its reader first.
    await this.#socket.close(() => this.manager.close());
  }
}
