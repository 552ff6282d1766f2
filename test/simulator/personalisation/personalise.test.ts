import { createHash } from 'node:crypto';
import test from 'ava';
import { type Bytes, fromHex, toHex } from '#iso7816/bytes.ts';
import { type Profile, profileSchema } from '../../../simulator/card/profile/schema.ts';
import type { CardState } from '../../../simulator/card/state/store.ts';
import { luhnDigit } from '../../../simulator/personalisation/identity.ts';
import {
  foreignCard,
  PersonalisationError,
  personalise,
  shippedProfile,
  shippedProfileNames,
} from '../../../simulator/personalisation/index.ts';

const profile = shippedProfile('cps3-medecin');
const fresh = personalise(profile, 1);
const content = (path: string): Bytes => fresh.contents[path] as Bytes;

/** One number over everything a card keeps. */
function digest({ contents, keys, referenceData }: CardState): string {
  const hash = createHash('sha256');
  for (const path of Object.keys(contents).sort()) hash.update(`${path}=${toHex(contents[path] as Bytes)}\n`);
  for (const path of Object.keys(keys).sort())
    hash.update(`${path}=${keys[path]?.export({ type: 'pkcs8', format: 'der' }).toString('hex')}\n`);
  for (const reference of Object.keys(referenceData).sort())
    hash.update(`${reference}=${JSON.stringify(referenceData[reference])}\n`);
  return hash.digest('hex');
}

const golden = test.macro({
  exec(t, name: string, seed: number, expected: string) {
    t.is(digest(personalise(shippedProfile(name), seed)), expected);
  },
  title: (_, name, seed) => `${name}, seed ${seed}: the same card for ever, keys and certificates included`,
});

/** Every shipped profile with seed 1, so that no change of the sources changes a card. */
const GOLDEN: Readonly<Record<string, string>> = {
  'cda-directeur': '95805edcfca73bb51e565649d28bcae9f10e059a72b0cf39159cdc5938a3ab10',
  'cde-directeur': 'c27c97aeb92ad6274cd572cab88f7a1cfdd8851462cb20c815a376dc168818ce',
  'cpa-personnel': 'edf25f9e333748099ad0af4d9cf7dd3577be65d96342598014a099a521837199',
  'cpe-hopital': '73e63c5b6250a8e36f889da30a6f165f11076b1f44414ddc6164082dc5d2ee9e',
  'cpe-service': '0605c173c8edf6f6e11cd6bdfe2f5df2096bb9a8b1b7d903b23e649c3d3a4e7b',
  'cpf-interne': '7b18c604416975e673f2df352ac38f63eaf7ea0869773f51f6b1dd6e433a3474',
  'cps-maxima': 'a75942a3c9efa0d4937c73325e655cba9d279a3da4308ffd19a9e6c2149bbca6',
  'cps-production': '01e56f69fa4e8b342bf670d45c60365eac8a8f88259ce942f50f499261d9488b',
  'cps-sans-structure': 'ebea4c416a2e97330fd68e04dbc7bc511298b44ef5605cd487827d487ca3eb09',
  'cps3-2ter': '028f6d7d32e68211681692b536c3cfde336f5f0a7d1bd37efb365aef38a95f6c',
  'cps3-infirmier': 'cc753072ea3357496e7cbfd8d527efe66271d5c9dc0dd2909fb024bbb80b90ed',
  'cps3-medecin': 'eacbaf77021d9880f6d616c9f380ce547df1bfd7601e615700e82d7d570b8cfb',
  'cps3-medecin-references': '0a9aaeb16d9ccbbcd55a9d867c0fccbec85875b47f8c3f8ae28220efe6ac46cf',
  'cps3-pharmacien': '82547ffa28f463ee260702a5bc936d7d66be8e5e1f3b7dfe0fa1c0fa56bf4fd1',
  'cps4-medecin': 'b21e2d7d2098a63383dc59c9d21fc58b25a9257d754828720c4e8a81726d1b14',
  'cps4-medecin-t0': '1fcec0e5481341638718295c26c0faa4198a30d1cd5ab2eed85cdd192b0a401b',
};

for (const [name, expected] of Object.entries(GOLDEN)) test(golden, name, 1, expected);
test(golden, 'cps3-infirmier', 20, 'beff266ef522ba002b0ced9ee84310750b166942c7c0cad663a983e345d58cb3');

test('no shipped profile is left out of these', (t) => {
  t.deepEqual(Object.keys(GOLDEN), shippedProfileNames());
});

/** The same profile under another object, so that nothing made before is found again. */
function copyOf(original: Profile): Profile {
  return profileSchema.parse(JSON.parse(JSON.stringify(original)));
}

test('the holder by name, or held in the profile as profiles of old do: the same card', (t) => {
  const { holder } = profile;
  for (const form of ['claire-medecin', JSON.parse(JSON.stringify(holder))])
    t.is(digest(personalise({ ...profile, holder: form }, 1)), digest(fresh));
});

test('another holder: other certificates and business data, the same keys', (t) => {
  const other = personalise({ ...profile, holder: 'jeanne-pharmacien' }, 1);
  t.notDeepEqual(other.contents['3F00/0001/A001'], content('3F00/0001/A001'));
  t.notDeepEqual(other.contents['3F00/0001/D102'], content('3F00/0001/D102'));
  t.true(other.keys['3F00/0001/01']?.equals(fresh.keys['3F00/0001/01'] as never));
});

test('a holder who lacks what a card must say is refused', (t) => {
  const { nationalId: _, ...rest } = profile.holder as Record<string, unknown>;
  const refused = (holder: Profile['holder']) => t.throws(() => personalise({ ...profile, holder }, 1));
  t.like(refused(rest), { code: 'ERR_PERSONALISATION' });
  t.like(refused('nobody'), { code: 'ERR_PERSON' });
});

test('made a second time, not remembered, it is the same card', (t) => {
  const again = personalise(copyOf(profile), 1);
  t.not(again, fresh);
  t.is(digest(again), digest(fresh));
});

test('asked for a second time, it is not made again', (t) => {
  t.is(personalise(profile, 1), fresh);
});

test('another seed or another profile: other numbers, other keys, other certificates', (t) => {
  const others = [personalise(profile, 2), personalise(shippedProfile('cps3-pharmacien'), 1)];
  for (const other of others) {
    for (const path of ['3F00/D003', '3F00/0001/5032', '3F00/0001/A001', '3F00/0001/A002', 'DO/9F7F'])
      t.notDeepEqual(other.contents[path], content(path), path);
    for (const [path, key] of Object.entries(other.keys)) t.false(key.equals(fresh.keys[path] as typeof key));
  }
  t.false(fresh.keys['3F00/0001/01']?.equals(fresh.keys['3F00/0001/02'] as never));
});

test('no seed but an integer from 0', (t) => {
  for (const seed of [-1, 1.5, Number.NaN, 2 ** 53])
    t.throws(() => personalise(profile, seed), { instanceOf: PersonalisationError, code: 'ERR_PERSONALISATION' });
});

function changed(change: (copy: Profile) => void): Profile {
  const copy = copyOf(profile);
  change(copy);
  return copy;
}

const application = ({ mf }: Profile) => mf.children['0001'] as Extract<Profile['mf'], { type: 'df' }>;

test('a profile that contradicts itself is refused', (t) => {
  const tooLong = changed((copy) => {
    const ef = copy.mf.children['2F01'];
    if (ef?.type === 'ef') ef.size = 56;
  });
  t.is(t.throws(() => personalise(tooLong, 1), { instanceOf: PersonalisationError }).reason, 'contentTooLong');
  const noKey = changed((copy) => {
    delete application(copy).keys['02'];
  });
  t.is(t.throws(() => personalise(noKey, 1), { instanceOf: PersonalisationError }).reason, 'noSuchKey');
});

test('a file as large as its content, or as large as the profile says and filled up with 00', (t) => {
  t.is(content('3F00/2F01').length, 57);
  t.is(content('3F00/2F00').length, 101);
  t.deepEqual(content('3F00/0001/D107'), new Uint8Array(245));
});

test('fresh codes: all tries, all uses', (t) => {
  t.deepEqual(fresh.referenceData, {
    '01': { value: '1234', triesRemaining: 3 },
    '02': { value: '12345678', triesRemaining: 10, usesRemaining: 100 },
  });
});

const luhn = test.macro({
  exec(t, digits: string, expected: number) {
    t.is(luhnDigit(digits), expected);
  },
  title: (_, digits) => `Luhn digit of ${digits}`,
});

// ISO/IEC 7812-1, annex B; then the usual test card numbers of the payment industry
test(luhn, '7992739871', 3);
test(luhn, '411111111111111', 1);
test(luhn, '555555555555444', 4);
test(luhn, '', 0);

test('EF.SN: 12 bytes, issuer 8025000001, 8 digits that begin with 99, check digit, F', (t) => {
  const sn = toHex(content('3F00/D003'));
  t.regex(sn, /^5A0A802500000199[0-9]{7}F$/);
  t.is(sn.length, 24);
  const digits = sn.slice(4, 23);
  t.is(String(luhnDigit(digits.slice(0, 18))), digits.slice(18));
});

test('CPLC: 9F7F, 42 bytes; fabrication dates are the day of issue', (t) => {
  const cplc = content('DO/9F7F');
  t.is(toHex(cplc.subarray(0, 3)), '9F7F2A');
  t.is(cplc.length, 45);
  // 2026-01-01: last digit of the year, day 001
  for (const offset of [6, 10, 20, 24, 28, 36]) t.is(toHex(cplc.subarray(3 + offset, 5 + offset)), '6001', `${offset}`);
});

test('business data: the templates that a real client displays', (t) => {
  t.is(content('3F00/0001/D101')[0], 0xe3);
  t.true(toHex(content('3F00/0001/D101')).includes(`8304${'20260101'}`));
  t.is(content('3F00/0001/D102')[0], 0xe4);
  t.true(Buffer.from(content('3F00/0001/D102')).includes('MEDECIN9990001'));
  t.is(content('3F00/0001/D120')[0], 0xee);
  t.true(Buffer.from(content('3F00/0001/D120')).includes('499909990001001'));
});

test('the foreign card has an ATR of its own and refuses every command', (t) => {
  const card = foreignCard('stranger');
  const atr = card.powerOn() as Bytes;
  t.is(toHex(atr), '3B0A53494D554C4154494F4E');
  t.is((atr[1] as number) & 0x0f, atr.length - 2, 'K historical bytes, no interface bytes, no TCK');
  t.deepEqual([card.reset(), card.getAtr()], [atr, atr]);
  for (const command of ['00A4000C023F00', '00B0000000', '0020000104'])
    t.is(toHex(card.transmit(fromHex(command)) as Bytes), '6D00');
});
