/** A CPS4 where its generation is asked for. Expected commands: reference/cryptolib.md 9. */
import { constants, createHash, publicEncrypt, verify, X509Certificate } from 'node:crypto';
import test from 'ava';
import { hex } from '#iso7816/bytes.ts';
import {
  type CardData,
  cardAcquireContext,
  cardAuthenticateEx,
  cardDeauthenticateEx,
  cardGetProperty,
  cardReadFile,
  cardRSADecrypt,
  cardSignData,
  KEY_SPEC,
  NTE,
  OPERATION,
  PADDING,
  PIN_ID,
  pinSet,
  SCARD,
} from '../../../driver/minidriver/index.ts';
import { refused } from './refused.ts';
import { VirtualCard } from './virtual-card.ts';

const ATR = hex`3B DC 18 FF 00 00 12 25 00 64 80 00 04 01 00 90 00`;
const AUTH = { containerIndex: 0, keySpec: KEY_SPEC.KEYEXCHANGE } as const;
const SIGN = { containerIndex: 1, keySpec: KEY_SPEC.SIGNATURE } as const;
const MESSAGE = Buffer.from('ordonnance');
const SHA256 = { paddingType: PADDING.PKCS1, paddingInfo: { algorithmId: 'SHA256' } } as const;
const HASH = createHash('sha256').update(MESSAGE).digest();

async function opened(): Promise<{ card: VirtualCard; data: CardData }> {
  const card = new VirtualCard({ profileName: 'cps4-medecin-t0' });
  const configuration = { generation: 'cps4' } as const;
  const data = await cardAcquireContext({ atr: ATR, cardName: 'CPS4', card, configuration });
  await cardAuthenticateEx(data, { pin: '1234' });
  card.takeCommands();
  return { card, data };
}

const publicKey = async (data: CardData, file: string) =>
  new X509Certificate(await cardReadFile(data, 'mscp', file)).publicKey;

test('AUTH: the host pads, the card deciphers without a padding indicator', async (t) => {
  const { card, data } = await opened();
  const { signedData } = await cardSignData(data, { ...AUTH, ...SHA256, data: HASH });
  const commands = card.takeCommands();
  t.true(verify('sha256', MESSAGE, await publicKey(data, 'kxc00'), signedData.slice().reverse()));
  const expected = ['012241B803830120', '112A8086FF0001FF', '012A808601', '01C00000'];
  for (const [position, command] of commands.slice(-4).entries())
    t.true(command.startsWith(expected[position] ?? '-'), command);
});

test('AUTH: a block that is padded already', async (t) => {
  const { data } = await opened();
  t.deepEqual(await cardGetProperty(data, 'Padding Schemes', { flags: OPERATION.ASYMMETRIC }), hex`03 00 00 00`);
  const block = new Uint8Array(256).fill(7);
  block[0] = 0;
  const { signedData } = await cardSignData(data, { ...AUTH, paddingType: PADDING.NONE, data: block });
  const key = { key: await publicKey(data, 'kxc00'), padding: constants.RSA_NO_PADDING };
  t.deepEqual(new Uint8Array(publicEncrypt(key, signedData.slice().reverse())), block);
  for (const length of [0, 255, 257]) {
    const info = { ...AUTH, paddingType: PADDING.NONE, data: new Uint8Array(length) };
    await refused(t, SCARD.E_INVALID_PARAMETER, cardSignData(data, info));
  }
});

test('SIGN: algorithm and key in 91; it pads by itself', async (t) => {
  const { card, data } = await opened();
  const { signedData } = await cardSignData(data, { ...SIGN, ...SHA256, data: HASH });
  t.true(card.takeCommands().includes('012281B60491022890'));
  t.true(verify('sha256', MESSAGE, await publicKey(data, 'ksc01'), signedData.slice().reverse()));
  const padded = { ...SIGN, paddingType: PADDING.NONE, data: new Uint8Array(256) };
  await refused(t, SCARD.E_UNSUPPORTED_FEATURE, cardSignData(data, padded));
});

test('deciphers, and tells a cryptogram of another key', async (t) => {
  const { data } = await opened();
  const key = { key: await publicKey(data, 'kxc00'), padding: constants.RSA_PKCS1_PADDING };
  const cryptogram = new Uint8Array(publicEncrypt(key, MESSAGE)).reverse();
  const message = await cardRSADecrypt(data, { ...AUTH, data: cryptogram });
  t.deepEqual(Buffer.from(message.slice().reverse()), MESSAGE);
  const block = await cardRSADecrypt(data, { ...AUTH, paddingType: PADDING.NONE, data: cryptogram });
  t.is(block.length, 256);
  await refused(t, NTE.BAD_DATA, cardRSADecrypt(data, { ...AUTH, data: new Uint8Array(256).fill(1) }));
});

test('it never says that its code is verified: it is reset, whatever it answers', async (t) => {
  const { data } = await opened();
  await refused(t, SCARD.E_UNSUPPORTED_FEATURE, cardDeauthenticateEx(data, pinSet(PIN_ID.USER)));
});

test('a reset closes channel 1: it is opened anew, and nothing is authenticated', async (t) => {
  const { card, data } = await opened();
  card.card.reset();
  await refused(t, SCARD.W_SECURITY_VIOLATION, cardSignData(data, { ...AUTH, ...SHA256, data: HASH }));
  t.true(card.takeCommands().includes('01A4040C088025000001FF0100'));
});
