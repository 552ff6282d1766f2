import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'ava';
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

test.serial('a path that would be too long leaves nothing behind', async (t) => {
  const place = join(temporaryDirectory('long-'), 'x'.repeat(100));
  mkdirSync(place);
  const { TMPDIR } = process.env;
  t.teardown(() => {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  });
  process.env.TMPDIR = place;
  await t.throwsAsync(PrivateWorld.open(), { code: 'ERR_PCSCLITE_SOCKET' });
  t.deepEqual(readdirSync(place), []);
});
