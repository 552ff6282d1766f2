import { constants, createPublicKey, createVerify, publicEncrypt } from 'node:crypto';
import test from 'ava';
import { ascii, type Bytes, concat, hex, toHex } from '#iso7816/bytes.ts';
import { digest } from '../../../../simulator/card/security/hash-last-round.ts';
import { decipherPkcs1, digestInfo, signPkcs1 } from '../../../../simulator/card/security/key-operations.ts';
import { state } from '../test-card.ts';

const key = Object.values(state.keys)[0];
if (key === undefined) throw new Error('the personalised state holds no key');
const publicKey = createPublicKey(key);

test('digestInfo and signPkcs1 make the signature that OpenSSL verifies', (t) => {
  const text = ascii('ordonnance');
  const signature = signPkcs1(key, digestInfo('sha256', digest('sha256', text)));
  t.true(createVerify('sha256').update(text).verify(publicKey, signature));
});

const raw = (block: Bytes): Bytes =>
  new Uint8Array(publicEncrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, block));
const block = (start: Bytes, ff: number, end: Bytes): Bytes =>
  concat(start, new Uint8Array(256 - start.length - end.length).fill(ff), end);

test('decipherPkcs1 gives the message back, an empty one too', (t) => {
  for (const message of [ascii('secret'), hex``, new Uint8Array(245).fill(1)]) {
    const cryptogram = publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, message);
    const found = decipherPkcs1(key, new Uint8Array(cryptogram));
    t.is(found && toHex(found), toHex(message));
  }
});

test('decipherPkcs1 finds no message in a block that is not of type 2', (t) => {
  t.is(decipherPkcs1(key, raw(block(hex`00 01`, 0xff, hex`00 41`))), undefined, 'type 1');
  t.is(decipherPkcs1(key, raw(block(hex`00 02`, 0xff, hex`41`))), undefined, 'no separator');
  t.is(decipherPkcs1(key, raw(block(hex`00 02 FF FF FF FF FF FF FF 00`, 0x41, hex``))), undefined, 'PS of 7 bytes');
  t.is(decipherPkcs1(key, raw(block(hex`01 02`, 0xff, hex`00 41`))), undefined, 'first byte 01');
  t.is(decipherPkcs1(key, new Uint8Array(256).fill(0xff)), undefined, 'above the modulus');
});

test('decipherPkcs1 takes a PS of exactly 8 bytes', (t) => {
  const found = decipherPkcs1(key, raw(block(hex`00 02 FF FF FF FF FF FF FF FF 00`, 0x41, hex``)));
  t.is(found?.length, 245);
});
