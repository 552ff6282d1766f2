/** Servers that are no world of ours, for the DLL to survive: none of them takes anything from our own server. */
import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** What a false world does once somebody is there. */
export type Mischief = (socket: Socket, token: Buffer) => void;

const HELLO_LENGTH = 40;
const PROOF_LENGTH = 32;

/** The first bytes that come, as many as asked for; what follows is left. */
function first(socket: Socket, length: number, then: (bytes: Buffer) => void): void {
  let received = Buffer.alloc(0);
  const receive = (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    if (received.length < length) return;
    socket.off('data', receive);
    if (received.length > length) socket.unshift(received.subarray(length));
    then(received.subarray(0, length));
  };
  socket.on('data', receive);
}

/** Proves to know the token, and lets in; then answers each piece of a request with what `answer` gives. */
export function knowing(answer: (request: Buffer, number: number) => Uint8Array | undefined): Mischief {
  return (socket, token) =>
    first(socket, HELLO_LENGTH, (hello) => {
      const nonce = randomBytes(32);
      const proof = createHmac('sha256', token).update('server').update(hello.subarray(8)).update(nonce).digest();
      socket.write(Buffer.concat([nonce, proof]));
      first(socket, PROOF_LENGTH, () => {
        let number = 0;
        socket.on('data', (request) => {
          const bytes = answer(request, number++);
          if (bytes === undefined) socket.destroy();
          else socket.write(bytes);
        });
      });
    });
}

export interface FalseWorld extends AsyncDisposable {
  readonly environment: Readonly<Record<string, string>>;
}

/** @param place the port where it listens; any by default */
export async function falseWorld(mischief: Mischief, place = 0): Promise<FalseWorld> {
  const token = randomBytes(32);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    mischief(socket, token);
  });
  server.listen(place, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    environment: { CPS_SIM_WINSCARD: `${port}:${token.toString('hex')}` },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
