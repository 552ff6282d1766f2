import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import test from 'ava';
import { quickAck } from '../../../driver/pcsc/quick-ack.ts';

const MESSAGES = 20;

function descriptor(socket: Socket): number {
  return (socket as unknown as { _handle: { fd: number } })._handle.fd;
}

async function listening(onSocket: (socket: Socket) => void) {
  const server = createServer(onSocket).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

/** Milliseconds of messages that come as from vpcd 3.3: the second segment is held back until the first one is acknowledged. */
async function exchange(acknowledge: (fd: number) => void): Promise<number> {
  const { server, port } = await listening((socket) => {
    let received = 0;
    socket.on('data', ({ length }) => {
      acknowledge(descriptor(socket));
      received += length;
      if (received % 7 === 0) socket.write('x');
    });
  });
  const vpcd = connect({ host: '127.0.0.1', port, noDelay: false });
  await once(vpcd, 'connect');
  const start = performance.now();
  for (let i = 0; i < MESSAGES; i++) {
    vpcd.write(Uint8Array.of(0, 5));
    vpcd.write(Uint8Array.of(1, 2, 3, 4, 5));
    await once(vpcd, 'data');
  }
  const ms = performance.now() - start;
  vpcd.destroy();
  server.close();
  return ms;
}

test('two segments no longer wait for each other', async (t) => {
  const delayed = await exchange(() => {});
  const quick = await exchange(quickAck);
  t.true(quick < delayed / 2, `${MESSAGES} messages in ${quick} ms, without TCP_QUICKACK ${delayed} ms`);
});
