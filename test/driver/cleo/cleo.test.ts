/** Requests by hand and by the wizard; OpenSSL reads what is issued and what comes of it. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { CleoError, type CleoReason } from '../../../driver/cleo/cleo-error.ts';
import { checkComputer } from '../../../driver/cleo/computer.ts';
import type { RequestForm } from '../../../driver/cleo/form.ts';
import type { IncomingMail, ServerDirectory } from '../../../driver/cleo/ports.ts';
import { RequestFolder } from '../../../driver/cleo/request-folder.ts';
import { complete, initialise, issue, send } from '../../../driver/cleo/steps.ts';
import { wizard } from '../../../driver/cleo/wizard.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { answer, authority, mailProgram, opened, shop, signer, signing } from './desk.ts';

const FORM: RequestForm = {
  server: 'serveur.pharmacie.invalid',
  structureId: '10B9990021',
  structureName: 'PHARMACIE',
};
const AUTHORITY = { address: 'inscription@invalid', certificate: authority.certificate };
const ISSUE = { form: FORM, signer: signing(signer), authority: AUTHORITY };
const serial = test.serial;

function newRoot(): string {
  return temporaryDirectory('dossiers-');
}

async function refused(
  t: import('ava').ExecutionContext,
  reason: CleoReason,
  work: () => unknown,
): Promise<CleoError | undefined> {
  const error = await t.throwsAsync(async () => work(), { instanceOf: CleoError });
  t.is(error?.reason, reason, error?.message);
  t.not(error?.messageIn('fr'), error?.messageIn('en'));
  return error;
}

for (const cipher of ['des-ede3-cbc', 'aes-256-cbc'] as const)
  serial(`OpenSSL decrypts the p7m (${cipher}), verifies the card's signature, and the request in it`, async (t) => {
    const folder = RequestFolder.create(newRoot(), 'ssl');
    await initialise(folder);
    await issue(folder, { ...ISSUE, envelope: { cipher } });
    const text = opened(folder.read('p7m'));
    t.regex(text, /Subject: C = FR, O = PHARMACIE, OU = 10B9990021, CN = serveur\.pharmacie\.invalid/);
    t.regex(text, /Public-Key: \(1024 bit\)/);
    t.regex(text, /DNS:serveur\.pharmacie\.invalid/);
  });

serial('a request for S/MIME names the address of the server', async (t) => {
  const folder = RequestFolder.create(newRoot(), 'smime');
  await initialise(folder, { bits: 2048 });
  await issue(folder, { ...ISSUE, form: { ...FORM, server: 'serveur@pharmacie.invalid' } });
  const text = opened(folder.read('p7m'));
  t.regex(text, /emailAddress = serveur@pharmacie\.invalid/);
  t.regex(text, /Public-Key: \(2048 bit\)/);
});

serial('completion: .key with its password, .crt and .p12 that OpenSSL reads; only the owner may', async (t) => {
  const folder = RequestFolder.create(newRoot(), 'ssl');
  await initialise(folder, { password: 'secret' });
  await issue(folder, { ...ISSUE, keyPassword: 'secret' });
  opened(folder.read('p7m'));
  const done = await complete(folder, { answer: answer(), keyPassword: 'secret', p12Password: 'autre', stamp: 's' });
  t.deepEqual(done.warnings, []);
  const [key = '', crt = '', p12 = ''] = done.files;
  const modulus = shop.openssl('rsa', '-in', key, '-passin', 'pass:secret', '-noout', '-modulus');
  t.is(shop.openssl('x509', '-in', crt, '-noout', '-modulus'), modulus);
  t.regex(shop.openssl('pkcs12', '-in', p12, '-passin', 'pass:autre', '-nodes'), /BEGIN PRIVATE KEY/);
  t.not(shop.run('openssl', 'rsa', '-in', key, '-passin', 'pass:faux', '-noout').code, 0);
  for (const file of readdirSync(folder.path)) t.is(statSync(join(folder.path, file)).mode & 0o777, 0o600, file);
  t.is(statSync(folder.path).mode & 0o777, 0o700);
});

serial('the answer to another request, or none: refused, and nothing written', async (t) => {
  const [one, other] = [RequestFolder.create(newRoot(), 'ssl'), RequestFolder.create(newRoot(), 'ssl')];
  for (const folder of [one, other]) {
    await initialise(folder);
    await issue(folder, ISSUE);
  }
  opened(other.read('p7m'));
  const before = readdirSync(one.path);
  const theirs = answer();
  await t.throwsAsync(complete(one, { answer: theirs, stamp: 's' }), { code: 'ERR_FORMAT' });
  await t.throwsAsync(complete(one, { answer: new TextEncoder().encode('refus'), stamp: 's' }), { code: 'ERR_FORMAT' });
  t.deepEqual(readdirSync(one.path), before);
  t.is(one.state.step, 'issued');
});

test('of two who issue one request at once, one does', async (t) => {
  const folder = RequestFolder.create(newRoot(), 'ssl');
  await initialise(folder);
  const results = await Promise.allSettled([issue(folder, ISSUE), issue(folder, ISSUE)]);
  t.deepEqual(results.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  const reason = results.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  t.is((reason[0] as CleoError).reason, 'issued');
});

test('a card that does not sign leaves the request as it was', async (t) => {
  const folder = RequestFolder.create(newRoot(), 'ssl');
  await initialise(folder);
  const sign = () => Promise.reject(new CleoError('cancelled', { en: 'no code', fr: 'pas de code' }));
  await refused(t, 'cancelled', () => issue(folder, { ...ISSUE, signer: { ...ISSUE.signer, sign } }));
  t.is(folder.state.step, 'initialised');
  t.deepEqual(readdirSync(folder.path).sort(), ['Demande_1.key', 'demande.json']);
  await issue(folder, ISSUE);
  t.is(folder.state.step, 'issued');
});

test('steps out of their order', async (t) => {
  const folder = RequestFolder.create(newRoot(), 'ssl');
  await refused(t, 'step', () => issue(folder, ISSUE));
  await refused(t, 'step', () =>
    send(
      folder,
      mailProgram(() => mail()),
      'a@b.invalid',
      AUTHORITY.address,
    ),
  );
  await initialise(folder);
  await initialise(folder);
  await issue(folder, ISSUE);
  await refused(t, 'issued', () => issue(folder, ISSUE));
  await refused(t, 'issued', () => initialise(folder));
});

for (const form of [
  { server: '' },
  { server: 'serveur' },
  { server: '-a.fr' },
  { server: `${'a'.repeat(64)}.fr` },
  { server: 'a.fr\n' },
  { server: '*.pharmacie.fr' },
  { structureId: '12' },
  { structureId: '10B999002/1' },
])
  test(`a form that is wrong: ${JSON.stringify(form)}`, async (t) => {
    const folder = RequestFolder.create(newRoot(), 'ssl');
    await initialise(folder);
    await refused(t, 'field', () => issue(folder, { ...ISSUE, form: { ...FORM, ...form } }));
    t.is(folder.state.step, 'initialised');
  });

for (const name of ['', '..', '.cache', 'a/b', 'a\\b', 'con', 'a\n', 'a'.repeat(61), 'a '])
  test(`no name of a folder: ${JSON.stringify(name)}`, async (t) => {
    await refused(t, 'name', () => RequestFolder.create(newRoot(), 'ssl', { folder: name }));
    await refused(t, 'name', () => RequestFolder.create(newRoot(), 'ssl', { name }));
  });

test("names of one's own, and default ones that are free", async (t) => {
  const root = newRoot();
  const first = RequestFolder.create(root, 'ssl');
  const second = RequestFolder.create(root, 'ssl', { folder: 'Dossier_1' });
  const own = RequestFolder.create(root, 'ssl', { folder: "Hôpital d'essai", name: 'Serveur 1' });
  t.deepEqual(
    [first.path, second.path, own.path],
    [
      join(root, 'Dossier_1', 'Demande_1'),
      join(root, 'Dossier_1', 'Demande_2'),
      join(root, "Hôpital d'essai", 'Serveur 1'),
    ],
  );
  await refused(t, 'exists', () => RequestFolder.create(root, 'ssl', { folder: 'Dossier_1', name: 'Demande_1' }));
  await refused(t, 'absent', () => RequestFolder.open(join(root, 'nowhere')));
});

test('the computer: Cryptolib CPS, and no older CleoCPS', async (t) => {
  await refused(t, 'cryptolib', () => checkComputer({ cryptolib: false }));
  await refused(t, 'olderVersion', () => checkComputer({ olderVersion: '1.0' }));
  t.notThrows(() => checkComputer({}));
});

function mail(content?: Uint8Array): IncomingMail {
  return {
    subject: 'Réponse',
    text: 'règle notAdministrator',
    attachments: content ? [{ fileName: 'ATT1.dat', content }] : [],
  };
}

/** An authority that answers what it is sent. */
function granting() {
  return mailProgram(({ content }) => {
    opened(content);
    return mail(answer());
  });
}

function directory(...servers: readonly string[]): ServerDirectory {
  const known = servers.map((server) => ({
    kind: 'ssl' as const,
    server,
    structureId: '10B9990039',
    structureName: 'HOPITAL',
  }));
  return { serversOf: async (holder) => (holder === '899909990002' ? known : []) };
}

function options(more: Partial<Parameters<typeof wizard>[0]> = {}): Parameters<typeof wizard>[0] {
  const { signer: card } = ISSUE;
  return {
    root: newRoot(),
    kind: 'ssl',
    from: 'a@b.invalid',
    signer: card,
    authority: AUTHORITY,
    mailProgram: granting(),
    stamp: 's',
    ...more,
  };
}

serial(
  'the wizard: server and structure from the directory, passwords in a file that OpenSSL opens the others with',
  async (t) => {
    const chosen = options({ directory: directory('serveur.hopital.invalid'), password: 'secret' });
    const { folder, degraded } = await wizard(chosen);
    t.false(degraded);
    t.regex(
      shop.openssl('req', '-inform', 'DER', '-in', 'request', '-noout', '-subject'),
      /OU = 10B9990039, CN = serveur\.hopital\.invalid/,
    );
    const passwords = readFileSync(join(folder, 'password.txt'), 'utf8');
    const p12 = /\.p12 : (?<password>\S+)/.exec(passwords)?.groups?.password ?? '';
    t.regex(passwords, /Requete_Wizard\.key : secret/);
    t.regex(
      shop.openssl('pkcs12', '-in', join(folder, 'Requete_Wizard.p12'), '-passin', `pass:${p12}`, '-nokeys'),
      /CERTIFICATE/,
    );
  },
);

serial('the wizard by the degraded way: the structure is that of the card', async (t) => {
  const closed: ServerDirectory = {
    serversOf: () => Promise.reject(new CleoError('directory', { en: 'closed', fr: 'fermé' })),
  };
  await refused(t, 'server', () => wizard(options({ directory: closed })));
  const { degraded } = await wizard(options({ directory: closed, server: 'serveur.pharmacie.invalid' }));
  t.true(degraded);
  t.regex(shop.openssl('req', '-inform', 'DER', '-in', 'request', '-noout', '-subject'), /OU = 10B9990021/);
});

serial('the wizard: several servers, none of that name, a card without a structure, a refusal', async (t) => {
  const two = directory('un.hopital.invalid', 'deux.hopital.invalid');
  const error = await refused(t, 'server', () => wizard(options({ directory: two })));
  t.regex(error?.message ?? '', /un\.hopital\.invalid, deux\.hopital\.invalid/);
  await wizard(options({ directory: two, server: 'DEUX.hopital.invalid' }));
  await refused(t, 'server', () => wizard(options({ directory: two, server: 'trois.hopital.invalid' })));
  const nobody = signing(shop.certified('liberal', '/C=FR/CN=899909990001', 'racine'));
  for (const server of ['a.invalid', undefined]) {
    const without = await refused(t, 'server', () => wizard(options({ signer: nobody, server })));
    t.regex(without?.message ?? '', /the card names no structure: make the request by hand/);
  }
  const negative = await refused(t, 'refused', () =>
    wizard(options({ server: 'a.invalid', mailProgram: mailProgram(() => mail()) })),
  );
  t.regex(negative?.message ?? '', /règle notAdministrator/);
});
