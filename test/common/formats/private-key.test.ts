/** Judge: OpenSSL, in both directions. */
import test from 'ava';
import { newRsaKey, privateKeyPem, readPrivateKey } from '#formats/private-key.ts';
import { fromHex, toHex } from '#iso7816/bytes.ts';
import { refused, Workshop } from './workshop.ts';

const shop = new Workshop('private-key');
const key = await newRsaKey();
const plain = privateKeyPem(key);
shop.write('plain.pem', plain);

const same = (read: { export: (form: { type: 'pkcs8'; format: 'pem' }) => string | Buffer }) =>
  read.export({ type: 'pkcs8', format: 'pem' }) === plain;

for (const [cipher, name] of [
  ['3des', 'DES-EDE3-CBC'],
  ['aes-256', 'AES-256-CBC'],
] as const)
  test(`OpenSSL opens a key with ${cipher}, and no other password does`, (t) => {
    const file = `${cipher}.pem`;
    shop.write(file, privateKeyPem(key, { password: 'motdepassé', cipher }));
    t.regex(shop.openssl('asn1parse', '-in', file), new RegExp(name, 'i'));
    t.is(shop.openssl('pkcs8', '-in', file, '-passin', 'pass:motdepassé'), plain);
    t.true(same(readPrivateKey(file, shop.read(file), 'motdepassé')));
    refused(t, 'password', () => readPrivateKey(file, shop.read(file), 'motdepasse'));
    refused(t, 'password', () => readPrivateKey(file, shop.read(file), 'motdepassé\n'));
    refused(t, 'passwordMissing', () => readPrivateKey(file, shop.read(file)));
  });

const OPENSSL: Readonly<Record<string, readonly string[]>> = {
  'PKCS#1': ['rsa', '-traditional'],
  'PKCS#1 in DER': ['rsa', '-traditional', '-outform', 'DER'],
  'PKCS#1 with a password': ['rsa', '-traditional', '-aes256', '-passout', 'pass:secret'],
  'PKCS#8 in DER': ['pkcs8', '-topk8', '-nocrypt', '-outform', 'DER'],
  'PBES2 with SHA-1 and AES-128': [
    'pkcs8',
    '-topk8',
    '-v2',
    'aes128',
    '-v2prf',
    'hmacWithSHA1',
    '-passout',
    'pass:secret',
  ],
  'the 3DES of PKCS#12': ['pkcs8', '-topk8', '-v1', 'PBE-SHA1-3DES', '-passout', 'pass:secret'],
};

for (const [form, args] of Object.entries(OPENSSL))
  test(`read: ${form}`, (t) => {
    const out = `${form.replaceAll(/\W/g, '-')}.key`;
    shop.openssl(...args, '-in', 'plain.pem', '-out', out);
    t.true(same(readPrivateKey(out, shop.read(out), 'secret')));
    if (args.includes('-passout')) refused(t, 'password', () => readPrivateKey(out, shop.read(out), 'other'));
  });

test('a password in Latin-1, as some programs give it to PBES2', (t) => {
  const args = ['pkcs8', '-topk8', '-v2', 'aes256', '-in', 'plain.pem', '-out', 'latin.key', '-passout'];
  shop.write('latin.txt', Buffer.from('secrét\n', 'latin1'));
  shop.openssl(...args, 'file:latin.txt');
  t.true(same(readPrivateKey('latin.key', shop.read('latin.key'), 'secrét')));
});

const DER = ['-outform', 'DER', '-in', 'plain.pem', '-passout', 'pass:secret'];

test('a protection that is not read is no wrong password, and one that never ends is refused at once', (t) => {
  shop.openssl('pkcs8', '-topk8', '-scrypt', '-in', 'plain.pem', '-out', 'scrypt.key', '-passout', 'pass:secret');
  refused(t, 'protection', () => readPrivateKey('f', shop.read('scrypt.key'), 'secret'));
  shop.openssl('pkcs8', '-topk8', '-v1', 'PBE-SHA1-3DES', ...DER, '-out', 'slow.key', '-iter', '100000');
  const slow = fromHex(toHex(shop.read('slow.key')).replace('02030186A0', '02037FFFFF'));
  refused(t, 'protection', () => readPrivateKey('f', slow, 'secret'));
});

test('what is no key is named; two keys are too many', (t) => {
  refused(t, 'otherKind', () => readPrivateKey('f', Buffer.from(plain + plain)));
  refused(t, 'otherKind', () => readPrivateKey('f', Buffer.from('bonjour')));
  refused(t, 'damaged', () => readPrivateKey('f', Buffer.from(plain.replace(/\n.{64}\n/, '\n'))));
});
