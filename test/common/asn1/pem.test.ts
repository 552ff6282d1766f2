import { X509Certificate } from 'node:crypto';
import test from 'ava';
import { crlToPem, toPem } from '#asn1/pem.ts';
import { defaultPki } from '../../../simulator/pki/index.ts';

const lines = (length: number): number[] =>
  toPem(new Uint8Array(length))
    .split('\n')
    .slice(1, -2)
    .map((line) => line.length);

test('lines of 64 characters, the last one shorter (RFC 7468, 2)', (t) => {
  t.deepEqual(lines(48), [64]);
  t.deepEqual(lines(49), [64, 4]);
  t.deepEqual(lines(96), [64, 64]);
});

test('node:crypto writes the same certificate the same way', (t) => {
  const { root } = defaultPki.certificates();
  t.is(toPem(root), new X509Certificate(root).toString());
});

test('the label of a revocation list (RFC 7468, 6)', (t) => {
  t.is(crlToPem(Uint8Array.of(0x30, 0)), '-----BEGIN X509 CRL-----\nMAA=\n-----END X509 CRL-----\n');
});
