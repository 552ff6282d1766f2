/** Lists and answers of OpenSSL's own authority, whole, damaged and cut. */
import { X509Certificate } from 'node:crypto';
import test from 'ava';
import { DerError } from '#asn1/der-error.ts';
import { readRevocationList } from '#formats/certificate-list.ts';
import { toHex } from '#iso7816/bytes.ts';
import { ocspRequest, readOcspResponse } from '../../../driver/revocation/ocsp.ts';
import { RevocationAnswerError } from '../../../driver/revocation/revocation-answer-error.ts';
import { OpenSslAuthority } from './openssl-authority.ts';

const authority = new OpenSslAuthority();
const { issuer } = authority;
const key = new X509Certificate(issuer).publicKey;
const crl = authority.crl();
const NOW = new Date();

test('a list: number, times, entry, signature', (t) => {
  const list = readRevocationList(crl);
  t.is(list.number, '05');
  t.is(list.baseNumber, undefined);
  t.is(Number(list.nextUpdate) - Number(list.thisUpdate), 7 * 86_400_000);
  t.deepEqual([...list.entries.keys()], [`00${new X509Certificate(authority.revoked).serialNumber}`]);
  t.is(list.entries.get('008A02')?.reason, 1);
  t.true(list.isSignedBy(key));
  t.false(list.isSignedBy(new X509Certificate(authority.good).publicKey));
});

test('a delta list says which list it completes', (t) => {
  t.is(readRevocationList(authority.crl('-crlexts', 'delta')).baseNumber, '01');
});

test('a list with one bit changed is signed by nobody, or is none', (t) => {
  for (let at = 0; at < crl.length; at += 7) {
    const changed = crl.slice();
    changed[at] = (changed[at] ?? 0) ^ 1;
    try {
      t.false(readRevocationList(changed).isSignedBy(key), String(at));
    } catch (error) {
      t.true(error instanceof DerError, String(error));
    }
  }
});

test('a list or an answer that is cut in any place is none', (t) => {
  const question = { certificate: authority.good, issuer, nonce: new Uint8Array(16) };
  const answer = authority.answer(ocspRequest(question));
  for (let at = 0; at < crl.length; at++)
    t.throws(() => readRevocationList(crl.subarray(0, at)), { instanceOf: DerError });
  for (let at = 0; at < answer.length; at += 3)
    t.throws(() => readOcspResponse(answer.subarray(0, at), question, NOW), { instanceOf: DerError });
});

for (const [name, status] of [
  ['good', { status: 'good' }],
  ['revoked', { status: 'revoked', reason: 'keyCompromise' }],
] as const)
  test(`an answer of OpenSSL: ${name}`, (t) => {
    const question = { certificate: authority[name], issuer, nonce: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) };
    const answer = authority.answer(ocspRequest(question));
    t.true(toHex(answer).includes('04080102030405060708'));
    t.like(readOcspResponse(answer, question, NOW), status);
    t.like(readOcspResponse(authority.answer(ocspRequest(question), '-resp_key_id'), question, NOW), status);
    t.like(readOcspResponse(authority.answer(ocspRequest(question), '-resp_no_certs'), question, NOW), status);
  });

test('an answer to another question, or with a bit changed, is not believed', (t) => {
  const question = { certificate: authority.good, issuer, nonce: new Uint8Array(16) };
  const answer = authority.answer(ocspRequest(question));
  const refused = (bytes: Uint8Array, other = {}) =>
    t.throws(() => readOcspResponse(bytes, { ...question, ...other }, NOW), { instanceOf: RevocationAnswerError });
  refused(answer, { certificate: authority.revoked });
  refused(answer, { nonce: Uint8Array.of(9) });
  const changed = answer.slice();
  const at = Buffer.from(answer).lastIndexOf(Buffer.from(issuer)) - 20;
  changed[at] = (changed[at] ?? 0) ^ 1;
  refused(changed);
  const late = authority.answer(ocspRequest(question), '-nmin', '1');
  t.throws(() => readOcspResponse(late, question, new Date(NOW.getTime() + 3_600_000)), {
    instanceOf: RevocationAnswerError,
    message: /too old/,
  });
});
