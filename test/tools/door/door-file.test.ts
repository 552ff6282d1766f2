/** Where the token lies, and which door a client takes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import test from 'ava';
import { findDoor } from '../../../tools/door/client.ts';
import { openDoors, writeDoorFile } from '../../../tools/door/door-file.ts';

const DOOR = { url: 'http://127.0.0.1:1', token: 'x' };

const runtime = mkdtempSync(join(tmpdir(), 'cps-sim-test-runtime-'));
process.env.XDG_RUNTIME_DIR = runtime;
test.after.always(() => rmSync(runtime, { recursive: true, force: true }));

test.serial('a runtime directory of a session that is none is no reason to fail', (t) => {
  process.env.XDG_RUNTIME_DIR = join(runtime, 'gone');
  t.teardown(() => {
    process.env.XDG_RUNTIME_DIR = runtime;
  });
  const file = writeDoorFile(DOOR);
  t.teardown(() => file.remove());
  t.is(dirname(dirname(file.path)), resolve(tmpdir()));
  t.true(openDoors().some(({ url }) => url === DOOR.url));
});

test.serial('a door is found by its address as serve prints it, and by the other name of loopback', (t) => {
  const file = writeDoorFile(DOOR);
  t.teardown(() => file.remove());
  for (const url of ['http://127.0.0.1:1', 'http://127.0.0.1:1/', 'http://127.0.0.1:1/api', 'http://localhost:1'])
    t.deepEqual(findDoor(url, {}), DOOR, url);
  t.throws(() => findDoor('http://127.0.0.1:2', {}), { code: 'ERR_DOOR' });
  t.throws(() => findDoor('nothing', {}), { code: 'ERR_DOOR' });
});

test.serial('a door named by its variable alone is that one, and no other that is open', (t) => {
  const file = writeDoorFile(DOOR);
  t.teardown(() => file.remove());
  t.deepEqual(findDoor(undefined, { CPS_SIM_DOOR: DOOR.url }), DOOR);
  t.throws(() => findDoor(undefined, { CPS_SIM_DOOR: 'http://127.0.0.1:2' }), { code: 'ERR_DOOR' });
});
