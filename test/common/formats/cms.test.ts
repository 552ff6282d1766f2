/** Judge: OpenSSL, in both directions. */
import { constants, createHash, privateEncrypt, publicEncrypt } from 'node:crypto';
import test from 'ava';
import { DerReader } from '#asn1/der-reader.ts';
import { readCertificates, toP7b } from '#formats/certificates.ts';
import { decryptCms, type Envelope, type EnvelopeRules, encryptCms } from '#formats/cms-enveloped.ts';
import { cmsPem, type SignedMessage, signCms, verifyCms } from '#formats/cms-signed.ts';
import { type Bytes, concat, hex } from '#iso7816/bytes.ts';
import { type Certified, refused, Workshop } from './workshop.ts';

const shop = new Workshop('cms');
const signer = shop.certified('signer', '/C=FR/CN=signer');
const receiver = shop.certified('receiver', '/CN=receiver');
const content = new Uint8Array(Buffer.from('une demande de certificat\n'));
shop.write('content', content);

const DIGEST_INFO = {
  sha1: hex`30 21 30 09 06 05 2B 0E 03 02 1A 05 00 04 14`,
  sha256: hex`30 31 30 0D 06 09 60 86 48 01 65 03 04 02 01 05 00 04 20`,
};

/** As a card signs: later, and nothing but a hash. */
function byCard({ key }: Certified, digest: keyof typeof DIGEST_INFO = 'sha256'): SignedMessage['signHash'] {
  return async (hash) => {
    await new Promise((resolve) => setImmediate(resolve));
    return new Uint8Array(
      privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, concat(DIGEST_INFO[digest], hash)),
    );
  };
}

const signingTime = new Date('2026-11-29T12:00:00Z');
const message: SignedMessage = { content, certificate: signer.certificate, signHash: byCard(signer), signingTime };
const signed = await signCms(message);

test('OpenSSL verifies what a signer outside has signed, and reads its time', (t) => {
  shop.write('signed.p7m', signed);
  const args = ['cms', '-verify', '-inform', 'DER', '-in', 'signed.p7m', '-CAfile', 'signer.pem', '-purpose', 'any'];
  t.regex(shop.openssl(...args, '-out', 'out'), /Verification successful/);
  t.deepEqual(shop.read('out'), content);
  t.regex(
    shop.openssl('cms', '-cmsout', '-print', '-inform', 'DER', '-in', 'signed.p7m'),
    /UTCTIME:Nov 29 12:00:00 2026/,
  );
});

test('a detached signature, in PEM', async (t) => {
  const detached = await signCms({ ...message, detached: true });
  shop.write('detached.pem', cmsPem(detached));
  const args = ['cms', '-verify', '-binary', '-inform', 'PEM', '-in', 'detached.pem', '-content', 'content'];
  t.regex(shop.openssl(...args, '-noverify', '-out', 'out'), /Verification successful/);
  t.is(verifyCms('f', detached, { detached: content }).signers[0]?.signedOver, 'attributes');
  refused(t, 'signature', () => verifyCms('f', detached));
});

test('a signer that fails leaves no message', async (t) => {
  const gone = signCms({ ...message, signHash: () => Promise.reject(new Error('card gone')) });
  await t.throwsAsync(gone, { message: 'card gone' });
});

const SIGNED: Readonly<Record<string, readonly string[]>> = {
  DER: [],
  'BER, as it streams': ['-stream'],
  'no signed attributes': ['-noattr'],
  'signer named by its key identifier': ['-keyid'],
  'SHA-1': ['-md', 'sha1'],
};

for (const [form, args] of Object.entries(SIGNED))
  test(`verified: ${form}`, (t) => {
    const by = ['-signer', 'signer.pem', '-inkey', 'signer.key', '-nodetach', '-binary', '-outform', 'DER'];
    shop.openssl('cms', '-sign', '-in', 'content', ...by, ...args, '-out', `s${args.join('')}`);
    const read = verifyCms('f', shop.read(`s${args.join('')}`), { weakDigests: true });
    t.deepEqual(read.content, content);
    t.deepEqual(read.signers[0]?.certificate, signer.certificate);
    t.is(read.signers[0]?.signedOver, args[0] === '-noattr' ? 'content' : 'attributes');
  });

test('SHA-1 under a signature is refused, unless whoever reads it takes the digests of then (E7)', async (t) => {
  const old = await signCms({ ...message, digest: 'sha1', signHash: byCard(signer, 'sha1') });
  const error = refused(t, 'weakDigest', () => verifyCms('f', old));
  t.regex(error?.message ?? '', /SHA1, which is refused/);
  t.is(verifyCms('f', old, { weakDigests: true }).signers[0]?.digest, 'sha1');
});

test('changed content, changed signature, another signer: refused', async (t) => {
  const at = Buffer.from(signed).indexOf('demande');
  const changed = signed.map((octet, i) => (i === at ? octet ^ 1 : octet));
  t.regex(refused(t, 'signature', () => verifyCms('f', changed))?.message ?? '', /content was changed/);
  const broken = signed.map((octet, i) => (i === signed.length - 1 ? octet ^ 1 : octet));
  t.regex(refused(t, 'signature', () => verifyCms('f', broken))?.message ?? '', /not of the key/);
  const other = await signCms({ ...message, signHash: byCard(receiver) });
  refused(t, 'signature', () => verifyCms('f', other));
  refused(t, 'signature', () => verifyCms('f', toP7b([signer.certificate])));
  refused(t, 'otherKind', () => verifyCms('f', signer.certificate));
});

/** Signed over the attributes in the order sent, which is not DER's: what some programs wrote (E2). */
async function unsorted(): Promise<Bytes> {
  const plain = Buffer.from(await signCms(message));
  const start = plain.lastIndexOf(Buffer.from([0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x03])) - 2;
  const attributes = DerReader.of('attributes', plain.subarray(start - 2)).take(0xa0, 'signedAttrs');
  const [first, ...others] = splitInto(attributes);
  const turned = concat(...others, first ?? new Uint8Array());
  const hash = new Uint8Array(
    createHash('sha256')
      .update(concat(hex`31`, Uint8Array.of(turned.length), turned))
      .digest(),
  );
  const signature = await byCard(signer)(hash, 'sha256');
  return concat(plain.subarray(0, start), turned, plain.subarray(start + turned.length, -signature.length), signature);
}

function splitInto(attributes: Bytes): Bytes[] {
  const parts: Bytes[] = [];
  for (let at = 0; at < attributes.length; at += 2 + (attributes[at + 1] ?? 0))
    parts.push(attributes.subarray(at, at + 2 + (attributes[at + 1] ?? 0)));
  return parts;
}

test('attributes signed in the order sent are told from those in the order of DER', async (t) => {
  const turned = await unsorted();
  t.is(verifyCms('f', turned).signers[0]?.signedOver, 'attributesAsSent');
});

for (const cipher of ['aes-256-cbc', 'aes-128-cbc', 'des-ede3-cbc'] as const)
  test(`OpenSSL decrypts ${cipher}, for each of two`, (t) => {
    shop.write(`${cipher}.p7m`, encryptCms(content, [signer.certificate, receiver.certificate], { cipher }));
    for (const who of ['signer', 'receiver']) {
      const args = ['-inform', 'DER', '-in', `${cipher}.p7m`, '-inkey', `${who}.key`, '-recip', `${who}.pem`];
      shop.openssl('cms', '-decrypt', '-binary', ...args, '-out', 'out');
      t.deepEqual(shop.read('out'), content);
    }
  });

for (const args of [['-aes256'], ['-des3'], ['-aes128', '-stream'], ['-aes256', '-keyid']])
  test(`decrypted: ${args.join(' ')}`, (t) => {
    const out = `e${args.join('')}`;
    shop.openssl(
      'cms',
      '-encrypt',
      '-binary',
      '-in',
      'content',
      '-outform',
      'DER',
      ...args,
      '-out',
      out,
      'receiver.pem',
    );
    t.deepEqual(decryptCms('f', shop.read(out), receiver), content);
    t.regex(
      refused(t, 'recipient', () => decryptCms('f', shop.read(out), signer))?.message ?? '',
      /encrypted for somebody else/,
    );
  });

/** @returns what OpenSSL encrypts with OAEP */
function oaepOf(...options: readonly string[]): Bytes {
  const oaep = ['rsa_padding_mode:oaep', ...options].flatMap((option) => ['-keyopt', option]);
  const args = ['-in', 'content', '-outform', 'DER', '-out', 'oaep', '-aes256', '-recip', 'receiver.pem', ...oaep];
  shop.openssl('cms', '-encrypt', '-binary', ...args);
  return shop.read('oaep');
}

test('OAEP: ours by OpenSSL, OpenSSL’s here, with SHA-1 and SHA-256', (t) => {
  shop.write('ours', encryptCms(content, [receiver.certificate], { keyTransport: 'oaep' }));
  const args = ['-inform', 'DER', '-in', 'ours', '-inkey', 'receiver.key', '-recip', 'receiver.pem', '-out', 'out'];
  shop.openssl('cms', '-decrypt', '-binary', ...args);
  t.deepEqual(shop.read('out'), content);
  t.deepEqual(decryptCms('f', shop.read('ours'), receiver), content);
  t.deepEqual(decryptCms('f', oaepOf(), receiver), content);
  t.deepEqual(decryptCms('f', oaepOf('rsa_oaep_md:sha256'), receiver), content);
});

test('another digest for the mask than for the label is not read, and no damage', (t) => {
  refused(t, 'protection', () => decryptCms('f', oaepOf('rsa_oaep_md:sha256', 'rsa_mgf1_md:sha1'), receiver));
});

test('a key that OAEP does not open ends where a damaged content does', (t) => {
  const made = oaepOf();
  const at = Buffer.from(made).indexOf(Buffer.from([0x04, 0x82, 0x01, 0x00])) + 40;
  refused(t, 'damaged', () =>
    decryptCms(
      'f',
      made.map((octet, i) => (i === at ? octet ^ 1 : octet)),
      receiver,
    ),
  );
});

test('what a receiver does not read is refused as its protection', (t) => {
  const [des, oaep] = [{ cipher: 'des-ede3-cbc' }, { keyTransport: 'oaep' }] as const;
  const open = (envelope: Envelope, rules: EnvelopeRules) =>
    decryptCms('f', encryptCms(content, [receiver.certificate], envelope), receiver, rules);
  t.deepEqual(open(des, { ciphers: ['des-ede3-cbc'], keyTransports: ['pkcs1'] }), content);
  refused(t, 'protection', () => open(des, { ciphers: ['aes-256-cbc'] }));
  refused(t, 'protection', () => open(oaep, { keyTransports: ['pkcs1'] }));
  refused(t, 'protection', () => open({}, { keyTransports: ['oaep'] }));
});

/** The message with another block in the place of the encrypted key. */
function withBlock(block: Bytes): Bytes {
  const made = Buffer.from(encryptCms(content, [receiver.certificate]));
  const encrypted = publicEncrypt({ key: receiver.key, padding: constants.RSA_NO_PADDING }, block);
  const at = made.indexOf(Buffer.from([0x04, 0x82, 0x01, 0x00])) + 4;
  return concat(made.subarray(0, at), encrypted, made.subarray(at + 256));
}

function block(change: (bytes: Bytes) => void): Bytes {
  const bytes = new Uint8Array(256).fill(0x55);
  bytes.set([0, 2]);
  bytes[256 - 33] = 0;
  change(bytes);
  return bytes;
}

const WRONG: Readonly<Record<string, Bytes>> = {
  'a key that is another': block(() => {}),
  'a first byte that is not 00': block((bytes) => bytes.set([1])),
  'block type 01': block((bytes) => bytes.set([0, 1])),
  'no separator': block((bytes) => bytes.fill(0x55, 2)),
  'a key of another length': block((bytes) => bytes.set([0], 200)),
  'padding that is too short': block((bytes) => bytes.set([0], 5)),
  'nothing at all': new Uint8Array(256),
};

test('what is wrong with an encrypted key is never told apart: no oracle', (t) => {
  const errors = Object.values(WRONG).map((one) =>
    refused(t, 'damaged', () => decryptCms('f', withBlock(one), receiver)),
  );
  t.is(new Set(errors.map((error) => error?.message)).size, 1);
});

test('a message signed, then encrypted: the p7m of an order, opened and verified', (t) => {
  const order = encryptCms(signed, [receiver.certificate], { cipher: 'des-ede3-cbc' });
  t.deepEqual(verifyCms('order', decryptCms('order', order, receiver)).content, content);
});

test('a p7c that only carries certificates', (t) => {
  shop.write('answer.p7c', toP7b([signer.certificate, receiver.certificate]));
  t.is(shop.openssl('pkcs7', '-inform', 'DER', '-in', 'answer.p7c', '-print_certs').match(/BEGIN CERT/g)?.length, 2);
  t.is(readCertificates('answer.p7c', shop.read('answer.p7c')).length, 2);
});
