/** The socket as a file: whose it is, where it may be, when it goes. Source: reference/pcsclite-protocol.md 1, 7. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import test, { type ExecutionContext } from 'ava';
import type { TraceEvent } from '#trace/event.ts';
import { PcscliteServer } from '../../../../simulator/resource-manager/pcsclite/server.ts';
import { SocketError } from '../../../../simulator/resource-manager/pcsclite/socket-error.ts';
import { ResourceManager } from '../../../../simulator/resource-manager/resource-manager.ts';
import { temporaryDirectory } from '../../../temporary-directory.ts';
import { acceptFailure, serverOf } from '../../listening-server.ts';
import { EchoCard } from '../../reader/test-card.ts';
import { RawClient, service } from './raw-client.ts';

const directory = temporaryDirectory('pcsclite-');
const REFUSED = { instanceOf: SocketError, code: 'ERR_PCSCLITE_SOCKET' };

async function listening(t: ExecutionContext, path: string): Promise<PcscliteServer> {
  const server = new PcscliteServer({ manager: new ResourceManager(), path });
  t.teardown(() => server.close());
  await server.listen();
  return server;
}

test.serial('a client that cannot be let in is told of; those after it are served', async (t) => {
  const faults: string[] = [];
  const path = join(directory, 'accept');
  const manager = new ResourceManager();
  const trace = (event: TraceEvent) => void (event.kind === 'fault' && faults.push(event.message));
  const server = new PcscliteServer({ manager, path, trace });
  t.teardown(() => server.close());
  const net = await serverOf(() => server.listen());
  for (let i = 0; i < 2; i++) t.notThrows(() => net.emit('error', acceptFailure()));
  t.deepEqual(faults, Array(2).fill('client not let in: accept EMFILE'));
  t.not(await new RawClient(path).establish(), 0);
});

test('readable and writable by its owner alone, whatever the umask', async (t) => {
  const path = join(directory, 'mode');
  await listening(t, path);
  t.is(statSync(path).mode & 0o777, 0o600);
});

test('in a worker thread, which cannot set the umask, too', async (t) => {
  const path = join(directory, 'worker');
  const room = new URL('../../../../simulator/resource-manager/', import.meta.url).href;
  const worker = new Worker(
    `(async () => {
      (await import('tsx/esm/api')).register();
      const { PcscliteServer } = await import('${room}pcsclite/server.ts');
      const { ResourceManager } = await import('${room}resource-manager.ts');
      await new PcscliteServer({ manager: new ResourceManager(), path: ${JSON.stringify(path)} }).listen();
      require('node:worker_threads').parentPort.postMessage('listening');
    })();`,
    { eval: true, execArgv: [] },
  );
  t.teardown(() => worker.terminate());
  t.deepEqual(await once(worker, 'message'), ['listening']);
  t.is(statSync(path).mode & 0o777, 0o600);
  t.deepEqual(await new RawClient(path).version(4), [4, 4, 0]);
});

test.serial('the umask of the process is as before', async (t) => {
  const before = process.umask();
  await listening(t, join(directory, 'umask'));
  t.is(process.umask(), before);
});

test('107 bytes of path are served, 108 refused', async (t) => {
  const name = (length: number) => join(directory, 'x'.repeat(length - directory.length - 1));
  const { path } = await listening(t, name(107));
  t.deepEqual(await new RawClient(path).version(4), [4, 4, 0]);
  t.throws(() => new PcscliteServer({ manager: new ResourceManager(), path: name(108) }), REFUSED);
});

test('bytes are counted, not letters', (t) => {
  const path = join(directory, 'é'.repeat(53));
  t.throws(() => new PcscliteServer({ manager: new ResourceManager(), path }), REFUSED);
});

test('a socket that nobody serves any more is replaced', async (t) => {
  const path = join(directory, 'stale');
  const script = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
  spawnSync(process.execPath, ['-e', script]);
  t.true(statSync(path).isSocket());
  await listening(t, path);
  t.deepEqual(await new RawClient(path).version(4), [4, 4, 0]);
});

test('a socket that somebody serves is left to them', async (t) => {
  const path = join(directory, 'live');
  await listening(t, path);
  await t.throwsAsync(new PcscliteServer({ manager: new ResourceManager(), path }).listen(), REFUSED);
  t.deepEqual(await new RawClient(path).version(4), [4, 4, 0]);
});

test('a file that is no socket is left alone, a link too', async (t) => {
  const path = join(directory, 'file');
  writeFileSync(path, 'precious');
  const link = join(directory, 'link');
  symlinkSync(path, link);
  for (const place of [path, link])
    await t.throwsAsync(new PcscliteServer({ manager: new ResourceManager(), path: place }).listen(), REFUSED);
  t.is(readFileSync(path, 'utf8'), 'precious');
});

test('a directory that is not there', async (t) => {
  const path = join(directory, 'nowhere', 'socket');
  await t.throwsAsync(new PcscliteServer({ manager: new ResourceManager(), path }).listen(), REFUSED);
});

test('close cuts the clients off, gives back what they held and removes the file', async (t) => {
  const here = await service(t, new EchoCard());
  const { client, card } = await here.connected();
  await client.rv(0x07, card, 0);
  await here.server.close();
  await client.closed;
  t.false(existsSync(here.server.path));
  t.is([...here.manager.readerTable()][0]?.sharing, 0);
});

test('the file stays while clients come and go', async (t) => {
  const here = await service(t, new EchoCard());
  const { client } = await here.connected();
  await client.kill();
  await here.idle();
  t.true(existsSync(here.server.path));
  t.is((await (await here.client()).readers()).length, 1);
});

test('two servers, two worlds', async (t) => {
  const [here, there] = [await service(t, new EchoCard()), await service(t)];
  const [client, stranger] = [await here.connected(), await there.client()];
  t.is((await stranger.readers())[0]?.sharing, 0);
  t.is((await stranger.connect(client.context)).rv, 0x80100003);
  t.is(await stranger.rv(0x0d, client.context, 0), 0x80100003);
  await there.server.close();
  t.is((await client.client.transmit(client.card, Buffer.alloc(4))).rv, 0);
});

test('two servers of one world', async (t) => {
  const here = await service(t, new EchoCard());
  const { card } = await here.connected();
  const second = new PcscliteServer({ manager: here.manager, path: join(directory, 'second') });
  await second.listen();
  t.teardown(() => second.close());
  const client = new RawClient(second.path);
  const context = await client.establish();
  t.is((await client.connect(context)).rv, 0);
  t.is((await client.readers())[0]?.sharing, 2);
  client.write(Buffer.from('0800000007000000', 'hex'));
  client.write(Buffer.from(Uint32Array.of(card, 0).buffer));
  // A handle of the other socket's client is not this one's.
  await client.closed;
  t.is((await here.manager.status(card)).rv, 0);
});

test('the calls of each client are told, by the number of the program', async (t) => {
  const { client, told } = await service(t, new EchoCard());
  for (const made of [await client(), await client()]) await made.connect(await made.establish());
  const calls = told.map((event) => event.kind === 'pcsc' && `${event.program} ${event.call} ${event.reader}`);
  t.deepEqual(calls, ['program 1 SCardConnect bureau 00 00', 'program 2 SCardConnect bureau 00 00']);
});
