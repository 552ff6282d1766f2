/** The package as npm makes it, installed elsewhere: no compiler, no tsx, nothing of this checkout. */
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { installedElsewhere, run } from '../installed-elsewhere.ts';
import { Editor } from '../scenarios/editor.ts';

const TOP = fileURLToPath(new URL('../..', import.meta.url));
const TSC = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
const SCENARIO = `
scenario: De loin
cards: { medecin: { profile: cps3-medecin, seed: 1 } }
readers: { bureau: contact }
steps:
  - insert: medecin
  - CardAuthenticateEx: { pin: "1234" }
`;

const CONSUMER = `
import { world } from 'cps-sim';
import { CertificateStore } from 'cps-sim/certificate-store';
import { cryptAcquireContext, cryptGetProvParam, CspProcess } from 'cps-sim/csp';
import { isCodedError } from 'cps-sim/errors';
import { KEY_SPEC } from 'cps-sim/minidriver';
import { PcscContext } from 'cps-sim/pcsc';
import { Computer } from 'cps-sim/plug-and-play';
import { Registry } from 'cps-sim/registry';
const w = await world();
const reader = w.reader('bureau');
await reader.insert(w.card('cps3-medecin', { seed: 1 }));
const card = await w.acquire(reader);
await card.cardAuthenticateEx({ pin: '1234' });
const code = await card.cardAuthenticateEx({ pin: '0000' }).catch((error) =>
  isCodedError(error, 'ERR_MINIDRIVER') ? error.scardName : 'another error',
);
const program = new CspProcess(w.winscard);
const provider = await cryptAcquireContext(program);
console.log(reader.name, code, cryptGetProvParam.name, KEY_SPEC.SIGNATURE, typeof PcscContext, typeof CertificateStore, typeof Registry, typeof Computer);
await program.close();
await w.close();
`;

/** Threads of the package are started, and a server sees the card. */
const TLS_CONSUMER = `
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:tls';
import { Pki, world } from 'cps-sim';
import { isCodedError } from 'cps-sim/errors';
import { CardAgent, connect, openCardKey } from 'cps-sim/tls';
const pki = new Pki();
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const structure = { name: 'HÔPITAL', nationalId: '10B9990039', department: 'Paris (75)' };
const subject = { kind: 'software', commonName: 'localhost', structure, dnsNames: ['localhost'] } as const;
const { pem: cert } = pki.chain(pki.issue('sante-serv-ssl', subject, publicKey));
const key = privateKey.export({ type: 'pkcs8', format: 'pem' });
const ca = pki.chain('sante-test-fort-personnes').pem;
const server = createServer({ key, cert, ca, requestCert: true }, (socket) => socket.end(String(socket.getPeerCertificate().subject.CN)));
await once(server.listen(0, '127.0.0.1'), 'listening');
const { port } = server.address() as { port: number };
const w = await world({ pki });
const reader = w.reader('bureau');
await reader.insert(w.card('cps3-medecin', { seed: 1 }));
const program = w.windows.program('navigateur');
program.person.prepare({ kind: 'pin', pin: '1234' });
const cardKey = await openCardKey(program.process);
const where = { host: '127.0.0.1', servername: 'localhost', port, ca: pki.authorities().map((one) => pki.chain(one.id).pem) };
const socket = await connect(cardKey, where);
let seen = '';
for await (const chunk of socket) seen += chunk;
await reader.remove();
const refused = await connect(cardKey, where).catch((error) => isCodedError(error, 'ERR_CARD_TLS') && error.reason);
console.log(seen, socket.getProtocol(), refused, typeof new CardAgent(cardKey).getName());
await cardKey.close();
await w.close();
server.close();
`;

/** What a library over this one exports: every type it gets must have a name it can import. */
const LIBRARY = `
import { type MinidriverSession, type World, type WorldReader, world } from 'cps-sim';
import { CertificateStore, openPublicKeyFromCertificate, type StoreCertificate } from 'cps-sim/certificate-store';
import * as csp from 'cps-sim/csp';
import { CodedError, isCodedError, type VpcdError } from 'cps-sim/errors';
import * as md from 'cps-sim/minidriver';
import { PcscContext, watchReaders, type PcscCard, type WinScard } from 'cps-sim/pcsc';
import { Computer, readPackage, type PackageFiles } from 'cps-sim/plug-and-play';
import { parseRegistrationFile, type RegistryReader } from 'cps-sim/registry';
export const open = () => world();
export const computer = (w: World) => w.windows;
export const program = (w: World) => w.program;
export const clock = (w: World) => w.clock;
export const guest = (w: World) => w.guest;
export const winscard = (w: World) => w.winscard;
export const windows = (w: World) => [w.windows.settings.registry, w.windows.devices.updates, w.windows.program('winword').person] as const;
export const shown = (w: World) => w.windows.devices.take('bureau');
export const offers = (w: World) => w.windows.devices.updates.services['windows-update'].searchDrivers;
export const holder = (reader: WorldReader) => reader.card?.reader;
export const pad = (reader: WorldReader) => reader.pinPad;
export const states = (ws: WinScard) => ws.getStatusChange;
export const store = (folder: string) => Computer.open(folder).store;
export const state = (folder: string) => Computer.open(folder).state;
export const driver = (files: PackageFiles) => readPackage(files);
export const vpcd = (error: VpcdError) => error.code;
export const coded = (error: unknown) => isCodedError(error, 'ERR_PERSONALISATION') ? error.reason : undefined;
export class LibraryError extends CodedError { readonly name = 'LibraryError'; readonly code = 'ERR_TARGET'; }
export const signed = (s: MinidriverSession, message: Buffer) => s.cardSignData({ container: 'SIGN', hash: 'sha256', message });
export const damaged = (folder: string) => CertificateStore.open(folder).damaged();
export const properties = (certificate: StoreCertificate) => certificate.properties;
export const publicKey = (certificate: StoreCertificate) => openPublicKeyFromCertificate(certificate);
export const container = (provider: csp.CryptProvider) => provider.container;
export const key = (provider: csp.CryptProvider) => csp.cryptGetUserKey(provider, md.KEY_SPEC.SIGNATURE);
export const hash = (provider: csp.CryptProvider) => csp.cryptCreateHash(provider, md.CALG.SHA_256);
export const certificates = (provider: csp.CryptProvider) => csp.cryptGetProvParam(provider, 'PP_USER_CERTSTORE');
export const ksp = (process: csp.CspProcess) => csp.nCryptOpenStorageProvider(process);
export const keys = async (process: csp.CspProcess) => csp.nCryptEnumKeys(ksp(process));
export const certificate = (stored: csp.StorageKey) => csp.nCryptGetProperty(stored, 'SmartCardKeyCertificate');
export const file = (data: md.CardData) => md.cardReadFile(data, 'mscp', 'cmapfile');
export const size = (data: md.CardData) => md.cardGetFileInfo(data, null, 'cardid');
export const pin = (data: md.CardData) => md.cardGetContainerProperty(data, 0, 'PIN Identifier');
export const signature = (data: md.CardData, info: md.CardSigningInfo) => md.cardSignData(data, info);
export const functions = md.CARD_DATA_FUNCTIONS;
export const settings = () => md.machineSettings(md.settingsPlaces());
export const registered = (atr: Uint8Array) => md.registeredCard(atr);
export const response = (card: PcscCard) => card.transmit({ ins: 0xb0 });
export const status = (card: PcscCard) => card.status();
export const events = (winscard: WinScard) => watchReaders(winscard);
export const context = (winscard: WinScard) => PcscContext.establish(winscard);
export const value = (registry: RegistryReader) => registry.get('key', 'name');
export const registry = (text: string) => parseRegistrationFile(text, 'minidriver.reg');
`;

/** The schema, the library and what tells of it are in the package, and find each other there. */
async function editedIn(t: ExecutionContext, project: string): Promise<void> {
  const schema = createRequire(join(project, 'scenario.yaml')).resolve('cps-sim/scenario.schema.json');
  const library = dirname(schema);
  const editor = await Editor.open();
  t.teardown(() => editor.close());
  const shipped = join(library, 'carte', 'echange.yaml');
  t.deepEqual(await editor.faults(shipped, readFileSync(shipped, 'utf8')), []);
  const own = `# yaml-language-server: $schema=./node_modules/cps-sim/dist/scenarios/scenario.schema.json${SCENARIO}`;
  t.deepEqual(await editor.faults(join(project, 'loin.yaml'), own), []);
  const wrong = await editor.faults(join(project, 'faux.yaml'), own.replace('insert:', 'insrt:'));
  t.deepEqual(
    wrong.map(({ line }) => line),
    [6],
  );
  for (const page of ['README.md', 'README.fr.md']) {
    const path = join(library, '..', 'docs', 'steps', page);
    const links = [...readFileSync(path, 'utf8').matchAll(/\]\(([^)#]+)/g)].map(([, link = '']) =>
      join(dirname(path), link),
    );
    t.true(links.length > 70);
    for (const link of links) t.true(existsSync(link), link);
  }
}

const WRONGLY_TYPED = `
import { world } from 'cps-sim';
const name: number = (await world()).reader('bureau').name;
`;

test.serial('the package installs elsewhere, and its command, its library and its types work there', async (t) => {
  t.timeout(400_000);
  const project = await installedElsewhere();
  t.true((await run(project, 'npx', '--no-install', 'cps-sim', '--help')).includes('Usage: cps-sim'));
  // What npx starts, without npm's own start before each.
  const cps = (...args: string[]) => run(project, join(project, 'node_modules/.bin/cps-sim'), ...args);
  await cps('card', 'create', '--profile', 'cps3-medecin', '--out', 'medecin.cps.json', '--seed', '1');
  t.true((await cps('apdu', '--card', 'medecin.cps.json', '00B09C000C')).includes('9000 success'));
  const socket = ['-e', 'console.log(require("fs").statSync(process.env.PCSCLITE_CSOCK_NAME).isSocket())'];
  t.is((await cps('exec', '--card', 'medecin.cps.json', '--', process.execPath, ...socket)).trim(), 'true');
  writeFileSync(join(project, 'loin.yaml'), SCENARIO);
  t.true((await cps('run', 'loin.yaml')).includes('1 passed, 0 failed'));
  t.true((await cps('run', '--grep', 'signature')).includes(' 0 failed'));

  await editedIn(t, project);
  t.regex(await cps('steps', 'insert', '--lang', 'fr'), /Exemple \(scenarios\/carte\/sans-contact.yaml/);
  t.regex(await cps('pnp', 'insert', '--profile', 'cps3-medecin', '--folder', 'computer'), /A8 /);

  writeFileSync(join(project, 'consumer.mjs'), CONSUMER);
  t.is(
    (await run(project, process.execPath, 'consumer.mjs')).trim(),
    'bureau SCARD_W_WRONG_CHV cryptGetProvParam 2 function function function function',
  );

  writeFileSync(join(project, 'tls.mjs'), TLS_CONSUMER.replaceAll(/ as (const|\{ port: number \})/g, ''));
  t.is((await run(project, process.execPath, 'tls.mjs')).trim(), '899909990001 TLSv1.2 not-inserted string');

  // What every TypeScript project on Node has: some of our types are Node's own.
  mkdirSync(join(project, 'node_modules/@types'), { recursive: true });
  for (const name of ['@types/node', 'undici-types'])
    symlinkSync(join(TOP, 'node_modules', name), join(project, 'node_modules', name));
  const settings = ['--noEmit', '--strict', '--skipLibCheck', 'false', '--target', 'es2023', '--types', 'node'];
  const nodeNext = [...settings, '--module', 'nodenext'];
  const bundler = [...settings, '--module', 'esnext', '--moduleResolution', 'bundler'];
  writeFileSync(join(project, 'consumer.ts'), CONSUMER.replace(/console.*/, ''));
  await t.notThrowsAsync(run(project, process.execPath, TSC, ...nodeNext, 'consumer.ts'));
  await t.notThrowsAsync(run(project, process.execPath, TSC, ...bundler, 'consumer.ts'));
  writeFileSync(join(project, 'tls.ts'), TLS_CONSUMER);
  await t.notThrowsAsync(run(project, process.execPath, TSC, ...nodeNext, 'tls.ts'));
  writeFileSync(join(project, 'library.ts'), LIBRARY);
  const declarations = ['--declaration', '--emitDeclarationOnly', '--outDir', 'declarations'];
  const strict = nodeNext.filter((setting) => setting !== '--noEmit');
  await t.notThrowsAsync(run(project, process.execPath, TSC, ...strict, ...declarations, 'library.ts'));
  writeFileSync(join(project, 'wrong.ts'), WRONGLY_TYPED);
  const refusal = await t.throwsAsync(run(project, process.execPath, TSC, ...nodeNext, 'wrong.ts'));
  t.regex((refusal as Error & { stdout: string }).stdout, /TS2322/);
});

const RUNNERS = ['vitest@5', 'jest@30', 'typescript-5.4@npm:typescript@~5.4.0', '@types/node@22'] as const;

const COMMON_JS = `
const { world } = require('cps-sim');
const { isCodedError } = require('cps-sim/errors');
world({ target: 'in-proces' }).catch((error) => console.log(isCodedError(error, 'ERR_ARGUMENT')));
`;

const NODE10 = `
import { world, type World } from 'cps-sim';
import { CALG } from 'cps-sim/minidriver';
export const open: () => Promise<World> = () => world({ clock: 'virtual', seed: CALG.SHA1 });
// @ts-expect-error the types are there, down to the aliases inside
export const date: string = (await world()).clock.date();
`;

// One after the other: each installs a project.
test.serial(
  'vitest, jest and node:test play what init writes; CommonJS and TypeScript 5.4 with node10 find the package',
  async (t) => {
    t.timeout(400_000);
    const project = await installedElsewhere(...RUNNERS);
    const bin = (name: string, ...args: string[]) => run(project, join(project, 'node_modules/.bin', name), ...args);
    const written = 'test/carte-cps.test.mjs';
    await bin('cps-sim', 'init');
    t.true((await bin('vitest', '--version')).includes('vitest/5'));
    // package.json names vitest, which goes first.
    await t.notThrowsAsync(bin('vitest', 'run', written));
    const text = readFileSync(join(project, written), 'utf8');
    writeFileSync(join(project, 'jest.test.mjs'), text.replace(/^import \{ test \}.*\n/m, ''));
    const jest = join(project, 'node_modules/jest/bin/jest.js');
    const modules = ['--experimental-vm-modules', jest, '--testMatch', '**/jest.test.mjs'];
    await t.notThrowsAsync(run(project, process.execPath, ...modules));
    writeFileSync(join(project, 'node.test.mjs'), text.replace("{ test } from 'vitest'", "test from 'node:test'"));
    await t.notThrowsAsync(run(project, process.execPath, '--test', 'node.test.mjs'));
    writeFileSync(join(project, 'common.cjs'), COMMON_JS);
    t.is(await run(project, process.execPath, 'common.cjs'), 'true\n');
    writeFileSync(join(project, 'node10.ts'), NODE10);
    const old = join(project, 'node_modules/typescript-5.4/bin/tsc');
    const node10 = ['--module', 'es2022', '--target', 'es2022', '--moduleResolution', 'node10', '--skipLibCheck'];
    await t.notThrowsAsync(run(project, process.execPath, old, '--noEmit', '--strict', ...node10, 'node10.ts'));
  },
);

test.serial('what the READMEs of the package link to is in it', async (t) => {
  t.timeout(400_000);
  const packed = await run(TOP, 'npm', 'pack', '--json', '--silent', '--dry-run', '--ignore-scripts');
  const [{ files } = { files: [] }] = JSON.parse(packed.slice(packed.indexOf('['))) as { files: { path: string }[] }[];
  const paths = files.map(({ path }) => path);
  for (const page of ['README.md', 'README.fr.md']) {
    const links = [...readFileSync(join(TOP, page), 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)];
    t.true(links.length > 10);
    const dead = links.map(([, link = '']) => link).filter((link) => !paths.some((path) => path.startsWith(link)));
    t.deepEqual(dead, [], page);
  }
});
