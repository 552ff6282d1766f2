import test from 'ava';
import { hex, toHex } from '#iso7816/bytes.ts';
import { SCARD } from '#pcsc/scard.ts';
import { scardOfSw } from '../../../../driver/minidriver/status-words.ts';
import {
  CALG,
  PIN_CACHE_POLICY,
  pinSet,
  SECRET_PURPOSE,
  SECRET_TYPE,
} from '../../../../driver/minidriver/structures/constants.ts';
import {
  CARDAPPS,
  cardCacheFile,
  cardCapabilities,
  cardFreeSpaceInfo,
  cardKeySizes,
  containerMapRecord,
  isContainerName,
  pinInfo,
  reversed,
  rsaPublicKeyBlob,
} from '../../../../driver/minidriver/structures/layouts.ts';
import { vector } from '../vectors.ts';

test('structures have the bytes of the specification', (t) => {
  t.is(toHex(cardFreeSpaceInfo(2)), vector('CARD_FREE_SPACE_INFO'));
  t.is(toHex(cardCapabilities()), vector('CARD_CAPABILITIES'));
  t.is(toHex(cardKeySizes(2048)), vector('CARD_KEY_SIZES 2048'));
  t.is(toHex(CARDAPPS), vector('cardapps'));
  t.is(toHex(cardCacheFile(0, 0)), vector('cardcf'));
});

test('PIN_INFO of the user PIN and of the unblocking code', (t) => {
  const user = {
    pinType: SECRET_TYPE.ALPHANUMERIC,
    pinPurpose: SECRET_PURPOSE.PRIMARY_CARD_PIN,
    changePermission: pinSet(1),
    unblockPermission: pinSet(2),
    cachePolicy: PIN_CACHE_POLICY.NORMAL,
  };
  t.is(toHex(pinInfo(user)), vector('PIN_INFO ROLE_USER'));
  const admin = {
    ...user,
    pinPurpose: SECRET_PURPOSE.UNBLOCK_ONLY_PIN,
    changePermission: 0,
    unblockPermission: 0,
    cachePolicy: PIN_CACHE_POLICY.NONE,
  };
  t.is(toHex(pinInfo(admin)), vector('PIN_INFO ROLE_ADMIN'));
});

test('cardcf holds its counters in little-endian words', (t) => {
  t.is(toHex(cardCacheFile(0x1234, 0x56789abc)), '00003412BC9A');
});

test('a container map record has 86 bytes, with each field in its place', (t) => {
  const record = containerMapRecord({ name: 'AB', isDefault: true, sigKeySizeBits: 0, keyExchangeKeySizeBits: 2048 });
  t.is(record.length, 86);
  t.is(toHex(record.subarray(0, 8)), '4100420000000000');
  t.is(toHex(record.subarray(80)), '030000000008');
  const other = containerMapRecord({ name: 'AB', isDefault: false, sigKeySizeBits: 2048, keyExchangeKeySizeBits: 0 });
  t.is(toHex(other.subarray(80)), '010000080000');
  t.is(toHex(containerMapRecord(undefined)), '00'.repeat(86));
});

test('a container name has 1 to 39 characters and no backslash', (t) => {
  t.true(isContainerName('80250000001 0000001234567890 AUTH'));
  t.true(isContainerName('x'.repeat(39)));
  t.false(isContainerName('x'.repeat(40)));
  t.false(isContainerName(''));
  t.false(isContainerName('a\\b'));
});

test('PUBLICKEYBLOB: 276 bytes for 2048 bits, the modulus little-endian', (t) => {
  const modulus = Uint8Array.from({ length: 256 }, (_, i) => (i === 0 ? 0xc1 : i));
  const kx = rsaPublicKeyBlob(CALG.RSA_KEYX, modulus, 65537);
  t.is(kx.length, 276);
  t.is(toHex(kx.subarray(0, 20)), vector('PUBLICKEYBLOB head AT_KEYEXCHANGE 2048'));
  t.is(toHex(kx.subarray(20)), toHex(reversed(modulus)));
  t.is(kx[275], 0xc1);
  const sig = rsaPublicKeyBlob(CALG.RSA_SIGN, modulus, 65537);
  t.is(toHex(sig.subarray(0, 20)), vector('PUBLICKEYBLOB head AT_SIGNATURE 2048'));
});

test('reversed leaves its argument alone', (t) => {
  const bytes = hex`01 02 03`;
  t.is(toHex(reversed(bytes)), '030201');
  t.is(toHex(bytes), '010203');
  const buffer = Buffer.from([1, 2, 3]);
  t.is(toHex(reversed(buffer)), '030201');
  t.is(toHex(buffer), '010203', 'a Buffer, whose slice shares its memory');
});

test('PIN_SET is 1 << PIN_ID', (t) => {
  // Source: reference/minidriver.md T4.
  t.deepEqual([0, 1, 2, 3].map(pinSet), [1, 2, 4, 8]);
});

const maps = test.macro((t, sw: number, scard: number) => {
  t.is(scardOfSw(sw), scard);
});

// Source: reference/minidriver.md 6 (OpenSC's map), 4.8.
test('6982', maps, 0x6982, SCARD.W_SECURITY_VIOLATION);
test('6985', maps, 0x6985, SCARD.W_SECURITY_VIOLATION);
test('6983', maps, 0x6983, SCARD.W_CHV_BLOCKED);
test('6984', maps, 0x6984, SCARD.W_CHV_BLOCKED);
test('6A80', maps, 0x6a80, SCARD.E_INVALID_PARAMETER);
test('6700', maps, 0x6700, SCARD.E_INVALID_PARAMETER);
test('6A82', maps, 0x6a82, SCARD.E_FILE_NOT_FOUND);
test('6A84', maps, 0x6a84, SCARD.E_WRITE_TOO_MANY);
test('6A88', maps, 0x6a88, SCARD.E_NO_KEY_CONTAINER);
test('6A81', maps, 0x6a81, SCARD.E_UNSUPPORTED_FEATURE);
test('6D00', maps, 0x6d00, SCARD.E_UNSUPPORTED_FEATURE);
test('6E00', maps, 0x6e00, SCARD.E_UNSUPPORTED_FEATURE);
test('6581', maps, 0x6581, SCARD.E_COMM_DATA_LOST);
test('6F00', maps, 0x6f00, SCARD.E_UNEXPECTED);
test('a status word outside the table', maps, 0x1234, SCARD.E_UNEXPECTED);
