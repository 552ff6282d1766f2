import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { cpsSim, type Outcome } from './cps-sim.ts';

const CONTACT = '3B AC 00 40 2A 00 12 25 00 64 80 00 03 10 00 90 00';
const CPS3 = 'Carte de Professionnel de Sante CPS3';

/** `cps-sim pnp` on a computer of its own. */
function newComputer(lang = 'fr') {
  const folder = join(temporaryDirectory('pnp-cli-'), 'computer');
  const pnp = (...args: string[]): Promise<Outcome> => cpsSim(['pnp', ...args, '--folder', folder, '--lang', lang]);
  return { folder, pnp };
}

test('insert, again, remove, delete: what a person reads, and the state between two calls', async (t) => {
  const { pnp } = newComputer();
  const first = await pnp('insert', '--profile', 'cps3-medecin');
  t.is(first.exitCode, 0, first.stderr);
  t.regex(first.stdout, /A3 [\s\S]*A4 [\s\S]*A5 [\s\S]*A6 [\s\S]*Patientez pendant[\s\S]*A7 [\s\S]*A8 /);
  const again = await pnp('insert', '--profile', 'cps3-medecin');
  t.deepEqual(again.stdout.match(/^A\d/gm), ['A6', 'A8']);
  const busy = await pnp('pnputil', '-d', 'oem0.inf');
  t.is(busy.exitCode, 1);
  t.regex(busy.stdout, /0xE000023D[\s\S]*cps-sim pnp remove/);
  t.is((await pnp('remove')).exitCode, 0);
  t.regex((await pnp('pnputil', '-d', 'Oem0.inf')).stdout, /supprimé/);
  t.regex((await pnp('pnputil', '-e')).stdout, /Aucun paquet/);
});

test('status and cards, for programs', async (t) => {
  const { pnp } = newComputer();
  await pnp('insert', '--profile', 'cps3-medecin');
  const { devices, packages, policies } = JSON.parse((await pnp('status', '--json')).stdout);
  t.deepEqual(policies, { EnableScPnP: true, ScPnPNotification: false });
  t.deepEqual(
    packages.map((one: { publishedName: string; driverVersion: string }) => [one.publishedName, one.driverVersion]),
    [['oem0.inf', '2.4.0.1']],
  );
  t.is(devices.at(-1).description, CPS3);
  const cards = JSON.parse((await pnp('cards', CONTACT, '--json')).stdout);
  t.deepEqual(
    cards.map(({ view, name, module }: Record<string, string>) => [view, name, module]),
    [
      ['native', CPS3, 'cpsmd.dll'],
      ['Wow6432Node', CPS3, 'cpsmd.dll'],
    ],
  );
  t.is((await pnp('cards', '3B00')).exitCode, 1);
});

test('Windows 7 offline finds no driver; one from a package is installed by pnputil', async (t) => {
  const { folder, pnp } = newComputer('en');
  await pnp('configure', '--windows', '7', '--online', 'no');
  const { stdout, exitCode } = await pnp('insert', '--atr', CONTACT);
  t.is(exitCode, 1);
  t.regex(stdout, /Searching Windows Update[\s\S]*No driver found/);
  const paquet = join(folder, '..', 'paquet');
  t.is((await pnp('package', paquet)).exitCode, 0);
  t.is((await pnp('package', paquet)).exitCode, 2);
  t.is((await pnp('pnputil', '-i', '-a', join(paquet, 'cpsmd.inf'), '--not-elevated')).exitCode, 1);
  t.regex(
    (await pnp('pnputil', '-i', '-a', join(paquet, 'cpsmd.inf'))).stdout,
    /Successfully installed[\s\S]*oem0\.inf/,
  );
  t.regex((await pnp('update')).stdout, /does not answer/);
});

test('the catalogue, WSUS and an update', async (t) => {
  const { folder, pnp } = newComputer();
  t.is(JSON.parse((await pnp('catalog', 'search', 'asip', '--json')).stdout).length, 4);
  t.is((await pnp('wsus', 'import')).exitCode, 2);
  t.regex((await pnp('catalog', 'add', '--all')).stdout, /: 4 {3}Taille : 1,1 Mo/);
  t.regex((await pnp('wsus', 'import')).stdout, /(Terminé.*\n){4}/);
  t.regex((await pnp('wsus', 'approve')).stdout, /(.*approuvé.*\n){4}/);
  await pnp('configure', '--updates', 'wsus', '--online', 'no');
  t.is((await pnp('insert', '--profile', 'cps3-medecin')).exitCode, 0);
  await pnp('catalog', 'publish', '--version', '2.5.0.0', '--date', '2018-03-14');
  await pnp('configure', '--updates', 'windows-update', '--online', 'yes');
  t.regex((await pnp('update')).stdout, /mis à jour/);
  t.regex((await pnp('update')).stdout, /déjà/);
  await pnp('catalog', 'add', 'cps-windows-7');
  const telechargement = join(folder, '..', 'telechargement');
  t.is((await pnp('catalog', 'download', telechargement)).exitCode, 0);
  t.is((await pnp('inf', 'check', join(telechargement, 'cps-windows-7', 'cpsmd.inf'))).exitCode, 0);
});

test('the publisher that is not trusted, and its remedy', async (t) => {
  const { folder, pnp } = newComputer();
  const ancien = join(folder, '..', 'ancien');
  await pnp('package', ancien, '--version', '2.3.0.0', '--date', '2016-03-14', '--signature', 'authenticode');
  const inf = join(ancien, 'cpsmd.inf');
  t.regex((await pnp('pnputil', '-a', inf)).stdout, /0xE0000242[\s\S]*publisher trust/);
  await pnp('publisher', 'trust', 'ASIP Sante');
  t.is((await pnp('pnputil', '-a', inf)).exitCode, 0);
  await pnp('publisher', 'forget', 'ASIP Sante');
  t.regex((await pnp('insert', '--profile', 'cps3-medecin')).stdout, /n'était pas défini comme étant approuvé/);
  await pnp('pnputil', '-d', 'oem0.inf');
  t.is((await pnp('insert', '--profile', 'cps3-medecin')).exitCode, 0);
});

test('inf check names the line', async (t) => {
  const { folder, pnp } = newComputer();
  const paquet = join(folder, '..', 'paquet');
  await pnp('package', paquet, '--fault', 'malformed');
  const { exitCode, stdout } = await pnp('inf', 'check', join(paquet, 'cpsmd.inf'));
  t.is(exitCode, 1);
  t.regex(stdout, /cpsmd\.inf:14 : trouvé '\[Manufacturer', attendu : \[nom\]/);
  t.is(
    JSON.parse((await pnp('inf', 'check', join(paquet, 'cpsmd.inf'), '--json')).stdout).error,
    'ERROR_BAD_SECTION_NAME_LINE',
  );
});

const WRONG: readonly (readonly [args: readonly string[], said: RegExp])[] = [
  [['insert'], /--atr HEX, or --profile NAME/],
  [['insert', '--atr', 'zz'], /at least two bytes in hexadecimal/],
  [['insert', '--atr', '3B04'], /no answer to reset/],
  [['insert', '--profile', 'nobody'], /expected one of .*cps3-medecin/],
  [['remove'], /cps-sim pnp insert/],
  [['update'], /cps-sim pnp insert/],
  [['catalog', 'add'], /--all/],
  [['catalog', 'add', 'nope'], /expected one of cps-windows-7/],
  [['catalog', 'download', '/tmp/nowhere'], /basket is empty/],
  [['catalog', 'publish'], /--version 2\.5\.0\.0/],
  [['catalog', 'publish', '--version', '2'], /four numbers/],
  [['catalog', 'publish', '--version', '2.5.0.0', '--date', '14/03/2018'], /2018-03-14/],
  [['configure', '--windows', '1234'], /argument '\*{4}' is invalid\. Allowed choices are 7, 8, .*10-1511, 10-1607/],
  [['publisher', 'hate', 'X'], /Allowed choices/],
  [['pnputil', '-i', '-f', '-a', 'x.inf'], /exclude each other/],
  [['inf', 'check', '/tmp/nowhere.inf'], /no such file/],
];

for (const [args, said] of WRONG) {
  test(`wrong: pnp ${args.join(' ')}`, async (t) => {
    const { exitCode, stdout, stderr } = await newComputer('en').pnp(...args);
    t.is(exitCode, 2, stdout + stderr);
    t.regex(stdout + stderr, said);
    t.notRegex(stderr, /internal error/);
  });
}

test('a folder that cannot be one, and a state that is spoilt: said, and left alone', async (t) => {
  t.regex((await cpsSim(['pnp', 'status', '--folder', '/proc/computer'])).stderr, /choose another folder/);
  const { folder, pnp } = newComputer('en');
  await pnp('status');
  const file = join(folder, 'computer.json');
  writeFileSync(file, '{');
  const { exitCode, stderr } = await pnp('insert', '--profile', 'cps3-medecin');
  t.is(exitCode, 2);
  t.regex(stderr, /computer\.json: no JSON/);
  t.is(readFileSync(file, 'utf8'), '{');
});
