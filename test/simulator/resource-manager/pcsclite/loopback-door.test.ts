/** The door of Windows programs, from the outside: every number and every proof here is made anew. */
import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import { PrivateWorld } from '../../../../simulator/resource-manager/pcsclite/private-world.ts';

const VERSION = Buffer.from('0c000000110000000400000004000000' + '00000000', 'hex');
const VERSION_ANSWER = '040000000400000000000000';

async function opened(t: ExecutionContext): Promise<{ world: PrivateWorld; told: string[] }> {
  const told: string[] = [];
  const world = await PrivateWorld.open({
    windows: true,
    trace: (event) => void (event.kind === 'fault' && told.push(event.message)),
  });
  t.teardown(() => world.close());
  return { world, told };
}

class Stranger {
  readonly socket: Socket;
  readonly token: Buffer;
  readonly closed: Promise<unknown>;
  readonly #nonce = randomBytes(32);
  #nonces = Buffer.alloc(0);
  #received = Buffer.alloc(0);

  constructor({ environment }: PrivateWorld) {
    const [port = '', token = ''] = environment.CPS_SIM_WINSCARD?.split(':') ?? [];
    this.token = Buffer.from(token, 'hex');
    this.socket = connect(Number(port), '127.0.0.1');
    this.socket.on('error', () => {});
    this.socket.on('data', (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk]);
    });
    this.closed = once(this.socket, 'close');
  }

  async read(length: number): Promise<Buffer> {
    while (this.#received.length < length) await once(this.socket, 'data');
    const bytes = this.#received.subarray(0, length);
    this.#received = this.#received.subarray(length);
    return bytes;
  }

  get unread(): number {
    return this.#received.length;
  }

  proof(role: string): Buffer {
    return createHmac('sha256', this.token)
      .update(Buffer.concat([Buffer.from(role), this.#nonces]))
      .digest();
  }

  get hello(): Buffer {
    return Buffer.concat([Buffer.from('cps-sim1'), this.#nonce]);
  }

  /** Reads the server's half, and resolves to its proof. */
  async greeted(): Promise<Buffer> {
    const answer = await this.read(64);
    this.#nonces = Buffer.concat([this.#nonce, answer.subarray(0, 32)]);
    return answer.subarray(32);
  }
}

test('who proves to know the token is answered, and the server has proved it first', async (t) => {
  const { world } = await opened(t);
  const one = new Stranger(world);
  one.socket.write(one.hello);
  t.deepEqual(await one.greeted(), one.proof('server'));
  t.false(world.seenFromWindows);
  one.socket.write(one.proof('client'));
  one.socket.write(VERSION);
  t.is((await one.read(12)).toString('hex'), VERSION_ANSWER);
  t.true(world.seenFromWindows);
  one.socket.destroy();
});

test('a world as on Windows has this door alone, and leaves nothing behind', async (t) => {
  const world = await PrivateWorld.open({ windows: true, unix: false });
  t.deepEqual(Object.keys(world.environment), ['CPS_SIM_WINSCARD']);
  const one = new Stranger(world);
  one.socket.write(one.hello);
  await one.greeted();
  one.socket.write(Buffer.concat([one.proof('client'), VERSION]));
  t.is((await one.read(12)).toString('hex'), VERSION_ANSWER);
  await world.close();
  await one.closed;
});

test('the same byte by byte, and with the first request behind the proof in one piece', async (t) => {
  const { world } = await opened(t);
  const one = new Stranger(world);
  one.socket.setNoDelay(true);
  for (const byte of one.hello) {
    one.socket.write(Uint8Array.of(byte));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await one.greeted();
  one.socket.write(Buffer.concat([one.proof('client'), VERSION]));
  t.is((await one.read(12)).toString('hex'), VERSION_ANSWER);
  one.socket.destroy();
});

test('the token does not cross, and each connection has nonces of its own', async (t) => {
  const { world } = await opened(t);
  const [one, two] = [new Stranger(world), new Stranger(world)];
  one.socket.write(one.hello);
  two.socket.write(one.hello);
  const [first, second] = [await one.read(64), await two.read(64)];
  t.notDeepEqual(first, second);
  t.false(first.includes(one.token));
  one.socket.destroy();
  two.socket.destroy();
});

const refused = test.macro(async (t, say: (one: Stranger) => Promise<void>, why: string) => {
  const { world, told } = await opened(t);
  const one = new Stranger(world);
  await say(one);
  await one.closed;
  t.is(one.unread, 0);
  t.false(world.seenFromWindows);
  t.deepEqual(told, [`client not let in: ${why}`]);
});

const WRONG = 'wrong greeting or proof';

test('seen: another protocol', refused, async (one) => void one.socket.write('GET / HTTP/1.1\r\n\r\n'), WRONG);
test(
  'seen: bytes ahead of the answer',
  refused,
  async (one) => void one.socket.write(Buffer.concat([one.hello, VERSION])),
  WRONG,
);
test(
  'seen: the server’s own proof, sent back',
  refused,
  async (one) => {
    one.socket.write(one.hello);
    one.socket.write(await one.greeted());
  },
  WRONG,
);
test(
  'seen: a proof by another token',
  refused,
  async (one) => {
    one.socket.write(one.hello);
    await one.greeted();
    one.socket.write(randomBytes(32));
  },
  WRONG,
);
test(
  'seen: who leaves before',
  refused,
  async (one) => {
    one.socket.write(one.hello);
    await one.greeted();
    one.socket.end();
  },
  'connection closed before anything was proved',
);

test('who says nothing hears nothing and is not waited for when the world closes', async (t) => {
  const world = await PrivateWorld.open({ windows: true });
  const one = new Stranger(world);
  await once(one.socket, 'connect');
  await world.close();
  await one.closed;
  t.is(one.unread, 0);
});

test('a world that no Windows program was asked for has no such door', async (t) => {
  const world = await PrivateWorld.open();
  t.teardown(() => world.close());
  t.deepEqual(Object.keys(world.environment), ['PCSCLITE_CSOCK_NAME']);
});
