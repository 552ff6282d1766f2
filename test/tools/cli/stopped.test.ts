/** Ctrl-C and SIGTERM: the end of what runs until it is stopped, and not that of what had one of its own. */
import test from 'ava';
import { cpsSim, startCpsSim } from './cps-sim.ts';

const stopped = test.macro<[args: readonly string[]]>({
  async exec(t, args) {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const running = startCpsSim(args);
      t.teardown(() => running.kill('SIGKILL'));
      await running.said(/Ctrl-C/);
      running.kill(signal);
      const { exitCode, stderr } = await running.ended;
      t.deepEqual([exitCode, stderr], [0, '']);
    }
  },
  title: (_, args) => args.join(' '),
});

test(stopped, ['serve', 'directory']);
test(stopped, ['hand', 'serve']);
test(stopped, ['console']);

test('the help says so', async (t) => {
  t.regex(
    (await cpsSim(['--help'])).stdout,
    /after a signal 128 and its number \(Ctrl-C: 130\),\n0 for what runs until/,
  );
  const french = await cpsSim(['--lang', 'fr', '--help']);
  t.regex(french.stdout, /après un signal 128 plus son numéro\n\(Ctrl-C : 130\), 0 pour ce qui tourne jusqu'à/);
});
