/** The structures of cardmod.h as the CSP reads them. Source: cardmod.h; reference/minidriver.md 7.2, 8.2, 8.3. */
import test from 'ava';
import { fromHex, toHex } from '#iso7816/bytes.ts';
import { parseFreshness } from '../../../driver/csp/card/card-cache.ts';
import { findContainer, parseContainerMap } from '../../../driver/csp/card/container-map.ts';
import { CRYPT, NCRYPT, PROV } from '../../../driver/csp/constants.ts';
import { PIN_CACHE_POLICY, parsePinInfo } from '../../../driver/csp/pin/pin-info.ts';

/** CONTAINER_MAP_RECORD: wszGuid of 40 characters, bFlags, bReserved, both key sizes. */
function mapRecord(name: string, flagsAndSizes: string): string {
  return toHex(new Uint8Array(Buffer.from(name, 'utf16le'))).padEnd(160, '0') + flagsAndSizes;
}

test('cmapfile: a hole, one that is not the default, the default, and half a record', (t) => {
  const longest = 'é'.repeat(40);
  const records = ['00'.repeat(86), mapRecord('AUTH', '0100 0000 0008'), mapRecord(longest, '0300 0010 0000'), '0102'];
  const containers = parseContainerMap(fromHex(records.join('').replaceAll(' ', '')));
  const auth = { containerIndex: 1, name: 'AUTH', isDefault: false, sigKeySizeBits: 0, keyExchangeKeySizeBits: 2048 };
  const sign = { containerIndex: 2, name: longest, isDefault: true, sigKeySizeBits: 4096, keyExchangeKeySizeBits: 0 };
  t.deepEqual(containers, [auth, sign]);
  t.deepEqual(findContainer(containers), sign);
  t.deepEqual(findContainer(containers, 'AUTH'), auth);
  t.is(findContainer(containers, 'auth'), undefined);
});

// dwVersion, PinType, PinPurpose, dwChangePermission, dwUnblockPermission, PIN_CACHE_POLICY (version, type, info), dwFlags.
const policy = test.macro((t, type: string, expected: number) => {
  const bytes = fromHex(`06000000 01000000 06000000 02000000 04000000 06000000 ${type} 3C000000 00000000`);
  t.deepEqual(parsePinInfo(bytes), { external: true, purpose: 6, type: expected, seconds: 60 });
});
test('PIN_INFO: PinCacheNormal', policy, '00000000', PIN_CACHE_POLICY.NORMAL);
test('PIN_INFO: PinCacheTimed', policy, '01000000', PIN_CACHE_POLICY.TIMED);
test('PIN_INFO: PinCacheNone', policy, '02000000', PIN_CACHE_POLICY.NONE);
test('PIN_INFO: PinCacheAlwaysPrompt', policy, '03000000', PIN_CACHE_POLICY.ALWAYS_PROMPT);
test('PIN_INFO: a code that the program gives', (t) => {
  t.false(parsePinInfo(new Uint8Array(36)).external);
});

/** What programs pass as numbers. Source: wincrypt.h, ncrypt.h. */
test('flags and types are those of the headers', (t) => {
  t.deepEqual({ ...PROV }, { RSA_FULL: 1, RSA_AES: 24 });
  t.deepEqual(NCRYPT, { NO_PADDING: 0x1, PAD_PKCS1: 0x2, PAD_OAEP: 0x4, PAD_PSS: 0x8, SILENT: 0x40 });
  const { NEWKEYSET, DELETEKEYSET, MACHINE_KEYSET, SILENT, DEFAULT_CONTAINER_OPTIONAL, VERIFYCONTEXT } = CRYPT;
  const flags = [NEWKEYSET, DELETEKEYSET, MACHINE_KEYSET, SILENT, DEFAULT_CONTAINER_OPTIONAL, VERIFYCONTEXT];
  t.deepEqual(flags, [0x08, 0x10, 0x20, 0x40, 0x80, 0xf0000000]);
});

test('cardcf: bPinsFreshness, wContainersFreshness, wFilesFreshness', (t) => {
  t.deepEqual(parseFreshness(fromHex('00 05 0102 0304')), { pins: 5, containers: 0x0201, files: 0x0403 });
});
