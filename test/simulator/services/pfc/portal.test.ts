/** The portal without its pages: every rule kept and broken. */
import { createPublicKey, X509Certificate } from 'node:crypto';
import test from 'ava';
import { FormatError } from '#formats/format-error.ts';
import { parseName } from '#formats/names.ts';
import { readPkcs12 } from '#formats/pkcs12-reader.ts';
import { makeRequest } from '#formats/request.ts';
import {
  AMINA,
  CLAIRE,
  CODE,
  HOSPITAL,
  HUGO,
  JEANNE,
  keyOf,
  PASSWORD,
  portalOffice,
  refused,
  request,
} from './portal-office.ts';

const CLIENT = { offer: 'ORG', usage: 'AUTH_CLI', structure: HOSPITAL, service: 'Client_Diapason_PSP' } as const;
const SERVER = { offer: 'SERV', usage: 'SSL_SERV', structure: HOSPITAL, service: 'gap.ch-ville.fr' } as const;
const SELF = { offer: 'PS', usage: 'AUTH_CLI' } as const;
const DAY_MS = 86_400_000;

test('P04 to P08, D12: ordered with a request, told by mail, withdrawn, downloaded in DER', async (t) => {
  const { portal, mails, pki } = portalOffice();
  const ordered = await portal.order(CLAIRE, { ...CLIENT, key: request(1) });
  t.like(ordered, { number: 1, state: 'toWithdraw', accepted: false, keyMade: 'byUser', channel: 'API' });
  t.is(mails.length, 1);
  t.regex(mails[0]?.text ?? '', /N° 1[^0-9].*https:\/\/localhost:1\/retirer\/1\n.*code porteur/s);
  t.like(await portal.withdraw(CLAIRE, 1, CODE), { state: 'toWithdraw', accepted: true });
  const certificate = new X509Certificate(portal.certificate(CLAIRE, 1));
  t.true(certificate.publicKey.equals(createPublicKey(keyOf(1))));
  t.regex(certificate.subject, /^C=FR\nST=Côte-d'Or \(21\)\nO=HOPITAL DE SIMULATION9003\nOU=10B9990039\nCN=Client_/u);
  t.is(pki.issuerOf(certificate)?.id, 'sante-test-elementaire-organisations');
  t.is(portal.product(CLAIRE, 1).state, 'withdrawn');
});

test('P12: the subject and the names of a request are ignored', async (t) => {
  const { portal } = portalOffice();
  const dnsNames = ['banque.example'];
  const csr = makeRequest({ key: keyOf(1), subject: parseName('C=DE, CN=banque.example'), dnsNames });
  const { number } = await portal.order(CLAIRE, { ...SERVER, key: { request: csr } });
  await portal.withdraw(CLAIRE, number, CODE);
  const { subject, subjectAltName } = new X509Certificate(portal.certificate(CLAIRE, number));
  t.regex(subject, /^C=FR\n/);
  t.is(subjectAltName, 'DNS:gap.ch-ville.fr');
});

test('P01, D13: a key made on line comes as PKCS#12 with its authorities, for its password alone', async (t) => {
  const { portal } = portalOffice();
  const { number, keyMade } = await portal.order(HUGO, { ...SERVER, key: { password: PASSWORD } });
  t.is(keyMade, 'onLine');
  await refused(t, 'wrongKeyPassword', () => portal.withdraw(HUGO, number, { ...CODE, keyPassword: 'oublié' }));
  await refused(t, 'wrongKeyPassword', () => portal.withdraw(HUGO, number, CODE));
  await refused(t, 'state', () => portal.pkcs12(HUGO, number, PASSWORD));
  await portal.withdraw(HUGO, number, { ...CODE, keyPassword: PASSWORD });
  await refused(t, 'wrongKeyPassword', () => portal.pkcs12(HUGO, number, 'oublié'));
  t.is(portal.product(HUGO, number).state, 'toWithdraw');
  const { keys, certificates } = readPkcs12('p12', portal.pkcs12(HUGO, number, PASSWORD), PASSWORD);
  t.is(certificates.length, 3);
  const certificate = new X509Certificate(portal.certificate(HUGO, number));
  const [{ key } = { key: keyOf(1) }] = keys;
  t.true(certificate.checkPrivateKey(key));
});

test('no PKCS#12 of a key that the portal never had', async (t) => {
  const { portal } = portalOffice();
  await portal.order(CLAIRE, { ...CLIENT, key: request(1) });
  await portal.withdraw(CLAIRE, 1, CODE);
  await refused(t, 'key', () => portal.pkcs12(CLAIRE, 1, PASSWORD));
});

test('P10: one key for each certificate and use; the refused order leaves no trace', async (t) => {
  const { portal, mails } = portalOffice();
  await portal.order(CLAIRE, { ...CLIENT, key: request(1) });
  for (const usage of ['AUTH_CLI', 'SIGN'] as const) {
    const error = await t.throwsAsync(portal.order(CLAIRE, { ...CLIENT, usage, key: request(1) }), {
      instanceOf: FormatError,
    });
    t.is(error?.reason, 'usedKey');
  }
  t.is(portal.products(CLAIRE).length, 1);
  t.is(mails.length, 1);
});

test('the switch of 2023: a key for several uses, once for each', async (t) => {
  const { portal } = portalOffice({ keyRule: 'multi-use' });
  await portal.order(CLAIRE, { ...CLIENT, key: request(1) });
  await portal.order(CLAIRE, { ...CLIENT, usage: 'SIGN', key: request(1) });
  await t.throwsAsync(portal.order(CLAIRE, { ...CLIENT, key: request(1) }), { instanceOf: FormatError });
});

test('what is ordered at the same moment never has one number, nor one serial number, nor one key', async (t) => {
  const { portal } = portalOffice();
  const orders = [1, 2, 3, 4, 5, 6].map((n) => portal.order(CLAIRE, { ...CLIENT, key: request(n) }));
  const products = await Promise.all(orders);
  t.deepEqual(products.map(({ number }) => number).sort(), [1, 2, 3, 4, 5, 6]);
  t.is(new Set(products.map(({ serial }) => serial)).size, 6);
  const twice = await Promise.allSettled([7, 7].map((n) => portal.order(CLAIRE, { ...CLIENT, key: request(n) })));
  t.deepEqual(twice.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
});

test('P06: each rule of a withdrawal is broken by name, all of them at once', async (t) => {
  const { portal } = portalOffice();
  await portal.order(CLAIRE, { ...CLIENT, key: request(1) });
  const withdraw = (changed: object) => portal.withdraw(CLAIRE, 1, { ...CODE, ...changed });
  const same = (code: string) => ({ code, confirmation: code });
  await refused(t, 'codeLength', () => withdraw(same('Revoque-202')));
  await refused(t, 'codeLength', () => withdraw(same(`R-${'e'.repeat(127)}`)));
  await refused(t, 'codeCapital', () => withdraw(same('revoquer-2026')));
  await refused(t, 'codeNonLetter', () => withdraw(same('RevoquerToujours')));
  await refused(t, 'codeConfirmation', () => withdraw({ confirmation: 'Revoquer-2027' }));
  await refused(t, 'conditions', () => withdraw({ accepted: false }));
  const error = await refused(t, 'codeLength', () => withdraw({ code: '', confirmation: 'x', accepted: false }));
  const reasons = error.broken.map(({ reason }) => reason);
  t.deepEqual(reasons, ['codeLength', 'codeCapital', 'codeNonLetter', 'codeConfirmation', 'conditions']);
  t.notRegex(error.message, /Revoquer/);
  t.false(portal.product(CLAIRE, 1).accepted);
});

test('withdrawn twice, also at once: the second is refused, the first code stays', async (t) => {
  const { portal } = portalOffice();
  await portal.order(CLAIRE, { ...CLIENT, key: request(1) });
  await refused(t, 'state', () => portal.certificate(CLAIRE, 1));
  const other = { ...CODE, code: 'AutreCode-2026', confirmation: 'AutreCode-2026' };
  const both = await Promise.allSettled([portal.withdraw(CLAIRE, 1, CODE), portal.withdraw(CLAIRE, 1, other)]);
  t.is(both.filter(({ status }) => status === 'rejected').length, 1);
  await refused(t, 'state', () => portal.withdraw(CLAIRE, 1, CODE));
});

test('D08, D10: an habilitation for one server covers no other; form 413 again widens it', async (t) => {
  const { portal, mails } = portalOffice();
  const { nationalId: person } = JEANNE;
  await refused(t, 'domain', () => portal.order(JEANNE, { ...SERVER, key: request(1) }));
  await refused(t, 'notHabilitated', () => portal.order(JEANNE, { ...CLIENT, key: request(1) }));
  await portal.order(JEANNE, { ...SERVER, service: 'ServeurX.ch-ville.fr', key: request(1) });
  const [{ structure } = { structure: undefined }] = portal.habilitations.of(person);
  t.truthy(structure);
  if (structure === undefined) return;
  await portal.habilitate({ person, structure, offer: 'SERV', domain: '*ch-ville.fr' });
  t.regex(mails.at(-1)?.text ?? '', /SERV .*\*ch-ville\.fr/);
  await portal.order(JEANNE, { ...SERVER, key: request(2) });
  await refused(t, 'domain', () => portal.order(JEANNE, { ...SERVER, service: 'gap.mech-ville.fr', key: request(3) }));
});

const names = test.macro(async (t, service: string) => {
  const { portal } = portalOffice();
  await refused(t, 'fqdn', () => portal.order(CLAIRE, { ...SERVER, service, key: request(1) }));
});
test('D14: no FQDN: a star', names, '*.ch-ville.fr');
test('D14: no FQDN: no domain', names, 'gap');
test('D14: no FQDN: an address', names, '10.0.0.1');
test('D14: no FQDN: an underscore', names, 'gap_1.ch-ville.fr');
test('D14: no FQDN: an accent', names, 'hôpital.ch-ville.fr');
test('D14: no FQDN: an empty label', names, 'gap..ch-ville.fr');
test('D14: no FQDN: a dot at its end', names, 'gap.ch-ville.fr.');
test('D14: no FQDN: longer than a name can be', names, `${'a'.repeat(60)}.ch-ville.fr`);
test('D14: no FQDN: a line end', names, 'gap.ch-ville.fr\n');
test('D14: no FQDN: a hyphen first', names, '-gap.ch-ville.fr');

test('S/MIME is for the address of a server of the domain', async (t) => {
  const { portal } = portalOffice();
  const mime = { offer: 'SERV', usage: 'S/MIME', structure: HOSPITAL } as const;
  await portal.order(CLAIRE, { ...mime, service: 'gap@ch-ville.fr', key: request(1) });
  await refused(t, 'email', () => portal.order(CLAIRE, { ...mime, service: 'gap.ch-ville.fr', key: request(2) }));
  await refused(t, 'domain', () => portal.order(CLAIRE, { ...mime, service: 'gap@autre.fr', key: request(2) }));
});

test('what an order may not say', async (t) => {
  const { portal } = portalOffice();
  const key = request(1);
  await refused(t, 'usageOfOffer', () => portal.order(CLAIRE, { ...CLIENT, usage: 'SSL_SERV', key }));
  await refused(t, 'structure', () => portal.order(CLAIRE, { ...CLIENT, structure: undefined, key }));
  await refused(t, 'structure', () => portal.order(CLAIRE, { ...SELF, structure: HOSPITAL, key }));
  await refused(t, 'notHabilitated', () => portal.order(CLAIRE, { ...CLIENT, structure: '10B9990021', key }));
  await refused(t, 'serviceApplicatif', () => portal.order(CLAIRE, { ...CLIENT, service: ' ', key }));
  await refused(t, 'serviceApplicatif', () => portal.order(CLAIRE, { ...CLIENT, service: 'é'.repeat(65), key }));
  await refused(t, 'serviceApplicatif', () => portal.order(CLAIRE, { ...CLIENT, service: 'a\0b', key }));
  await refused(t, 'serviceApplicatif', () => portal.order(CLAIRE, { ...SELF, service: 'x', key }));
  await refused(t, 'keyPassword', () => portal.order(CLAIRE, { ...CLIENT, key: { password: 'court' } }));
  t.is(portal.products(CLAIRE).length, 0);
});

test('P07: a professional orders for himself alone; others see nothing of it', async (t) => {
  const { portal } = portalOffice();
  const product = await portal.order(AMINA, { ...SELF, key: request(1) }, 'IHM');
  t.like(product, { channel: 'IHM', beneficiary: 'AMINA MEDECIN9990004 (899909990004)', structure: undefined });
  t.deepEqual(portal.products(CLAIRE), []);
  await refused(t, 'noProduct', () => portal.withdraw(CLAIRE, 1, CODE));
  await refused(t, 'noProduct', () => portal.certificate(CLAIRE, 1));
  await refused(t, 'noProduct', () => portal.product(CLAIRE, 2));
  const { professionCode: _, ...staff } = AMINA;
  await refused(t, 'notHabilitated', () => portal.order(staff, { ...SELF, key: request(2) }));
});

test('D06: any administrator of the same domain withdraws and follows, until he is one no more', async (t) => {
  const { portal } = portalOffice();
  await portal.order(CLAIRE, { ...SERVER, key: request(1) });
  t.is(portal.products(HUGO).length, 1);
  t.is(portal.products(JEANNE).length, 0);
  t.true(portal.habilitations.remove(HUGO.nationalId) > 0);
  await refused(t, 'noProduct', () => portal.withdraw(HUGO, 1, CODE));
});

test('D17: revoked by its code or by an administrator, for good, and told by mail', async (t) => {
  const { portal, mails, pki } = portalOffice();
  for (const n of [1, 2]) await portal.order(CLAIRE, { ...SERVER, key: request(n) });
  await portal.withdraw(CLAIRE, 1, CODE);
  await refused(t, 'notHabilitated', () => portal.revoke(AMINA, 1));
  await refused(t, 'revocationCode', () => portal.revoke(AMINA, 1, { code: 'Faux-code-2026' }));
  await refused(t, 'revocationCode', () => portal.revoke(AMINA, 2, { code: CODE.code }));
  mails.length = 0;
  const revoked = await portal.revoke(AMINA, 1, { code: CODE.code, reason: 'keyCompromise' });
  t.like(revoked, { state: 'revoked', revocation: { reason: 'keyCompromise' } });
  t.true(mails.every(({ text }) => /N° 1 .*révoqué/.test(text)) && mails.length >= 2);
  const register = pki.register('sante-test-elementaire-organisations').at();
  t.is(register.status(revoked.serial).status, 'revoked');
  await refused(t, 'state', () => portal.revoke(CLAIRE, 1));
  t.is((await portal.revoke(HUGO, 2)).state, 'revoked');
  await refused(t, 'state', () => portal.withdraw(CLAIRE, 2, CODE));
  await refused(t, 'noProduct', () => portal.revoke(CLAIRE, 3));
});

test('five wrong codes, also at once: only an administrator can revoke then', async (t) => {
  const { portal } = portalOffice();
  await portal.order(CLAIRE, { ...SERVER, key: request(1) });
  await portal.withdraw(CLAIRE, 1, CODE);
  const tries = Array.from({ length: 8 }, (_, n) => portal.revoke(AMINA, 1, { code: `Faux-code-${n}` }));
  const reasons = (await Promise.allSettled(tries)).map((one) => (one.status === 'rejected' ? one.reason.reason : ''));
  t.is(reasons.filter((reason) => reason === 'codeLocked').length, 3);
  await refused(t, 'codeLocked', () => portal.revoke(AMINA, 1, { code: CODE.code }));
  t.is((await portal.revoke(CLAIRE, 1)).state, 'revoked');
});

test('D16: administrators are reminded 60 days and one month before the end; then it has expired', async (t) => {
  const { portal, mails, clock } = portalOffice();
  const { notAfter } = await portal.order(CLAIRE, { ...SERVER, key: request(1) });
  await portal.order(CLAIRE, { ...SERVER, key: request(2) });
  await portal.revoke(CLAIRE, 2);
  mails.length = 0;
  const passTo = (days: number) => clock.pass(notAfter.getTime() - days * DAY_MS - clock.date().getTime());
  passTo(61);
  t.is(mails.length, 0);
  passTo(59);
  await settled();
  t.is(mails.length, 3);
  t.true(mails.every(({ subject }) => /60 jours, N° 1/.test(subject)));
  passTo(27);
  await settled();
  t.is(mails.length, 6);
  passTo(-1);
  await settled();
  t.is(mails.length, 6);
  t.is(portal.product(CLAIRE, 1).state, 'expired');
  await refused(t, 'state', () => portal.withdraw(CLAIRE, 1, CODE));
  await refused(t, 'state', () => portal.revoke(CLAIRE, 1));
});

/** Mails of one moment are written one after the other. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('D09: what form 413 may not say', async (t) => {
  const { portal } = portalOffice();
  const structure = { name: 'X', nationalId: HOSPITAL, department: 'Paris (75)' };
  const form = (changed: object) => () =>
    portal.habilitations.add({ person: '1', structure, offer: 'SERV', domain: '*.x.fr', ...changed });
  await refused(t, 'form', form({ domain: undefined }));
  await refused(t, 'form', form({ domain: '*' }));
  await refused(t, 'form', form({ domain: 'a.*.fr' }));
  await refused(t, 'form', form({ offer: 'ORG' }));
  await refused(t, 'form', form({ usages: ['AUTH_CLI'] }));
  await refused(t, 'form', form({ usages: [] }));
  for (const domain of [
    '*.fr',
    '*fr',
    '*.com',
    '*.x.fr.',
    '*.*.fr',
    '.x.fr',
    'https://x.fr/',
    '*.x.fr, *.y.fr',
    '*.hôpital.fr',
  ])
    await refused(t, 'form', form({ domain }));
  for (const domain of ['*.X.fr', '*x.fr', 'serveur.x.fr', '*.localhost', '*.xn--hpital-xxa.fr'])
    t.notThrows(form({ domain }));
  for (const name of ['', ' ', 'x'.repeat(65), 'deux\nlignes', '\u202e'])
    await refused(t, 'form', form({ structure: { ...structure, name } }));
  await refused(t, 'form', form({ structure: { ...structure, department: 'x'.repeat(129) } }));
  await refused(t, 'form', form({ person: '' }));
  await refused(t, 'form', form({ mail: 'x@y.fr\r\nBcc: z@y.fr' }));
});

test('a request that is none changes nothing', async (t) => {
  const { portal } = portalOffice();
  const damaged = Uint8Array.from(request(1).request);
  damaged[damaged.length - 1] = (damaged.at(-1) ?? 0) ^ 1;
  for (const [csr, reason] of [
    [damaged, 'signature'],
    [new Uint8Array(), 'empty'],
    [Buffer.from('bonjour'), 'otherKind'],
  ] as const) {
    const error = await t.throwsAsync(portal.order(CLAIRE, { ...CLIENT, key: { request: csr } }), {
      instanceOf: FormatError,
    });
    t.is(error?.reason, reason);
  }
  t.is((await portal.order(CLAIRE, { ...CLIENT, key: request(1) })).number, 1);
});

test('reset forgets products and keys, and no number comes again', async (t) => {
  const { portal } = portalOffice();
  await portal.order(CLAIRE, { ...CLIENT, key: request(1) });
  portal.reset();
  t.deepEqual(portal.products(CLAIRE), []);
  t.is((await portal.order(CLAIRE, { ...CLIENT, key: request(1) })).number, 2);
});

test('the production branch issues from its own authorities', async (t) => {
  const { portal, pki } = portalOffice({ branch: 'production' });
  await portal.order(CLAIRE, { ...CLIENT, key: request(1) });
  await portal.withdraw(CLAIRE, 1, CODE);
  const issuer = pki.issuerOf(new X509Certificate(portal.certificate(CLAIRE, 1)));
  t.is(issuer?.id, 'sante-elementaire-organisations');
});
