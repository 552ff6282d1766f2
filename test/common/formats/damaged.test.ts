/** Whatever is changed in a file, its reader says so in one sentence: no other error, no wait, nothing of a key in it. */

import test from 'ava';
import fc from 'fast-check';
import { readCertificates, toP7b } from '#formats/certificates.ts';
import { decryptCms, encryptCms } from '#formats/cms-enveloped.ts';
import { signCms, verifyCms } from '#formats/cms-signed.ts';
import { FormatError } from '#formats/format-error.ts';
import { parseName } from '#formats/names.ts';
import { PKCS12_FORMS, type Pkcs12Form } from '#formats/pkcs12-forms.ts';
import { readPkcs12 } from '#formats/pkcs12-reader.ts';
import { makePkcs12 } from '#formats/pkcs12-writer.ts';
import { privateKeyPem, readPrivateKey } from '#formats/private-key.ts';
import { makeRequest, readRequest } from '#formats/request.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { Workshop } from './workshop.ts';

const shop = new Workshop('damaged');
const own = shop.certified('own', '/CN=own');
const PASSWORD = 'motdepasse';
const content = new Uint8Array(Buffer.from('bonjour'));
const signed = await signCms({ content, certificate: own.certificate, signHash: () => new Uint8Array(256) });

interface Case {
  readonly file: Bytes;
  readonly read: (file: Bytes) => unknown;
}

const CASES: Readonly<Record<string, Case>> = {
  request: {
    file: makeRequest({ key: own.key, subject: parseName('C=FR'), dnsNames: ['a.example'] }),
    read: (f) => readRequest('f', f),
  },
  certificate: { file: own.certificate, read: (f) => readCertificates('f', f) },
  p7b: { file: toP7b([own.certificate]), read: (f) => readCertificates('f', f) },
  key: {
    file: Buffer.from(privateKeyPem(own.key, { password: PASSWORD })),
    read: (f) => readPrivateKey('f', f, PASSWORD),
  },
  signed: { file: signed, read: (f) => verifyCms('f', f) },
  enveloped: { file: encryptCms(content, [own.certificate]), read: (f) => decryptCms('f', f, own) },
  ...Object.fromEntries(
    (Object.keys(PKCS12_FORMS) as Pkcs12Form[]).map((form) => [
      form,
      { file: makePkcs12({ ...own, password: PASSWORD, form }), read: (f: Bytes) => readPkcs12('f', f, PASSWORD) },
    ]),
  ),
};

/** Some bytes set to others, then cut or made longer. */
const change = fc.record({
  set: fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255)), { minLength: 1, maxLength: 4 }),
  length: fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, fc.double({ min: 0, max: 1, noNaN: true })),
  more: fc.oneof({ weight: 4, arbitrary: fc.constant(new Uint8Array()) }, fc.uint8Array({ maxLength: 8 })),
});

for (const [name, { file, read }] of Object.entries(CASES))
  test(`changed at random: ${name}`, (t) => {
    const readOrRefuse = () =>
      fc.assert(
        fc.property(change, ({ set, length, more }) => {
          const changed = Buffer.concat([file.subarray(0, Math.floor(length * file.length)), more]);
          for (const [where, octet] of set)
            if (changed.length > 0) changed[Math.floor(where * (changed.length - 1))] = octet;
          try {
            read(new Uint8Array(changed));
          } catch (error) {
            if (!(error instanceof FormatError)) throw error;
          }
        }),
        { numRuns: 150, seed: 7 },
      );
    t.notThrows(readOrRefuse);
  });
