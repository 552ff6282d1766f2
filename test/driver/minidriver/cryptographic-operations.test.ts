import { constants, createHash, publicDecrypt, publicEncrypt, verify, X509Certificate } from 'node:crypto';
import test, { type ExecutionContext } from 'ava';
import { type Bytes, concat, hex, toHex } from '#iso7816/bytes.ts';
import {
  CALG,
  type CardData,
  type CardRsaDecryptInfo,
  type CardSigningInfo,
  cardAuthenticateEx,
  cardReadFile,
  cardRSADecrypt,
  cardSignData,
  KEY_SPEC,
  NTE,
  PADDING,
  SCARD,
  SIGNING_FLAG,
  WIN32,
} from '../../../driver/minidriver/index.ts';
import { refused } from './refused.ts';
import { acquired, type VirtualCard } from './virtual-card.ts';

const { W_SECURITY_VIOLATION, E_INVALID_PARAMETER, E_UNSUPPORTED_FEATURE, E_NO_KEY_CONTAINER } = SCARD;
const { BUFFER_SIZE_ONLY, NO_HASH_OID, PADDING_INFO_PRESENT } = SIGNING_FLAG;

const AUTH = { containerIndex: 0, keySpec: KEY_SPEC.KEYEXCHANGE } as const;
const SIGN = { containerIndex: 1, keySpec: KEY_SPEC.SIGNATURE } as const;
const MESSAGE = Buffer.from('ordonnance');

async function authenticated(): Promise<{ card: VirtualCard; cardData: CardData }> {
  const acquisition = await acquired();
  await cardAuthenticateEx(acquisition.cardData, { pin: '1234' });
  return acquisition;
}

async function publicKey(cardData: CardData, { containerIndex }: { containerIndex: number }) {
  const file = containerIndex === 0 ? 'kxc00' : 'ksc01';
  return new X509Certificate(await cardReadFile(cardData, 'mscp', file)).publicKey;
}

function hashOf(algorithm: string): Bytes {
  return createHash(algorithm).update(MESSAGE).digest();
}

/** Both ways to name a hash: structure version 1 with aiHashAlg, version 2 with padding information. */
const HASHES: readonly (readonly [name: string, calg: number, algorithmId: string])[] = [
  ['sha1', CALG.SHA1, 'SHA1'],
  ['sha256', CALG.SHA_256, 'SHA256'],
  ['sha384', CALG.SHA_384, 'SHA384'],
  ['sha512', CALG.SHA_512, 'SHA512'],
  ['md5', CALG.MD5, 'MD5'],
];

function infos(key: typeof AUTH | typeof SIGN, name: string, calg: number, algorithmId: string): CardSigningInfo[] {
  const data = hashOf(name);
  return [
    { ...key, version: 1, hashAlgorithm: calg, data },
    { ...key, hashAlgorithm: calg, data },
    { ...key, version: 2, paddingType: PADDING.PKCS1, paddingInfo: { algorithmId }, data },
    { ...key, signingFlags: PADDING_INFO_PRESENT, paddingType: PADDING.PKCS1, paddingInfo: { algorithmId }, data },
  ];
}

const signs = test.macro(async (t, key: typeof AUTH | typeof SIGN, name: string, calg: number, algorithmId: string) => {
  const { cardData } = await authenticated();
  const certified = await publicKey(cardData, key);
  for (const info of infos(key, name, calg, algorithmId)) {
    const { signedData, signedDataLength } = await cardSignData(cardData, info);
    t.is(signedDataLength, 256);
    t.is(signedData.length, 256);
    t.true(verify(name, MESSAGE, certified, signedData.slice().reverse()), 'little-endian, by the certificate');
    t.false(verify(name, MESSAGE, certified, signedData));
  }
});

const unsupported = test.macro(async (t, name: string, calg: number, algorithmId: string) => {
  const { card, cardData } = await authenticated();
  await cardReadFile(cardData, 'mscp', 'ksc01');
  card.takeCommands();
  for (const info of infos(SIGN, name, calg, algorithmId)) {
    await refused(t, E_UNSUPPORTED_FEATURE, cardSignData(cardData, info), 'CardSignData');
  }
  t.deepEqual(card.takeCommands(), []);
});

for (const [name, calg, algorithmId] of HASHES) {
  test(`AUTH signs ${algorithmId}`, signs, AUTH, name, calg, algorithmId);
  if (name === 'sha1' || name === 'sha256') test(`SIGN signs ${algorithmId}`, signs, SIGN, name, calg, algorithmId);
  else test(`SIGN refuses ${algorithmId}: the card makes no such DigestInfo`, unsupported, name, calg, algorithmId);
}

test('AUTH signs the hash pair of TLS 1.1 without DigestInfo, however it is asked for', async (t) => {
  const { cardData } = await authenticated();
  const data = concat(hashOf('md5'), hashOf('sha1'));
  const certified = await publicKey(cardData, AUTH);
  for (const more of [
    { hashAlgorithm: CALG.SSL3_SHAMD5 },
    { hashAlgorithm: 0 },
    { paddingType: PADDING.PKCS1, paddingInfo: { algorithmId: null } },
  ]) {
    const { signedData } = await cardSignData(cardData, { ...AUTH, ...more, data });
    t.is(toHex(publicDecrypt(certified, signedData.slice().reverse())), toHex(data));
  }
});

test('NO_HASH_OID signs the hash without its DigestInfo', async (t) => {
  const { cardData } = await authenticated();
  const data = hashOf('sha256');
  const info = { ...AUTH, hashAlgorithm: CALG.SHA_256, signingFlags: NO_HASH_OID, data };
  const { signedData } = await cardSignData(cardData, info);
  t.is(toHex(publicDecrypt(await publicKey(cardData, AUTH), signedData.slice().reverse())), toHex(data));
  await refused(t, E_UNSUPPORTED_FEATURE, cardSignData(cardData, { ...info, ...SIGN }));
});

test('AUTH takes 102 bytes, 40 % of the modulus, and no more', async (t) => {
  const { card, cardData } = await authenticated();
  const data = new Uint8Array(103).fill(7);
  const { signedData } = await cardSignData(cardData, { ...AUTH, data: data.subarray(1) });
  t.is(publicDecrypt(await publicKey(cardData, AUTH), signedData.slice().reverse()).length, 102);
  card.takeCommands();
  await refused(t, E_INVALID_PARAMETER, cardSignData(cardData, { ...AUTH, data }));
  t.deepEqual(card.takeCommands(), []);
});

test('not authenticated: SCARD_W_SECURITY_VIOLATION for every private key operation', async (t) => {
  const { cardData } = await acquired();
  const data = hashOf('sha256');
  for (const key of [AUTH, SIGN]) {
    const call = cardSignData(cardData, { ...key, hashAlgorithm: CALG.SHA_256, data });
    await refused(t, W_SECURITY_VIOLATION, call, 'CardSignData');
  }
  const decrypting = cardRSADecrypt(cardData, { ...AUTH, data: new Uint8Array(256).fill(1) });
  await refused(t, W_SECURITY_VIOLATION, decrypting, 'CardRSADecrypt');
});

test('BUFFER_SIZE_ONLY needs neither PIN nor key operation', async (t) => {
  const { card, cardData } = await acquired();
  const info = { ...SIGN, hashAlgorithm: CALG.SHA1, data: hashOf('sha1'), signingFlags: BUFFER_SIZE_ONLY };
  const { signedDataLength, signedData } = await cardSignData(cardData, info);
  t.is(signedDataLength, 256);
  t.is(signedData.length, 0);
  t.false(card.takeCommands().some((command) => /^00(22|2A|88)/.test(command)));
});

const refusedSigning = test.macro(async (t, scard: number, more: Partial<Record<keyof CardSigningInfo, unknown>>) => {
  const { cardData } = await authenticated();
  const info = { ...AUTH, hashAlgorithm: CALG.SHA_256, data: hashOf('sha256'), ...more } as CardSigningInfo;
  await refused(t, scard, cardSignData(cardData, info), 'CardSignData');
});
const PKCS1 = { paddingType: PADDING.PKCS1, hashAlgorithm: 0 };
test('version 0', refusedSigning, WIN32.ERROR_REVISION_MISMATCH, { version: 0 });
test('version 3', refusedSigning, WIN32.ERROR_REVISION_MISMATCH, { version: 3 });
test('no data', refusedSigning, E_INVALID_PARAMETER, { data: undefined });
test('key specification 0', refusedSigning, E_INVALID_PARAMETER, { keySpec: 0 });
test('key specification 9', refusedSigning, E_INVALID_PARAMETER, { keySpec: 9 });
test('AT_SIGNATURE of container 0', refusedSigning, E_NO_KEY_CONTAINER, { keySpec: KEY_SPEC.SIGNATURE });
test('AT_ECDSA_P256', refusedSigning, E_NO_KEY_CONTAINER, { keySpec: KEY_SPEC.ECDSA_P256 });
test('container 2', refusedSigning, E_NO_KEY_CONTAINER, { containerIndex: 2 });
test('an unknown flag', refusedSigning, E_INVALID_PARAMETER, { signingFlags: 0x10 });
test('padding information in version 1', refusedSigning, E_INVALID_PARAMETER, {
  version: 1,
  signingFlags: PADDING_INFO_PRESENT,
});
test('an encryption algorithm for a hash', refusedSigning, E_INVALID_PARAMETER, { hashAlgorithm: CALG.RSA_SIGN });
test('a hash nobody knows', refusedSigning, E_UNSUPPORTED_FEATURE, { hashAlgorithm: 0x8009 });
test('a hash of another length', refusedSigning, E_INVALID_PARAMETER, { data: hashOf('sha1') });
test('a pair of another length', refusedSigning, E_INVALID_PARAMETER, { hashAlgorithm: CALG.SSL3_SHAMD5 });
test('PSS', refusedSigning, E_UNSUPPORTED_FEATURE, { paddingType: PADDING.PSS });
test('raw RSA', refusedSigning, E_UNSUPPORTED_FEATURE, { paddingType: PADDING.NONE });
test('OAEP', refusedSigning, E_INVALID_PARAMETER, { paddingType: PADDING.OAEP });
test('padding announced, none given', refusedSigning, E_INVALID_PARAMETER, { signingFlags: PADDING_INFO_PRESENT });
test('no padding information', refusedSigning, E_INVALID_PARAMETER, { ...PKCS1, paddingInfo: undefined });
test('padding with an unknown hash', refusedSigning, E_UNSUPPORTED_FEATURE, {
  ...PKCS1,
  paddingInfo: { algorithmId: 'SHA224' },
});
test('padding with a hash of another length', refusedSigning, E_INVALID_PARAMETER, {
  ...PKCS1,
  paddingInfo: { algorithmId: 'SHA512' },
});

/** PKCS#1 v1.5 cryptogram for the AUTH key, little-endian. */
async function cryptogram(cardData: CardData, message: Bytes): Promise<Bytes> {
  const key = await publicKey(cardData, AUTH);
  return publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, message).reverse();
}

function littleEndian(text: string): Bytes {
  return Uint8Array.from(Buffer.from(text)).reverse();
}

test('CardRSADecrypt, version 2 with PKCS#1: the message, little-endian', async (t) => {
  const { cardData } = await authenticated();
  const data = await cryptogram(cardData, Buffer.from('clef de session'));
  t.deepEqual(await cardRSADecrypt(cardData, { ...AUTH, data }), littleEndian('clef de session'));
  t.deepEqual(await cardRSADecrypt(cardData, { ...AUTH, paddingType: 2, data }), littleEndian('clef de session'));
});

test('CardRSADecrypt, an empty message and the longest one', async (t) => {
  const { cardData } = await authenticated();
  for (const length of [0, 245]) {
    const data = await cryptogram(cardData, new Uint8Array(length).fill(0x5a));
    t.is((await cardRSADecrypt(cardData, { ...AUTH, data })).length, length);
  }
});

test('CardRSADecrypt, version 1 and without padding type: the whole block, as the Base CSP wants it', async (t) => {
  const { cardData } = await authenticated();
  const data = await cryptogram(cardData, hex`CAFE BABE`);
  for (const more of [{ version: 1 }, { paddingType: PADDING.NONE }]) {
    const block = toHex((await cardRSADecrypt(cardData, { ...AUTH, ...more, data })).reverse());
    t.regex(block, /^0002([1-9A-F][0-9A-F]|0[1-9A-F]){249}00CAFEBABE$/);
    t.is(block.length, 512);
  }
});

test('CardRSADecrypt: a cryptogram that is no message', async (t) => {
  const { cardData } = await authenticated();
  const error = await refused(
    t,
    NTE.BAD_DATA,
    cardRSADecrypt(cardData, { ...AUTH, data: new Uint8Array(256).fill(3) }),
  );
  t.is(error.scardName, 'NTE_BAD_DATA');
});

const refusedDecryption = test.macro(
  async (t, scard: number, more: Partial<Record<keyof CardRsaDecryptInfo, unknown>>) => {
    const { cardData } = await authenticated();
    const info = { ...AUTH, data: new Uint8Array(256), ...more } as CardRsaDecryptInfo;
    await refused(t, scard, cardRSADecrypt(cardData, info), 'CardRSADecrypt');
  },
);
test('decrypt: version 3', refusedDecryption, WIN32.ERROR_REVISION_MISMATCH, { version: 3 });
test('decrypt: version 0', refusedDecryption, WIN32.ERROR_REVISION_MISMATCH, { version: 0 });
test('decrypt: no data', refusedDecryption, E_INVALID_PARAMETER, { data: null });
test('decrypt: AT_SIGNATURE', refusedDecryption, E_INVALID_PARAMETER, { keySpec: 2 });
test('decrypt: 255 bytes', refusedDecryption, SCARD.E_INSUFFICIENT_BUFFER, { data: new Uint8Array(255) });
test('decrypt: 257 bytes', refusedDecryption, E_INVALID_PARAMETER, { data: new Uint8Array(257) });
test('decrypt: container 1 has no such key', refusedDecryption, E_NO_KEY_CONTAINER, { containerIndex: 1 });
test('decrypt: container 2', refusedDecryption, E_NO_KEY_CONTAINER, { containerIndex: 2 });
test('decrypt: OAEP', refusedDecryption, E_UNSUPPORTED_FEATURE, { paddingType: PADDING.OAEP });
test('decrypt: PSS', refusedDecryption, E_INVALID_PARAMETER, { paddingType: PADDING.PSS });

async function bothSigned(t: ExecutionContext, cardData: CardData): Promise<void> {
  const info = { hashAlgorithm: CALG.SHA_256, data: hashOf('sha256') };
  const keys = [AUTH, SIGN, SIGN, AUTH, SIGN, AUTH] as const;
  const signatures = await Promise.all(keys.map((key) => cardSignData(cardData, { ...key, ...info })));
  for (const [i, key] of keys.entries()) {
    const signature = signatures[i]?.signedData.slice().reverse() ?? new Uint8Array(0);
    t.true(verify('sha256', MESSAGE, await publicKey(cardData, key), signature));
  }
}

test('calls side by side do not mix their commands', async (t) => {
  const { cardData } = await authenticated();
  await bothSigned(t, cardData);
});

test('another program that selects other files disturbs nothing', async (t) => {
  const { card, cardData } = await authenticated();
  await bothSigned(t, cardData);
  await card.transmit(hex`00 A4 00 0C 02 3F 00`);
  await bothSigned(t, cardData);
});

test('a failed call leaves the next ones alone', async (t) => {
  const { card, cardData } = await authenticated();
  card.failure = SCARD.W_RESET_CARD;
  const info = { ...AUTH, hashAlgorithm: CALG.SHA_256, data: hashOf('sha256') };
  await refused(t, SCARD.W_RESET_CARD, cardSignData(cardData, info));
  await card.reconnect();
  await t.notThrowsAsync(cardSignData(cardData, info));
});

test('the second card family option with algorithm references signs as well', async (t) => {
  const { cardData } = await acquired({ profileName: 'cps3-medecin-references' });
  await cardAuthenticateEx(cardData, { pin: '1234' });
  await bothSigned(t, cardData);
});
