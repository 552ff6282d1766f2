/** The net.Server behind what listens: to let it fail as the system would. */
import { Server } from 'node:net';

/** Tests that use it are serial: whatever listens meanwhile is taken for it. */
export async function serverOf(listen: () => Promise<unknown>): Promise<Server> {
  let found: Server | undefined;
  const { prototype } = Server;
  const original = prototype.listen;
  prototype.listen = function (this: Server, ...args: Parameters<typeof original>) {
    found = this;
    return original.apply(this, args);
  } as typeof original;
  try {
    await listen();
  } finally {
    prototype.listen = original;
  }
  if (found === undefined) throw new Error('nothing listens');
  return found;
}

/** What libuv tells of a connection that it cannot accept. */
export function acceptFailure(): Error {
  return Object.assign(new Error('accept EMFILE'), { code: 'EMFILE', errno: -24, syscall: 'accept' });
}
