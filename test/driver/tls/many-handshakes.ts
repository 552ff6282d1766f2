/** A program that opens connections with the card, one after the other and some at once, and says what is left of them. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { CspProcess } from '../../../driver/csp/index.ts';
import { type CardKey, connect, openCardKey } from '../../../driver/tls/index.ts';
import { world } from '../../../scenarios/world/index.ts';
import { Person } from '../../../scenarios/world/windows/person.ts';
import { SERVER_AUTHORITIES, serve } from './site.ts';

/** Compilers and pools settle. */
const FIRST = 100;
const COUNT = 300;
const AT_ONCE = 5;

const { server, port, seen } = await serve();
/** The server's ends, which may close after the card's. */
const served = new Set<Socket>();
server.on('connection', (socket: Socket) => {
  served.add(socket);
  socket.once('close', () => served.delete(socket));
});

async function shown(key: CardKey): Promise<void> {
  const socket = await connect(key, { host: '127.0.0.1', servername: 'localhost', port, ca: SERVER_AUTHORITIES });
  const closed = once(socket, 'close');
  socket.end('GET / HTTP/1.0\r\n\r\n');
  socket.resume();
  await closed;
}

async function many(key: CardKey, count: number): Promise<void> {
  for (let done = 0; done < count; done += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, () => shown(key)));
  }
  await Promise.all([...served].map((socket) => once(socket, 'close')));
}

/** Of this thread when all is collected that can be, and of the whole process. */
function memory() {
  (globalThis as { gc?: () => void }).gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  return { heapUsed, rss };
}

function handles(): string[] {
  return process.getActiveResourcesInfo().toSorted();
}

const w = await world();
await w.reader('bureau').insert(w.card('cps3-medecin', { seed: 1 }));
const person = new Person();
person.prepare({ kind: 'pin', pin: '1234' });
const program = new CspProcess(w.winscard, { dialogs: person });
const key = await openCardKey(program);
await many(key, FIRST);
const [settled, open] = [memory(), handles()];
await many(key, COUNT);
const [last, stillOpen] = [memory(), handles()];
await key.close();
await program.close();
await w.close();
process.stdout.write(
  JSON.stringify({
    served: seen.length,
    heapGrowth: last.heapUsed - settled.heapUsed,
    rssGrowth: last.rss - settled.rss,
    ...{ open, stillOpen },
  }),
);
server.close();
