/** What stays open until the test has done with it: a server that says nothing, dialogs that nobody has answered yet. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { ExecutionContext } from 'ava';
import { INS } from '#iso7816/ins.ts';
import type { Dialogs } from '../../../driver/csp/index.ts';
import type { TlsDesk } from './desk.ts';

/** A server that accepts and says nothing. */
export async function silentServer(t: ExecutionContext) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}).resume());
    socket.once('close', () => server.emit('gone'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { port, connected: once(server, 'connection'), gone: once(server, 'gone') };
}

/** Dialogs that stay open; each with what it was told of its end. */
export function openDialogs({ process: { dialogs } }: Pick<TlsDesk, 'process'>) {
  const closed: (AbortSignal | undefined)[] = [];
  let shown = (_: unknown): void => {};
  const asked = new Promise((resolve) => {
    shown = resolve;
  });
  let type = (_: string): void => {};
  const late = new Promise<string>((resolve) => {
    type = resolve;
  });
  const enterPin: Dialogs['enterPin'] = (_, signal) => {
    closed.push(signal);
    shown(undefined);
    return late;
  };
  Object.assign(dialogs, { enterPin });
  return { asked, closed, type };
}

/** How often a code was presented. */
export function presentedAt({ world }: Pick<TlsDesk, 'world'>): () => number {
  let presented = 0;
  const event = (told: { readonly kind: string; readonly command?: unknown }) => {
    if (told.kind !== 'apdu') return;
    const command = told.command as Uint8Array;
    // Without data it asks how many tries are left.
    if (command[1] === INS.VERIFY && command.length > 5) presented++;
  };
  world.trace.subscribe({ name: 'presented', event });
  return () => presented;
}
