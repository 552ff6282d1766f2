/** Diapason: each check of a certificate fails by itself, and says so. Source: reference/documents.md D01 to D20. */
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { connect } from 'node:tls';
import test, { type ExecutionContext } from 'ava';
import { type Clock, SYSTEM_CLOCK } from '../../../common/clock.ts';
import { PassingClock } from '../../../common/passing-clock.ts';
import type { AuthorityId } from '../../../simulator/pki/index.ts';
import { ACTS, formsFor, may, signatoryOf } from '../../../simulator/services/diapason/contract.ts';
import { HealthServices } from '../../../simulator/services/index.ts';

const AUTHORITY = 'sante-test-elementaire-organisations';
const DAY_MS = 86_400_000;

async function started(t: ExecutionContext, clock: Clock = SYSTEM_CLOCK) {
  const told: string[] = [];
  const services = await HealthServices.start({ names: ['diapason'], clock, tell: (_, __, { en }) => told.push(en) });
  t.teardown(() => services.close());
  return { services, diapason: services.diapason, told };
}

type Started = Awaited<ReturnType<typeof started>>;

test.serial('D01, D02, D18: with everything installed a payment goes through', async (t) => {
  const { diapason, told } = await started(t);
  t.like(await diapason.pay(1250), { accepted: true, authorisation: 'SIMU000001' });
  t.like(await diapason.pay(1), { accepted: true, authorisation: 'SIMU000002' });
  t.is(diapason.payments.length, 2);
  t.deepEqual(told.slice(-1), ['payment accepted']);
});

/** What is wrong, who refuses, by which rule; and the twin: the same services, put right, pay. */
const refused = test.macro(
  async (t, spoil: (started: Started) => void | Promise<void>, by: 'TPE' | 'GAP' | 'PSP', rule: string) => {
    const all = await started(t);
    await spoil(all);
    const answer = await all.diapason.pay(100);
    t.like(answer, { accepted: false, refusal: { by, rule } });
    t.true(answer.refusal?.en.startsWith(`${by}: `) && answer.refusal.fr.startsWith(`${by} : `));
    await all.diapason.reset();
    t.like(await all.diapason.pay(100), { accepted: true });
  },
);

test.serial(
  "D02: the terminal maker's authority is not installed",
  refused,
  ({ diapason }) => diapason.forget('terminalAuthority'),
  'GAP',
  'authority',
);
test.serial(
  "D02: the provider's authority is not installed",
  refused,
  ({ diapason }) => diapason.forget('pspAuthority'),
  'GAP',
  'authority',
);
test.serial(
  'D13: the intermediate authority was forgotten',
  refused,
  ({ diapason }) => diapason.forget('intermediate'),
  'TPE',
  'authority',
);
test.serial(
  'D15: another name was typed',
  refused,
  ({ diapason }) => {
    diapason.resolve('autre.ch-ville.example', diapason.ports.gap);
    diapason.type('autre.ch-ville.example');
  },
  'TPE',
  'name',
);
test.serial(
  'D15: the name leads nowhere',
  refused,
  ({ diapason }) => diapason.type('gap.ailleurs.example'),
  'TPE',
  'notResolved',
);
test.serial(
  'D15: nobody listens where the name leads',
  refused,
  ({ diapason }) => {
    diapason.resolve('mort.ch-ville.example', 1);
    diapason.type('mort.ch-ville.example');
  },
  'TPE',
  'notReached',
);
test.serial('D18: no client certificate', refused, ({ diapason }) => diapason.forget('client'), 'PSP', 'noCertificate');
test.serial(
  'D18: whether it is revoked must be known',
  refused,
  ({ diapason }) => diapason.pspCannotAsk(true),
  'PSP',
  'revocationUnknown',
);
test.serial(
  'D19: the terminal shows no certificate',
  refused,
  ({ diapason }) => diapason.forget('terminalCertificate'),
  'GAP',
  'noCertificate',
);

function certified(
  services: HealthServices,
  commonName: string,
  profile: 'sante-org-auth-cli' | 'sante-serv-ssl' | 'sante-org-conf' = 'sante-org-auth-cli',
  authority: AuthorityId = AUTHORITY,
) {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const structure = { name: 'CENTRE HOSPITALIER', nationalId: '1990000001', department: 'Paris (75)' };
  const subject = { kind: 'software', commonName, structure } as const;
  const { certificate } = services.pki.issue(profile, subject, publicKey, { authority });
  return { key: privateKey, chain: [certificate, services.pki.authority(authority).certificate] };
}

test.serial(
  'D12: the order has another name',
  refused,
  ({ services, diapason }) => diapason.install('client', certified(services, 'Client_Diapason')),
  'PSP',
  'service',
);
test.serial(
  'D01: a certificate of confidentiality is none to authenticate',
  refused,
  ({ services, diapason }) => diapason.install('client', certified(services, 'Client_Diapason_PSP', 'sante-org-conf')),
  'PSP',
  'usage',
);
test.serial(
  'D18: a certificate of the production branch, before programs of the test branch',
  refused,
  ({ services, diapason }) =>
    diapason.install(
      'client',
      certified(services, 'Client_Diapason_PSP', 'sante-org-auth-cli', 'sante-elementaire-organisations'),
    ),
  'PSP',
  'authority',
);

test.serial('D17, D18: a revoked client certificate is refused, for good', async (t) => {
  const { services, diapason } = await started(t);
  t.like(await diapason.pay(100), { accepted: true });
  services.pki.register(AUTHORITY).revoke(diapason.clientSerial, { reason: 'keyCompromise' });
  t.like(await diapason.pay(100), { accepted: false, refusal: { by: 'PSP', rule: 'revoked' } });
  await diapason.reset();
  t.like(await diapason.pay(100), { accepted: false, refusal: { by: 'PSP', rule: 'revoked' } });
});

test.serial('D16, D18: after three years the certificates have ended', async (t) => {
  const clock = new PassingClock();
  const { diapason } = await started(t, clock);
  clock.pass(2 * 365 * DAY_MS);
  t.like(
    await diapason.pay(100),
    { accepted: false, refusal: { by: 'GAP', rule: 'dates' } },
    'those of the others are older',
  );
  clock.pass(365 * DAY_MS + DAY_MS);
  t.like(await diapason.pay(100), { accepted: false, refusal: { by: 'TPE', rule: 'dates' } });
});

test.serial("a key that is another certificate's is not installed", async (t) => {
  const { services, diapason } = await started(t);
  const { chain } = certified(services, 'Client_Diapason_PSP');
  const { privateKey: key } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  await t.throwsAsync(diapason.install('client', { key, chain }), {
    code: 'ERR_SERVICE',
    message: /not that of the certificate/,
  });
  await t.throwsAsync(diapason.install('client', { key: createPublicKey(key), chain }), { code: 'ERR_SERVICE' });
  await t.throwsAsync(diapason.install('nobody' as 'client', { key, chain }), { code: 'ERR_ARGUMENT' });
  t.like(await diapason.pay(100), { accepted: true });
});

test.serial('after its end nothing is paid, and nobody waits for a mail for ever', async (t) => {
  const services = await HealthServices.start({ names: ['diapason', 'mailbox'] });
  const waiting = t.throwsAsync(services.mailbox.waitFor({ to: 'nobody@x.example' }), { code: 'ERR_SERVICE' });
  await services.close();
  await waiting;
  await t.throwsAsync(services.mailbox.waitFor({}), { code: 'ERR_SERVICE' });
  await t.throwsAsync(services.diapason.pay(100), { code: 'ERR_SERVICE' });
});

test.serial('twenty payments at once, each with an authorisation of its own', async (t) => {
  const { diapason } = await started(t);
  const answers = await Promise.all(Array.from({ length: 20 }, () => diapason.pay(100)));
  t.is(new Set(answers.map(({ authorisation }) => authorisation)).size, 20);
});

test.serial('TLS 1.2 alone, and what is no message is refused by name', async (t) => {
  const { diapason } = await started(t);
  const { gap } = diapason.ports;
  const failed = await new Promise<NodeJS.ErrnoException>((resolve) =>
    connect({ port: gap, host: '127.0.0.1', rejectUnauthorized: false, minVersion: 'TLSv1.3' }).once('error', resolve),
  );
  t.regex(String(failed.code), /PROTOCOL|ALERT|RESET/);
  const answer = await new Promise<string>((resolve) => {
    const socket = connect({ port: gap, host: '127.0.0.1', rejectUnauthorized: false, maxVersion: 'TLSv1.2' });
    socket.once('data', (data) => resolve(data.toString())).write('{"payment": -1}\n');
  });
  t.like(JSON.parse(answer), { accepted: false, refusal: { by: 'GAP', rule: 'noCertificate' } });
});

test.serial('D20: who signs the contract', (t) => {
  t.like(signatoryOf({ contract: 'EJ', severalEg: true }), { signs: 'nobody', shown: 'EJ' });
  t.like(signatoryOf({ contract: 'EG', severalEg: false }), { signs: 'nobody', shown: 'EG' });
  t.like(signatoryOf({ contract: undefined, severalEg: true }), { signs: 'EG', shown: 'EG' });
  t.like(signatoryOf({ contract: undefined, severalEg: false }), { signs: 'EJ or EG', advised: 'EJ' });
});

test.serial('D04 to D07: who may do what, and which forms come before', (t) => {
  t.deepEqual(
    ACTS.filter((act) => may('technicalAdministrator', act)),
    ['requestCertificate', 'withdrawCertificate', 'followCertificate', 'revokeCertificate'],
  );
  t.false(may('mandatary', 'nameMandatary'));
  t.true(may('representative', 'nameMandatary'));
  const none = { hasCard: false, cardIsNominative: false, cardIsActive: false };
  const good = { hasCard: true, cardIsNominative: true, cardIsActive: true };
  t.deepEqual(formsFor('representative', none), ['contract of structure', '101']);
  t.deepEqual(formsFor('technicalAdministrator', none), ['301', '413']);
  t.deepEqual(formsFor('technicalAdministrator', good), ['413']);
  t.deepEqual(formsFor('technicalAdministrator', { ...good, cardIsNominative: false }), ['301', '413']);
  t.deepEqual(formsFor('mandatary', good), ['502']);
});
