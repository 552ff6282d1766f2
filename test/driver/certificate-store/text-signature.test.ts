/** The guide's samples 9.5.4 and 9.5.5, and propagation, over the embedded resource manager. */
import { createVerify } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { fromHex, toHex } from '#iso7816/bytes.ts';
import type { WinScard } from '#pcsc/winscard.ts';
import {
  CertificatePropagation,
  CertificateStore,
  CertificateStoreError,
  cardWebErrorStatus,
  findLastCertificate,
  openKeyPairFromCertificate,
  type PropagationEvent,
  type PropagationSettings,
  signCertificateVerify,
  signText,
  USAGES,
  utf16be,
  verifyText,
} from '../../../driver/certificate-store/index.ts';
import { NTE, SCARD } from '../../../driver/csp/index.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { Desk } from '../csp/desk.ts';
import { refused } from '../csp/refused.ts';

function newStore(): CertificateStore {
  return CertificateStore.open(join(temporaryDirectory('store-'), 'MY'));
}

/** Python: 'Aé€\U0001F600'.encode('utf-16-be').hex() */
test('UTF-16BE without byte order mark, surrogates included', (t) => {
  t.is(toHex(utf16be('Aé€\u{1F600}')), '004100E920ACD83DDE00');
  t.is(utf16be('').length, 0);
});

function service(desk: Desk, store: CertificateStore, settings: PropagationSettings = {}) {
  const events: PropagationEvent[] = [];
  const waiting: (() => void)[] = [];
  const told = (event: PropagationEvent) => {
    events.push(event);
    for (const resolve of waiting.splice(0)) resolve();
  };
  const options = { winscard: desk.manager, process: desk.program(), store, told, ...settings };
  const propagation = new CertificatePropagation(options);
  /** Resolves when so many events were told. */
  const until = async (count: number) => {
    while (events.length < count) await new Promise<void>((resolve) => waiting.push(resolve));
  };
  return { propagation, events, until };
}

async function signedDesk() {
  const desk = new Desk();
  const card = desk.card();
  desk.insert(card);
  const store = newStore();
  await service(desk, store).propagation.propagate();
  const certificate = findLastCertificate(store, { enhancedKeyUsages: USAGES.signature });
  if (certificate === undefined) throw new Error('no certificate was propagated');
  return { desk, card, store, certificate };
}

for (const hash of ['sha1', 'sha256'] as const) {
  test(`signed with ${hash}, verified from the certificate alone`, async (t) => {
    const { desk, certificate } = await signedDesk();
    desk.person.pins.push('1234');
    const signature = await signText(desk.program(), certificate, 'Ordonnance n° 1', hash);
    t.regex(signature, /^[0-9A-F]{512}$/);
    // The key is let go at once: another program need not wait for a time-out.
    await desk.resetByAnother();
    desk.remove();
    t.true(verifyText(certificate, 'Ordonnance n° 1', signature, hash));
    t.false(verifyText(certificate, 'Ordonnance n° 2', signature, hash));
    t.false(verifyText(certificate, 'Ordonnance n° 1', signature, hash === 'sha1' ? 'sha256' : 'sha1'));
    t.false(verifyText(certificate, 'Ordonnance n° 1', `${signature.slice(0, -2)}xx`, hash));
    t.false(verifyText(certificate, 'Ordonnance n° 1', '', hash));
    const verifier = createVerify(hash).update(Buffer.from('Ordonnance n° 1', 'utf16le').swap16());
    t.true(verifier.verify(certificate.x509.publicKey, fromHex(signature)));
    await desk.close();
  });
}

test('a store that is not there any more ends the service', async (t) => {
  const desk = new Desk();
  const store = newStore();
  const running = service(desk, store).propagation.run(new AbortController().signal);
  rmSync(store.folder, { recursive: true });
  desk.insert(desk.card());
  await t.throwsAsync(running, { instanceOf: CertificateStoreError });
  await desk.close();
});

test('PC/SC that is gone is an error of the CSP', async (t) => {
  const desk = new Desk();
  const gone = async () => ({ rv: SCARD.E_NO_SERVICE, readers: [] });
  const winscard = new Proxy<WinScard>(desk.manager, {
    get: (target, name: keyof WinScard) =>
      name === 'listReaders' ? gone : (target[name] as () => unknown).bind(target),
  });
  const propagation = new CertificatePropagation({ winscard, process: desk.programOn(winscard), store: newStore() });
  await refused(t, SCARD.E_NO_SERVICE, propagation.propagate());
  await desk.close();
});

test('client authentication lets the key go at once', async (t) => {
  const { desk, store } = await signedDesk();
  const certificate = findLastCertificate(store, { enhancedKeyUsages: USAGES.authentication });
  if (certificate === undefined) return t.fail();
  desk.person.pins.push('1234');
  t.is((await signCertificateVerify(desk.program(), certificate, new Uint8Array(32))).length, 256);
  await desk.resetByAnother();
  await desk.close();
});

const webError = test.macro((t, error: unknown, expected: 'CannotConnect' | 'Unknown') => {
  t.is(cardWebErrorStatus(error), expected);
});
// Guide 9.5.7: the card was seen and is not there now; everything else is a simulation.
test('G28: cancelled by the person', webError, { scard: SCARD.W_CANCELLED_BY_USER }, 'CannotConnect');
test('G28: no card', webError, { scard: SCARD.E_NO_SMARTCARD }, 'CannotConnect');
test('G28: removed meanwhile', webError, { scard: SCARD.W_REMOVED_CARD }, 'CannotConnect');
test('G28: no reader any more', webError, { scard: SCARD.E_NO_READERS_AVAILABLE }, 'CannotConnect');
test('G28: a wrong code', webError, { scard: SCARD.W_WRONG_CHV }, 'Unknown');
test('G28: no error of the card', webError, new Error('network'), 'Unknown');

test('a stale certificate: the card is asked for, cancelling is an error, coming back heals', async (t) => {
  const { desk, card, certificate } = await signedDesk();
  desk.remove();
  const process = desk.program();
  await refused(t, SCARD.W_CANCELLED_BY_USER, signText(process, certificate, 'x'));
  t.deepEqual(desk.person.take(), ['insert-card']);
  desk.person.insertions.push(() => desk.insert(card));
  desk.person.pins.push('1234');
  t.true(verifyText(certificate, 'x', await signText(process, certificate, 'x')));
  await desk.close();
});

test('a certificate that leads to no key of a smart card', async (t) => {
  const { desk, certificate, store } = await signedDesk();
  const { keyProviderInfo } = certificate.properties;
  store.remove(certificate);
  store.add(certificate.der);
  const [without] = store.certificates().filter((found) => found.isSameAs(certificate));
  if (without === undefined || keyProviderInfo === undefined) throw new Error('the store lost it');
  await refused(t, NTE.NO_KEY, openKeyPairFromCertificate(desk.program(), without));
  const other = { ...keyProviderInfo, providerName: 'ASIP Sante Cryptographic Provider' };
  store.add(certificate.der, { keyProviderInfo: other });
  const [elsewhere] = store.certificates().filter((found) => found.isSameAs(certificate));
  if (elsewhere === undefined) throw new Error('the store lost it');
  await refused(t, NTE.BAD_KEYSET, openKeyPairFromCertificate(desk.program(), elsewhere));
  await desk.close();
});

test('propagation: each insertion, every reader, nothing twice, nothing taken away', async (t) => {
  const desk = new Desk('bureau', 'comptoir');
  const [medecin, pharmacien] = [desk.card(), desk.card('cps3-pharmacien', 3)];
  const store = newStore();
  const { propagation, events, until } = service(desk, store);
  const abort = new AbortController();
  desk.insert(medecin);
  const running = propagation.run(abort.signal);
  await until(1);
  t.is(store.certificates().length, 2, 'a card that was there before');
  desk.insert(pharmacien, 'comptoir');
  await until(2);
  t.is(store.certificates().length, 4);
  desk.remove();
  await until(3);
  desk.insert(medecin);
  await until(4);
  desk.remove('comptoir');
  desk.insertForeign('comptoir');
  await until(6);
  t.is(store.certificates().length, 4);
  t.deepEqual(
    events.map(({ kind, added, removed }) => [kind, added.length, removed.length]),
    [
      ['propagated', 2, 0],
      ['propagated', 2, 0],
      ['card-removed', 0, 0],
      ['propagated', 0, 0],
      ['card-removed', 0, 0],
      ['propagated', 0, 0],
    ],
  );
  abort.abort();
  await running;
  await desk.close();
});

test('propagation: the remedy takes the certificates away with their card only', async (t) => {
  const desk = new Desk('bureau', 'comptoir');
  desk.insert(desk.card());
  desk.insert(desk.card('cps3-pharmacien', 3), 'comptoir');
  const store = newStore();
  const { propagation, events, until } = service(desk, store, { removeWithCard: true });
  const abort = new AbortController();
  const running = propagation.run(abort.signal);
  await until(2);
  t.is(store.certificates().length, 4);
  desk.remove('comptoir');
  await until(3);
  t.is(events.at(-1)?.removed.length, 2);
  t.is(store.certificates().length, 2);
  abort.abort();
  await running;
  await desk.close();
});

test('propagation: a card that leaves while it is read is told, and read when it is back', async (t) => {
  const desk = new Desk();
  const card = desk.card();
  const store = newStore();
  const { propagation, events, until } = service(desk, store);
  const abort = new AbortController();
  const running = propagation.run(abort.signal);
  let commands = 0;
  card.beforeCommand = () => {
    commands += 1;
    if (commands === 10) desk.remove();
  };
  desk.insert(card);
  await until(2);
  t.deepEqual(
    events.map(({ kind }) => kind),
    ['failed', 'card-removed'],
  );
  desk.insert(card);
  await until(3);
  t.is(store.certificates().length, 2);
  abort.abort();
  await running;
  await desk.close();
});

test('propagation: switched off by policy', async (t) => {
  const desk = new Desk();
  desk.insert(desk.card());
  const store = newStore();
  t.deepEqual(await service(desk, store, { enabled: false }).propagation.propagate(), []);
  t.deepEqual(store.certificates(), []);
  await desk.close();
});
