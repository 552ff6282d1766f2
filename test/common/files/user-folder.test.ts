import { homedir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { userFolder } from '#files/user-folder.ts';
import { xdgFolder } from '#files/xdg-folder.ts';

const usual = join(homedir(), '.local', 'share', 'cps-sim', 'store');

/** Source: XDG Base Directory Specification 0.8, 2. */
const placed = test.macro({
  exec: (t, XDG_DATA_HOME: string | undefined, folder: string) =>
    t.is(userFolder('store', XDG_DATA_HOME === undefined ? {} : { XDG_DATA_HOME }), folder),
  title: (_, value: string | undefined) => `XDG_DATA_HOME=${value}`,
});
if (process.platform === 'linux') {
  test(placed, '/data', '/data/cps-sim/store');
  test(placed, undefined, usual);
  test(placed, '', usual);
  test(placed, 'data', usual);
  test(placed, './data', usual);
}

test('a relative folder is none', (t) => {
  t.deepEqual([xdgFolder('/a', '/b'), xdgFolder('a', '/b'), xdgFolder(undefined, '/b')], ['/a', '/b', '/b']);
});
