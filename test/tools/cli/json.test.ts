/** docs/json.md is true: it has every verb with `--json` and no other, and what they print has its shapes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { commandTree, everyCommand } from '../../../tools/cli/completion/command-tree.ts';
import { wholeProgram } from '../../../tools/cli/program.ts';
import { Workshop } from '../../common/formats/workshop.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { opened } from '../door/opened.ts';
import { cpsSim } from './cps-sim.ts';

type Shape = string | readonly [Shape] | { readonly [key: string]: Shape };

const DOC = readFileSync(new URL('../../../docs/json.md', import.meta.url), 'utf8');

/** The shapes by the verbs they are of; 'card show' has no words around it. */
const shapes = new Map<string, Shape>();
for (const section of DOC.split('\n## ').slice(1)) {
  const [heading = ''] = section.split('\n', 1);
  const shape = /```json\n([\s\S]*?)```/.exec(section)?.[1];
  for (const [, verb = ''] of heading.matchAll(/`cps-sim ([^`]+)`/g))
    shapes.set(
      verb,
      shape === undefined ? ((shapes.get('store list') as readonly [Shape])[0] as Shape) : JSON.parse(shape),
    );
}

/** Where a value is not of the shape. */
function* faults(value: unknown, shape: Shape, at: string): Generator<string> {
  if (shape === 'any') return;
  if (typeof shape === 'string') {
    const type = shape === 'text' ? 'string' : shape;
    if (typeof value !== type) yield `${at}: ${JSON.stringify(value)}, expected ${shape}`;
  } else if (Array.isArray(shape)) {
    if (!Array.isArray(value)) yield `${at}: no list`;
    else for (const [i, one] of value.entries()) yield* faults(one, shape[0], `${at}[${i}]`);
  } else if (typeof value !== 'object' || value === null) yield `${at}: no object`;
  else yield* faultsOfObject(value as Record<string, unknown>, shape as Record<string, Shape>, at);
}

function* faultsOfObject(value: Record<string, unknown>, shape: Record<string, Shape>, at: string): Generator<string> {
  for (const [key, one] of Object.entries(value)) {
    const expected = shape[key] ?? shape[`${key}?`] ?? shape['*'];
    if (expected === undefined) yield `${at}.${key}: not in docs/json.md`;
    else yield* faults(one, expected, `${at}.${key}`);
  }
  for (const key of Object.keys(shape))
    if (!key.endsWith('?') && key !== '*' && !(key in value)) yield `${at}.${key}: missing`;
}

test('every verb with --json is in docs/json.md, and no other', async (t) => {
  const verbs = everyCommand(commandTree(await wholeProgram()))
    .filter(({ options }) => options.some(({ names }) => names.includes('--json')))
    .map(({ path }) => path);
  t.deepEqual([...shapes.keys()].sort(), verbs.sort());
});

const folder = temporaryDirectory('json-');
const SIGNED = fileURLToPath(new URL('../../../fixtures/recordings/pkcs11-tool-sign.jsonl', import.meta.url));

const LOGIN = fileURLToPath(new URL('../../../fixtures/recordings/cryptolib-pin.jsonl', import.meta.url));

async function printed(t: ExecutionContext, verb: string, ...args: readonly string[]): Promise<unknown> {
  const { stdout, stderr, exitCode } = await cpsSim([...verb.split(' '), ...args, '--json']);
  t.true(exitCode <= 1, stderr);
  const value: unknown = JSON.parse(stdout);
  t.deepEqual([...faults(value, shapes.get(verb) ?? '', verb)], []);
  return value;
}

const printsItsShape = test.macro({
  exec: async (t, verb: string, ...args: readonly string[]) => {
    const value = await printed(t, verb, ...args);
    if (Array.isArray(value)) t.true(value.length > 0, 'an empty list shows no shape');
  },
  title: (_, ...typed: readonly string[]) => `${typed.join(' ')} --json is as docs/json.md says`,
});
test(printsItsShape, 'card show', 'cps3-medecin');
test(printsItsShape, 'card check', 'cps4-medecin', '--seed', '2');
test(printsItsShape, 'card profiles');
test(printsItsShape, 'cleo init', '--root', join(folder, 'cleo'));
test(printsItsShape, 'people list');
test(printsItsShape, 'people show', 'maxima');
test(printsItsShape, 'people show', 'employe-de-service');
test(printsItsShape, 'keys make', '1', '--profile', 'cps4-medecin', '--from', '3', '--out', join(folder, 'pool.json'));
test(printsItsShape, 'run', '--list');
test(printsItsShape, 'steps');

test('the verbs of certificates', async (t) => {
  const shop = new Workshop('json-formats');
  shop.certified('own', '/CN=own');
  shop.openssl('req', '-new', '-key', 'own.key', '-subj', '/C=FR', '-out', 'own.csr');
  const p12 = ['-in', 'own.pem', '-inkey', 'own.key', '-name', 'own', '-passout', 'pass:secret', '-out', 'own.p12'];
  shop.openssl('pkcs12', '-export', ...p12);
  await printed(t, 'csr show', shop.path('own.csr'));
  shop.openssl('req', '-new', '-key', 'own.key', '-subj', '/C=FR', '-md5', '-out', 'weak.csr');
  await printed(t, 'csr show', shop.path('weak.csr'));
  await printed(t, 'cert show', shop.path('own.pem'));
  await printed(t, 'cert chain', shop.path('own.pem'));
  await printed(t, 'p12 show', shop.path('own.p12'), '--password', `file:${shop.write('pw', 'secret')}`);
});
test(printsItsShape, 'steps', 'errors');
test(printsItsShape, 'apdu', '--card', 'cps3-medecin', '00B09C000C', '0084000008');
test(printsItsShape, 'decode', '--coverage', SIGNED);
test(printsItsShape, 'diff', SIGNED, LOGIN);
test(printsItsShape, 'doctor');
test(printsItsShape, 'pnp catalog search', 'asip', '--folder', join(folder, 'search'));

test('the verbs of the hand, at a door that is open', async (t) => {
  const door = await opened(t);
  const at = ['--door', door.url];
  await printed(t, 'hand insert', 'medecin', ...at);
  await printed(t, 'hand state', ...at);
  await printed(t, 'hand step', 'fault', 'mute', ...at);
  await printed(t, 'hand remove', 'medecin', ...at);
  await printed(t, 'hand reset', ...at);
});

test('the verbs of a simulated computer, one after the other', async (t) => {
  const at = ['--folder', join(folder, 'computer')];
  await printed(t, 'pnp insert', '--profile', 'cps3-medecin', ...at);
  for (const verb of ['pnp status', 'pnp configure', 'pnp cards', 'pnp events', 'pnp update'])
    await printed(t, verb, ...at);
  await printed(t, 'pnp pnputil', '-e', ...at);
  await printed(t, 'pnp catalog add', '--all', ...at);
  await printed(t, 'pnp catalog basket', ...at);
  for (const verb of ['pnp wsus import', 'pnp wsus approve', 'pnp wsus list']) await printed(t, verb, ...at);
});

test('a list of nothing is a list', async (t) => {
  const at = ['--folder', join(folder, 'store')];
  t.deepEqual(await printed(t, 'store list', ...at), []);
  t.deepEqual(await printed(t, 'store search', ...at), []);
  t.deepEqual(await printed(t, 'store clean', '--expired', ...at), []);
});
