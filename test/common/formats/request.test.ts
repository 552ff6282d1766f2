/** Judge: OpenSSL, which verifies what is made here and makes what is read; the guide's own two lines among it. */
import test from 'ava';
import { parseName } from '#formats/names.ts';
import { newRsaKey, privateKeyPem, readPrivateKey } from '#formats/private-key.ts';
import { makeRequest, readRequest, requestPem } from '#formats/request.ts';
import { UsedKeys } from '#formats/used-keys.ts';
import { refused, Workshop } from './workshop.ts';

const shop = new Workshop('request');
const { key, certificate } = shop.certified('own', '/CN=own');
const request = makeRequest({ key, subject: parseName('C=FR') });
const requestText = requestPem(request);

test('OpenSSL verifies a request with C=FR alone, and says SHA-256', (t) => {
  const text = shop.openssl('req', '-in', shop.write('fr.csr', requestText), '-verify', '-noout', '-text');
  t.regex(text, /self-signature verify OK/);
  t.regex(text, /Subject: C = FR\n/);
  t.regex(text, /Signature Algorithm: sha256WithRSAEncryption/);
});

test('attributes that stand together, accents and names of servers come out as they went in', (t) => {
  const subject = parseName('CN=Monbiclé+O="Clinique, L\'Étang \\"Sud\\"", OU=Rhône (69), C=FR');
  const made = makeRequest({ key, subject, dnsNames: ['a.example', 'b.example'] });
  const text = shop.openssl(
    ...['req', '-in', shop.write('all.csr', requestPem(made)), '-verify', '-noout', '-text'],
    ...['-nameopt', 'utf8,sep_comma_plus'],
  );
  t.regex(text, /CN=Monbiclé/);
  t.regex(text, /OU=Rhône \(69\)/);
  t.regex(text, /DNS:a\.example, DNS:b\.example/);
  const read = readRequest('all.csr', made);
  t.is(read.subjectText, 'CN=Monbiclé+O=Clinique, L\'Étang "Sud", OU=Rhône (69), C=FR');
  t.deepEqual(read.dnsNames, ['a.example', 'b.example']);
});

test("the guide's two lines make a request that is read (P02, P03)", (t) => {
  const secret = ['-des3', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'];
  shop.openssl('genpkey', '-out', 'guide.key', '-outform', 'PEM', '-pass', 'pass:motdepasse', ...secret);
  const from = ['-passin', 'pass:motdepasse', '-new', '-key', 'guide.key', '-keyform', 'PEM'];
  shop.openssl('req', '-out', 'guide.csr', '-outform', 'PEM', ...from, '-subj', '/countryName=FR/', '-SHA256');
  const read = readRequest('guide.csr', shop.read('guide.csr'));
  t.like(read, { subjectText: 'C=FR', modulusBits: 2048, digest: 'sha256', dnsNames: [] });
  const guideKey = readPrivateKey('guide.key', shop.read('guide.key'), 'motdepasse');
  t.true(guideKey.export({ type: 'pkcs1', format: 'der' }).length > 1000);
});

const accented = ['-utf8', '-subj', '/C=FR/O=Hôpital de la Conception/OU=318751275100020/CN=INSI-AUTO'];

test('requests of OpenSSL: accents, an empty subject, v1 attributes', (t) => {
  shop.openssl('req', '-new', '-key', 'own.key', '-out', 'accents.csr', ...accented);
  const { subjectText } = readRequest('accents.csr', shop.read('accents.csr'));
  t.is(subjectText, 'C=FR, O=Hôpital de la Conception, OU=318751275100020, CN=INSI-AUTO');
  shop.openssl('req', '-new', '-key', 'own.key', '-out', 'empty.csr', '-subj', '/');
  t.is(readRequest('empty.csr', shop.read('empty.csr')).subjectText, '');
});

/** The same request as programs and mail deliver it. */
const FORMS: Readonly<Record<string, string | Uint8Array>> = {
  DER: request,
  'PEM with CRLF': requestText.replaceAll('\n', '\r\n'),
  'a byte order mark': `\ufeff${requestText}`,
  'UTF-16': new Uint8Array(Buffer.from(`\ufeff${requestText}`, 'utf16le')),
  'NEW CERTIFICATE REQUEST': requestText.replaceAll('CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST'),
  'text around it': `Bonjour,\n\nvoici la demande :\n${requestText}\nCordialement`,
  'one line': requestText.replaceAll(/(?<!-)\n(?!-)/g, '').replaceAll('\n', ' '),
  'empty lines': requestText.replaceAll('\n', '\n\n'),
  'Base64 alone': Buffer.from(request).toString('base64'),
};

for (const [form, content] of Object.entries(FORMS))
  test(`read: ${form}`, (t) => {
    t.deepEqual(readRequest('x.csr', Buffer.from(content)).der, request);
  });

const p12 = () => {
  shop.openssl('pkcs12', '-export', '-in', 'own.pem', '-inkey', 'own.key', '-passout', 'pass:x', '-out', 'own.p12');
  return shop.read('own.p12');
};

test('what is no request is named for what it is', (t) => {
  const others: readonly (readonly [Uint8Array, RegExp])[] = [
    [certificate, /is a certificate, expected/],
    [shop.read('own.key'), /is a private key/],
    [Buffer.from(privateKeyPem(key, { password: 'x' })), /is a private key with a password/],
    [p12(), /is a PKCS#12 file/],
    [Buffer.from('<html><body>404</body></html>'), /is a web page/],
    [Buffer.from('bonjour'), /a text without a key or a certificate/],
    [Buffer.from(requestText + requestText), /2 times/],
  ];
  for (const [bytes, message] of others)
    t.regex(refused(t, 'otherKind', () => readRequest('f', bytes))?.message ?? '', message);
});

test('a revocation list is no request either', (t) => {
  shop.write('index.txt', '');
  shop.write('ca.cnf', '[ca]\ndefault_ca=x\n[x]\ndatabase=index.txt\ndefault_md=sha256\ndefault_crl_days=7\n');
  shop.openssl('ca', '-config', 'ca.cnf', '-gencrl', '-keyfile', 'own.key', '-cert', 'own.pem', '-out', 'own.crl');
  const error = refused(t, 'otherKind', () => readRequest('own.crl', shop.read('own.crl')));
  t.regex(error?.message ?? '', /a revocation list/);
});

test('empty, too large, cut, deep: refused, soon', (t) => {
  refused(t, 'empty', () => readRequest('f', new Uint8Array()));
  refused(t, 'tooLarge', () => readRequest('f', new Uint8Array(5_000_000).fill(0x30)));
  refused(t, 'damaged', () => readRequest('f', request.subarray(0, 200)));
  refused(t, 'damaged', () =>
    readRequest(
      'f',
      new Uint8Array(100_000).map((_, i) => (i % 2 ? 0x80 : 0x30)),
    ),
  );
  refused(t, 'damaged', () => readRequest('f', Buffer.from(requestText.replace('M', '*'))));
});

test('a request that was changed, or signed with another key, is refused', (t) => {
  const changed = Uint8Array.from(request);
  changed[Buffer.from(request).indexOf('FR')] = 'G'.charCodeAt(0);
  t.regex(
    refused(t, 'signature', () => readRequest('f', changed))?.messageIn('fr') ?? '',
    /n'est pas signée par la clé/,
  );
});

test('short keys, old digests and other kinds of keys are refused by name', async (t) => {
  const short = makeRequest({ key: await newRsaKey(1024), subject: parseName('C=FR') });
  t.regex(refused(t, 'weakKey', () => readRequest('f', short))?.message ?? '', /1024 bits, expected 2048/);
  t.is(readRequest('f', short, { minimumBits: 1024 }).modulusBits, 1024);
  for (const digest of ['md5', 'sha1'] as const) {
    const weak = makeRequest({ key, subject: parseName('C=FR'), digest });
    refused(t, 'weakDigest', () => readRequest('f', weak));
    t.is(readRequest('f', weak, { weakDigests: true }).digest, digest);
  }
  shop.openssl(
    'req',
    '-new',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-subj',
    '/C=FR',
    '-out',
    'ec.csr',
  );
  refused(t, 'algorithm', () => readRequest('f', shop.read('ec.csr')));
});

test('names: what cannot be written is refused', (t) => {
  const make = (text: string) => () => makeRequest({ key, subject: parseName(text) });
  for (const text of [
    '',
    'FR',
    'X=1',
    'CN=',
    'C=FRA',
    'C=é1',
    `CN=${'a'.repeat(65)}`,
    'CN=a\nb',
    `${'C=FR,'.repeat(65)}`,
  ])
    refused(t, 'name', make(text));
  refused(t, 'name', () => parseName('C=FR,'.repeat(1000)));
  t.notThrows(make(`CN=${'é'.repeat(64)}`));
  t.deepEqual(parseName('/countryName=FR/'), [[{ type: 'C', value: 'FR' }]]);
  t.deepEqual(
    parseName('S=Rhône, E=a@b.example')
      .flat()
      .map(({ type }) => type),
    ['ST', 'emailAddress'],
  );
});

test('one key for each certificate and use (P10)', (t) => {
  const keys = new UsedKeys();
  keys.take('a.csr', key, 'PS AUTH');
  t.regex(refused(t, 'usedKey', () => keys.take('b.csr', key, 'PS SIGN'))?.message ?? '', /used before \(PS AUTH\)/);
  const again = new UsedKeys('multi-use', keys.entries());
  t.notThrows(() => again.take('b.csr', key, 'PS SIGN'));
  refused(t, 'usedKey', () => again.take('b.csr', key, 'PS AUTH'));
  again.release(key, 'PS AUTH');
  t.deepEqual(again.usesOf(key), ['PS SIGN']);
});
