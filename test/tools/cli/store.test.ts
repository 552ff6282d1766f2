import { X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { CertificateStore } from '../../../driver/certificate-store/index.ts';
import { personalise, shippedProfile } from '../../../simulator/personalisation/index.ts';
import { languageOf } from '../../../tools/cli/language.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { cpsSim } from './cps-sim.ts';

const ISSUER = 'TEST AC IGC-SANTE FORT PERSONNES SIMULATION';
const { contents } = personalise(shippedProfile('cps3-medecin'), 1);
const [SIGN, AUTH] = ['3F00/0001/A001', '3F00/0001/A002'].map((path) => contents[path] ?? new Uint8Array(0));

/** A byte of the serial number in a certificate of such a card. */
const SERIAL_NUMBER_AT = 20;

/** The folder of a store with both certificates of a card. */
function filled(): string {
  const folder = join(temporaryDirectory('store-cli-'), 'MY');
  const store = CertificateStore.open(folder);
  for (const der of [SIGN, AUTH]) {
    if (der !== undefined) store.add(der, { friendlyName: 'alias', cardIdentifier: '01' });
  }
  return folder;
}

const thumbprint = (der: Uint8Array | undefined) =>
  new X509Certificate(der ?? new Uint8Array(0)).fingerprint.replaceAll(':', '');

test('an empty store says so, in the language asked for', async (t) => {
  const folder = join(temporaryDirectory('store-cli-'), 'MY');
  t.regex((await cpsSim(['store', 'list', '--folder', folder, '--lang', 'fr'])).stdout, /^Aucun certificat/);
  t.regex((await cpsSim(['store', 'list', '--folder', folder, '--lang', 'en'])).stdout, /^No certificate/);
  t.is((await cpsSim(['store', 'list', '--folder', folder, '--json'])).stdout, '[]\n');
});

test('list: for people and for programs; a damaged file is told', async (t) => {
  const folder = filled();
  writeFileSync(join(folder, 'lettre.pem'), 'bonjour');
  const { stdout, stderr, exitCode } = await cpsSim(['store', 'list', '--folder', folder]);
  t.is(exitCode, 0);
  t.is(stdout.trim().split('\n').length, 2);
  t.true(stderr.includes('lettre.pem'));
  const listed = JSON.parse((await cpsSim(['store', 'list', '--folder', folder, '--json'])).stdout);
  t.deepEqual(
    listed.map((certificate: { thumbprint: string }) => certificate.thumbprint),
    [thumbprint(SIGN), thumbprint(AUTH)],
  );
});

test('show: details, the certificate itself, and what is not there', async (t) => {
  const folder = filled();
  const { stdout } = await cpsSim(['store', 'show', thumbprint(AUTH).slice(0, 10), '--folder', folder, '--lang', 'fr']);
  t.true(stdout.includes(ISSUER) && stdout.includes('nom convivial') && stdout.includes('alias'));
  const pem = (await cpsSim(['store', 'show', thumbprint(AUTH), '--pem', '--folder', folder])).stdout;
  t.deepEqual(new Uint8Array(new X509Certificate(pem).raw), AUTH);
  t.is((await cpsSim(['store', 'show', 'FFFF', '--folder', folder])).exitCode, 2);
  t.is((await cpsSim(['store', 'show', '', '--folder', folder])).exitCode, 2);
});

test('show: a beginning that several thumbprints have is told with all of them', async (t) => {
  const folder = filled();
  const der = SIGN ?? new Uint8Array(0);
  // Any certificates will do: other bytes, other thumbprints, until two of them begin alike.
  const store = CertificateStore.open(folder);
  for (let i = 0; i < 17; i++) {
    const other = der.slice();
    other[SERIAL_NUMBER_AT] = i;
    store.add(other);
  }
  const thumbprints = store.certificates().map((certificate) => certificate.thumbprint);
  const beginning = thumbprints.map(([first = '']) => first).find((first, i, all) => all.indexOf(first) < i) ?? '';
  const { stderr, exitCode } = await cpsSim(['store', 'show', beginning, '--folder', folder, '--lang', 'fr']);
  t.is(exitCode, 2);
  t.regex(stderr, new RegExp(`plusieurs empreintes commencent par '${beginning}'`));
  for (const thumbprint of thumbprints) t.is(stderr.includes(thumbprint), thumbprint.startsWith(beginning));
});

test('a folder that cannot be a store: which, why, what to do', async (t) => {
  const file = join(temporaryDirectory('store-cli-'), 'MY');
  writeFileSync(file, '');
  for (const [folder, why] of [
    [file, 'EEXIST, a file is in its place'],
    [join(file, 'MY'), 'ENOTDIR, a part of the path is a file'],
  ]) {
    const { stderr, exitCode } = await cpsSim(['store', 'list', '--folder', folder ?? '']);
    t.is(exitCode, 2);
    t.is(stderr, `cps-sim: ${folder}: no store can be made here (${why}); choose another folder\n`);
  }
});

test('search: the last one that fits; exit code 1 when none does', async (t) => {
  const folder = filled();
  const search = (...args: string[]) => cpsSim(['store', 'search', '--folder', folder, ...args]);
  t.true((await search('--usage', 'signature')).stdout.startsWith(thumbprint(SIGN)));
  t.true((await search('--usage', 'authentication', '--issuer', ISSUER)).stdout.startsWith(thumbprint(AUTH)));
  const all = await search('--issuer', ISSUER, '--all');
  t.is(all.stdout.trim().split('\n').length, 2);
  const last = await search('--issuer', ISSUER);
  t.true(last.stdout.startsWith(thumbprint(AUTH)));
  const none = await search('--issuer', 'TEST CLASSE-1', '--lang', 'fr');
  t.deepEqual([none.exitCode, none.stdout], [1, 'Aucun certificat ne convient.\n']);
});

test('clean: says what is to be chosen; expired ones only', async (t) => {
  const folder = filled();
  t.is((await cpsSim(['store', 'clean', '--folder', folder])).exitCode, 2);
  const { stdout, exitCode } = await cpsSim(['store', 'clean', '--expired', '--folder', folder, '--lang', 'fr']);
  t.deepEqual([exitCode, stdout], [0, "Rien à retirer parmi les certificats venus d'une carte.\n"]);
  t.is(CertificateStore.open(folder).certificates().length, 2);
});

test('the language: asked for, else LC_ALL, LC_MESSAGES, LANG, else English', (t) => {
  t.is(languageOf('fr', { LANG: 'en_US.UTF-8' }), 'fr');
  t.is(languageOf(undefined, { LC_ALL: 'fr_FR.UTF-8', LANG: 'en_US.UTF-8' }), 'fr');
  t.is(languageOf(undefined, { LC_ALL: '', LC_MESSAGES: 'fr_BE', LANG: 'C' }), 'fr');
  t.is(languageOf(undefined, { LC_ALL: 'C', LANG: 'fr_FR' }), 'en');
  t.is(languageOf(undefined, {}), 'en');
});

test('no control character of a name reaches a terminal raw', async (t) => {
  const folder = join(temporaryDirectory('store-cli-'), 'MY');
  const store = CertificateStore.open(folder);
  store.add(SIGN ?? new Uint8Array(0), { friendlyName: 'a\u001b[31m\u009b\nb', cardIdentifier: '01' });
  writeFileSync(join(folder, 'raw\u001b[2J.pem'), 'bonjour');
  for (const args of [['list'], ['show', thumbprint(SIGN)], ['list', '--json']]) {
    const { stdout, stderr } = await cpsSim(['store', ...args, '--folder', folder]);
    t.not(stdout, '');
    t.notRegex((stdout + stderr).replaceAll('\n', ''), /\p{Cc}/u);
  }
});
