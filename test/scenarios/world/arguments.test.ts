/** What a test writer types wrong is refused at the call, with what was expected, and never with a code in it. */
import test from 'ava';
import { type MinidriverSession, Pki, type World, type WorldReader, world } from '../../../scenarios/world/index.ts';

interface Bench {
  readonly w: World;
  readonly reader: WorldReader;
  readonly session: MinidriverSession;
}

// biome-ignore lint/suspicious/noExplicitAny: what no type lets through is what is tried here
type Untyped = any;

const refused = test.macro(async (t, work: (bench: Record<keyof Bench, Untyped>) => unknown, message: string) => {
  const w = await world();
  t.teardown(() => w.close());
  const reader = w.reader('bureau');
  await reader.insert(w.card('cps3-medecin', { seed: 1 }));
  const session = await w.acquire(reader);
  const error = await t.throwsAsync(async () => work({ w, reader, session }), { code: 'ERR_ARGUMENT' });
  t.is(error?.message, message);
});

const KINDS = "'contact', 'contactless', 'dual', 'pinpad' or 'vpcd'";
const EVENTS = "'card-inserted', 'card-removed', 'reader-plugged' or 'reader-unplugged'";

// biome-ignore format: one call a line
const CALLS: readonly (readonly [(bench: Record<keyof Bench, Untyped>) => unknown, string])[] = [
  [() => world({ target: 'foo' } as Untyped), "world: settings.target: 'foo', expected 'embedded', 'in-process', 'pcsc' or 'private'"],
  [() => world({ target: 'in-proces' } as Untyped), "world: settings.target: 'in-proces', expected 'embedded', 'in-process', 'pcsc' or 'private'; did you mean 'in-process'?"],
  [() => world({ date: '2018-02-30' }), "world: settings.date: '2018-02-30', expected a day or a moment in UTC from 1970 to 9999, as 2018-07-01 or 2018-07-01T12:00:00Z"],
  [() => world({ date: 'in 10 days' }), "world: settings.date: 'in 10 days', expected a day or a moment in UTC from 1970 to 9999, as 2018-07-01 or 2018-07-01T12:00:00Z"],
  [() => world({ date: new Date(Number.NaN) }), 'world: settings.date: a Date outside, expected a day or a moment in UTC from 1970 to 9999, as 2018-07-01 or 2018-07-01T12:00:00Z'],
  [() => world({ date: 2018 } as Untyped), 'world: settings.date: no date, expected a day or a moment in UTC from 1970 to 9999, as 2018-07-01 or 2018-07-01T12:00:00Z'],
  [() => world({ clock: 'virtuel' } as Untyped), "world: settings.clock: 'virtuel', expected 'real' or 'virtual'; did you mean 'virtual'?"],
  [() => world({ seed: -1 }), 'world: settings.seed: -1, expected a whole number from 0'],
  [() => world({ sead: 1 } as Untyped), "world: settings: no member 'sead', expected one of 14 names; did you mean 'seed'?"],
  [() => world({ zzz: 1 } as Untyped), "world: settings: no member 'zzz', expected target, clock, date, pcscReader, stream, tell, trace, guest, seed, pki, timing, person, services or servicesState"],
  [() => world({ pcscReader: 'ACS' }), 'world: settings.pcscReader: a reader of the target pcsc, and the target is in-process'],
  [() => world({ target: 'private', pcscReader: 'ACS' }), 'world: settings.pcscReader: a reader of the target pcsc, and the target is private'],
  [({ w }) => w.reader('a\nb'), "World.reader: name: 'a\\nb', expected a name without control characters"],
  [({ w }) => w.windows.startProgram('p', { pinCachePolicy: { type: 4, seconds: 1 } }), 'WindowsComputer.startProgram: settings.pinCachePolicy.type: 4, expected a whole number 0 to 3'],
  [() => world({ services: new Array(1) }), "world: settings.services[0]: nothing, expected 'directory', 'mailbox', 'pfc', 'registration', 'diapason', 'mssante' or 'testssl'"],
  [() => (new Pki() as Untyped).bundle(), 'Pki.bundle: authorities: nothing, expected a list'],
  [() => new Pki().bundle(new Array(1)), 'Pki.bundle: authorities[0]: nothing, expected text'],
  [() => (new Pki() as Untyped).chain(), 'Pki.chain: of: nothing, expected an object with certificate or authority'],
  [() => (new Pki() as Untyped).issuerOf(), 'Pki.issuerOf: certificate: nothing, expected a certificate: new X509Certificate(der)'],
  [() => new Pki({ seed: -1 }), 'Pki: options.seed: -1, expected a whole number from 0'],
  [({ w }) => w.reader('borne', 'sanscontact'), `World.reader: kind: 'sanscontact', expected ${KINDS}`],
  [({ w }) => w.card('cps3-medecin', { expired: true }), "World.card: options: no member 'expired', expected seed, name, keptIn, valid, identity, opposed, signatureCode, lists or pki"],
  [({ w }) => w.card('cps3-medecin', { keptIn: 'disk' }), "World.card: options.keptIn: 'disk', expected 'memory' or 'file'"],
  [({ w }) => w.card('cps3-medecin', { seed: '1' }), 'World.card: options.seed: text, expected a whole number from 0'],
  [({ w }) => w.acquire('bureau'), "World.acquire: reader: text, expected a reader: w.reader('bureau')"],
  [
    ({ w }) => w.elapse('bientôt'),
    "World.elapse: time: 'bientôt', expected a time such as 90min, 10 days, 10 years or P1Y6M (ISO 8601), at most 1000 years",
  ],
  [({ reader }) => reader.insert('cps3-medecin'), "WorldReader.insert: card: text, expected a card: w.card('cps3-medecin')"],
  [({ reader }) => reader.waitFor('card-gone'), `WorldReader.waitFor: event: 'card-gone', expected ${EVENTS}`],
  [({ reader }) => reader.remove({ within: 100 }), "WorldReader.remove: options: no member 'within', expected withinMs; did you mean 'withinMs'?"],
  [({ reader }) => reader.card.removeDuring('VERIFI'), "WorldCard.removeDuring: command: 'VERIFI', expected one of 21 names; did you mean 'VERIFY'?"],
  [({ w }) => w.reader('caisse', 'pinpad').pinPad.prepare('1234'), 'PinPadHand.prepare: answers: text, expected a list'],
  [({ session }) => session.cardAuthenticateEx({ pin: 1234 }), 'cardAuthenticateEx: authentication.pin: a number, expected the code as text'],
  [({ session }) => session.cardAuthenticateEx('1234'), 'cardAuthenticateEx: authentication: text, expected an object with pin or pinId'],
  [({ session }) => session.cardAuthenticateEx({ 1234: true }), 'cardAuthenticateEx: authentication: no member text, expected pin or pinId'],
  [({ session }) => session.cardUnblockPin({ puk: 12345678, newPin: '4321' }), 'cardUnblockPin: codes.puk: a number, expected the code as text'],
  [({ session }) => session.cardChangeAuthenticatorEx({ newPin: '4321' }), 'cardChangeAuthenticatorEx: codes: expected either oldPin or puk'],
  [({ session }) => session.cardSignData({ container: 'FOO', hash: 'sha256', message: new Uint8Array(1) }), "cardSignData: signing.container: 'FOO', expected 'AUTH' or 'SIGN'"],
  [({ session }) => session.cardSignData({ container: '1234', hash: 'sha256', message: new Uint8Array(1) }), "cardSignData: signing.container: text, expected 'AUTH' or 'SIGN'"],
  [({ session }) => session.cardSignData({ container: 'SIGN', hash: 'sha3', message: new Uint8Array(1) }), "cardSignData: signing.hash: 'sha3', expected 'sha1', 'sha256', 'sha384' or 'sha512'; did you mean 'sha1'?"],
  [({ session }) => session.cardSignData({ container: 'SIGN', hash: 'sha256', message: 'ordonnance' }), 'cardSignData: signing.message: text, expected bytes: Buffer.from(text)'],
  [({ session }) => session.call('CardSignDate'), "call: name: 'CardSignDate', expected one of 45 names; did you mean 'CardSignData'?"],
];

for (const [work, message] of CALLS) test(message, refused, work, message);

test('a reader and a card of a closed world', async (t) => {
  const w = await world({ target: 'in-process' });
  const reader = w.reader('bureau');
  const card = w.card('cps3-medecin', { seed: 1 });
  await reader.insert(card);
  await w.close();
  const another = await world();
  t.teardown(() => another.close());
  const closed = { code: 'ERR_WORLD', message: 'the world was closed: open another one' };
  await t.throwsAsync(another.reader('bureau').insert(card), closed);
  t.throws(() => card.update('now'), closed);
  t.throws(() => card.removeDuring('VERIFY'), closed);
  t.throws(() => reader.pinPad, closed);
  const elsewhere = { code: 'ERR_WORLD', message: "reader 'bureau' stands in another world: take one of this world" };
  await t.throwsAsync(another.acquire(reader), elsewhere);
});

test('a reader is of one kind', async (t) => {
  const w = await world();
  t.teardown(() => w.close());
  w.reader('borne', 'dual');
  t.is(w.reader('borne').kind, 'dual');
  t.is(w.reader('borne', 'dual').kind, 'dual');
  t.throws(() => w.reader('borne', 'contact'), { code: 'ERR_WORLD' });
});
