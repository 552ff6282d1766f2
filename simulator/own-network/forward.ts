/** Connections that come in at a door go on to a port of this machine's loopback. */
import { connect, type Server, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { LOOPBACK } from '#common/loopback.ts';

/** Until one side fails; each side may end its own half first, as some protocols do. */
async function goOn(client: Socket, leadsTo: number): Promise<void> {
  const service = connect({ port: leadsTo, host: LOOPBACK, allowHalfOpen: true, noDelay: true });
  client.setNoDelay(true);
  try {
    await Promise.all([pipeline(client, service), pipeline(service, client)]);
  } catch {
    // The other side learns it as it would from the service itself.
    client.destroy();
    service.destroy();
  }
}

/** @returns the function that ends it with every connection */
export function forward(door: Server, leadsTo: number): () => void {
  const clients = new Set<Socket>();
  // The server came with its socket alone.
  Object.assign(door, { allowHalfOpen: true });
  door.unref();
  door.on('connection', (client) => {
    clients.add(client);
    client.on('close', () => clients.delete(client));
    void goOn(client, leadsTo);
  });
  return () => {
    door.close();
    for (const client of clients) client.destroy();
  };
}
