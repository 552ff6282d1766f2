/** Renewal: the same again with another key, while the certificate is active. */
import { X509Certificate } from 'node:crypto';
import test, { type ExecutionContext } from 'ava';
import { FormatError } from '#formats/format-error.ts';
import type { RenewalOrder } from '../../../../simulator/services/pfc/deeds.ts';
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

const SERVER = { offer: 'SERV', usage: 'SSL_SERV', structure: HOSPITAL, service: 'gap.ch-ville.fr' } as const;
const DAY_MS = 86_400_000;
/** Mails of one moment are written one after the other. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A portal where the product 1 was withdrawn. */
async function office(t: ExecutionContext) {
  const made = portalOffice();
  t.teardown(() => made.portal.close());
  const { notAfter } = await made.portal.order(CLAIRE, { ...SERVER, key: request(1) });
  await made.portal.withdraw(CLAIRE, 1, CODE);
  const { clock } = made;
  const passTo = async (days: number) => {
    clock.pass(notAfter.getTime() - days * DAY_MS - clock.date().getTime());
    await settled();
  };
  const renew = (key: number, said: Omit<RenewalOrder, 'key'> = {}, number = 1) =>
    made.portal.renew(CLAIRE, number, { ...said, key: request(key) });
  return { ...made, passTo, renew };
}

test('the same again with another key; the old certificate stays until its end', async (t) => {
  const { portal, mails, pki, renew, passTo } = await office(t);
  await passTo(50);
  const renewed = await renew(2);
  t.like(renewed, { number: 2, ...{ offer: 'SERV', usage: 'SSL_SERV' }, beneficiary: SERVER.service, renews: 1 });
  t.regex(mails.at(-1)?.text ?? '', /N° 2 .*qui renouvelle le N° 1.*which renews No\. 1/s);
  await portal.withdraw(CLAIRE, 2, CODE);
  const [old, fresh] = [1, 2].map((number) => new X509Certificate(portal.certificate(CLAIRE, number)));
  t.is(fresh?.subject, old?.subject);
  t.is(fresh?.subjectAltName, old?.subjectAltName);
  t.true(fresh?.checkPrivateKey(keyOf(2)));
  t.true(Date.parse(fresh?.validTo ?? '') > Date.parse(old?.validTo ?? ''));
  const { status } = pki.register('sante-test-elementaire-organisations').at().status(portal.product(CLAIRE, 1).serial);
  t.is(status, 'good');
  t.like(portal.product(CLAIRE, 1), { state: 'withdrawn', renewedBy: 2 });
  await passTo(-1);
  t.is(portal.product(CLAIRE, 1).state, 'expired');
});

test('what is said beside the key may be the same, and nothing else', async (t) => {
  const { portal, renew } = await office(t);
  const other = { offer: 'ORG', usage: 'SIGN', structure: '10B9990021', service: 'autre.ch-ville.fr' } as const;
  for (const [field, value] of Object.entries(other))
    await refused(t, 'renewal', () => renew(2, { ...SERVER, [field]: value }));
  t.is(portal.products(CLAIRE).length, 1);
  t.is((await renew(2, { ...SERVER, service: 'GAP.ch-ville.fr' })).renews, 1);
});

test('a key seen before is refused, and one made on line is another', async (t) => {
  const { portal, renew } = await office(t);
  const error = await t.throwsAsync(renew(1), { instanceOf: FormatError });
  t.is(error?.reason, 'usedKey');
  t.like(await portal.renew(HUGO, 1, { key: { password: PASSWORD } }), { number: 2, keyMade: 'onLine', renews: 1 });
});

test('only what was withdrawn and is active', async (t) => {
  const { portal, renew, passTo } = await office(t);
  await portal.order(CLAIRE, { ...SERVER, key: request(2) });
  const early = await refused(t, 'state', () => renew(3, {}, 2));
  t.regex(early.message, /not withdrawn yet/);
  await portal.revoke(CLAIRE, 2);
  t.regex((await refused(t, 'state', () => renew(3, {}, 2))).message, /revoked.*order a new product/);
  await passTo(-1);
  t.regex((await refused(t, 'state', () => renew(3))).message, /expired.*order a new product/);
  t.is(portal.products(CLAIRE).length, 2);
});

test('it has expired while the key was being made', async (t) => {
  const { portal, passTo } = await office(t);
  const renewal = portal.renew(CLAIRE, 1, { key: { password: PASSWORD } });
  await passTo(-1);
  await refused(t, 'state', () => renewal);
  t.is(portal.products(CLAIRE).length, 1);
});

test("not another's, nor by who is administrator no more", async (t) => {
  const { portal, renew } = await office(t);
  for (const holder of [JEANNE, AMINA])
    await refused(t, 'noProduct', () => portal.renew(holder, 1, { key: request(2) }));
  await refused(t, 'noProduct', () => renew(2, {}, 7));
  await portal.order(AMINA, { offer: 'PS', usage: 'SIGN', key: request(3) });
  await refused(t, 'noProduct', () => renew(4, {}, 2));
  portal.withdrawHabilitations(CLAIRE.nationalId);
  await refused(t, 'notHabilitated', () => renew(2));
  await refused(t, 'noProduct', () => portal.renew(CLAIRE, 2, { key: request(2) }));
  t.is((await portal.renew(HUGO, 1, { key: request(2) })).renews, 1);
});

test('twice, also at once: one is taken, the other is told which', async (t) => {
  const { portal, renew } = await office(t);
  const both = await Promise.allSettled([renew(2), portal.renew(HUGO, 1, { key: { password: PASSWORD } })]);
  const lost = both.filter((one) => one.status === 'rejected');
  t.is(lost.length, 1);
  await refused(t, 'renewed', () => Promise.reject(lost[0]?.reason));
  t.regex((await refused(t, 'renewed', () => renew(4))).message, /renewed already, by product 2/);
  t.is(portal.products(CLAIRE).length, 2);
});

test('a renewal that was revoked makes room for another', async (t) => {
  const { portal, renew } = await office(t);
  await renew(2);
  await portal.revoke(CLAIRE, 2);
  t.is(portal.product(CLAIRE, 1).renewedBy, undefined);
  t.like(await renew(3), { number: 3, renews: 1 });
  t.is(portal.product(CLAIRE, 1).renewedBy, 3);
  t.is(portal.product(CLAIRE, 2).renews, 1);
});

test('who has renewed is reminded no more, unless the renewal comes to nothing', async (t) => {
  const { portal, mails, renew, passTo } = await office(t);
  await passTo(59);
  t.true(mails.some(({ text }) => /Renouvelez-le.*\/suivre\/1\n.*Renew it/s.test(text)));
  await renew(2);
  mails.length = 0;
  await passTo(20);
  t.deepEqual(mails, []);

  const again = await office(t);
  await again.renew(2);
  await again.portal.revoke(CLAIRE, 2);
  again.mails.length = 0;
  await again.passTo(20);
  const subjects = new Set(again.mails.map(({ subject }) => subject.replace(/ \/.*/, '')));
  t.deepEqual([...subjects], ['Fin de validité dans 60 jours, N° 1', 'Fin de validité dans un mois, N° 1']);
  t.is(portal.product(CLAIRE, 1).renewedBy, 2);
});

test('a reset forgets who renewed what', async (t) => {
  const { portal } = await office(t);
  await portal.renew(CLAIRE, 1, { key: request(2) });
  portal.reset();
  await portal.order(CLAIRE, { ...SERVER, key: request(1) });
  await portal.withdraw(CLAIRE, 3, CODE);
  t.is((await portal.renew(CLAIRE, 3, { key: request(2) })).number, 4);
});
