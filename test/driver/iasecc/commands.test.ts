import test from 'ava';
import { ascii, fromHex, hex, toHex } from '#iso7816/bytes.ts';
import type { AnswerError } from '../../../driver/iasecc/answer-error.ts';
import type { CardChannel } from '../../../driver/iasecc/card-channel.ts';
import type { CardError } from '../../../driver/iasecc/card-error.ts';
import { changeReferenceData } from '../../../driver/iasecc/change-reference-data.ts';
import { getChallenge } from '../../../driver/iasecc/get-challenge.ts';
import { getChvDocp, getCplc } from '../../../driver/iasecc/get-data.ts';
import { internalAuthenticate, maxAuthenticationInput } from '../../../driver/iasecc/internal-authenticate.ts';
import {
  ALGORITHM,
  CRT,
  restoreSecurityEnvironment,
  setSecurityEnvironment,
} from '../../../driver/iasecc/manage-security-environment.ts';
import { computeDigitalSignature, decipher, hash } from '../../../driver/iasecc/perform-security-operation.ts';
import { readBinary, readBinaryBySfi, readFile } from '../../../driver/iasecc/read-binary.ts';
import { resetRetryCounter } from '../../../driver/iasecc/reset-retry-counter.ts';
import { selectApplication, selectDf, selectFile } from '../../../driver/iasecc/select.ts';
import { updateBinary } from '../../../driver/iasecc/update-binary.ts';
import { verify, verifyStatus } from '../../../driver/iasecc/verify.ts';
import { type Exchange, scripted } from './scripted-card.ts';

/** Runs `call` against a transcript that must be used up. */
const gives = test.macro(
  async (t, script: readonly Exchange[], call: (channel: CardChannel) => Promise<unknown>, result: unknown) => {
    const { card, channel } = scripted(script);
    const value = await call(channel);
    t.deepEqual(value instanceof Uint8Array ? toHex(value) : value, result);
    t.is(card.left, 0);
  },
);

const fails = test.macro(
  async (
    t,
    script: readonly Exchange[],
    call: (channel: CardChannel) => Promise<unknown>,
    code: string,
    sw?: number,
  ) => {
    const error = (await t.throwsAsync(call(scripted(script).channel))) as CardError | AnswerError;
    t.is(error.code, code);
    if (sw !== undefined) t.is((error as CardError).sw, sw);
  },
);

// SELECT: reference/opensc-cpx.md 3 (FCP of EF.ATR), reference/cryptolib.md 4.
const EF_ATR_FCP = '62 14 80 02 0025 82 01 01 83 02 2F01 8A 01 05 A1 04 8C 02 01 00';
const EF_ATR_PATH = hex`3F 00 2F 01`;
const efAtr = { size: 0x25, fileDescriptor: 1, fid: hex`2F 01`, lifeCycleStatus: 5 };
test(
  'SELECT of an EF gives its control parameters',
  gives,
  [
    ['00A40904043F002F01', '6116'],
    ['00C0000016', `${EF_ATR_FCP} 9000`],
  ],
  (channel: CardChannel) => selectFile(channel, EF_ATR_PATH),
  efAtr,
);
test(
  'SELECT takes the parameters in 6F, and in 62 within 6F',
  gives,
  [
    ['00A40904043F002F01', `${EF_ATR_FCP.replace('62', '6F')} 9000`],
    ['00A40904043F002F01', `6F 16 ${EF_ATR_FCP} 9000`],
  ],
  async (channel: CardChannel) => [await selectFile(channel, EF_ATR_PATH), await selectFile(channel, EF_ATR_PATH)],
  [efAtr, efAtr],
);
test(
  'SELECT takes the size in 81 (all bytes of the file) for that in 80',
  gives,
  [['00A40904043F002F01', '6204 81020025 9000']],
  (channel: CardChannel) => selectFile(channel, EF_ATR_PATH),
  { size: 0x25 },
);
test(
  'SELECT of a file that is not there gives undefined',
  gives,
  [['00A40904043F00D010', '6A82']],
  (channel: CardChannel) => selectFile(channel, hex`3F 00 D0 10`),
  undefined,
);
test(
  'SELECT refused for another reason',
  fails,
  [['00A40904043F00D010', '6982']],
  (channel: CardChannel) => selectFile(channel, hex`3F 00 D0 10`),
  'ERR_CARD',
  0x6982,
);
test(
  'SELECT answered with bytes that are no FCP',
  fails,
  [['00A40904043F00D010', '30009000']],
  (channel: CardChannel) => selectFile(channel, hex`3F 00 D0 10`),
  'ERR_CARD_ANSWER',
);
test(
  'SELECT of DF and application want no answer',
  gives,
  [
    ['00A4090C043F000001', '9000'],
    ['00A4040C0DE828BD080F8025000001FF0010', '9000'],
  ],
  async (channel: CardChannel) => {
    await selectDf(channel, hex`3F 00 00 01`);
    await selectApplication(channel, hex`E8 28 BD 08 0F 80 25 00 00 01 FF 00 10`);
  },
  undefined,
);

// READ BINARY: reference/cryptolib.md 3 (Le at most E7).
const part = (length: number, value: string) => value.repeat(length);
test(
  'a file of 500 bytes is read in chunks of E7, its size from the FCP',
  gives,
  [
    ['00A40904063F000001A001', '6207 8002 01F4 8201 01 9000'],
    ['00B00000E7', `${part(231, 'AA')}9000`],
    ['00B000E7E7', `${part(231, 'BB')}9000`],
    ['00B001CE26', `${part(38, 'CC')}9000`],
  ],
  (channel: CardChannel) => readFile(channel, hex`3F 00 00 01 A0 01`),
  part(231, 'AA') + part(231, 'BB') + part(38, 'CC'),
);
test(
  'short reads are continued, and 6282 is the end',
  gives,
  [
    ['00A4090402A001', '6207 8002 0005 8201 01 9000'],
    ['00B0000005', '01029000'],
    ['00B0000203', '036282'],
    ['00B0000302', '6282'],
  ],
  (channel: CardChannel) => readFile(channel, hex`A0 01`),
  '010203',
);
test(
  'a file that is not there is undefined',
  gives,
  [['00A4090402A001', '6A82']],
  (channel: CardChannel) => readFile(channel, hex`A0 01`),
  undefined,
);
test(
  'an EF of size 0 takes no READ BINARY',
  gives,
  [['00A4090402A001', '6207 8002 0000 8201 01 9000']],
  (channel: CardChannel) => readFile(channel, hex`A0 01`),
  '',
);
test(
  'reading a DF, whose FCP has no size',
  fails,
  [['00A40904020001', '62 03 82 01 38 9000']],
  (channel: CardChannel) => readFile(channel, hex`00 01`),
  'ERR_CARD_ANSWER',
);
test(
  'reading without the PIN',
  fails,
  [
    ['00A4090402D120', '6207 8002 0005 8201 01 9000'],
    ['00B0000005', '6982'],
  ],
  (channel: CardChannel) => readFile(channel, hex`D1 20`),
  'ERR_CARD',
  0x6982,
);
test(
  'READ BINARY holds its offset in P1-P2',
  gives,
  [['00B0012305', '00112233449000']],
  (channel: CardChannel) => readBinary(channel, 0x123, 5),
  '0011223344',
);
test(
  'READ BINARY by short EF identifier 1C',
  gives,
  [
    ['00B09C00E7', '6C0C'],
    ['00B09C000C', '5A0A8025000001299900013F9000'],
  ],
  (channel: CardChannel) => readBinaryBySfi(channel, 0x1c),
  '5A0A8025000001299900013F',
);

// UPDATE BINARY: reference/cryptolib.md 6.9 (blocks of F5).
test(
  'UPDATE BINARY writes in blocks of F5',
  gives,
  [
    [`00D60000F5${part(245, 'EE')}`, '9000'],
    [`00D600F505${part(5, 'EE')}`, '9000'],
  ],
  (channel: CardChannel) => updateBinary(channel, 0, new Uint8Array(250).fill(0xee)),
  undefined,
);

// GET DATA: reference/opensc-cpx.md 7, reference/cryptolib.md 7 (answers of real cards).
const pinCounter = (ref: string) => `00CB3FFF0A4D087006BF81${ref}02A080`;
test(
  'GET DATA of the PIN',
  gives,
  [
    [pinCounter('01'), '6118'],
    ['00C0000018', '70 16 BF8101 12 A0 10 9A0103 9B0102 A108 8C06F3000013FF00 9000'],
  ],
  (channel: CardChannel) => getChvDocp(channel, 1),
  { maxTries: 3, triesRemaining: 2 },
);
test(
  'GET DATA of the PUK, local reference 82',
  gives,
  [[pinCounter('02'), '70 1A BF8102 16 A0 14 9A010A 9B010A 9D020064 A108 8C06F3FF00FFFF00 9000']],
  (channel: CardChannel) => getChvDocp(channel, 0x82),
  { maxTries: 10, triesRemaining: 10, usesRemaining: 100 },
);
test(
  'GET DATA of an SDO that is not there',
  gives,
  [[pinCounter('03'), '6A88']],
  (channel: CardChannel) => getChvDocp(channel, 3),
  undefined,
);
test(
  'GET DATA without the counters',
  fails,
  [[pinCounter('01'), '70 09 BF8101 05 A0 03 9A0103 9000']],
  (channel: CardChannel) => getChvDocp(channel, 1),
  'ERR_CARD_ANSWER',
);
const CPLC = '479050408231600100016001B00734280001000160010001600100016001000000000001600100000000';
test(
  'CPLC, with and without its tag',
  gives,
  [
    ['00CA9F7F00', '6C2D'],
    ['00CA9F7F2D', `9F7F2A${CPLC}9000`],
    ['00CA9F7F00', `${CPLC}9000`],
  ],
  async (channel: CardChannel) => [toHex(await getCplc(channel)), toHex(await getCplc(channel))],
  [CPLC, CPLC],
);

// PIN commands: reference/opensc-cpx.md 8, reference/cryptolib.md 7.
const PIN = ascii('1234');
const verifying = (channel: CardChannel) => verify(channel, 1, PIN);
const VERIFY = '002000010431323334';
test('VERIFY right', gives, [[VERIFY, '9000']], verifying, { outcome: 'verified' });
test('VERIFY wrong', gives, [[VERIFY, '63C2']], verifying, { outcome: 'wrong', triesRemaining: 2 });
test('VERIFY wrong, last try', gives, [[VERIFY, '63C0']], verifying, { outcome: 'wrong', triesRemaining: 0 });
test('VERIFY wrong, 15 tries', gives, [[VERIFY, '63CF']], verifying, { outcome: 'wrong', triesRemaining: 15 });
test('VERIFY wrong, no number', gives, [[VERIFY, '6300']], verifying, { outcome: 'wrong', triesRemaining: undefined });
test('VERIFY blocked', gives, [[VERIFY, '6983']], verifying, { outcome: 'blocked' });
test('VERIFY not usable', gives, [[VERIFY, '6984']], verifying, { outcome: 'blocked' });
test('VERIFY, another SW', fails, [[VERIFY, '6A88']], verifying, 'ERR_CARD', 0x6a88);
test('VERIFY of an empty code is never sent', async (t) => {
  await t.throwsAsync(verify(scripted([]).channel, 1, hex``), { instanceOf: RangeError });
});
const asking = (channel: CardChannel) => verifyStatus(channel, 1);
test('status: verified', gives, [['0020000100', '9000']], asking, { outcome: 'verified' });
test('status: not', gives, [['0020000100', '63C3']], asking, { outcome: 'notVerified', triesRemaining: 3 });
test('status: blocked', gives, [['0020000100', '6983']], asking, { outcome: 'blocked' });

const changing = (channel: CardChannel) => changeReferenceData(channel, 1, PIN, ascii('4321'));
const CHANGE = '00240001083132333434333231';
test('CHANGE REFERENCE DATA', gives, [[CHANGE, '9000']], changing, { outcome: 'changed' });
test('CHANGE, old code wrong', gives, [[CHANGE, '63C1']], changing, { outcome: 'wrong', triesRemaining: 1 });
test('CHANGE, blocked', gives, [[CHANGE, '6983']], changing, { outcome: 'blocked' });
test('CHANGE, never allowed', fails, [[CHANGE, '6982']], changing, 'ERR_CARD', 0x6982);

const resetting = (channel: CardChannel) => resetRetryCounter(channel, 1, ascii('4321'));
const RESET = '002C02010434333231';
test('RESET RETRY COUNTER', gives, [[RESET, '9000']], resetting, { outcome: 'reset' });
test('RESET, code exhausted', gives, [[RESET, '6983']], resetting, { outcome: 'blocked' });
test('RESET, not verified', fails, [[RESET, '6982']], resetting, 'ERR_CARD', 0x6982);

// Key operations: reference/cryptolib.md 8.
test(
  'MANAGE SECURITY ENVIRONMENT, as the agency sends it',
  gives,
  [
    ['002241A406800102840182', '9000'],
    ['002241AA03800140', '9000'],
    ['0022F30100', '9000'],
  ],
  async (channel: CardChannel) => {
    const algorithm = ALGORITHM.CLIENT_AUTHENTICATE_PKCS1;
    await setSecurityEnvironment(channel, { crt: CRT.AUTHENTICATION, algorithm, keyReference: 0x82 });
    await setSecurityEnvironment(channel, { crt: CRT.HASH, algorithm: ALGORITHM.HASH_SHA256 });
    await restoreSecurityEnvironment(channel, 1);
  },
  undefined,
);
test(
  'MANAGE SECURITY ENVIRONMENT for a key that is not there',
  fails,
  [['002241B606800142840185', '6A88']],
  (channel: CardChannel) =>
    setSecurityEnvironment(channel, {
      crt: CRT.DIGITAL_SIGNATURE,
      algorithm: ALGORITHM.SIGN_PKCS1_SHA256,
      keyReference: 0x85,
    }),
  'ERR_CARD',
  0x6a88,
);
test(
  'COMPUTE DIGITAL SIGNATURE over a hash, and over the hash the card holds',
  gives,
  [
    [`002A9E9A14${part(20, 'AA')}`, '6102'],
    ['00C0000002', 'BEEF9000'],
    ['002A9E9A00', 'CAFE9000'],
  ],
  async (channel: CardChannel) => [
    toHex(await computeDigitalSignature(channel, new Uint8Array(20).fill(0xaa))),
    toHex(await computeDigitalSignature(channel, hex``)),
  ],
  ['BEEF', 'CAFE'],
);
test(
  'COMPUTE DIGITAL SIGNATURE without the PIN',
  fails,
  [[`002A9E9A14${part(20, 'AA')}`, '6982']],
  (channel: CardChannel) => computeDigitalSignature(channel, new Uint8Array(20).fill(0xaa)),
  'ERR_CARD',
  0x6982,
);
test(
  'HASH: whole message, and end of a message of 1000 bytes',
  gives,
  [
    [`002A90A018 9000 8014 ${part(20, '61')}`.replaceAll(' ', ''), '9000'],
    [`002A90A054 9028 ${part(32, '55')} 0000000000001E00 8028 ${part(40, '61')}`.replaceAll(' ', ''), '9000'],
  ],
  async (channel: CardChannel) => {
    await hash(channel, new Uint8Array(20).fill(0x61));
    const state = new Uint8Array(32).fill(0x55);
    await hash(channel, new Uint8Array(40).fill(0x61), { state, bitCount: 8n * 960n });
  },
  undefined,
);
test(
  'DECIPHER: padding indicator 81, 257 bytes chained',
  gives,
  [
    [`102A8086FF81${part(254, 'CC')}`, '9000'],
    ['002A808602CCCC', '6105'],
    ['00C0000005', '48656C6C6F9000'],
  ],
  (channel: CardChannel) => decipher(channel, new Uint8Array(256).fill(0xcc)),
  '48656C6C6F',
);
test(
  'INTERNAL AUTHENTICATE',
  gives,
  [['0088000003010203', 'AABB9000']],
  (channel: CardChannel) => internalAuthenticate(channel, fromHex('010203')),
  'AABB',
);
test('40 % of 2048 bits are 102 bytes', (t) => {
  t.is(maxAuthenticationInput(2048), 102);
});
test(
  'GET CHALLENGE',
  gives,
  [['0084000008', '00010203040506079000']],
  (channel: CardChannel) => getChallenge(channel),
  '0001020304050607',
);
