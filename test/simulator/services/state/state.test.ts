/** What services did is there at their next start, whatever ended them; what is in the folder is theirs alone. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { VirtualClock } from '#common/virtual-clock.ts';
import type { HealthServicesOptions } from '../../../../simulator/services/health-services.ts';
import { HealthServices, type ServiceName } from '../../../../simulator/services/index.ts';
import { REGISTRATION_ADDRESS } from '../../../../simulator/services/registration/index.ts';
import { StateError, type StateReason } from '../../../../simulator/services/state/state-error.ts';
import { CardClient, cardOf } from '../pfc/card-client.ts';
import { PHARMACY } from '../registration/office.ts';

const HOSPITAL = '10B9990039';
const CODE = 'Revoquer-2026';
const PASSWORD = 'bon mot de passe';
const AUTHORITY = 'sante-test-elementaire-organisations';

function folder(t: ExecutionContext): string {
  const made = mkdtempSync(join(tmpdir(), 'cps-sim-test-state-'));
  t.teardown(() => rmSync(made, { recursive: true, force: true }));
  return join(made, 'state');
}

function start(state: string, names: readonly ServiceName[], options: HealthServicesOptions = {}) {
  return HealthServices.start({ clock: new VirtualClock(), ...options, names, state });
}

async function refused(t: ExecutionContext, reason: StateReason, work: Promise<unknown>): Promise<string> {
  const error = await t.throwsAsync(work, { instanceOf: StateError });
  t.is(error?.reason, reason, error?.message);
  t.not(error?.messageIn('fr'), error?.messageIn('en'));
  return error?.message ?? '';
}

const text = (state: string) => readFileSync(join(state, 'state.json'), 'utf8');

function doctor({ pki, pfc }: HealthServices): CardClient {
  return new CardClient(pfc.url, pfc.trust, cardOf(pki, 'cps3-medecin'));
}

const order = (number: number) => ({
  ...{ offer: 'ORG', usage: 'AUTH_CLI', structure: HOSPITAL },
  ...{ service: `Client_${number}`, password: PASSWORD },
});

test('an order, its withdrawal and its revocation, a start between each', async (t) => {
  const state = folder(t);
  let services = await start(state, ['pfc']);
  const ordered = JSON.parse((await doctor(services).json('/api/products', order(1))).text);
  const { url } = services.pfc;
  await services.close();

  services = await start(state, ['pfc']);
  t.is(services.pfc.url, url);
  t.deepEqual(JSON.parse(JSON.stringify(services.pfc.products())), [ordered]);
  t.regex(services.mailbox.mails()[0]?.text ?? '', /N° 1/);
  const withdrawal = { code: CODE, confirmation: CODE, accepted: true, keyPassword: PASSWORD };
  t.is((await doctor(services).json('/api/products/1/withdrawal', withdrawal)).status, 200);
  await services.close();

  services = await start(state, ['pfc']);
  const wrong = await doctor(services).json('/api/products/1/revocation', { code: `${CODE}!` });
  t.is(wrong.status, 403);
  const file = await doctor(services).json('/api/products/1/pkcs12', { password: PASSWORD });
  t.is(file.status, 200);
  await services.close();
  t.is(JSON.parse(text(state)).parts.pfc.products[0].wrongCodes, 1);

  services = await start(state, ['pfc']);
  t.is(services.pfc.products()[0]?.state, 'withdrawn');
  t.is((await doctor(services).json('/api/products/1/revocation', { code: CODE })).status, 200);
  await services.close();

  services = await start(state, ['pfc']);
  t.teardown(() => services.close());
  t.is(services.pfc.products()[0]?.state, 'revoked');
  t.is(services.pki.register(AUTHORITY).at().status(ordered.serial).status, 'revoked');
  t.is(JSON.parse((await doctor(services).json('/api/products', order(2))).text).number, 2);
});

test('what was renewed is known at the next start, and nobody is reminded of it', async (t) => {
  const state = folder(t);
  const clock = new VirtualClock();
  let services = await start(state, ['pfc'], { clock });
  const withdrawal = { code: CODE, confirmation: CODE, accepted: true, keyPassword: PASSWORD };
  const { notAfter } = JSON.parse((await doctor(services).json('/api/products', order(1))).text);
  await doctor(services).json('/api/products/1/withdrawal', withdrawal);
  t.is((await doctor(services).json('/api/products/1/renewal', { password: PASSWORD })).status, 201);
  await services.close();

  services = await start(state, ['pfc'], { clock });
  t.teardown(() => services.close());
  t.like(services.pfc.products(), [
    { number: 2, renews: 1 },
    { number: 1, renewedBy: 2 },
  ]);
  const again = await doctor(services).json('/api/products/1/renewal', { password: PASSWORD });
  t.is(JSON.parse(again.text).error.reason, 'renewed');
  clock.pass(new Date(notAfter).getTime() - clock.date().getTime() - 10 * 86_400_000);
  await services.mailbox.waitFor({ subject: 'un mois, N° 2' });
  t.false(services.mailbox.mails().some(({ subject }) => /N° 1 /.test(subject) && /Fin de/.test(subject)));
});

test('no code and no password is in the folder, and nobody else reads it', async (t) => {
  const state = folder(t);
  const services = await start(state, ['pfc']);
  await doctor(services).json('/api/products', order(1));
  const withdrawal = { code: CODE, confirmation: CODE, accepted: true, keyPassword: PASSWORD };
  await doctor(services).json('/api/products/1/withdrawal', withdrawal);
  await services.close();
  const names = readdirSync(state, { recursive: true }) as string[];
  t.deepEqual(names.toSorted(), ['mails', 'mails/000001.eml', 'state.json']);
  for (const name of ['.', ...names]) {
    const { mode } = statSync(join(state, name));
    t.is(mode & 0o077, 0, name);
    if (!name.includes('.e') && !name.includes('.j')) continue;
    const content = readFileSync(join(state, name), 'latin1');
    t.false(content.includes(CODE) || content.includes(PASSWORD), name);
  }
  const [product] = JSON.parse(text(state)).parts.pfc.products;
  t.regex(Buffer.from(product.protectedKey, 'base64').toString(), /BEGIN ENCRYPTED PRIVATE KEY/);
});

test('no serial number is given twice, no number of a product or a mail, not after a reset either', async (t) => {
  const state = folder(t);
  const serials: string[] = [];
  for (let number = 1; number <= 3; number++) {
    const services = await start(state, ['pfc']);
    const { text: answer } = await doctor(services).json('/api/products', order(number));
    t.is(JSON.parse(answer).number, number);
    serials.push(JSON.parse(answer).serial);
    t.is(services.mailbox.mails().at(-1)?.number, number);
    await services.reset();
    await services.close();
    t.deepEqual(JSON.parse(text(state)).parts.pfc.products, []);
    t.deepEqual(readdirSync(join(state, 'mails')), []);
  }
  t.is(new Set(serials).size, 3);
});

test('a request of the registration server is answered after the next start', async (t) => {
  const state = folder(t);
  const clock = new VirtualClock();
  let services = await start(state, ['registration'], { clock });
  await services.registration.accept(PHARMACY);
  const { certificate } = services.registration;
  const mail = { from: PHARMACY.notify, to: REGISTRATION_ADDRESS, subject: 'x', text: 'x' };
  const p7m = { filename: 'demande.p7m', content: Buffer.from('not encrypted') };
  await services.mailbox.post({ ...mail, attachments: [p7m] });
  await services.mailbox.waitFor({ to: REGISTRATION_ADDRESS });
  await new Promise(setImmediate);
  const decisions = services.registration.decisions();
  t.is(decisions.length, 1);
  await services.close();

  services = await start(state, ['registration'], { clock });
  t.teardown(() => services.close());
  t.deepEqual(services.registration.certificate, certificate);
  t.deepEqual(services.registration.files(), [PHARMACY]);
  t.like(services.registration.decisions(), { length: 1, 0: { number: 'INS-000001', outcome: decisions[0]?.outcome } });
  clock.pass(180_000);
  const answer = await services.mailbox.waitFor({ to: PHARMACY.notify, subject: 'refusée' });
  t.regex(answer.subject, /INS-000001/);
  await new Promise(setImmediate);
  t.deepEqual(JSON.parse(text(state)).parts.registration.answers, []);
});

test('Diapason: its payments, its numbers, its certificates', async (t) => {
  const state = folder(t);
  const serials = new Set<string>();
  for (let number = 1; number <= 2; number++) {
    const services = await start(state, ['diapason']);
    serials.add(services.diapason.clientSerial);
    t.is((await services.diapason.pay(1250)).authorisation, `SIMU00000${number}`);
    t.is(services.diapason.payments.length, number);
    await services.close();
  }
  t.is(serials.size, 1);
});

test('who starts fewer services leaves what the others have kept', async (t) => {
  const state = folder(t);
  await (await start(state, ['pfc'])).close();
  const before = JSON.parse(text(state)).parts.pfc;
  await (await start(state, ['mailbox'])).close();
  t.deepEqual(JSON.parse(text(state)).parts.pfc, before);
});

test('twenty orders at once: each that was answered is there, each once', async (t) => {
  const state = folder(t);
  const services = await start(state, ['pfc']);
  const client = doctor(services);
  const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => client.json('/api/products', order(i))));
  const numbers = answers.map(({ text: answer }) => JSON.parse(answer).number as number);
  const kept = JSON.parse(text(state)).parts.pfc.products as { number: number }[];
  t.deepEqual(
    kept.map(({ number }) => number),
    numbers.toSorted((a, b) => a - b),
  );
  await services.close();
});

test('a second one on the folder is refused, also by another name of it', async (t) => {
  const state = folder(t);
  const services = await start(state, ['mailbox']);
  t.regex(await refused(t, 'inUse', start(state, ['mailbox'])), new RegExp(`process ${process.pid}`));
  symlinkSync(state, `${state}-link`);
  await refused(t, 'inUse', start(`${state}-link`, ['mailbox']));
  await services.close();
  await (await start(state, ['mailbox'])).close();
});

const DAMAGED: Readonly<Record<string, readonly [content: string, said: RegExp, reason?: StateReason]>> = {
  'cut off': ['{"format":"cps-sim-services","version":1,', /state\.json: .*line 1/],
  empty: ['', /state\.json/],
  'no text': ['\xff\xfe', /state\.json/],
  'another file': ['{"format":"cps-sim-card/1"}', /format: found 'cps-sim-card\/1', expected 'cps-sim-services'/],
  'a part of another shape': [
    '{"format":"cps-sim-services","version":1,"parts":{"mailbox":{"last":"1","mails":[]}}}',
    /parts\.mailbox\.last: found/,
  ],
  'a revocation of nothing': [
    '{"format":"cps-sim-services","version":1,"parts":{"pki":{"authorities":{"sante-test-fort":{"given":[],"issued":[],"changes":[["01",1,"superseded"]]}}}}}',
    /parts\.pki\.authorities\.sante-test-fort: .*revocations of what was issued/,
  ],
  'a mail that is gone': [
    '{"format":"cps-sim-services","version":1,"parts":{"mailbox":{"last":1,"mails":[{"number":1,"receivedAt":"2026-01-01T00:00:00.000Z","from":"","to":[]}]}}}',
    /000001\.eml: .*names it/,
  ],
  'a newer one': ['{"format":"cps-sim-services","version":2,"more":1}', /version 2, this cps-sim reads 1/, 'newer'],
};
for (const [what, [content, said, reason = 'damaged']] of Object.entries(DAMAGED))
  test(`refused and left as it is: ${what}`, async (t) => {
    const state = folder(t);
    mkdirSync(state);
    writeFileSync(join(state, 'state.json'), content, 'latin1');
    t.regex(await refused(t, reason, start(state, ['mailbox'])), said);
    t.is(readFileSync(join(state, 'state.json'), 'latin1'), content);
    t.deepEqual(readdirSync(state), ['state.json']);
  });

test('a folder of somebody else, and what is none', async (t) => {
  const state = folder(t);
  mkdirSync(state);
  writeFileSync(join(state, 'thesis.txt'), 'x');
  t.regex(await refused(t, 'folder', start(state, ['mailbox'])), /holds thesis\.txt/);
  await refused(t, 'folder', start(join(state, 'thesis.txt'), ['mailbox']));
  await refused(t, 'folder', start(join(state, 'thesis.txt', 'below'), ['mailbox']));
  t.deepEqual(readdirSync(state), ['thesis.txt']);
});

test('authorities of another seed are not those that issued', async (t) => {
  const state = folder(t);
  await (await start(state, ['mailbox'], { pki: { seed: 3 } })).close();
  t.regex(await refused(t, 'otherAuthorities', start(state, ['mailbox'])), /seed 3;/);
  await (await start(state, ['mailbox'], { pki: { seed: 3 } })).close();
});

test('a folder that cannot be written any more is told, tried again, and told at the end', async (t) => {
  const state = folder(t);
  const told: string[] = [];
  const tell = (service: string, _: string, { en }: { en: string }) => void (service === 'state' && told.push(en));
  const services = await start(state, ['mailbox'], { tell });
  await services.mailbox.post({ from: 'a@b.fr', to: 'c@d.fr' });
  rmSync(join(state, 'state.json'));
  mkdirSync(join(state, 'state.json', 'x'), { recursive: true });
  await services.mailbox.post({ from: 'a@b.fr', to: 'c@d.fr' });
  t.regex(told[0] ?? '', /state\.json: cannot be written .*what happened since is not kept/);
  rmSync(join(state, 'state.json'), { recursive: true });
  await services.mailbox.post({ from: 'a@b.fr', to: 'c@d.fr' });
  t.regex(told.at(-1) ?? '', /all is kept again/);
  mkdirSync(join(state, 'mails', '000004.eml', 'x'), { recursive: true });
  await t.throwsAsync(services.mailbox.post({ from: 'a@b.fr', to: 'c@d.fr' }), { code: 'ERR_STATE' });
  t.is(services.mailbox.mails().length, 3);
  rmSync(join(state, 'state.json'));
  mkdirSync(join(state, 'state.json', 'x'), { recursive: true });
  await services.reset();
  await t.throwsAsync(services.close(), { code: 'ERR_STATE' });
});

test('a reset that could not be written takes no mail that comes behind it', async (t) => {
  const state = folder(t);
  const services = await start(state, ['mailbox']);
  await services.mailbox.post({ from: 'a@b.fr', to: 'c@d.fr', subject: 'before' });
  const kept = text(state);
  rmSync(join(state, 'state.json'));
  mkdirSync(join(state, 'state.json', 'x'), { recursive: true });
  await services.reset();
  rmSync(join(state, 'state.json'), { recursive: true });
  writeFileSync(join(state, 'state.json'), kept);
  await services.mailbox.post({ from: 'a@b.fr', to: 'c@d.fr', subject: 'behind' });
  await services.close();
  const again = await start(state, ['mailbox']);
  t.deepEqual(
    again.mailbox.mails().map(({ subject }) => subject),
    ['behind'],
  );
  t.deepEqual(readdirSync(join(state, 'mails')), ['000002.eml']);
  await again.close();
});

test('a port of a service that is not started', async (t) => {
  await t.throwsAsync(HealthServices.start({ names: ['mailbox'], ports: { pfc: 8443 } }), {
    code: 'ERR_SERVICE',
    message: /port pfc: .*pfc, which is not started \(mailbox is\)/,
  });
});
