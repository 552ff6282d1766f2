/** A world whose server tells how many connections it has: what a program leaves behind is counted there. */
import { EventEmitter, once } from 'node:events';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { LoopbackDoor } from '../../../simulator/resource-manager/pcsclite/loopback-door.ts';
import { PcscliteServer } from '../../../simulator/resource-manager/pcsclite/server.ts';
import { ResourceManager } from '../../../simulator/resource-manager/resource-manager.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

export class CountedWorld {
  readonly manager = new ResourceManager({ reporting: 'windows' });
  readonly #server = new PcscliteServer({
    manager: this.manager,
    path: join(temporaryDirectory('counted-'), 'pcscd.comm'),
  });
  #door: LoopbackDoor | undefined;
  readonly #sockets = new Set<Socket>();
  readonly #changes = new EventEmitter();

  static async open(t: ExecutionContext): Promise<CountedWorld> {
    const world = new CountedWorld();
    t.teardown(() => world.close());
    await world.#server.listen();
    world.#door = await LoopbackDoor.open({ admit: (socket) => world.#admit(socket), refused: () => {}, ref: true });
    return world;
  }

  get environment(): Readonly<Record<string, string>> {
    return this.#door?.environment ?? {};
  }

  #admit(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => {
      this.#sockets.delete(socket);
      this.#changes.emit('changed');
    });
    this.#server.admit(socket);
    this.#changes.emit('changed');
  }

  /** Resolves when there are so many connections, and what others held has been given back. */
  async until(connections: number): Promise<void> {
    while (this.#sockets.size !== connections) await once(this.#changes, 'changed');
    while (this.#server.clients !== connections) await new Promise(setImmediate);
  }

  async close(): Promise<void> {
    await Promise.all([this.#server.close(), this.#door?.close(), this.manager.close()]);
  }
}
