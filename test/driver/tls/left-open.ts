/** A program that closes nothing: neither world, nor key, nor the connection its agent keeps. */
import { get } from 'node:https';
import { text } from 'node:stream/consumers';
import { world } from '../../../scenarios/world/index.ts';
import { SERVER_AUTHORITIES, serve } from './site.ts';

const { server, port } = await serve();
server.unref();
server.on('secureConnection', (socket) => socket.unref());
const w = await world();
await w.reader('bureau').insert(w.card('cps3-medecin', { seed: 1 }));
const program = w.windows.program('navigateur');
program.person.prepare({ kind: 'pin', pin: '1234' });
const agent = await program.tls.agent({ ca: SERVER_AUTHORITIES, servername: 'localhost', keepAlive: true });
get({ host: '127.0.0.1', port, agent }, async (response) => console.log(await text(response)));
