/**
 * A program of its own: the first one in a new network. It makes loopback work there, puts another `hosts` in place, opens the
 * doors and hands them to whoever started it; then it leaves.
 *
 * Source: netdevice(7); mount(2); <linux/if.h>.
 */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { getSystemErrorName } from 'node:util';
import koffi from 'koffi';
import type { Answer, Order } from './messages.ts';
import type { Door } from './plan.ts';

const AF_INET = 2;
const SOCK_DGRAM = 2;
const SIOCSIFFLAGS = 0x8914;
const IFF_UP = 1;
/** Of struct ifreq: the name, then what is asked. */
const IFNAMSIZ = 16;
const IFREQ_BYTES = 40;
const MS_BIND = 4096;

const libc = koffi.load(null);
const socket = libc.func('int socket(int domain, int type, int protocol)');
const ioctl = libc.func('int ioctl(int fd, unsigned long request, void *argument)');
const close = libc.func('int close(int fd)');
const mount = libc.func(
  'int mount(const char *source, const char *target, const char *type, unsigned long flags, const void *data)',
);

function done(what: string, result: number): number {
  if (result < 0) throw new Error(`${what}: ${getSystemErrorName(-koffi.errno())}`);
  return result;
}

function bringUpLoopback(): void {
  const request = Buffer.alloc(IFREQ_BYTES);
  request.write('lo');
  request.writeInt16LE(IFF_UP, IFNAMSIZ);
  const fd = done('socket', socket(AF_INET, SOCK_DGRAM, 0));
  try {
    done('loopback', ioctl(fd, SIOCSIFFLAGS, request));
  } finally {
    close(fd);
  }
}

async function open({ address, port }: Door, index: number): Promise<void> {
  const server = createServer();
  server.listen(port, address);
  await once(server, 'listening');
  await new Promise<void>((resolve, reject) => {
    const sent = (error: Error | null) => (error === null ? resolve() : reject(error));
    process.send?.({ door: index } satisfies Answer, server, {}, sent);
  });
  server.close();
}

async function obey({ mounts, doors = [] }: Order): Promise<void> {
  if (mounts !== undefined) bringUpLoopback();
  for (const { source, target } of mounts ?? []) done(`mount ${target}`, mount(source, target, null, MS_BIND, null));
  for (const [i, door] of doors.entries()) await open(door, i);
}

function answer(message: Answer): void {
  process.send?.(message);
}

process.on('message', (order: Order) => {
  obey(order).then(
    () => answer({ done: true }),
    (error: Error) => answer({ failed: error.message }),
  );
});
// Whoever started it has ended, or needs it no more.
process.on('disconnect', () => process.exit());
answer({ done: true });
