/**
 * A socket of its own for unmodified programs, in a directory that nobody else can enter, and a door for those of Windows;
 * on Windows the door alone. Programs get to what it serves by their environment.
 */
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { longestFolderName, temporaryFolder } from '#files/temporary-folder.ts';
import { xdgFolder } from '#files/xdg-folder.ts';
import { LoopbackDoor } from './loopback-door.ts';
import { fitsSocketName, PcscliteServer, type PcscliteServerOptions } from './server.ts';

/** Name, in messages, of the way in where there is no socket. */
const DLL = 'winscard.dll';
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

export interface PrivateSocketOptions extends Omit<PcscliteServerOptions, 'path' | 'socket'> {
  /** Whether Windows programs get to it, through our winscard.dll; on Windows alone by default. */
  readonly windows?: boolean;
  /** Whether programs of libpcsclite get to it; everywhere but on Windows, which has none. */
  readonly unix?: boolean;
}

const ON_WINDOWS = process.platform === 'win32';

export class PrivateSocket {
  readonly #directory: string | undefined;
  readonly #server: PcscliteServer;
  #door: LoopbackDoor | undefined;

  private constructor(directory: string | undefined, options: Omit<PcscliteServerOptions, 'path' | 'socket'>) {
    this.#directory = directory;
    const place = directory === undefined ? { path: DLL, socket: false } : { path: join(directory, SOCKET_NAME) };
    this.#server = new PcscliteServer({ ...options, ...place });
  }

  /** @throws TemporaryFolderError, SocketError */
  static async open({
    windows = ON_WINDOWS,
    unix = !ON_WINDOWS,
    ...options
  }: PrivateSocketOptions): Promise<PrivateSocket> {
    const directory = unix ? temporaryFolder(DIRECTORY_PREFIX, place()) : undefined;
    let socket: PrivateSocket | undefined;
    try {
      socket = new PrivateSocket(directory, options);
      await socket.#server.listen();
      if (windows) await socket.#openDoor(options.ref);
      return socket;
    } catch (error) {
      await socket?.close();
      remove(directory);
      throw error;
    }
  }

  async #openDoor(ref = true): Promise<void> {
    this.#door = await LoopbackDoor.open({
      admit: (socket) => this.#server.admit(socket),
      refused: (why) => this.#server.notLetIn(why),
      ref,
    });
  }

  /** Variables that bring a program to it. */
  get environment(): Readonly<Record<string, string>> {
    const socket = this.#directory === undefined ? {} : { PCSCLITE_CSOCK_NAME: this.#server.path };
    return { ...socket, ...this.#door?.environment };
  }

  /** Whether a Windows program has come through our winscard.dll. */
  get seenFromWindows(): boolean {
    return this.#door !== undefined && this.#door.admitted > 0;
  }

  /** Cuts the programs off and lets none in, whichever way it comes. */
  cutOff(): Promise<void> {
    return this.#server.close();
  }

  /** Lets programs in again. @throws SocketError */
  letIn(): Promise<void> {
    return this.#server.listen();
  }

  /** Cuts the programs off, leaves nothing behind. @param beside what has to be closed at the same time */
  async close(beside: () => Promise<void> = async () => {}): Promise<void> {
    try {
      await Promise.all([this.#server.close(), this.#door?.close(), beside()]);
    } finally {
      remove(this.#directory);
    }
  }
}

function remove(directory: string | undefined): void {
  if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
}
