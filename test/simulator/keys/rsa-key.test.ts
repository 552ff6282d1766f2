import { execFileSync } from 'node:child_process';
import { createHash, createPublicKey, privateDecrypt, publicEncrypt, sign, verify } from 'node:crypto';
import test from 'ava';
import { rsaKey } from '../../../simulator/keys/rsa-key.ts';
import { SeededBytes } from '../../../simulator/keys/seeded-bytes.ts';

test('OpenSSL finds the keys sound', (t) => {
  const stream = new SeededBytes('rsa-key.test');
  for (let i = 0; i < 4; i++) {
    const input = rsaKey(stream).export({ type: 'pkcs8', format: 'pem' });
    const output = execFileSync('openssl', ['rsa', '-check', '-noout'], { input, encoding: 'utf8' });
    t.is(output.trim(), 'RSA key ok');
  }
});

test('a key has 2048 bits and exponent 65537, signs and deciphers', (t) => {
  const key = rsaKey(new SeededBytes('rsa-key.test', 1));
  t.deepEqual(key.asymmetricKeyDetails, { modulusLength: 2048, publicExponent: 65537n });
  const publicKey = createPublicKey(key);
  const text = Buffer.from('ordonnance');
  t.true(verify('sha256', text, publicKey, sign('sha256', text, key)));
  t.deepEqual(privateDecrypt(key, publicEncrypt(publicKey, text)), text);
});

const length = test.macro({
  exec(t, bits: 1024 | 4096) {
    const key = rsaKey(new SeededBytes('rsa-key.test', 'length'), bits);
    t.deepEqual(key.asymmetricKeyDetails, { modulusLength: bits, publicExponent: 65537n });
    const input = key.export({ type: 'pkcs8', format: 'pem' });
    t.is(execFileSync('openssl', ['rsa', '-check', '-noout'], { input, encoding: 'utf8' }).trim(), 'RSA key ok');
    t.true(rsaKey(new SeededBytes('rsa-key.test', 'length'), bits).equals(key), 'remembered by its length');
    t.false(rsaKey(new SeededBytes('rsa-key.test', 'length')).equals(key));
  },
  title: (_, bits) => `a key of ${bits} bits`,
});

test(length, 1024);
test(length, 4096);

test('the same stream gives the same key on every machine and every version of Node', (t) => {
  const der = rsaKey(new SeededBytes('rsa-key.test', 'golden')).export({ type: 'pkcs8', format: 'der' });
  t.is(
    createHash('sha256').update(der).digest('hex'),
    '28bc65cfb81b6d00f2a909f70bb93dabbc2416f5886c2e2833048665bfe4dc0d',
  );
});
