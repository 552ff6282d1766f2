import { createHash, publicDecrypt, verify, X509Certificate } from 'node:crypto';
import test, { type ExecutionContext } from 'ava';
import { type Bytes, concat, hex, toHex } from '#iso7816/bytes.ts';
import {
  CALG,
  type CardData,
  type CardSigningInfo,
  cardAuthenticateEx,
  cardReadFile,
  cardRSADecrypt,
  cardSignData,
  KEY_SPEC,
  PADDING,
  SCARD,
  SIGNING_FLAG,
} from '../../../driver/minidriver/index.ts';
import { refused } from './refused.ts';
import { acquired, type VirtualCard } from './virtual-card.ts';

const { E_INVALID_PARAMETER, E_UNSUPPORTED_FEATURE } = SCARD;
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

test('BUFFER_SIZE_ONLY needs neither PIN nor key operation', async (t) => {
  const { card, cardData } = await acquired();
  const info = { ...SIGN, hashAlgorithm: CALG.SHA1, data: hashOf('sha1'), signingFlags: BUFFER_SIZE_ONLY };
  const { signedDataLength, signedData } = await cardSignData(cardData, info);
  t.is(signedDataLength, 256);
  t.is(signedData.length, 0);
  t.false(card.takeCommands().some((command) => /^00(22|2A|88)/.test(command)));
});

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

const SHA_256 = { hashAlgorithm: CALG.SHA_256, data: hashOf('sha256') };
const signAuth = (cardData: CardData) => cardSignData(cardData, { ...AUTH, ...SHA_256 });
const signSign = (cardData: CardData) => cardSignData(cardData, { ...SIGN, ...SHA_256 });
const decrypt = (cardData: CardData) => cardRSADecrypt(cardData, { ...AUTH, data: new Uint8Array(256).fill(3) });

/** SELECT of the application and MANAGE SECURITY ENVIRONMENT stand before the key; refused, the key is not used. */
const notReached = test.macro(
  async (t, use: (cardData: CardData) => Promise<unknown>, command: string, sw: string, scard: number) => {
    const { card, cardData } = await authenticated();
    await cardSignData(cardData, { ...AUTH, ...SHA_256, signingFlags: BUFFER_SIZE_ONLY });
    card.takeCommands();
    card.intercept = (given) => (given.startsWith(command) ? sw : undefined);
    await refused(t, scard, use(cardData));
    t.false(card.takeCommands().some((given) => /^.0(88|2A)/.test(given)));
  },
);
const { E_FILE_NOT_FOUND, E_NO_KEY_CONTAINER } = SCARD;
test('AUTH, the application gone: 6A82', notReached, signAuth, '00A4', '6A82', E_FILE_NOT_FOUND);
test('AUTH, the key gone: 6A88', notReached, signAuth, '0022', '6A88', E_NO_KEY_CONTAINER);
test('SIGN, the application gone: 6A82', notReached, signSign, '00A4', '6A82', E_FILE_NOT_FOUND);
test('SIGN, the key gone: 6A88', notReached, signSign, '0022', '6A88', E_NO_KEY_CONTAINER);
test('decryption, the application gone: 6A82', notReached, decrypt, '00A4', '6A82', E_FILE_NOT_FOUND);
test('decryption, the key gone: 6A88', notReached, decrypt, '0022', '6A88', E_NO_KEY_CONTAINER);

test('a signature of another length than the modulus is none', async (t) => {
  const { card, cardData } = await authenticated();
  card.intercept = (command) => (command.startsWith('0088') ? `${'01'.repeat(255)}9000` : undefined);
  await refused(t, SCARD.E_UNEXPECTED, signAuth(cardData));
});

test('the second card family option with algorithm references signs as well', async (t) => {
  const { cardData } = await acquired({ profileName: 'cps3-medecin-references' });
  await cardAuthenticateEx(cardData, { pin: '1234' });
  await bothSigned(t, cardData);
});
