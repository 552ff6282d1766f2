/**
 * HTTPS of the web services: one port for all host names. The handshake is made here, so that what is shown follows the settings
 * and the calendar at each connection, with SNI and without.
 */
import { createServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { handshake } from '../../listening/handshake.ts';
import { type Listening, listenOnLoopback } from '../../listening/loopback.ts';
import { type WebApplication, webServer } from '../../listening/web.ts';
import type { Contexts } from '../contexts.ts';
import { Guests } from '../guests.ts';

export interface TlsDoorOptions {
  readonly app: WebApplication;
  readonly contexts: Pick<Contexts, 'context' | 'tlsOptions'>;
  readonly connected: (socket: TLSSocket) => void;
  readonly port?: number | undefined;
}

/** @throws ServiceError `port` */
export async function openTlsDoor({ app, contexts, connected, port }: TlsDoorOptions): Promise<Listening> {
  const web = webServer(app);
  const guests = new Guests();
  const below = new WeakMap<Duplex, Socket>();
  // Who has said what it wants is no stranger any more; from there on the limits of HTTP hold.
  web.on('request', ({ socket }: { readonly socket: Duplex }) => {
    const guest = below.get(socket);
    if (guest !== undefined) guests.known(guest);
  });
  const shown = () => ({ ...contexts.tlsOptions('soap'), secureContext: contexts.context('soap', undefined) });
  const door = createServer(async (socket) => {
    guests.came(socket);
    const secured = await handshake(socket, shown);
    if (secured === undefined) return;
    below.set(secured, socket);
    connected(secured);
    web.emit('connection', secured);
  });
  const listening = await listenOnLoopback(door, port);
  // It listens through the door; its limits in time begin with this event.
  web.emit('listening');
  return {
    port: listening.port,
    async close() {
      web.close();
      await listening.close();
    },
  };
}
