/** `cps-sim console`, as a person types it: the page in the language that was asked for. */
import test from 'ava';
import { cpsSim, startCpsSim } from './cps-sim.ts';

const spoken = test.macro(async (t, args: readonly string[], expected: RegExp) => {
  t.timeout(120_000);
  const running = startCpsSim([...args, '--json']);
  const { url } = JSON.parse(await running.said(/^\}$/m)) as { readonly url: string };
  const page = await (await fetch(url.replace(/#.*/, ''))).text();
  running.kill('SIGINT');
  t.is((await running.ended).exitCode, 0);
  t.regex(page, expected);
});

test('--lang reaches the page', spoken, ['console', '--lang', 'fr'], /<html lang="en" data-asked="fr">/);
test('in front of the verb, too', spoken, ['--lang', 'fr', 'console'], /<html lang="en" data-asked="fr">/);
test('without it the browser says its own', spoken, ['console'], /<html lang="en">/);

test('a language that is none is refused', async (t) => {
  t.is((await cpsSim(['console', '--lang', 'de'])).exitCode, 2);
});
