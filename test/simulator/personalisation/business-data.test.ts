/**
 * The business data, as the agency's own viewer shows them. Outside truth: what CPS Gestion 06.08.00 showed of these
 * bytes (reference/cryptolib.md 6.10); the codes are those of the tables that come with it.
 */
import test from 'ava';
import { parseTlvs } from '#iso7816/ber-tlv.ts';
import { type Bytes, toHex } from '#iso7816/bytes.ts';
import type { Profile } from '../../../simulator/card/profile/schema.ts';
import { personNamed } from '../../../simulator/people/index.ts';
import { personalise, shippedProfile } from '../../../simulator/personalisation/index.ts';

const FILES = { idCard: 'D101', namePs: 'D102', infoPs: 'D104', activity: 'D120' } as const;
const profile = shippedProfile('cps3-medecin');

/** The file of the card that this person would have. */
function fileOf(file: keyof typeof FILES, change: object = {}): Bytes {
  const holder: Profile['holder'] = { ...personNamed('claire-medecin'), ...change };
  return personalise({ ...profile, holder }, 1).contents[`3F00/0001/${FILES[file]}`] as Bytes;
}

/** The objects of a template by tag, in hexadecimal. */
function objectsOf(bytes: Bytes): Record<string, string> {
  const [template] = parseTlvs(bytes);
  return Object.fromEntries(
    parseTlvs(template?.value ?? new Uint8Array(0)).map(({ tag, value }) => [toHex(Uint8Array.of(tag)), toHex(value)]),
  );
}

const latin1 = (hexadecimal: string | undefined): string => Buffer.from(hexadecimal ?? '', 'hex').toString('latin1');

/** The two lines that the viewer's first screen shows of a holder, as its tables name the civility. */
function shown(change: object): string[] {
  const info = objectsOf(fileOf('infoPs', change));
  const name = objectsOf(fileOf('namePs', change));
  const civilities: Readonly<Record<string, string>> = { 16: 'Madame ', 17: 'Mademoiselle ', '1F': 'Monsieur ' };
  const number = latin1(info['81']);
  return [
    `${civilities[name['80'] ?? ''] ?? ''}${latin1(info['84']).slice(0, 27)} ${latin1(name['84']).slice(0, 27)}`,
    `${number.slice(0, 1)} ${number.slice(1)}`,
  ];
}

test('the lines that the viewer shows: name in practice, given name; kind of number, number', (t) => {
  t.deepEqual(shown({}), ['Madame MEDECIN9990001 CLAIRE', '8 99909990001']);
  const other = { civility: 'Monsieur', familyName: 'BÉRANGER', givenName: 'JÉRÔME', nationalId: '00B9990003' };
  t.deepEqual(shown(other), ['Monsieur BÉRANGER JÉRÔME', '0 0B9990003']);
  t.deepEqual(shown({ civility: undefined }), ['MEDECIN9990001 CLAIRE', '8 99909990001']);
});

test('CPS_NAME_PS and CPS_INFO_PS, byte for byte', (t) => {
  const change = { civility: 'Mademoiselle', familyName: 'BÉRY', givenName: 'ZOÉ' };
  t.is(
    toHex(fileOf('namePs', change)),
    'E4198001178104 42C95259 8204 42C95259 8303 5A4FC9 8403 5A4FC9'.replaceAll(' ', ''),
  );
  t.is(
    toHex(fileOf('infoPs', change)),
    'ED20 800100 810C383939393039393930303031 82010A 840442C95259 8504534D3236'.replaceAll(' ', ''),
  );
});

test('CPS_ID_CARD: issuer and card number in digits, 80 of table G01 (a card for tests), both dates', (t) => {
  const { 80: issuer, 81: number, ...others } = objectsOf(fileOf('idCard'));
  t.is(issuer, '80250000001F');
  t.regex(number ?? '', /^2999\d{6}$/);
  t.is(others[82], '80');
  t.is(others[83], '20260101');
  t.is(others[84]?.slice(4), '0101');
});

test('the profession is that of table G15, of a student the one to come, of an employee none', (t) => {
  const codes = (change: object) => {
    const { 80: type, 82: profession, 83: toCome } = objectsOf(fileOf('infoPs', change));
    return [type, profession, toCome];
  };
  t.deepEqual(codes({ professionCode: 60 }), ['00', '3C', undefined]);
  t.deepEqual(codes({ cardType: 'CPF' }), ['01', undefined, '0A']);
  t.deepEqual(codes({ cardType: 'CPE' }), ['02', undefined, undefined]);
});

test('a specialty of table R01, or none', (t) => {
  t.is(latin1(objectsOf(fileOf('infoPs', { specialty: 'SCD01' }))['85']), 'SCD01');
  t.is(objectsOf(fileOf('infoPs', { specialty: undefined }))['85'], undefined);
});

test('names are cut where the viewer cuts them, a structure at the end of its field', (t) => {
  const long = { familyName: 'É'.repeat(28), givenName: 'B'.repeat(28) };
  t.is(objectsOf(fileOf('infoPs', long))['84'], 'C9'.repeat(27));
  t.is(objectsOf(fileOf('namePs', long))['84'], '42'.repeat(27));
  const situationExercice = { ...personNamed('claire-medecin').situationExercice, name: 'C'.repeat(41) };
  t.is(objectsOf(fileOf('activity', { situationExercice }))['84'], '43'.repeat(40));
});

test('the mode of exercise is that of table G17: in a practice, or employed', (t) => {
  const mode = (nationalId: string) => {
    const situationExercice = { ...personNamed('claire-medecin').situationExercice, nationalId };
    return objectsOf(fileOf('activity', { situationExercice }))['80'];
  };
  t.deepEqual(['499909990001001', '00B99900010001', '10B9990039', '399909990001234'].map(mode), [
    '00',
    '00',
    '01',
    '01',
  ]);
});

test('an accent given apart is the same letter', (t) => {
  t.deepEqual(fileOf('namePs', { givenName: 'ZOE\u0301' }), fileOf('namePs', { givenName: 'ZOÉ' }));
});

const refused = test.macro({
  exec(t, change: object, message: string) {
    const error = t.throws(() => fileOf('namePs', change), { code: 'ERR_PERSONALISATION' });
    t.like(error, { reason: 'notOnACard', message });
  },
  title: (_, __, message: string) => message.slice(0, 48),
});

const EXPECTED =
  'expected characters of ISO 8859-1, which is all that a card can hold: write it as civil registers do (OE, Y...)';
const claire = personNamed('claire-medecin');
test(refused, { familyName: 'ŒUVRARD' }, `holder.familyName: 'Œ' (U+0152), ${EXPECTED}`);
test(refused, { givenName: 'D’ARC' }, `holder.givenName: '’' (U+2019), ${EXPECTED}`);
test(refused, { nationalId: '8\u202e1' }, `holder.nationalId: '\\u202E' (U+202E), ${EXPECTED}`);
test(
  refused,
  { situationExercice: { ...claire.situationExercice, name: 'Clinique 🏥' } },
  `holder.situationExercice.name: '🏥' (U+1F3E5), ${EXPECTED}`,
);
test(
  refused,
  { furtherSituationsExercice: { '02': { ...claire.situationExercice, name: 'Ż' } }, givenName: 'Ż' },
  `holder.givenName: 'Ż' (U+017B), ${EXPECTED}`,
);
