import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { PrivateWorld } from '../../../../simulator/resource-manager/pcsclite/private-world.ts';
import { temporaryDirectory } from '../../../temporary-directory.ts';
import { EchoCard, SlowCard } from '../../reader/test-card.ts';
import { RawClient, READER, transmitMessage } from './raw-client.ts';

function socketOf({ environment }: PrivateWorld): string {
  return environment.PCSCLITE_CSOCK_NAME ?? '';
}

test('a directory that its owner alone can enter, gone when the world is', async (t) => {
  const world = await PrivateWorld.open();
  const directory = dirname(socketOf(world));
  t.is(statSync(directory).mode & 0o777, 0o700);
  const client = new RawClient(socketOf(world));
  await client.version(4);
  await world.close();
  await client.closed;
  t.false(existsSync(directory));
});

test('a program in one world sees nothing of another', async (t) => {
  const worlds = await Promise.all([PrivateWorld.open(), PrivateWorld.open()]);
  t.teardown(() => Promise.all(worlds.map((world) => world.close())));
  worlds[0].manager.plugReader('bureau').insert(new EchoCard());
  const [seen, unseen] = await Promise.all(worlds.map((world) => new RawClient(socketOf(world)).readers()));
  t.deepEqual([seen?.length, unseen?.length], [1, 0]);
});

test('twenty worlds at once, a hundred rounds: each program sees its own reader alone, nothing is left', async (t) => {
  const wrong: unknown[] = [];
  const rounds = async (name: string) => {
    for (let round = 0; round < 100; round++) {
      const world = await PrivateWorld.open();
      world.manager.plugReader(name).insert(new EchoCard());
      const seen = (await new RawClient(socketOf(world)).readers()).map((reader) => reader.name);
      await world.close();
      if (`${seen}` !== `${name} 00 00` || existsSync(dirname(socketOf(world)))) wrong.push([name, round, seen]);
    }
  };
  await Promise.all(Array.from({ length: 20 }, (_, i) => rounds(`bureau ${i}`)));
  t.deepEqual(wrong, []);
});

test('a card that never answers does not keep the world open', async (t) => {
  const world = await PrivateWorld.open();
  const card = new SlowCard();
  world.manager.plugReader('bureau').insert(card);
  const client = new RawClient(socketOf(world));
  let { card: handle, rv } = await client.connect(await client.establish());
  while (rv !== 0) ({ card: handle, rv } = await client.connect(await client.establish(), READER));
  t.is(await client.rv(0x07, handle, 0), 0);
  const came = card.commandCame();
  client.write(transmitMessage(handle, Uint8Array.of(0, 0xa4, 0, 0)));
  await came;
  await world.close();
  await client.closed;
  t.false(existsSync(dirname(socketOf(world))));
});

/** Opens a world while the directory for temporary files is that one. */
async function openedWith(t: ExecutionContext, directory: string): Promise<string> {
  const { TMPDIR } = process.env;
  process.env.TMPDIR = directory;
  const opening = PrivateWorld.open();
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
  const world = await opening;
  t.teardown(() => world.close());
  return socketOf(world);
}

test.serial('a directory for temporary files that is too long for a socket: a shorter one', async (t) => {
  const place = join(temporaryDirectory('long-'), 'x'.repeat(100));
  mkdirSync(place);
  const socket = await openedWith(t, place);
  t.true(statSync(socket).isSocket());
  t.true(Buffer.byteLength(socket) <= 107);
  t.deepEqual(readdirSync(place), []);
});

test.serial('a directory for temporary files that is named from the working directory: an absolute path', async (t) => {
  const place = temporaryDirectory('relative-');
  const socket = await openedWith(t, relative(process.cwd(), place));
  t.is(dirname(dirname(socket)), place);
});

test.serial('a directory for temporary files that is not there', async (t) => {
  await t.throwsAsync(openedWith(t, '/no/such/directory'), { code: 'ERR_TEMPORARY_FOLDER', message: /set TMPDIR/ });
});
