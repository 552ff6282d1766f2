/** Room for who comes next: connections that never finish their handshake give way, the oldest first. */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

/** Far below what a server takes at all, so that there is always room. */
const MOST_UNFINISHED = 200;

/** Where a connection comes from: all that TLS tells of the one below it. */
function portOf({ remotePort }: Socket): number {
  return remotePort ?? 0;
}

export function makeRoom(server: Server): void {
  const unfinished = new Map<number, Socket>();
  server.on('connection', (socket) => {
    const port = portOf(socket);
    unfinished.set(port, socket);
    socket.on('close', () => {
      if (unfinished.get(port) === socket) unfinished.delete(port);
    });
    if (unfinished.size <= MOST_UNFINISHED) return;
    const [oldest] = unfinished.values();
    oldest?.destroy();
  });
  // Clients are on this machine: a port tells them apart.
  server.on('secureConnection', (socket: TLSSocket) => unfinished.delete(portOf(socket)));
}
