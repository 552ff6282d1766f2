/** The register of an authority: what can be revoked, and what each moment knows of it. */
import { X509Certificate } from 'node:crypto';
import test from 'ava';
import { ArgumentError } from '#common/arguments.ts';
import {
  type AuthorityId,
  PkiError,
  type PkiReason,
  type RevocationMoment,
  type RevocationReason,
} from '../../../simulator/pki/index.ts';
import { A_MINUTE_AGO, before, certificateOf, DAY, ISSUED, NOW, pkiOf } from './revoked.ts';
import { holderFor } from './subjects.ts';

function one(options = {}) {
  const pki = pkiOf(options);
  const { serial, authority } = certificateOf(pki);
  return { pki, serial, register: pki.register(authority) };
}

const HOLD = { simulation: { certificateHold: true } };

const refused = test.macro(
  (t, reason: PkiReason, work: (it: ReturnType<typeof one>) => unknown, options: object = {}) => {
    const it = one(options);
    const listed = it.register.at().revoked();
    t.like(
      t.throws(() => work(it), { instanceOf: PkiError }),
      { code: 'ERR_PKI', reason },
    );
    t.deepEqual(it.register.at().revoked(), listed);
  },
);

test('a certificate is good until it is revoked, and revoked from that second on', (t) => {
  const { register, serial } = one();
  const at = new Date(A_MINUTE_AGO.getTime() + 999);
  t.deepEqual(register.revoke(serial, { reason: 'keyCompromise', at }), {
    serial,
    at: A_MINUTE_AGO,
    reason: 'keyCompromise',
  });
  t.deepEqual(register.at(before(61_000)).status(serial), { status: 'good' });
  t.deepEqual(register.at(A_MINUTE_AGO).status(serial), {
    status: 'revoked',
    at: A_MINUTE_AGO,
    reason: 'keyCompromise',
  });
  t.deepEqual(register.at().status(serial.toLowerCase()).status, 'revoked');
  t.deepEqual(register.at().status('0102'), { status: 'unknown' });
});

test('without a date it is revoked now, without a reason for none', (t) => {
  const { register, serial } = one();
  t.deepEqual(register.revoke(serial), { serial, at: NOW, reason: 'unspecified' });
});

test('of two that revoke it at once one does', async (t) => {
  const { register, serial } = one();
  const reasons: readonly RevocationReason[] = ['superseded', 'keyCompromise'];
  const both = await Promise.allSettled(reasons.map(async (reason) => register.revoke(serial, { reason })));
  t.deepEqual(
    both.map(({ status }) => status),
    ['fulfilled', 'rejected'],
  );
  t.deepEqual(register.at().revoked(), [{ serial, at: NOW, reason: 'superseded' }]);
});

const AGAIN: readonly RevocationMoment[] = [{}, { at: before(DAY) }, { at: A_MINUTE_AGO }];
for (const [i, again] of AGAIN.entries()) {
  test(`a revocation is final: again, ${i}`, (t) => {
    const { register, serial } = one(HOLD);
    const first = register.revoke(serial, { at: A_MINUTE_AGO });
    for (const work of [register.revoke, register.hold, register.release])
      t.is(t.throws(() => work.call(register, serial, again), { instanceOf: PkiError })?.reason, 'alreadyRevoked');
    t.deepEqual(register.at().revoked(), [first]);
  });
}

for (const serial of ['', '0102', 'zz', '__proto__', '\u001b[31m'])
  test(`no serial number that was issued: ${JSON.stringify(serial)}`, refused, 'unknownSerial', ({ register }) =>
    register.revoke(serial),
  );
test('the number of another authority', refused, 'unknownSerial', ({ pki, serial }) =>
  pki.register('sante-test-standard-personnes').revoke(serial),
);
test('a name from outside reaches no terminal', (t) => {
  const { register } = one();
  t.notRegex(t.throws(() => register.revoke('\u001b[31m'))?.message ?? '', /\p{Cc}/u);
});

const DATES = { 'before its issue': new Date(ISSUED.getTime() - 1000), none: new Date(Number.NaN) };
for (const [name, at] of Object.entries(DATES))
  test(`date of revocation: ${name}`, refused, 'revocationDate', ({ register, serial }) =>
    register.revoke(serial, { at }),
  );
test('a list later than a list can say', refused, 'revocationDate', ({ register }) =>
  register.at(new Date('9999-12-31T00:00:00Z')),
);
test('no register before the authority', refused, 'revocationDate', ({ register }) =>
  register.at(new Date('2013-06-24T23:59:59Z')),
);

test('the second of its issue is late enough', (t) => {
  const { register, serial } = one();
  t.deepEqual(register.revoke(serial, { at: ISSUED }).at, ISSUED);
});

test('a certificate that begins later can be revoked as soon as it is issued', (t) => {
  const pki = pkiOf();
  const { serial, authority } = certificateOf(pki, 'sante-auth', { from: new Date('2027-01-01T00:00:00Z') });
  t.deepEqual(pki.register(authority).revoke(serial).at, NOW);
});

test('what is revoked later is good today', (t) => {
  const { register, serial } = one();
  const at = new Date(NOW.getTime() + DAY);
  register.revoke(serial, { at });
  t.deepEqual(register.at().status(serial), { status: 'good' });
  t.is(register.at(at).status(serial).status, 'revoked');
});

for (const method of ['hold', 'release'] as const)
  test(`${method}: not without the simulation`, refused, 'certificateHold', ({ register, serial }) =>
    register[method](serial),
  );
test('nothing to release', refused, 'notOnHold', ({ register, serial }) => register.release(serial), HOLD);

test('simulation: on hold, released, on hold again, revoked', (t) => {
  const { register, serial } = one(HOLD);
  const [first, second, third, last] = [4, 3, 2, 1].map((days) => before(days * DAY)) as [Date, Date, Date, Date];
  register.hold(serial, { at: first });
  t.is(t.throws(() => register.hold(serial), { instanceOf: PkiError })?.reason, 'alreadyRevoked');
  const tooEarly = { at: new Date(first.getTime() - 1000) };
  t.is(t.throws(() => register.release(serial, tooEarly), { instanceOf: PkiError })?.reason, 'revocationDate');
  register.release(serial, { at: second });
  register.hold(serial, { at: third });
  register.revoke(serial, { at: last, reason: 'keyCompromise' });
  const said = [first, second, third, last].map((at) => register.at(at).status(serial));
  t.deepEqual(said, [
    { status: 'revoked', at: first, reason: 'certificateHold' },
    { status: 'good' },
    { status: 'revoked', at: third, reason: 'certificateHold' },
    { status: 'revoked', at: last, reason: 'keyCompromise' },
  ]);
});

test('a root knows itself and the authorities below', (t) => {
  const pki = pkiOf();
  const numberOf = (id: AuthorityId) => new X509Certificate(pki.authority(id).certificate).serialNumber;
  const root = pki.register('sante-test-fort');
  for (const id of ['sante-test-fort', 'sante-test-fort-personnes', 'sante-test-fort-organisations'] as const)
    t.deepEqual(root.at().status(numberOf(id)), { status: 'good' }, id);
  t.deepEqual(root.at().status(numberOf('sante-test-standard-personnes')), { status: 'unknown' });
});

test('two Pkis know nothing of each other', (t) => {
  const [first, second] = [pkiOf(), pkiOf()];
  const { serial, authority } = certificateOf(first);
  first.register(authority).revoke(serial);
  certificateOf(second);
  t.deepEqual(second.register(authority).at().status(serial), { status: 'good' });
});

test('a certificate that is made again is the one that was revoked', (t) => {
  const pki = pkiOf();
  const make = () => pki.issue('sante-auth', ...holderFor('sante-auth'), { from: ISSUED, serial: 'ofContent' });
  const { serial, authority } = make();
  pki.register(authority).revoke(serial);
  make();
  t.is(pki.register(authority).at().status(serial).status, 'revoked');
});

const argument = test.macro((t, work: (it: ReturnType<typeof one>) => unknown) => {
  t.throws(() => work(one(HOLD)), { instanceOf: ArgumentError });
});

const WRONG = ['removeFromCRL', 'certificateHold', 'keycompromise', 1] as unknown as RevocationReason[];
for (const reason of WRONG)
  test(`no reason to revoke: ${reason}`, argument, ({ register, serial }) => register.revoke(serial, { reason }));
test('no serial', argument, ({ register }) => register.revoke(7 as unknown as string));
test('no serial to ask for', argument, ({ register }) => register.at().status(undefined as unknown as string));
test('no option', argument, ({ register, serial }) => register.revoke(serial, { when: NOW } as RevocationMoment));
test('no date', argument, ({ register }) => register.at('2026-06-10' as unknown as Date));
test('no date of hold', argument, ({ register, serial }) => register.hold(serial, { at: 0 as unknown as Date }));
test('no signer', argument, ({ register }) => register.at().crl({ signer: 'root' as 'authority' }));
test('no such simulation', (t) => {
  t.throws(() => pkiOf({ simulation: { hold: true } as object }), { instanceOf: ArgumentError });
});
