import { X509Certificate } from 'node:crypto';
import test from 'ava';
import { type Bytes, concat, toHex } from '#iso7816/bytes.ts';
import {
  type CardData,
  cardEnumFiles,
  cardGetContainerInfo,
  cardGetFileInfo,
  cardReadFile,
  SCARD,
  WIN32,
} from '../../../driver/minidriver/index.ts';
import { refused } from './refused.ts';
import { vector } from './vectors.ts';
import { acquired } from './virtual-card.ts';

const { E_INVALID_PARAMETER, E_DIR_NOT_FOUND, E_FILE_NOT_FOUND, E_NO_KEY_CONTAINER } = SCARD;

const FILES: readonly (readonly [directory: string | null, file: string, size: number | undefined, ac: number])[] = [
  [null, 'cardid', 16, 3],
  [null, 'cardcf', 6, 1],
  [null, 'cardapps', 8, 3],
  ['mscp', 'cmapfile', 172, 1],
  ['mscp', 'kxc00', undefined, 1],
  ['mscp', 'ksc01', undefined, 1],
];

for (const [directory, file, size, accessCondition] of FILES) {
  test(`${directory ?? ''}/${file}: size, access condition, a copy each time`, async (t) => {
    const { cardData } = await acquired();
    const first = await cardReadFile(cardData, directory, file);
    if (size !== undefined) t.is(first.length, size);
    const info = await cardGetFileInfo(cardData, directory, file);
    t.deepEqual(info, { version: 1, fileSize: first.length, accessCondition });
    const before = toHex(first);
    first.fill(0xee);
    t.is(toHex(await cardReadFile(cardData, directory, file)), before);
  });
}

test('cardid is the ICC serial number filled to 16 bytes, other for another card', async (t) => {
  const one = await acquired({ seed: 1 });
  const other = await acquired({ seed: 2 });
  const cardid = toHex(await cardReadFile(one.cardData, null, 'cardid'));
  t.regex(cardid, /^8025000001\d{9}F0{12}$/);
  t.not(toHex(await cardReadFile(other.cardData, null, 'cardid')), cardid);
});

test('cardcf and cardapps have the bytes of the specification', async (t) => {
  const { cardData } = await acquired();
  t.is(toHex(await cardReadFile(cardData, null, 'cardcf')), vector('cardcf'));
  t.is(toHex(await cardReadFile(cardData, null, 'cardapps')), vector('cardapps'));
});

test("cardcf shows the guide's freshness settings", async (t) => {
  const { cardData } = await acquired({}, { configuration: { containersFreshness: 3, filesFreshness: 0x0102 } });
  t.is(toHex(await cardReadFile(cardData, null, 'cardcf')), '000003000201');
});

/** Name, flags and sizes of a record. */
function record(cmapfile: Uint8Array, index: number) {
  const bytes = Buffer.from(cmapfile.subarray(86 * index, 86 * (index + 1)));
  const name = bytes.subarray(0, 80).toString('utf16le').replace(/\0.*$/, '');
  return { name, flags: bytes[80], sig: bytes.readUInt16LE(82), keyExchange: bytes.readUInt16LE(84) };
}

test('cmapfile: AUTH is record 0 and the default, SIGN record 1, named as the guide prints', async (t) => {
  const { cardData } = await acquired();
  const cmapfile = await cardReadFile(cardData, 'mscp', 'cmapfile');
  const auth = record(cmapfile, 0);
  const sign = record(cmapfile, 1);
  t.regex(auth.name, /^80250000001 000000\d{10} AUTH$/);
  t.is(sign.name, auth.name.replace('AUTH', 'SIGN'));
  t.deepEqual([auth.flags, auth.sig, auth.keyExchange], [3, 0, 2048]);
  t.deepEqual([sign.flags, sign.sig, sign.keyExchange], [1, 2048, 0]);
});

test('the container name holds the card number of the certificates', async (t) => {
  const { cardData } = await acquired();
  const { name } = record(await cardReadFile(cardData, 'mscp', 'cmapfile'), 0);
  const certificate = Buffer.from(await cardReadFile(cardData, 'mscp', 'kxc00')).toString('latin1');
  const number = /8025000001\/(\d{10})/.exec(certificate)?.[1] ?? 'none';
  t.is(name.split(' ')[1], number.padStart(16, '0'));
});

test('the container name follows the configured template', async (t) => {
  const { cardData } = await acquired({}, { configuration: { containerName: '8025000001{cardNumber}{suffix}' } });
  t.regex(record(await cardReadFile(cardData, 'mscp', 'cmapfile'), 1).name, /^8025000001000000\d{10}SIGN$/);
});

test('kxc00 and ksc01 are the DER certificates, with the key usages of their containers', async (t) => {
  const { cardData } = await acquired();
  const auth = new X509Certificate(await cardReadFile(cardData, 'mscp', 'kxc00'));
  const sign = new X509Certificate(await cardReadFile(cardData, 'mscp', 'ksc01'));
  // Source: the guide, 9.5.6.
  t.true(auth.keyUsage?.includes('1.3.6.1.5.5.7.3.2'));
  t.true(sign.keyUsage?.includes('1.3.6.1.5.5.7.3.4'));
});

test('names may be written in upper case', async (t) => {
  const { cardData } = await acquired();
  t.is((await cardReadFile(cardData, 'MSCP', 'CmapFile')).length, 172);
  t.is((await cardReadFile(cardData, '', 'CARDID')).length, 16);
});

test('CardEnumFiles lists files, not directories; NULL and empty are the root', async (t) => {
  const { cardData } = await acquired();
  t.deepEqual((await cardEnumFiles(cardData, null)).sort(), ['cardapps', 'cardcf', 'cardid']);
  t.deepEqual(await cardEnumFiles(cardData, ''), await cardEnumFiles(cardData, null));
  t.deepEqual((await cardEnumFiles(cardData, 'mscp')).sort(), ['cmapfile', 'ksc01', 'kxc00']);
});

const refusedFile = test.macro(
  async (t, scard: number, func: string, call: (cardData: CardData) => Promise<unknown>) => {
    const { cardData } = await acquired();
    await refused(t, scard, call(cardData), func);
  },
);
const read = (directory: string | null, file: string, flags?: number) => (cardData: CardData) =>
  cardReadFile(cardData, directory, file, flags);
test('read: no such file', refusedFile, E_FILE_NOT_FOUND, 'CardReadFile', read(null, 'cardxx'));
test('read: msroots is not there', refusedFile, E_FILE_NOT_FOUND, 'CardReadFile', read('mscp', 'msroots'));
test('read: kxc01 is not there', refusedFile, E_FILE_NOT_FOUND, 'CardReadFile', read('mscp', 'kxc01'));
test('read: no such directory', refusedFile, E_DIR_NOT_FOUND, 'CardReadFile', read('mscerts', 'kxc00'));
test('read: a file name of 9', refusedFile, E_INVALID_PARAMETER, 'CardReadFile', read('mscp', 'cmapfilex'));
test('read: a directory name of 9', refusedFile, E_INVALID_PARAMETER, 'CardReadFile', read('mscpmscpm', 'cmapfile'));
test('read: an empty file name', refusedFile, E_INVALID_PARAMETER, 'CardReadFile', read(null, ''));
test('read: flags', refusedFile, E_INVALID_PARAMETER, 'CardReadFile', read(null, 'cardid', 1));
test('read: no file name', refusedFile, E_INVALID_PARAMETER, 'CardReadFile', (cardData: CardData) =>
  cardReadFile(cardData, null, undefined as unknown as string),
);
test('enum: no such directory', refusedFile, E_DIR_NOT_FOUND, 'CardEnumFiles', (cardData: CardData) =>
  cardEnumFiles(cardData, 'other'),
);
test('enum: a name of 9', refusedFile, E_INVALID_PARAMETER, 'CardEnumFiles', (cardData: CardData) =>
  cardEnumFiles(cardData, 'mscpmscpm'),
);
test('enum: flags', refusedFile, E_INVALID_PARAMETER, 'CardEnumFiles', (cardData: CardData) =>
  cardEnumFiles(cardData, null, 1),
);
test('info: no such file', refusedFile, E_FILE_NOT_FOUND, 'CardGetFileInfo', (cardData: CardData) =>
  cardGetFileInfo(cardData, 'mscp', 'ksc00'),
);
test('info: no such directory', refusedFile, E_DIR_NOT_FOUND, 'CardGetFileInfo', (cardData: CardData) =>
  cardGetFileInfo(cardData, 'x', 'ksc00'),
);
test('info: version 2', refusedFile, WIN32.ERROR_REVISION_MISMATCH, 'CardGetFileInfo', (cardData: CardData) =>
  cardGetFileInfo(cardData, null, 'cardid', 2),
);

test('version 0 of a structure stands for 1', async (t) => {
  const { cardData } = await acquired();
  t.is((await cardGetFileInfo(cardData, null, 'cardid', 0)).version, 1);
  t.is((await cardGetContainerInfo(cardData, 0, { version: 0 })).version, 1);
});

test('CardGetContainerInfo: one key a container, the modulus of its certificate, little-endian', async (t) => {
  const { cardData } = await acquired();
  const auth = await cardGetContainerInfo(cardData, 0);
  const sign = await cardGetContainerInfo(cardData, 1);
  t.deepEqual(Object.keys(auth), ['version', 'keyExPublicKey']);
  t.deepEqual(Object.keys(sign), ['version', 'sigPublicKey']);
  const head = (blob: Bytes = new Uint8Array(0)) => toHex(blob.subarray(0, 20));
  t.is(head(auth.keyExPublicKey), vector('PUBLICKEYBLOB head AT_KEYEXCHANGE 2048'));
  t.is(head(sign.sigPublicKey), vector('PUBLICKEYBLOB head AT_SIGNATURE 2048'));
  const modulusOf = async (file: string) => {
    const certificate = new X509Certificate(await cardReadFile(cardData, 'mscp', file));
    return toHex(Buffer.from(certificate.publicKey.export({ format: 'jwk' }).n ?? '', 'base64url'));
  };
  const modulusIn = (blob: Bytes = new Uint8Array(0)) => toHex(blob.slice(20).reverse());
  t.is(modulusIn(auth.keyExPublicKey), await modulusOf('kxc00'));
  t.is(modulusIn(sign.sigPublicKey), await modulusOf('ksc01'));
});

const noContainer = test.macro(async (t, index: number) => {
  const { cardData } = await acquired();
  await refused(t, E_NO_KEY_CONTAINER, cardGetContainerInfo(cardData, index), 'CardGetContainerInfo');
});
test('container 2', noContainer, 2);
test('container 255', noContainer, 255);
test('container -1', noContainer, -1);

test('CardGetContainerInfo: flags and version', async (t) => {
  const { cardData } = await acquired();
  await refused(t, E_INVALID_PARAMETER, cardGetContainerInfo(cardData, 0, { flags: 1 }));
  await refused(t, WIN32.ERROR_REVISION_MISMATCH, cardGetContainerInfo(cardData, 0, { version: 2 }));
});

test('a certificate EF larger than its certificate is read without the filler', async (t) => {
  const path = '3F00/0001/A002';
  const { cardData } = await acquired({
    adapt: (_, state) => ({
      state: {
        ...state,
        contents: {
          ...state.contents,
          [path]: concat(state.contents[path] ?? new Uint8Array(0), new Uint8Array(64)),
        },
      },
    }),
  });
  const plain = await acquired();
  t.is(
    toHex(await cardReadFile(cardData, 'mscp', 'kxc00')),
    toHex(await cardReadFile(plain.cardData, 'mscp', 'kxc00')),
  );
});

test('a card without its serial number: SCARD_E_FILE_NOT_FOUND, and again when it is there', async (t) => {
  const { card, cardData } = await acquired();
  card.intercept = (command) => (command.startsWith('00A4') && command.endsWith('3F00D003') ? '6A82' : undefined);
  await refused(t, E_FILE_NOT_FOUND, cardReadFile(cardData, null, 'cardid'));
  card.intercept = () => undefined;
  t.is((await cardReadFile(cardData, null, 'cardid')).length, 16);
});

test('a PKCS#15 file that cannot be read: SCARD_E_UNEXPECTED, with the file and offset as its cause', async (t) => {
  const { cardData } = await acquired({
    adapt: (_, state) => ({
      state: { ...state, contents: { ...state.contents, '3F00/0001/5031': new Uint8Array([0xa8, 0x05, 1]) } },
    }),
  });
  const error = await refused(t, SCARD.E_UNEXPECTED, cardEnumFiles(cardData, 'mscp'));
  t.is((error.cause as { code: string }).code, 'ERR_CIA');
});

test('a removed card and a card reset by others keep their code', async (t) => {
  const { card, cardData } = await acquired();
  for (const code of [SCARD.W_REMOVED_CARD, SCARD.W_RESET_CARD, SCARD.E_NO_SMARTCARD]) {
    card.failure = code;
    await refused(t, code, cardReadFile(cardData, 'mscp', 'cmapfile'), 'CardReadFile');
  }
});
