/** Cards that their issuer puts out of service. Judge of the lists: OpenSSL. */
import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { toPem } from '#asn1/pem.ts';
import { Pki, world } from '../../../scenarios/world/index.ts';
import { personalise, shippedProfile } from '../../../simulator/personalisation/index.ts';
import { defaultPki } from '../../../simulator/pki/index.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

const FORT = 'sante-test-fort-personnes';
const start = promisify(execFile);

function certificateOf(profile: string, pki = defaultPki): Uint8Array {
  return personalise(shippedProfile(profile), 1, { pki }).contents['3F00/0001/A002'] as Uint8Array;
}

test('OpenSSL refuses the certificate of an opposed card by the list of its authority, and took it before', async (t) => {
  const w = await world();
  t.teardown(() => w.close());
  const folder = temporaryDirectory('opposition-');
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const card = w.card('cps3-medecin', { seed: 1 });
  const [intermediate, root] = w.pki.chain(FORT).certificates as [Uint8Array, Uint8Array];
  const leaf = file('leaf.pem', toPem(certificateOf('cps3-medecin')));
  const ca = [
    ...['-CAfile', file('root.pem', toPem(root)), '-untrusted', file('between.pem', toPem(intermediate))],
    '-crl_check',
  ];
  const verify = async () => {
    const { pem } = w.pki.register(FORT).at().crl();
    const list = file('list.pem', pem);
    const at = String(Math.floor(w.clock.date().getTime() / 1000));
    return start('openssl', ['verify', ...ca, '-attime', at, '-CRLfile', list, leaf]);
  };
  t.regex((await verify()).stdout, /OK/);
  t.is(card.oppose({ reason: 'keyCompromise' }).length, 3);
  // The full list is published each day.
  await w.elapse('1d');
  await t.throwsAsync(verify, { message: /certificate revoked/ });
});

test('what one world revokes, no other knows; nor do the authorities of all', async (t) => {
  const [one, other] = await Promise.all([world(), world()]);
  t.teardown(() => Promise.all([one.close(), other.close()]));
  for (const w of [one, other]) await w.card('cps3-medecin', { seed: 1 }).ready();
  const card = one.card('cps3-medecin', { seed: 1 });
  const [first] = card.oppose();
  const status = (pki: Pki) =>
    pki
      .register(FORT)
      .at()
      .status(first?.serial ?? '').status;
  t.is(status(one.pki), 'revoked');
  t.is(status(other.pki), 'good');
  t.not(status(defaultPki), 'revoked');
});

test('twice: the second time nothing is left to revoke', async (t) => {
  const w = await world();
  t.teardown(() => w.close());
  const card = w.card('cpe-hopital', { seed: 1 });
  t.is(card.oppose({ certificate: 'signature', reason: 'superseded' }).length, 1);
  t.is(card.oppose().length, 2);
  t.is(card.oppose().length, 0);
});

test('a card that has been opposed since yesterday, one before it was issued, one at no time', async (t) => {
  const w = await world();
  t.teardown(() => w.close());
  const opposed = w.card('cps3-medecin', { seed: 2, opposed: { at: '1 day ago' } });
  t.is(opposed.oppose().length, 0);
  t.throws(() => w.card('cps3-medecin', { seed: 3, opposed: { at: '1999-01-01' } }), { code: 'ERR_PKI' });
  t.throws(() => w.card('cps3-medecin', { seed: 3, opposed: { at: 'soon' } }), { code: 'ERR_ARGUMENT' });
  t.throws(() => opposed.oppose({ reason: 'certificateHold' as never }), { code: 'ERR_ARGUMENT' });
});

test('authorities that a card names revoke it, and not those of its world', async (t) => {
  const pki = new Pki();
  const w = await world();
  t.teardown(() => w.close());
  const [first] = w.card('cps3-medecin', { seed: 1, pki }).oppose();
  t.is(
    pki
      .register(FORT)
      .at()
      .status(first?.serial ?? '').status,
    'revoked',
  );
  t.is(
    w.pki
      .register(FORT)
      .at()
      .status(first?.serial ?? '').status,
    'unknown',
  );
});

test('a card for somebody else; nobody of that name', async (t) => {
  const w = await world();
  t.teardown(() => w.close());
  const [reader, card] = [w.reader('bureau'), w.card('cps3-medecin', { identity: 'guy-infirmier' })];
  await reader.insert(card);
  const session = await w.acquire(reader);
  t.true(Buffer.from(await session.cardReadFile({ directory: 'mscp', file: 'kxc00' })).includes('INFIRMCH7760'));
  t.throws(() => w.card('cps3-medecin', { identity: 'nobody' }), { code: 'ERR_PERSON' });
  t.throws(() => w.card('cps3-medecin', { identity: 5 as never }), { code: 'ERR_ARGUMENT' });
});

test('a card of an earlier moment is known to the authorities once they are asked', async (t) => {
  const w = await world();
  t.teardown(() => w.close());
  await w.card('cps3-pharmacien', { seed: 1 }).ready();
  const { serialNumber } = new X509Certificate(certificateOf('cps3-pharmacien'));
  t.is(w.pki.register(FORT).at().status(serialNumber).status, 'good');
});
