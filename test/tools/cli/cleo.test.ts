/** `cps-sim cleo`, as it is typed: requests in folders, secrets in files, and what is refused. */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { cpsSim } from './cps-sim.ts';

const folder = temporaryDirectory('cleo-verb-');
const passwordFile = join(folder, 'password.txt');
writeFileSync(passwordFile, 'un mot de passe\n');

test('init makes a request and its key, with a password from a file, for its owner alone', async (t) => {
  const root = join(folder, 'a');
  const { stdout, exitCode } = await cpsSim(['cleo', 'init', '--root', root, '--key-password', `file:${passwordFile}`]);
  t.is(exitCode, 0);
  const request = join(root, 'Dossier_1', 'Demande_1');
  const key = join(request, 'Demande_1.key');
  t.is(stdout, `${request}\n${key}\n`);
  t.regex(readFileSync(key, 'latin1'), /BEGIN ENCRYPTED PRIVATE KEY/);
  t.is(statSync(key).mode & 0o777, 0o600);
  const removed = await cpsSim(['cleo', 'delete', request]);
  t.is(removed.exitCode, 0);
  t.false(existsSync(request));
});

test('a password that is typed is refused, and not shown', async (t) => {
  const { stderr, exitCode } = await cpsSim([
    'cleo',
    'init',
    '--root',
    join(folder, 'b'),
    '--key-password',
    'motsecret',
  ]);
  t.is(exitCode, 2);
  t.regex(stderr, /--key-password: expected file:PATH or env:NAME/);
  t.notRegex(stderr, /motsecret/);
  t.false(existsSync(join(folder, 'b')));
});

const REQUEST = ['--server', 'a.invalid', '--structure', '10B9990021', '--from', 'a@b.invalid', '--service'];

test('no request there, a service elsewhere than here, one that does not run', async (t) => {
  const nowhere = await cpsSim(['cleo', 'request', join(folder, 'nowhere'), ...REQUEST, 'http://127.0.0.1:1/']);
  t.is(nowhere.exitCode, 2);
  t.regex(nowhere.stderr, /no request there/);
  const root = join(folder, 'c');
  await cpsSim(['cleo', 'init', '--root', root]);
  const request = join(root, 'Dossier_1', 'Demande_1');
  for (const url of ['http://example.org/', 'file:///etc/passwd', 'http://127.0.0.1:1@example.org/'])
    t.regex(
      (await cpsSim(['cleo', 'request', request, ...REQUEST, url])).stderr,
      /expected the address on loopback/,
      url,
    );
  const silent = await cpsSim(['cleo', 'request', request, ...REQUEST, 'http://127.0.0.1:1/', '--lang', 'fr']);
  t.regex(silent.stderr, /pas de réponse .*cps-sim serve tourne-t-il/);
  t.is(JSON.parse(readFileSync(join(request, 'demande.json'), 'utf8')).step, 'initialised');
});

test('what is no answer, and a request that was never issued', async (t) => {
  const root = join(folder, 'd');
  await cpsSim(['cleo', 'init', '--root', root, '--bits', '2048']);
  const request = join(root, 'Dossier_1', 'Demande_1');
  const early = await cpsSim(['cleo', 'complete', request, '--answer', passwordFile]);
  t.regex(early.stderr, /expected issued or completed/);
  t.is((await cpsSim(['cleo', 'init', '--root', root, '--bits', '512'])).exitCode, 2);
});
