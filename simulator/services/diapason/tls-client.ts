/** Connections of TLS 1.2 to loopback whose server certificate the caller judges. */
import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';
import { SYSTEM_CLOCK } from '#common/clock.ts';
import { LOOPBACK } from '#common/loopback.ts';
import type { Certified } from './maker-authority.ts';
import { tlsFiles } from './tls-server.ts';

const PATIENCE_MS = 30_000;

export interface TlsClientOptions {
  readonly port: number;
  /** Sent as SNI. */
  readonly name: string;
  /** Undefined: no client certificate is shown. */
  readonly certified: Certified | undefined;
}

/** The connection, or undefined when there is none: nobody listens, or the handshake failed. */
export async function connectTls({ port, name, certified }: TlsClientOptions): Promise<TLSSocket | undefined> {
  const socket = connect({
    ...(certified && tlsFiles(certified)),
    host: LOOPBACK,
    port,
    servername: name,
    rejectUnauthorized: false,
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.2',
  });
  socket.on('error', () => socket.destroy());
  const stop = SYSTEM_CLOCK.after(PATIENCE_MS, () => socket.destroy(), { ref: false });
  try {
    const opened = await Promise.race([once(socket, 'secureConnect').then(() => true), once(socket, 'close')]);
    return opened === true ? socket : undefined;
  } catch {
    return undefined;
  } finally {
    stop();
  }
}
