/** `cps-sim cleo page`, as it is typed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import test from 'ava';
import { HealthServices } from '../../../../simulator/services/index.ts';
import { builtMain } from '../../../built.ts';
import { temporaryDirectory } from '../../../temporary-directory.ts';
import { cpsSim } from '../cps-sim.ts';
import { Visitor } from './counter.ts';

const root = join(temporaryDirectory('cleo-page-verb-'), 'Dossiers');
const services = await HealthServices.start({ names: ['registration'] });
test.after.always(() => services.close());
const TYPED = ['cleo', 'page', '--root', root, '--service', services.registration.url, '--from', 'moi@poste.invalid'];

test('it prints its address, and ends with Ctrl-C though somebody stands at the PIN pad', async (t) => {
  const card = ['--card', 'cps3-pharmacien', '--seed', '1', '--pin-pad', 'wait', '--json'];
  const child = spawn(process.execPath, [builtMain(), ...TYPED, ...card], { stdio: 'pipe' });
  t.teardown(() => child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  let stdout = '';
  while (!stdout.includes('}')) stdout += String((await once(child.stdout, 'data'))[0]);
  const { pathname, port } = new URL(JSON.parse(stdout).url);
  const visitor = new Visitor(Number(port));
  t.is((await visitor.enter(pathname.slice('/entrer/'.length))).status, 303);
  await visitor.send('/', { nom: 'D' }, '/dossiers');
  await visitor.send('/dossiers/D/nouvelle', { type: 'ssl', nom: 'R' });
  await visitor.send('/dossiers/D/R/etape-1', { longueur: '2048' });
  const jeton = await visitor.token('/dossiers/D/R/etape-2');
  const form = { serveur: 'serveur.pharmacie.invalid', structure: '10B9990021', signer: 'oui', jeton };
  await visitor.post('/dossiers/D/R/etape-2', form);
  t.regex(await visitor.text('/travail'), /keypad of the reader cps-sim|clavier du lecteur cps-sim/);
  child.kill('SIGINT');
  t.deepEqual(await ended, [0, null]);
  t.is(await text(child.stderr), '');
});

test('what is about a reader of its own needs a card; a pad, a reader that knows it', async (t) => {
  for (const more of [
    ['--seed', '1'],
    ['--pin-pad', '1234'],
    ['--reader', 'bureau'],
  ]) {
    const { exitCode, stderr } = await cpsSim([...TYPED, ...more]);
    t.is(exitCode, 2);
    t.regex(stderr, /about the reader of --card: name a card/);
    t.notRegex(stderr, /1234/);
  }
  const vpcd = ['--card', 'cps3-medecin', '--pin-pad', '1234', '--reader-driver', 'vpcd'];
  t.regex((await cpsSim([...TYPED, ...vpcd])).stderr, /vpcd knows of no PIN pad/);
});

test('no registration server there, or elsewhere than here', async (t) => {
  const at = (url: string) => cpsSim(['cleo', 'page', '--service', url, '--from', 'a@b.invalid', '--root', root]);
  t.regex((await at('http://127.0.0.1:9/')).stderr, /does cps-sim serve run/);
  t.regex((await at('http://example.org/')).stderr, /expected the address on loopback/);
});
