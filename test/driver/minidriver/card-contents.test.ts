/** Other cards than the shipped ones: laid out as ISO 7816-15 also allows. */
import test from 'ava';
import { tlv } from '#iso7816/ber-tlv.ts';
import { type Bytes, concat, fromHex, hex, toHex } from '#iso7816/bytes.ts';
import { encodeResponseApdu } from '#iso7816/response-apdu.ts';
import {
  type CardData,
  cardAuthenticateEx,
  cardEnumFiles,
  cardGetProperty,
  cardReadFile,
  cardRSADecrypt,
  cardSignData,
  cardUnblockPin,
  KEY_SPEC,
  SCARD,
} from '../../../driver/minidriver/index.ts';
import type { CardState } from '../../../simulator/card/state/store.ts';
import { refused } from './refused.ts';
import { acquired, type VirtualCardOptions } from './virtual-card.ts';

const DF = '3F00/0001';

/** The card with some of its files replaced. */
function withFiles(files: (contents: CardState['contents']) => CardState['contents']): VirtualCardOptions {
  return { adapt: (_, state) => ({ state: { ...state, contents: { ...state.contents, ...files(state.contents) } } }) };
}

async function works(cardData: CardData): Promise<void> {
  await cardAuthenticateEx(cardData, { pin: '1234' });
  await cardSignData(cardData, { containerIndex: 0, keySpec: KEY_SPEC.KEYEXCHANGE, data: hex`01` });
  await cardReadFile(cardData, 'mscp', 'ksc01');
}

// EF.DIR of reference/opensc-cpx.md 5, which names no path.
const EF_DIR = hex`61 18 4F 0D E8 28 BD 08 0F 80 25 00 00 01 FF 00 10 50 07 43 50 58 20 49 41 53`;

test('an EF.DIR without path: the application is selected by its name', async (t) => {
  const { card, cardData } = await acquired(withFiles(() => ({ '3F00/2F00': EF_DIR })));
  await t.notThrowsAsync(works(cardData));
  const commands = card.takeCommands();
  t.true(commands.includes('00A4040C0DE828BD080F8025000001FF0010'));
  t.false(commands.some((command) => command.includes('3F000001')));
});

test('an EF.DIR without path, another program in the MF: files are found still', async (t) => {
  const { card, cardData } = await acquired(withFiles(() => ({ '3F00/2F00': EF_DIR })));
  await cardGetProperty(cardData, 'PIN List');
  await card.transmit(hex`00 A4 09 0C 02 3F 00`);
  t.deepEqual((await cardEnumFiles(cardData, 'mscp')).length, 3);
});

test('an EF.DIR of other applications', async (t) => {
  const other = EF_DIR.slice();
  other[16] = 0x20;
  const { cardData } = await acquired(withFiles(() => ({ '3F00/2F00': other })));
  await refused(t, SCARD.E_CARD_UNSUPPORTED, works(cardData), 'CardAuthenticateEx');
});

const unreadable = test.macro(async (t, intercept: (command: string) => string | undefined, scard: number) => {
  const { card, cardData } = await acquired();
  card.intercept = intercept;
  await refused(t, scard, cardReadFile(cardData, null, 'cardid'));
});
const answers = (command: string, answer: string) => (given: string) =>
  given.startsWith(command) ? answer : undefined;
// Bytes of the card nobody can read are not the caller's fault, and no fault of ours either.
test('an EF.SN that is none', unreadable, answers('00B0', '30059000'), SCARD.E_UNEXPECTED);
test('a SELECT that answers with no FCP', unreadable, answers('00A4', '62009000'), SCARD.E_UNEXPECTED);
test('an EF.SN that is not there', unreadable, answers('00A4', '6A82'), SCARD.E_FILE_NOT_FOUND);
const fails = (): never => {
  throw new TypeError('a fault of ours');
};
test('a fault of ours', unreadable, fails, SCARD.F_INTERNAL_ERROR);

test('an ODF with absolute paths', async (t) => {
  const odf = fromHex('A80A3008 04063F0000017001 A00A3008 04063F0000017002 A40A3008 04063F0000017004');
  const { cardData } = await acquired(withFiles(() => ({ [`${DF}/5031`]: odf })));
  await t.notThrowsAsync(works(cardData));
});

test('a directory file that holds other things before and behind its objects', async (t) => {
  const path = (length: number) =>
    tlv(0x30, hex`04 02 70 01 02 01 03`, tlv(0x80, length < 0x80 ? Uint8Array.of(length) : Uint8Array.of(0, length)));
  const options = withFiles(({ [`${DF}/7001`]: aodf = hex`` }) => ({
    [`${DF}/5031`]: tlv(0xa8, path(aodf.length)),
    [`${DF}/7001`]: concat(hex`DE AD 00`, aodf, hex`BE EF`),
  }));
  const { cardData } = await acquired(options);
  await t.notThrowsAsync(cardAuthenticateEx(cardData, { pin: '1234' }));
});

// AODF of reference/opensc-cpx.md 6, its PINs without labels; `authId` of the user names the PUK.
const USER_ATTRIBUTES = hex`A1 15 30 13 03 02 03 08 0A 01 01 02 01 04 02 01 04 02 01 08 80 01 01`;
const user = (authId: number) => tlv(0x30, hex`30 07 03 02 06 C0 04 01 ${authId} 30 03 04 01 01`, USER_ATTRIBUTES);
const puk = (authId: number, reference: number) =>
  tlv(
    0x30,
    hex`30 04 03 02 06 C0 30 03 04 01 ${authId}`,
    hex`A1 15 30 13 03 02 01 0A 0A 01 01 02 01 08 02 01 08 02 01 08 80 01 ${reference}`,
  );

test('of two unblocking codes the one the user PIN names is taken', async (t) => {
  const aodf = concat(user(2), puk(3, 5), puk(2, 2));
  const { cardData } = await acquired(withFiles(() => ({ [`${DF}/7001`]: aodf })));
  await t.notThrowsAsync(cardUnblockPin(cardData, { authenticationData: '12345678', newPin: '4321' }));
});

test('an unblocking code the user PIN does not name is taken when it is the only one', async (t) => {
  const aodf = concat(user(7), puk(2, 2));
  const { cardData } = await acquired(withFiles(() => ({ [`${DF}/7001`]: aodf })));
  await t.notThrowsAsync(cardUnblockPin(cardData, { authenticationData: '12345678', newPin: '4321' }));
});

test('a card without unblocking code', async (t) => {
  const { cardData } = await acquired(withFiles(() => ({ [`${DF}/7001`]: user(2) })));
  t.is(toHex(await cardGetProperty(cardData, 'PIN List')), '02000000');
  const info = toHex(await cardGetProperty(cardData, 'PIN Information', { flags: 1 }));
  t.is(info.slice(32, 40), '00000000', 'nobody may unblock');
  const call = cardUnblockPin(cardData, { authenticationData: '12345678', newPin: '4321' });
  await refused(t, SCARD.E_INVALID_PARAMETER, call);
});

test('a signature key that may also sign is no authentication key, whatever comes first', async (t) => {
  // PrKDF of reference/opensc-cpx.md 6, without labels and in the other order; key references and iD as shipped.
  const key = (id: number, usage: Bytes, reference: number) =>
    tlv(
      0x30,
      hex`30 00`,
      tlv(0x30, hex`04 01 ${id}`, usage, hex`02 02 00 ${reference}`),
      hex`A1 0A 30 08 30 02 04 00 02 02 08 00`,
    );
  const prkdf = concat(key(1, hex`03 03 06 20 40`, 0x81), key(2, hex`03 02 02 64`, 0x82));
  const { card, cardData } = await acquired(withFiles(() => ({ [`${DF}/7002`]: prkdf })));
  await cardAuthenticateEx(cardData, { pin: '1234' });
  await cardSignData(cardData, { containerIndex: 0, keySpec: KEY_SPEC.KEYEXCHANGE, data: hex`01` });
  t.true(card.takeCommands().includes('002241A406800102840182'));
});

test('an authentication key that may only sign deciphers nothing', async (t) => {
  const key = tlv(
    0x30,
    hex`30 00`,
    hex`30 0B 04 01 02 03 02 05 20 02 02 00 82`,
    hex`A1 0A 30 08 30 02 04 00 02 02 08 00`,
  );
  const { card, cardData } = await acquired(withFiles(() => ({ [`${DF}/7002`]: key })));
  await cardAuthenticateEx(cardData, { pin: '1234' });
  const call = cardRSADecrypt(cardData, {
    containerIndex: 0,
    keySpec: KEY_SPEC.KEYEXCHANGE,
    data: new Uint8Array(256),
  });
  await refused(t, SCARD.E_UNSUPPORTED_FEATURE, call);
  t.false(card.takeCommands().some((command) => command.startsWith('002A')));
});

test('a key whose certificate is not on the card has a container and no file', async (t) => {
  const { cardData } = await acquired(withFiles(() => ({ [`${DF}/7004`]: hex`00` })));
  t.deepEqual(await cardEnumFiles(cardData, 'mscp'), ['cmapfile']);
  await refused(t, SCARD.E_FILE_NOT_FOUND, cardReadFile(cardData, 'mscp', 'kxc00'));
  t.is((await cardReadFile(cardData, 'mscp', 'cmapfile'))[80], 3);
});

test('a card with the signature key alone: record 0 is empty, SIGN the default', async (t) => {
  const options = withFiles(({ [`${DF}/7002`]: prkdf = hex`` }) => ({
    [`${DF}/7002`]: prkdf.subarray(0, 2 + (prkdf[1] ?? 0)),
  }));
  const { cardData } = await acquired(options);
  const cmapfile = await cardReadFile(cardData, 'mscp', 'cmapfile');
  t.is(toHex(cmapfile.subarray(0, 86)), '00'.repeat(86));
  t.is(cmapfile[86 + 80], 3);
  const call = cardSignData(cardData, { containerIndex: 0, keySpec: KEY_SPEC.KEYEXCHANGE, data: hex`01` });
  await refused(t, SCARD.E_NO_KEY_CONTAINER, call);
});

// Source: reference/cps-facts.md (b): what SESAM-Vitale programs leave behind; fixed in the agency's library in 2016.
const SELECT_CPS2TER = hex`00 A4 04 0C 08 80 25 00 00 01 FF 00 02`;
const exclusive = (refusal: string): VirtualCardOptions => ({
  adapt: (profile) => {
    Object.assign(profile.cps2ter ?? {}, { exclusion: 'bySelection', refusal });
    return { profile };
  },
});

test('another program left the card in its CPS2ter volet before a code is typed at the reader', async (t) => {
  const { card, cardData } = await acquired(exclusive('6E00'));
  const features = fromHex('060442330006');
  card.control = async (controlCode) => {
    if (controlCode === 0x42000d48) return features;
    const { data, sw } = await card.transmit(hex`00 20 00 01 04 31 32 33 34`);
    return encodeResponseApdu(data, sw);
  };
  await cardGetProperty(cardData, 'PIN List');
  await card.transmit(SELECT_CPS2TER);
  await cardAuthenticateEx(cardData, {});
  t.is((await cardGetProperty(cardData, 'Authenticated State'))[0], 2);
});

for (const refusal of ['6E00', '6A86'] as const) {
  test(`another program left the card in its CPS2ter volet, which answers ${refusal}: no call fails`, async (t) => {
    const { card, cardData } = await acquired(exclusive(refusal));
    const leaveInCps2ter = async () => t.is((await card.transmit(SELECT_CPS2TER)).sw, 0x9000);
    await leaveInCps2ter();
    t.is((await cardReadFile(cardData, 'mscp', 'cmapfile')).length, 172);
    await leaveInCps2ter();
    await cardAuthenticateEx(cardData, { pin: '1234' });
    await leaveInCps2ter();
    const info = { containerIndex: 1, keySpec: KEY_SPEC.SIGNATURE, hashAlgorithm: 0x800c, data: new Uint8Array(32) };
    t.is((await cardSignData(cardData, info)).signedData.length, 256);
    await leaveInCps2ter();
    t.is((await cardGetProperty(cardData, 'CPSCPLC')).length, 42);
    await leaveInCps2ter();
    t.is((await cardGetProperty(cardData, 'Authenticated State'))[0], 2);
  });
}
