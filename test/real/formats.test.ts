/** Who reads which form (docs/formats.md), and the CSR guide's own command lines beside ours. */
import { createSecureContext } from 'node:tls';
import test from 'ava';
import { toPem } from '#asn1/pem.ts';
import { toP7b } from '#formats/certificates.ts';
import { keyFingerprint } from '#formats/key-fingerprint.ts';
import { parseName } from '#formats/names.ts';
import { PKCS12_FORMS, type Pkcs12Form } from '#formats/pkcs12-forms.ts';
import { readPkcs12 } from '#formats/pkcs12-reader.ts';
import { makePkcs12 } from '#formats/pkcs12-writer.ts';
import { newRsaKey, privateKeyPem, readPrivateKey } from '#formats/private-key.ts';
import { makeRequest, readRequest, requestPem } from '#formats/request.ts';
import { defaultPki } from '../../simulator/pki/index.ts';
import { Workshop } from '../common/formats/workshop.ts';
import { cpsSim } from '../tools/cli/cps-sim.ts';

const shop = new Workshop('formats-real');
const structure = { name: 'CABINET TEST', nationalId: '499700000000001', department: 'Paris (75)' };
const software = { kind: 'software', commonName: 'INSI-AUTO', structure } as const;
const key = await newRsaKey();
const request = makeRequest({ key, subject: parseName('C=FR') });
const issued = defaultPki.issue('sante-org-auth-cli', software, readRequest('request', request).publicKey);
const [certificate = new Uint8Array(), ...authorities] = defaultPki.chain(issued).certificates;
const order = { key, certificate, authorities, friendlyName: 'exemple', password: 'motdepasse' };
for (const form of Object.keys(PKCS12_FORMS) as Pkcs12Form[]) shop.write(`${form}.p12`, makePkcs12({ ...order, form }));
shop.run('certutil', '-N', '-d', `sql:${shop.folder}`, '--empty-password');
process.env.QT_QPA_PLATFORM = 'offscreen';

function byNode(form: Pkcs12Form): boolean {
  try {
    createSecureContext({ pfx: Buffer.from(shop.read(`${form}.p12`)), passphrase: order.password });
    return true;
  } catch {
    return false;
  }
}

const store = (form: Pkcs12Form) => ['-keystore', `${form}.p12`, '-storetype', 'PKCS12', '-storepass', order.password];

/** Whether a program takes the key out of the file. */
const READERS: Readonly<Record<string, (form: Pkcs12Form) => boolean>> = {
  openssl: (form) =>
    shop.run('openssl', 'pkcs12', '-in', `${form}.p12`, '-passin', 'pass:motdepasse', '-nodes').code === 0,
  'openssl -legacy': (form) =>
    shop.run('openssl', 'pkcs12', '-legacy', '-in', `${form}.p12`, '-passin', 'pass:motdepasse', '-nodes').code === 0,
  node: byNode,
  certtool: (form) => {
    const args = ['--p12-info', '--inder', '--infile', `${form}.p12`, '--password', order.password];
    const { code, text } = shop.run('certtool', ...args);
    return code === 0 && /BEGIN (ENCRYPTED )?(RSA )?PRIVATE KEY/.test(text);
  },
  pk12util: (form) => {
    const { code } = shop.run('pk12util', '-d', `sql:${shop.folder}`, '-i', `${form}.p12`, '-W', order.password);
    return code === 0 && /exemple/.test(shop.run('certutil', '-K', '-d', `sql:${shop.folder}`).text);
  },
  keytool: (form) => /PrivateKeyEntry/.test(shop.run('keytool', '-list', ...store(form)).text),
};

/** As measured on Debian 12: OpenSSL 3.0, Node 20, GnuTLS 3.7, NSS 3.87, Java 17. */
const MEASURED: Readonly<Record<string, readonly Pkcs12Form[]>> = {
  openssl: ['3des', 'aes-256', 'no-mac'],
  'openssl -legacy': ['rc2-40', '3des', 'aes-256', 'no-mac'],
  node: process.versions.openssl.startsWith('3.0.') ? ['3des', 'aes-256'] : ['3des', 'aes-256', 'pbmac1', 'no-mac'],
  certtool: ['rc2-40', '3des', 'aes-256'],
  pk12util: ['rc2-40', '3des', 'aes-256'],
  keytool: ['rc2-40', '3des', 'aes-256', 'no-mac'],
};

for (const [program, reads] of Object.entries(READERS))
  test.serial(`${program} reads the forms that docs/formats.md says`, (t) => {
    const read = (Object.keys(PKCS12_FORMS) as Pkcs12Form[]).filter(reads);
    t.deepEqual(read, MEASURED[program] as Pkcs12Form[]);
  });

test.serial("the guide's lines of OpenSSL, each on what the one before made (P02 to P09)", (t) => {
  const secret = ['-pass', 'pass:motdepasse', '-des3', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'];
  shop.openssl('genpkey', '-out', 'private-key.pem', '-outform', 'PEM', ...secret);
  const from = ['-passin', 'pass:motdepasse', '-new', '-key', 'private-key.pem', '-keyform', 'PEM'];
  shop.openssl('req', '-out', 'csr.pem', '-outform', 'PEM', ...from, '-subj', '/countryName=FR/', '-SHA256');
  const { publicKey } = readRequest('csr.pem', shop.read('csr.pem'));
  shop.write('certificate.crt', defaultPki.issue('sante-org-auth-cli', software, publicKey).certificate);
  shop.openssl('x509', '-inform', 'DER', '-in', 'certificate.crt', '-out', 'certificate.pem');
  const both = ['-in', 'certificate.pem', '-inkey', 'private-key.pem', '-name', 'exemple-p12'];
  const passwords = ['-passout', 'pass:motdepasse', '-passin', 'pass:motdepasse', '-macalg', 'SHA1'];
  shop.openssl('pkcs12', '-export', '-out', 'keypair.p12', ...both, ...passwords);
  const read = readPkcs12('keypair.p12', shop.read('keypair.p12'), 'motdepasse');
  t.is(read.protection.mac, 'HMAC-SHA1');
  t.is(read.keys[0]?.friendlyName, 'exemple-p12');
  const own = readPrivateKey('private-key.pem', shop.read('private-key.pem'), 'motdepasse');
  t.is(keyFingerprint(read.keys[0]?.key ?? key), keyFingerprint(own));
  // The other footnote of the guide: AES-256, which importers of then refused.
  const aes = ['-certpbe', 'AES-256-CBC', '-keypbe', 'AES-256-CBC', '-macalg', 'SHA256'];
  shop.openssl('pkcs12', '-export', '-out', 'aes.p12', ...both, ...passwords.slice(0, 4), ...aes);
  t.is(readPkcs12('aes.p12', shop.read('aes.p12'), 'motdepasse').protection.mac, 'HMAC-SHA256');
});

test.serial("the guide's line of keytool makes a JKS only when it is told so, and wants the alias (P17)", (t) => {
  const passwords = ['-deststorepass', 'motdepasse', '-destkeypass', 'motdepasse', '-srcstorepass', 'motdepasse'];
  const line = (to: string, alias: string, ...more: readonly string[]) =>
    shop.run(
      ...(['keytool', '-importkeystore', '-noprompt', ...passwords, '-destkeystore', to] as [string, ...string[]]),
      ...['-srckeystore', '3des.p12', '-srcstoretype', 'PKCS12', '-alias', alias, ...more],
    );
  t.is(line('guide.keystore', 'exemple').code, 0);
  t.not(Buffer.from(shop.read('guide.keystore').subarray(0, 4)).toString('hex'), 'feedfeed');
  t.is(line('guide.jks', 'exemple', '-deststoretype', 'JKS').code, 0);
  t.is(Buffer.from(shop.read('guide.jks').subarray(0, 4)).toString('hex'), 'feedfeed');
  t.not(line('none.jks', '899700021142_1').code, 0);
});

test.serial('files that NSS and GnuTLS write are read', (t) => {
  shop.run('pk12util', '-d', `sql:${shop.folder}`, '-i', '3des.p12', '-W', 'motdepasse');
  const out = shop.run('pk12util', '-d', `sql:${shop.folder}`, '-o', 'nss.p12', '-n', 'exemple', '-W', 'motdepasse');
  t.is(out.code, 0, out.text);
  const nss = readPkcs12('nss.p12', shop.read('nss.p12'), 'motdepasse');
  t.is(keyFingerprint(nss.keys[0]?.key ?? key), keyFingerprint(key));
  shop.write('plain.key', privateKeyPem(key));
  shop.write('own.pem', toPem(certificate));
  const made = ['--to-p12', '--load-privkey', 'plain.key', '--load-certificate', 'own.pem', '--p12-name', 'gnutls'];
  const by = shop.run('certtool', ...made, '--password', 'motdepasse', '--outder', '--outfile', 'gnutls.p12');
  t.is(by.code, 0, by.text);
  t.is(readPkcs12('gnutls.p12', shop.read('gnutls.p12'), 'motdepasse').keys[0]?.friendlyName, 'gnutls');
});

test.serial('GnuTLS, keytool and XCA read our request', (t) => {
  shop.write('own.csr', requestPem(request));
  t.regex(shop.run('certtool', '--crq-info', '--infile', 'own.csr').text, /Self signature: verified/);
  t.regex(shop.run('keytool', '-printcertreq', '-file', 'own.csr').text, /Subject: C=FR/);
  t.regex(shop.run('xca', '--no-gui', '--print', '--text', 'own.csr').text, /C ?= ?FR/);
});

test.serial('keytool and GnuTLS read our .p7b; keytool makes a request that is read (P19)', (t) => {
  shop.write('chain.p7b', toP7b([certificate, ...authorities]));
  t.is(shop.run('keytool', '-printcert', '-file', 'chain.p7b').text.match(/Owner:/g)?.length, 3);
  t.regex(shop.run('certtool', '--p7-info', '--inder', '--infile', 'chain.p7b').text, /Number of certificates: 3/);
  const entry = ['-keystore', 'porte.jks', '-storetype', 'JKS', '-storepass', 'changeit', '-alias', 'a'];
  shop.run(
    'keytool',
    '-genkeypair',
    '-keyalg',
    'RSA',
    '-keysize',
    '2048',
    '-dname',
    'C=FR',
    '-keypass',
    'changeit',
    ...entry,
  );
  shop.run('keytool', '-certreq', '-file', 'porte.csr', ...entry);
  t.like(readRequest('porte.csr', shop.read('porte.csr')), {
    subjectText: 'C=FR',
    digest: 'sha256',
    modulusBits: 2048,
  });
});

test.serial('keytool -importcert under another alias says "added" and leaves the key as it was (A10)', (t) => {
  const entry = ['-keystore', 'wrong.jks', '-storetype', 'JKS', '-storepass', 'changeit'];
  const pair = ['-genkeypair', '-keyalg', 'RSA', '-keysize', '2048', '-dname', 'C=FR', '-keypass', 'changeit'];
  shop.run('keytool', ...pair, '-alias', 'key', ...entry);
  shop.run('keytool', '-certreq', '-file', 'wrong.csr', '-alias', 'key', ...entry);
  const { publicKey } = readRequest('wrong.csr', shop.read('wrong.csr'));
  const answer = defaultPki.chain(defaultPki.issue('sante-org-auth-cli', software, publicKey));
  shop.write('answer.p7b', answer.p7b);
  shop.write('answer.crt', answer.certificates[0] ?? '');
  const added = shop.run('keytool', '-importcert', '-noprompt', '-file', 'answer.crt', '-alias', 'other', ...entry);
  t.regex(added.text, /Certificate was added to keystore/);
  const listed = () => shop.run('keytool', '-list', '-v', '-alias', 'key', ...entry).text;
  t.regex(listed(), /Certificate chain length: 1\nCertificate\[1\]:\nOwner: C=FR\n/);
  // The twin: under its own alias, with the chain, the key has its certificate.
  t.is(shop.run('keytool', '-importcert', '-noprompt', '-file', 'answer.p7b', '-alias', 'key', ...entry).code, 0);
  t.regex(listed(), /Certificate chain length: 3/);
});

test.serial('the roots as they are published are taken by Node in silence, and trust nobody but in PEM (A3)', (t) => {
  const verified = (ca: string) =>
    shop.run('openssl', 'verify', '-CAfile', ca, '-partial_chain', 'own.leaf').code === 0;
  shop.write('own.leaf', toPem(certificate));
  const [aci = new Uint8Array()] = authorities;
  shop.write('aci.cer', aci);
  shop.write('aci.p7b', toP7b([aci]));
  shop.write('aci.pem', toPem(aci));
  for (const form of ['aci.cer', 'aci.p7b']) {
    t.notThrows(() => createSecureContext({ ca: Buffer.from(shop.read(form)) }));
    t.false(verified(form));
  }
  t.true(verified('aci.pem'));
});

test.serial('keystore make: a JKS that keytool opens, and one whose key has a password of its own (A12)', async (t) => {
  const [pw, other] = [shop.write('pw.txt', 'motdepasse'), shop.write('other.txt', 'autremotdepasse')];
  const make = [
    'keystore',
    'make',
    shop.path('3des.p12'),
    '--password',
    `file:${pw}`,
    '--store-password',
    `file:${pw}`,
  ];
  const one = await cpsSim([...make, '--type', 'jks', '--out', shop.path('one.jks')]);
  t.is(one.exitCode, 0, one.stderr);
  const two = await cpsSim([
    ...make,
    '--type',
    'jks',
    '--key-password',
    `file:${other}`,
    '--out',
    shop.path('two.jks'),
  ]);
  t.is(two.exitCode, 0, two.stderr);
  const opened = (file: string, keyPassword: string) => {
    const key = ['-alias', 'exemple', '-storepass', 'motdepasse', '-keypass', keyPassword, '-keystore', file];
    return shop.run('keytool', '-certreq', ...key, '-storetype', 'JKS').code === 0;
  };
  t.true(opened('one.jks', 'motdepasse'));
  t.false(opened('two.jks', 'motdepasse'));
  t.true(opened('two.jks', 'autremotdepasse'));
  const p12 = await cpsSim([
    ...make,
    '--type',
    'pkcs12',
    '--key-password',
    `file:${other}`,
    '--out',
    shop.path('p.p12'),
  ]);
  t.is(p12.exitCode, 2);
});
