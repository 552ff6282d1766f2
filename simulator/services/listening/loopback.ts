/** Servers of Node on loopback, and nowhere else. */
import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';
import { LOOPBACK } from '#common/loopback.ts';
import { hasErrorCode } from '#files/error-code.ts';
import { ServiceError } from '../service-error.ts';

/** Of one server: more wait in the system's queue. */
const MOST_CONNECTIONS = 1000;

export interface Listening {
  readonly port: number;
  /** Ends it with every connection. */
  close(): Promise<void>;
}

/**
 * Listens on that port of loopback, 0 for any. The server keeps no process alive.
 * @throws ServiceError `port`
 */
export async function listenOnLoopback(server: Server, port = 0): Promise<Listening> {
  const sockets = new Set<Socket>();
  server.maxConnections = MOST_CONNECTIONS;
  server.on('connection', (socket) => {
    socket.unref();
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  try {
    server.listen(port, LOOPBACK);
    await once(server, 'listening');
  } catch (cause) {
    throw portError(port, cause);
  }
  server.unref();
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Why that port of loopback could not be had. */
export function portError(port: number, cause: unknown): ServiceError {
  const why = hasErrorCode(cause, 'EADDRINUSE')
    ? { en: 'another program listens there', fr: 'un autre programme y écoute' }
    : hasErrorCode(cause, 'EACCES')
      ? { en: 'ports below 1024 need rights', fr: 'les ports sous 1024 demandent des droits' }
      : { en: String(cause), fr: String(cause) };
  return new ServiceError(
    'port',
    {
      en: `port ${port} of ${LOOPBACK}: ${why.en}; give another one, or 0 for any`,
      fr: `port ${port} de ${LOOPBACK} : ${why.fr} ; donnez-en un autre, ou 0 pour n'importe lequel`,
    },
    { cause },
  );
}
