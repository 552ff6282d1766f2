import test from 'ava';
import { concat, toHex } from '#iso7816/bytes.ts';
import { cardEnumFiles, cardReadFile, SCARD } from '../../../driver/minidriver/index.ts';
import { refused } from './refused.ts';
import { acquired } from './virtual-card.ts';

const { E_FILE_NOT_FOUND } = SCARD;

test('cardid is the ICC serial number filled to 16 bytes, other for another card', async (t) => {
  const one = await acquired({ seed: 1 });
  const other = await acquired({ seed: 2 });
  const cardid = toHex(await cardReadFile(one.cardData, null, 'cardid'));
  t.regex(cardid, /^8025000001\d{9}F0{12}$/);
  t.not(toHex(await cardReadFile(other.cardData, null, 'cardid')), cardid);
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
  t.is((error.cause as { code: string }).code, 'ERR_DER');
});

test('a removed card and a card reset by others keep their code', async (t) => {
  const { card, cardData } = await acquired();
  for (const code of [SCARD.W_REMOVED_CARD, SCARD.W_RESET_CARD, SCARD.E_NO_SMARTCARD]) {
    card.failure = code;
    await refused(t, code, cardReadFile(cardData, 'mscp', 'cmapfile'), 'CardReadFile');
  }
});
