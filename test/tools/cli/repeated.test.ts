/** An option with one value is refused when it comes twice: the last one would win, unseen. */
import test from 'ava';
import { cpsSim } from './cps-sim.ts';

const refused = test.macro({
  async exec(t, args: readonly string[], words: RegExp) {
    const { exitCode, stdout, stderr } = await cpsSim(args);
    t.deepEqual([exitCode, stdout], [2, '']);
    t.regex(stderr, words);
  },
  title: (_, args: readonly string[]) => args.join(' '),
});

test(refused, ['run', '--shard', '1/2', '--shard', '2/2'], /'--shard <i\/n>' is given twice, expected once/);
test(refused, ['run', '--timeout', '1s', '--timeout=2s'], /'--timeout <time>' is given twice/);
test(refused, ['exec', '--reader', 'a', '--reader', 'b', '--', 'true'], /'--reader <name>' is given twice/);
test(refused, ['card', 'show', '--seed', '1', '--seed', '2', 'x'], /'--seed <n>' is given twice/);
test(refused, ['--lang', 'en', '--lang', 'fr', 'doctor'], /'--lang <.*>' is given twice|donnée deux fois/);
test(
  refused,
  ['card', 'show', '--lang', 'fr', '--seed', '1', '--seed', '2', 'x'],
  /'--seed <n>' est donnée deux fois, attendu/,
);

test('what may be repeated is kept, each of it', async (t) => {
  const { exitCode, stdout, stderr } = await cpsSim([
    ...['exec', '--card', 'cps3-medecin', '--card', 'cps3-infirmier', '--', process.execPath],
    ...['-e', 'console.log("ran")', '--', '--reader', 'a', '--reader', 'b'],
  ]);
  t.deepEqual([exitCode, stdout, stderr], [0, 'ran\n', '']);
});
