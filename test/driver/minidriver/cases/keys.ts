/** The minidriver's table, areas SIG and DEC. Sources: reference/minidriver.md 4.17, 4.18. */
import { randomBytes } from 'node:crypto';
import { concat, toHex } from '#iso7816/bytes.ts';
import * as md from '../../../../driver/minidriver/index.ts';
import {
  AUTH,
  casesOf,
  cryptogram,
  digest,
  type Key,
  type MinidriverBench,
  type Row,
  recovered,
  SIGN,
  signed,
  textOf,
} from './bench.ts';

const { CALG, PADDING, SIGNING_FLAG } = md;
const names = new Map<Key, string>([
  [AUTH, 'AUTH'],
  [SIGN, 'SIGN'],
]);

const HASHES = [
  ['sha1', CALG.SHA1, 'SHA1'],
  ['sha256', CALG.SHA_256, 'SHA256'],
  ['sha384', CALG.SHA_384, 'SHA384'],
  ['sha512', CALG.SHA_512, 'SHA512'],
  ['md5', CALG.MD5, 'MD5'],
] as const;

/** The card makes the DigestInfo of the signature key itself, for two hashes. */
const canSign = (key: Key, hash: string) => key === AUTH || hash === 'sha1' || hash === 'sha256';

const MATRIX: readonly Row[] = [AUTH, SIGN].flatMap((key) =>
  HASHES.flatMap(([hash, calg, algorithmId]): Row[] => {
    const data = digest(hash);
    const expected = canSign(key, hash) ? 'right' : 'SCARD_E_UNSUPPORTED_FEATURE';
    const basic = { ...key, version: 1, hashAlgorithm: calg, data };
    const current = { ...key, paddingType: PADDING.PKCS1, paddingInfo: { algorithmId }, data };
    return [
      ['S1 G20 4.17', `${names.get(key)} ${algorithmId}, version 1`, (b) => signed(b, hash, basic, key), expected],
      ['S2 G20 4.17', `${names.get(key)} ${algorithmId}, version 2`, (b) => signed(b, hash, current, key), expected],
    ];
  }),
);

const PAIR = concat(digest('md5'), digest('sha1'));
type Signing = Partial<Record<keyof md.CardSigningInfo, unknown>>;
const infoOf = (more: Signing) =>
  ({ ...AUTH, hashAlgorithm: CALG.SHA_256, data: digest('sha256'), ...more }) as md.CardSigningInfo;
const sign =
  (more: Signing = {}) =>
  async (b: MinidriverBench) =>
    md.cardSignData(await b.authenticated(), infoOf(more));
const withoutPin =
  (more: Signing = {}) =>
  (b: MinidriverBench) =>
    md.cardSignData(b.data, infoOf(more));
const PKCS1 = { paddingType: PADDING.PKCS1, hashAlgorithm: 0 };
const pair = (more: Signing) => (b: MinidriverBench) => recovered(b, infoOf({ data: PAIR, ...more }), AUTH);

// biome-ignore format: one case a line
const SIGNATURES: readonly Row[] = [
  ['S3 4.17', 'the hash pair of TLS 1.1 by CALG_SSL3_SHAMD5', pair({ hashAlgorithm: CALG.SSL3_SHAMD5 }), toHex(PAIR)],
  ['S3 4.17', 'the hash pair of TLS 1.1 by algorithm 0', pair({ hashAlgorithm: 0 }), toHex(PAIR)],
  ['S3 4.17', 'the hash pair of TLS 1.1 by a NULL name', pair({ ...PKCS1, paddingInfo: { algorithmId: null } }), toHex(PAIR)],
  ['S4 4.17', 'CRYPT_NOHASHOID', (b) => recovered(b, infoOf({ signingFlags: SIGNING_FLAG.NO_HASH_OID }), AUTH), toHex(digest('sha256'))],
  ['S4 4.17', 'CRYPT_NOHASHOID with the signature key', sign({ ...SIGN, signingFlags: SIGNING_FLAG.NO_HASH_OID }), 'SCARD_E_UNSUPPORTED_FEATURE'],
  ['S5 4.17', 'not authenticated, AUTH', withoutPin(), 'SCARD_W_SECURITY_VIOLATION'],
  ['S5 4.17', 'not authenticated, SIGN', withoutPin(SIGN), 'SCARD_W_SECURITY_VIOLATION'],
  ['S5 7.4', 'authenticated, then reset', async (b) => { await b.authenticated(); await b.reset(); return withoutPin()(b); }, 'SCARD_W_SECURITY_VIOLATION'],
  ['S6 4.17', 'CARD_BUFFER_SIZE_ONLY needs no PIN', async (b) => (await md.cardSignData(b.data, infoOf({ signingFlags: SIGNING_FLAG.BUFFER_SIZE_ONLY }))).signedDataLength, 256],
  ['S7 4.17', 'the length is that of the modulus', async (b) => (await md.cardSignData(await b.authenticated(), infoOf({}))).signedData.length, 256],
  ['S8 7.4', 'many signatures with one PIN', async (b) => { await b.authenticated(); for (let i = 0; i < 5; i++) await withoutPin(i % 2 === 0 ? SIGN : {})(b); return b.state(); }, 2],
  ['S9 4.17', 'version 0', sign({ version: 0 }), 'ERROR_REVISION_MISMATCH'],
  ['S9 4.17', 'version 3', sign({ version: 3 }), 'ERROR_REVISION_MISMATCH'],
  ['S10 4.17', 'no data', sign({ data: undefined }), 'SCARD_E_INVALID_PARAMETER'],
  ['S11 4.17', 'key specification 0', sign({ keySpec: 0 }), 'SCARD_E_INVALID_PARAMETER'],
  ['S11 4.17', 'key specification 9', sign({ keySpec: 9 }), 'SCARD_E_INVALID_PARAMETER'],
  ['S11 4.17', 'AT_SIGNATURE of container 0', sign({ keySpec: 2 }), 'SCARD_E_NO_KEY_CONTAINER'],
  ['S11 4.17', 'AT_KEYEXCHANGE of container 1', sign({ containerIndex: 1 }), 'SCARD_E_NO_KEY_CONTAINER'],
  ['S11 4.17', 'AT_ECDSA_P256', sign({ keySpec: 3 }), 'SCARD_E_NO_KEY_CONTAINER'],
  ['S12 4.17', 'container 2', sign({ containerIndex: 2 }), 'SCARD_E_NO_KEY_CONTAINER'],
  ['S13 4.17', 'an undefined flag', sign({ signingFlags: 0x10 }), 'SCARD_E_INVALID_PARAMETER'],
  ['S13 4.17', 'padding information in version 1', sign({ version: 1, signingFlags: SIGNING_FLAG.PADDING_INFO_PRESENT }), 'SCARD_E_INVALID_PARAMETER'],
  ['S13 4.17', 'padding announced, none given', sign({ signingFlags: SIGNING_FLAG.PADDING_INFO_PRESENT }), 'SCARD_E_INVALID_PARAMETER'],
  ['S13 4.17', 'no padding information', sign({ ...PKCS1, paddingInfo: undefined }), 'SCARD_E_INVALID_PARAMETER'],
  ['S14 4.17', 'an algorithm that is no hash', sign({ hashAlgorithm: CALG.RSA_SIGN }), 'SCARD_E_INVALID_PARAMETER'],
  ['S14 4.17', 'a hash nobody knows', sign({ hashAlgorithm: 0x8009 }), 'SCARD_E_UNSUPPORTED_FEATURE'],
  ['S14 4.17', 'an unknown name', sign({ ...PKCS1, paddingInfo: { algorithmId: 'SHA224' } }), 'SCARD_E_UNSUPPORTED_FEATURE'],
  ['S15 4.17', 'a hash of another length', sign({ data: digest('sha1') }), 'SCARD_E_INVALID_PARAMETER'],
  ['S15 4.17', 'a named hash of another length', sign({ ...PKCS1, paddingInfo: { algorithmId: 'SHA512' } }), 'SCARD_E_INVALID_PARAMETER'],
  ['S15 4.17', 'a pair of another length', sign({ hashAlgorithm: CALG.SSL3_SHAMD5 }), 'SCARD_E_INVALID_PARAMETER'],
  ['S16 4.17', 'PSS: the card pads by itself', sign({ paddingType: PADDING.PSS }), 'SCARD_E_UNSUPPORTED_FEATURE'],
  ['S16 4.17 cardmod.h', 'PSS by its number', sign({ paddingType: 4 }), 'SCARD_E_UNSUPPORTED_FEATURE'],
  ['S16 4.17', 'raw RSA', sign({ paddingType: PADDING.NONE }), 'SCARD_E_UNSUPPORTED_FEATURE'],
  ['S16 4.17', 'OAEP', sign({ paddingType: PADDING.OAEP }), 'SCARD_E_INVALID_PARAMETER'],
  ['S17 4.17', '102 bytes without DigestInfo', async (b) => (await recovered(b, infoOf({ hashAlgorithm: 0, data: new Uint8Array(102).fill(7) }), AUTH)).length / 2, 102],
  ['S17 4.17', '103 bytes without DigestInfo', sign({ hashAlgorithm: 0, data: new Uint8Array(103) }), 'SCARD_E_INVALID_PARAMETER'],
];

type Decryption = Partial<Record<keyof md.CardRsaDecryptInfo, unknown>>;
const decrypt = (more: Decryption) => async (b: MinidriverBench) =>
  md.cardRSADecrypt(await b.authenticated(), { ...AUTH, data: new Uint8Array(256), ...more } as md.CardRsaDecryptInfo);
const decrypted = (more: Decryption) => async (b: MinidriverBench) =>
  textOf(await decrypt({ data: await cryptogram(b.data), ...more })(b));
const blockOf = (more: Decryption) => async (b: MinidriverBench) => {
  const block = await decrypt({ data: await cryptogram(b.data), ...more })(b);
  const padded = block.slice().reverse();
  return [padded.length, toHex(padded.subarray(0, 2)), padded.indexOf(0, 2)];
};

// biome-ignore format: one case a line
const DECRYPTIONS: readonly Row[] = [
  ['R1 4.18', 'version 2 with PKCS#1: the message', decrypted({ paddingType: PADDING.PKCS1 }), 'ordonnance'],
  ['R1 4.18', 'version 2 without padding information', decrypted({}), 'ordonnance'],
  ['R1 4.18', 'an empty message', async (b) => (await decrypt({ data: await cryptogram(b.data, new Uint8Array(0)) })(b)).length, 0],
  ['R1 4.18', 'the longest message', async (b) => (await decrypt({ data: await cryptogram(b.data, randomBytes(245)) })(b)).length, 245],
  ['R2 4.18', 'version 1: the whole block', blockOf({ version: 1 }), [256, '0002', 245]],
  ['R2 4.18', 'CARD_PADDING_NONE: the whole block', blockOf({ paddingType: PADDING.NONE }), [256, '0002', 245]],
  ['R2 RFC 8017 7.2', 'the first 00 of eight blocks is that before the message', async (b) => { const ends = new Set<unknown>(); for (let i = 0; i < 8; i++) ends.add((await blockOf({ version: 1 })(b))[2]); return [...ends]; }, [245]],
  ['R3 4.18', 'a cryptogram that is none', decrypt({ data: new Uint8Array(256).fill(3) }), 'NTE_BAD_DATA'],
  ['R4 4.18', '255 bytes', decrypt({ data: new Uint8Array(255) }), 'SCARD_E_INSUFFICIENT_BUFFER'],
  ['R4 4.18', '257 bytes', decrypt({ data: new Uint8Array(257) }), 'SCARD_E_INVALID_PARAMETER'],
  ['R4 4.18', 'no data', decrypt({ data: null }), 'SCARD_E_INVALID_PARAMETER'],
  ['R5 4.18', 'AT_SIGNATURE', decrypt({ keySpec: 2 }), 'SCARD_E_INVALID_PARAMETER'],
  ['R5 4.18', 'container 1 has no such key', decrypt({ containerIndex: 1 }), 'SCARD_E_NO_KEY_CONTAINER'],
  ['R5 4.18', 'container 2', decrypt({ containerIndex: 2 }), 'SCARD_E_NO_KEY_CONTAINER'],
  ['R6 4.18', 'version 0', decrypt({ version: 0 }), 'ERROR_REVISION_MISMATCH'],
  ['R6 4.18', 'version 3', decrypt({ version: 3 }), 'ERROR_REVISION_MISMATCH'],
  ['R7 4.18', 'OAEP', decrypt({ paddingType: PADDING.OAEP }), 'SCARD_E_UNSUPPORTED_FEATURE'],
  ['R7 4.18 cardmod.h', 'OAEP by its number', decrypt({ paddingType: 8 }), 'SCARD_E_UNSUPPORTED_FEATURE'],
  ['R7 4.18', 'PSS', decrypt({ paddingType: PADDING.PSS }), 'SCARD_E_INVALID_PARAMETER'],
  ['R8 4.18', 'not authenticated', async (b) => md.cardRSADecrypt(b.data, { ...AUTH, data: await cryptogram(b.data) }), 'SCARD_W_SECURITY_VIOLATION'],
];

export const KEY_CASES = casesOf([...MATRIX, ...SIGNATURES, ...DECRYPTIONS]);
