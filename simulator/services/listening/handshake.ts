/** TLS over a connection that is there, as a server: how long its handshake may take, and what becomes of one that is given up. */
import type { Socket } from 'node:net';
import { TLSSocket, type TLSSocketOptions } from 'node:tls';
import { SYSTEM_CLOCK } from '#common/clock.ts';

/** Of a card whose holder looks for his code. */
export const HANDSHAKE_MS = 60_000;

/**
 * A signature that does not fit, found in a client's certificate, stays in OpenSSL's queue of errors, though whoever asked for the
 * certificate goes on; the read that the handshake ends in then takes it for its own, and the connection is gone without a word.
 * Looking at the certificate empties that queue: in the event `secure`, which comes from within that read.
 */
export function forgetErrors(socket: TLSSocket): void {
  socket.getPeerX509Certificate();
}

type Shown = Omit<TLSSocketOptions, 'isServer'>;

function secured(socket: Socket, options: Shown): Promise<TLSSocket | undefined> {
  const tls = new TLSSocket(socket, { ...options, isServer: true });
  // A client that gives up its handshake is its own affair.
  tls.on('error', () => socket.destroy());
  socket.once('close', () => tls.destroy());
  return new Promise((resolve) => {
    tls
      .once('secure', () => {
        forgetErrors(tls);
        resolve(tls);
      })
      .once('close', () => resolve(undefined));
  });
}

/**
 * The connection behind its handshake. Undefined when that came to nothing, was too long, or there was nothing to show: the
 * connection has ended then.
 */
export async function handshake(
  socket: Socket,
  shown: () => Shown | Promise<Shown>,
  limitMs = HANDSHAKE_MS,
): Promise<TLSSocket | undefined> {
  socket.on('error', () => socket.destroy());
  const stop = SYSTEM_CLOCK.after(limitMs, () => socket.destroy(), { ref: false });
  try {
    const options = await shown();
    return socket.destroyed ? undefined : await secured(socket, options);
  } catch {
    socket.destroy();
    return undefined;
  } finally {
    stop();
  }
}
