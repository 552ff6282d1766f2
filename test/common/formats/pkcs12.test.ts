/** Judges: OpenSSL in both directions, and node-forge as a second reader. Other programs: test/real/formats.test.ts. */
import test from 'ava';
import forge from 'node-forge';
import { certificateFor, readCertificates } from '#formats/certificates.ts';
import { completeChain, wholeChain } from '#formats/chain.ts';
import { keyFingerprint } from '#formats/key-fingerprint.ts';
import { PKCS12_FORMS, type Pkcs12Form } from '#formats/pkcs12-forms.ts';
import { bmpPassword, pkcs12Derive } from '#formats/pkcs12-kdf.ts';
import { readPkcs12 } from '#formats/pkcs12-reader.ts';
import { makePkcs12 } from '#formats/pkcs12-writer.ts';
import { fromHex, hex, toHex } from '#iso7816/bytes.ts';
import { refused, Workshop } from './workshop.ts';

const shop = new Workshop('pkcs12');
const root = shop.certified('root', '/CN=ACR');
const aci = shop.certified('aci', '/CN=ACI', 'root');
const own = shop.certified('own', '/CN=own', 'aci');
const other = shop.certified('other', '/CN=other');
const authorities = [aci.certificate, root.certificate];
const order = { ...own, authorities, friendlyName: 'monbiclé', password: 'motdepassé' };

// Go, golang.org/x/crypto/pkcs12, pbkdf_test.go.
test('the derivation of PKCS#12', (t) => {
  const derivation = { digest: 'sha1', iterations: 2048, purpose: 1, length: 24 } as const;
  const derived = pkcs12Derive({ ...derivation, password: bmpPassword('sesame'), salt: hex`FF FF FF FF FF FF FF FF` });
  t.is(toHex(derived), '7CD9FD3E2B3BE7691A44E3BEF0F9EA0FB9B897D4E325D9D1');
});

/** What OpenSSL 3.0 needs, and what it says of each form. */
const TOLD: Readonly<
  Record<Exclude<Pkcs12Form, 'pbmac1'>, { readonly needs: readonly string[]; readonly says: RegExp }>
> = {
  'rc2-40': { needs: ['-legacy'], says: /MAC: sha1, Iteration 2048.*pbeWithSHA1And40BitRC2-CBC.*3-KeyTripleDES/s },
  '3des': { needs: [], says: /MAC: sha1, Iteration 2048.*3-KeyTripleDES-CBC.*3-KeyTripleDES/s },
  'aes-256': {
    needs: [],
    says: /MAC: sha256, Iteration 2048.*AES-256-CBC, Iteration 2048, PRF hmacWithSHA256.*AES-256/s,
  },
  'no-mac': { needs: ['-nomacver'], says: /AES-256-CBC.*Shrouded Keybag: PBES2/s },
};

for (const [form, { needs, says }] of Object.entries(TOLD) as [keyof typeof TOLD, (typeof TOLD)['3des']][])
  test(`OpenSSL reads ${form}: the key, three certificates, the name`, (t) => {
    shop.write(`${form}.p12`, makePkcs12({ ...order, form }));
    const read = ['pkcs12', '-in', `${form}.p12`, '-passin', 'pass:motdepassé', ...needs, '-info', '-nodes'];
    const text = shop.openssl(...read);
    t.regex(text, says);
    t.is(text.match(/BEGIN CERTIFICATE/g)?.length, 3);
    t.is(text.match(/BEGIN PRIVATE KEY/g)?.length, 1);
    t.not(shop.run('openssl', ...read.map((one) => one.replace('passé', 'passe'))).code, 0);
  });

for (const form of ['rc2-40', '3des'] as const)
  test(`node-forge reads ${form}`, (t) => {
    const bytes = Buffer.from(makePkcs12({ ...order, form })).toString('latin1');
    const file = forge.pkcs12.pkcs12FromAsn1(forge.asn1.fromDer(bytes), order.password);
    t.is(file.getBags({ friendlyName: 'monbiclé' }).friendlyName?.length, 2);
  });

for (const form of Object.keys(PKCS12_FORMS) as Pkcs12Form[]) {
  const file = makePkcs12({ ...order, form });

  test(`${form}: read again, whatever the order of its certificates`, (t) => {
    const { keys, certificates } = readPkcs12('f', file, order.password);
    t.is(certificates.length, 3);
    t.is(keys.length, 1);
    t.is(keys[0]?.friendlyName, 'monbiclé');
    t.deepEqual(keys[0]?.certificate, own.certificate);
    t.is(keyFingerprint(keys[0]?.key ?? other.key), keyFingerprint(own.key));
  });

  test(`${form}: a wrong password, none, a changed file and a cut one are told apart`, (t) => {
    refused(t, 'password', () => readPkcs12('f', file, 'motdepasse'));
    refused(t, 'passwordMissing', () => readPkcs12('f', file));
    refused(t, 'damaged', () => readPkcs12('f', file.subarray(0, file.length - 40), order.password));
    // The middle of the encrypted certificates; without a checksum a change there is not always seen.
    if (form === 'no-mac') return;
    const changed = file.map((octet, i) => (i === 1000 ? octet ^ 1 : octet));
    refused(t, 'damaged', () => readPkcs12('f', changed, order.password));
  });
}

const OPENSSL: Readonly<Record<string, { readonly args: readonly string[]; readonly told: object }>> = {
  'the default of OpenSSL 3': { args: [], told: { mac: 'HMAC-SHA256' } },
  "the guide's line": { args: ['-macalg', 'SHA1'], told: { mac: 'HMAC-SHA1' } },
  'the default of OpenSSL 1': {
    args: ['-legacy'],
    told: { mac: 'HMAC-SHA1', certificates: ['pbeWithSHA1AndRC2-40-CBC'], keys: ['pbeWithSHA1AndDES-EDE3-CBC'] },
  },
  '-descert': { args: ['-legacy', '-descert'], told: { certificates: ['pbeWithSHA1AndDES-EDE3-CBC'] } },
  'no MAC': { args: ['-nomac'], told: { mac: 'none' } },
  'nothing encrypted': {
    args: ['-keypbe', 'NONE', '-certpbe', 'NONE'],
    told: { certificates: ['none'], keys: ['none'] },
  },
};

for (const [form, { args, told }] of Object.entries(OPENSSL))
  test(`read: ${form}`, (t) => {
    const out = `${form.replaceAll(/\W/g, '-')}.p12`;
    const from = ['-in', 'own.pem', '-inkey', 'own.key', '-name', 'exemple-p12', '-passout', 'pass:secret'];
    shop.openssl('pkcs12', '-export', ...from, ...args, '-out', out);
    const { keys, protection } = readPkcs12(out, shop.read(out), 'secret');
    t.deepEqual([keys[0]?.friendlyName, keys[0]?.certificate], ['exemple-p12', own.certificate]);
    t.like(protection, told);
  });

/** As people choose them, and as they come out of a file (A8). */
const PASSWORDS = ['é', '€uro', 'żółw', 'a b', '𝄞', 'x'.repeat(200), '"quoted" $HOME'];

for (const password of PASSWORDS)
  test(`the password ${password.slice(0, 12)}, in both directions`, (t) => {
    const secret = shop.write('password.txt', password);
    for (const form of ['3des', 'aes-256'] as const) {
      shop.write('own.p12', makePkcs12({ ...order, password, form }));
      t.is(shop.run('openssl', 'pkcs12', '-in', 'own.p12', '-passin', `file:${secret}`, '-noout').code, 0);
      const legacy = form === '3des' ? ['-legacy', '-descert'] : [];
      const from = ['-in', 'own.pem', '-inkey', 'own.key', '-passout', `file:${secret}`, ...legacy];
      shop.openssl('pkcs12', '-export', ...from, '-out', 'theirs.p12');
      t.is(readPkcs12('f', shop.read('theirs.p12'), password).keys.length, 1);
      refused(t, 'password', () => readPkcs12('f', shop.read('theirs.p12'), `${password}\n`));
    }
  });

test('no password and an empty one are read as each other', (t) => {
  const from = ['-in', 'own.pem', '-inkey', 'own.key', '-passout', 'pass:'];
  shop.openssl('pkcs12', '-export', ...from, '-out', 'empty.p12');
  for (const password of ['', undefined]) t.is(readPkcs12('f', shop.read('empty.p12'), password).keys.length, 1);
});

test('a key of another request: both keys are named (A4)', (t) => {
  const error = refused(t, 'otherKey', () => makePkcs12({ ...order, key: other.key }));
  for (const { key } of [own, other]) t.true(error?.message.includes(keyFingerprint(key).slice(0, 16)));
  t.deepEqual(certificateFor('f', [root.certificate, own.certificate], own.key), own.certificate);
});

test('a certificate without its key is no .p12, whatever its file is called (A14)', (t) => {
  for (const bytes of [own.certificate, shop.read('own.pem')])
    refused(t, 'otherKind', () => readPkcs12('own.p12', bytes, 'motdepasse'));
});

test('certificates in DER, PEM and .p7b; their chain, and who is missing from it', (t) => {
  shop.openssl('crl2pkcs7', '-nocrl', '-certfile', 'own.pem', '-certfile', 'aci.pem', '-out', 'two.p7b');
  const two = readCertificates('two.p7b', shop.read('two.p7b'));
  t.is(two.length, 2);
  t.deepEqual(readCertificates('own.pem', shop.read('own.pem')), [own.certificate]);
  const chain = completeChain(own.certificate, [root.certificate, other.certificate, ...two]);
  t.deepEqual(chain, { certificates: [own.certificate, ...authorities], complete: true });
  t.regex(refused(t, 'chain', () => wholeChain('f', own.certificate, two))?.message ?? '', /'CN=ACR' is not among/);
  refused(t, 'otherKind', () => readCertificates('own.key', shop.read('own.key')));
});

test('iterations that would keep a reader for hours are refused at once', (t) => {
  const from = ['-in', 'own.pem', '-inkey', 'own.key', '-passout', 'pass:secret'];
  shop.openssl('pkcs12', '-export', ...from, '-iter', '100000', '-macalg', 'SHA1', '-out', 'slow.p12');
  const file = toHex(shop.read('slow.p12'));
  t.is(readPkcs12('f', fromHex(file), 'secret').keys.length, 1);
  for (const many of file.matchAll(/02030186A0/g)) {
    const slow = `${file.slice(0, many.index)}02037FFFFF${file.slice(many.index + 10)}`;
    refused(t, 'protection', () => readPkcs12('f', fromHex(slow), 'secret'));
  }
  refused(t, 'protection', () => readPkcs12('f', fromHex(file.replaceAll('02030186A0', '02037FFFFF')), 'secret'));
});
