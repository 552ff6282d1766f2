import { constants, createPublicKey, createVerify, type KeyObject, publicEncrypt, verify } from 'node:crypto';
import test from 'ava';
import { ascii, type Bytes, concat, hex, toHex } from '#iso7816/bytes.ts';
import { digest } from '../../../../simulator/card/security/hash-last-round.ts';
import {
  decipherBlock,
  digestInfo,
  signPkcs1,
  signPss,
  systemRandom,
  withoutPadding,
} from '../../../../simulator/card/security/key-operations.ts';
import { state } from '../test-card.ts';

const key = Object.values(state.keys)[0];
if (key === undefined) throw new Error('the personalised state holds no key');
const publicKey = createPublicKey(key);

test('digestInfo and signPkcs1 make the signature that OpenSSL verifies', (t) => {
  const text = ascii('ordonnance');
  const signature = signPkcs1(key, digestInfo('sha256', digest('sha256', text)));
  t.true(createVerify('sha256').update(text).verify(publicKey, signature));
});

function decipherPkcs1(cryptogram: Bytes): Bytes | undefined {
  const found = decipherBlock(key as KeyObject, cryptogram);
  return found && withoutPadding(found);
}

for (const hash of ['sha1', 'sha256'] as const)
  test(`signPss makes the ${hash} signature that OpenSSL verifies`, (t) => {
    const text = ascii('ordonnance');
    const signature = signPss(key, hash, digest(hash, text), systemRandom);
    const padding = { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING };
    t.true(verify(hash, text, { ...padding, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }, signature));
    t.false(verify(hash, ascii('ordonnancf'), { ...padding, saltLength: constants.RSA_PSS_SALTLEN_AUTO }, signature));
  });

const raw = (block: Bytes): Bytes =>
  new Uint8Array(publicEncrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, block));
const block = (start: Bytes, ff: number, end: Bytes): Bytes =>
  concat(start, new Uint8Array(256 - start.length - end.length).fill(ff), end);

test('decipherBlock and withoutPadding give the message back, an empty one too', (t) => {
  for (const message of [ascii('secret'), hex``, new Uint8Array(245).fill(1)]) {
    const cryptogram = publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, message);
    const found = decipherPkcs1(new Uint8Array(cryptogram));
    t.is(found && toHex(found), toHex(message));
  }
});

test('withoutPadding finds no message in a block that is not of type 2', (t) => {
  t.is(decipherPkcs1(raw(block(hex`00 01`, 0xff, hex`00 41`))), undefined, 'type 1');
  t.is(decipherPkcs1(raw(block(hex`00 02`, 0xff, hex`41`))), undefined, 'no separator');
  t.is(decipherPkcs1(raw(block(hex`00 02 FF FF FF FF FF FF FF 00`, 0x41, hex``))), undefined, 'PS of 7 bytes');
  t.is(decipherPkcs1(raw(block(hex`01 02`, 0xff, hex`00 41`))), undefined, 'first byte 01');
  t.is(decipherPkcs1(new Uint8Array(256).fill(0xff)), undefined, 'above the modulus');
});

test('withoutPadding takes a PS of exactly 8 bytes', (t) => {
  const found = decipherPkcs1(raw(block(hex`00 02 FF FF FF FF FF FF FF FF 00`, 0x41, hex``)));
  t.is(found?.length, 245);
});
