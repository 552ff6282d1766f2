/** OCSP answers. Judge: OpenSSL, which makes the requests and reads the responses. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { toPem } from '#asn1/pem.ts';
import { ArgumentError } from '#common/arguments.ts';
import { tlv } from '#iso7816/ber-tlv.ts';
import { type Bytes, concat, fromHex, toHex } from '#iso7816/bytes.ts';
import type { AuthorityId, IssuedCertificate, OcspFault, OcspSigner, Pki } from '../../../simulator/pki/index.ts';
import { MAX_REQUEST_BYTES, readOcspRequest } from '../../../simulator/pki/ocsp/request.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { A_MINUTE_AGO, before, certificateOf, DAY, pkiOf } from './revoked.ts';

const directory = temporaryDirectory('ocsp-');
let files = 0;

function file(content: string | Uint8Array): string {
  const path = join(directory, String(files++));
  writeFileSync(path, content);
  return path;
}

/** A request of OpenSSL's about these certificates of one authority. */
function requestFor(pki: Pki, certificates: readonly IssuedCertificate[], ...options: readonly string[]): Buffer {
  const [first] = certificates;
  const issuer = file(toPem(pki.authority(first?.authority as AuthorityId).certificate));
  const asked = certificates.flatMap(({ certificate }) => ['-cert', file(toPem(certificate))]);
  return execFileSync('openssl', ['ocsp', '-issuer', issuer, ...options, ...asked, '-reqout', '-'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

/** What OpenSSL reads in a response. */
function textOf(response: Bytes): string {
  return execFileSync('openssl', ['ocsp', '-respin', file(response), '-resp_text', '-noverify'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

const HOLD = { simulation: { certificateHold: true } };

for (const hash of ['sha1', 'sha256', 'sha384', 'sha512'])
  test(`good, by ${hash}`, (t) => {
    const pki = pkiOf();
    const answer = pki.ocsp.answer(requestFor(pki, [certificateOf(pki)], `-${hash}`));
    t.like(answer, { responseStatus: 'successful', certificates: [{ status: 'good' }] });
    t.regex(textOf(answer.response), /Cert Status: good\n {4}This Update: Jun 10 12:00:00 2026 GMT/);
  });

test('revoked, as the register has it at each moment', (t) => {
  const pki = pkiOf();
  const certificate = certificateOf(pki);
  const request = requestFor(pki, [certificate]);
  pki.register(certificate.authority).revoke(certificate.serial, { at: A_MINUTE_AGO, reason: 'keyCompromise' });
  const text = textOf(pki.ocsp.answer(request).response);
  t.regex(text, /Cert Status: revoked\n {4}Revocation Time: Jun 10 11:59:00 2026 GMT/);
  t.regex(text, /Revocation Reason: keyCompromise \(0x1\)/);
  t.regex(textOf(pki.ocsp.answer(request, { at: before(DAY) }).response), /Cert Status: good/);
});

test('revoked for no reason', (t) => {
  const pki = pkiOf();
  const certificate = certificateOf(pki);
  pki.register(certificate.authority).revoke(certificate.serial);
  const text = textOf(pki.ocsp.answer(requestFor(pki, [certificate])).response);
  t.regex(text, /Cert Status: revoked/);
  t.notRegex(text, /Revocation Reason/);
});

test('simulation: on hold', (t) => {
  const pki = pkiOf(HOLD);
  const certificate = certificateOf(pki);
  pki.register(certificate.authority).hold(certificate.serial);
  t.regex(textOf(pki.ocsp.answer(requestFor(pki, [certificate])).response), /certificateHold \(0x6\)/);
});

test('several certificates, and a number that was never given', (t) => {
  const pki = pkiOf();
  const [a, b] = [certificateOf(pki), certificateOf(pki)];
  pki.register(b.authority).revoke(b.serial);
  const request = requestFor(pki, [a, b], '-serial', '0x0102');
  const { certificates, response } = pki.ocsp.answer(request);
  const statuses = certificates.map(({ status }) => status);
  t.deepEqual(statuses.toSorted(), ['good', 'revoked', 'unknown']);
  const read = [...textOf(response).matchAll(/Cert Status: (\w+)/g)].map(([, status]) => status);
  t.deepEqual(read, statuses);
});

test('the nonce comes back; none comes where none was', (t) => {
  const pki = pkiOf();
  const certificate = certificateOf(pki);
  const [asked, without] = [requestFor(pki, [certificate]), requestFor(pki, [certificate], '-no_nonce')];
  const { nonce } = readOcspRequest(asked);
  t.is(nonce?.length, 18);
  const said = toHex(pki.ocsp.answer(asked).response);
  t.true(said.includes(`301F06092B0601050507300102${toHex(tlv(0x04, nonce ?? fromHex('')))}`));
  t.is(readOcspRequest(without).nonce, undefined);
  t.false(toHex(pki.ocsp.answer(without).response).includes('06092B0601050507300102'));
});

test('another issuer beside its own: unknown', (t) => {
  const pki = pkiOf();
  const [own, other] = [certificateOf(pki), certificateOf(pki, 'sante-org-auth-cli')];
  const list = readOcspRequest(requestFor(pki, [own], '-no_nonce')).certIds;
  const others = readOcspRequest(requestFor(pki, [other], '-no_nonce')).certIds;
  const both = (first: typeof list) => requestOf(first.map(({ encoded }) => encoded));
  t.deepEqual(pki.ocsp.answer(both([...list, ...others])).certificates, [{ status: 'good' }, { status: 'unknown' }]);
  t.deepEqual(pki.ocsp.answer(both([...others, ...list])).certificates, [{ status: 'good' }, { status: 'unknown' }]);
});

/** An OCSPRequest of these CertIDs. */
function requestOf(certIds: readonly Bytes[], ...behind: readonly Bytes[]): Bytes {
  return tlv(0x30, tlv(0x30, tlv(0x30, ...certIds.map((certId) => tlv(0x30, certId))), ...behind));
}

for (const [id, profile] of [
  ['2ter-test-classe-1', '2ter-auth'],
  ['2bis-test-classe-4', '2bis-ssl'],
] as const)
  test(`certificates of ${id} name no responder: unauthorized`, (t) => {
    const pki = pkiOf();
    const certificate = certificateOf(pki, profile, { authority: id });
    const { responseStatus, response } = pki.ocsp.answer(requestFor(pki, [certificate]));
    t.is(responseStatus, 'unauthorized');
    t.is(toHex(response), '30030A0106');
  });

test('another Pki: unauthorized', (t) => {
  const [pki, other] = [pkiOf(), pkiOf({ name: 'AUTRE' })];
  t.is(pki.ocsp.answer(requestFor(other, [certificateOf(other)])).responseStatus, 'unauthorized');
});

test('the right name and another key: unauthorized', (t) => {
  const pki = pkiOf();
  const request = requestFor(pki, [certificateOf(pki)]);
  const { issuerKeyHash } = readOcspRequest(request).certIds[0] ?? {};
  const at = request.indexOf(issuerKeyHash ?? '');
  request[at] = (request[at] ?? 0) ^ 1;
  t.is(pki.ocsp.answer(request).responseStatus, 'unauthorized');
});

/** Source: RFC 6960, 4.2.1. */
const FAULTS: Readonly<Record<OcspFault, string>> = {
  internalError: '30030A0102',
  tryLater: '30030A0103',
  sigRequired: '30030A0105',
  unauthorized: '30030A0106',
};

for (const [fault, response] of Object.entries(FAULTS) as [OcspFault, string][])
  test(`a responder that answers ${fault}`, (t) => {
    const pki = pkiOf();
    const answer = pki.ocsp.answer(requestFor(pki, [certificateOf(pki)]), { fault });
    t.deepEqual([answer.responseStatus, toHex(answer.response), answer.certificates], [fault, response, []]);
  });

/** Who signed, as the certificate in the answer says. */
function signerIn(response: Bytes): string {
  const text = execFileSync('openssl', ['ocsp', '-respin', file(response), '-resp_text', '-noverify'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return /Subject: (.*)/.exec(text)?.[1] ?? '';
}

const SIGNERS: Readonly<Record<OcspSigner, RegExp>> = {
  delegated: /CN=OCSP ACI-FO-PP-TEST SIMULATION$/,
  authority: /CN=TEST AC IGC-SANTE FORT PERSONNES SIMULATION$/,
  notDelegated: /SIMULATION NON DELEGUE$/,
  foreign: /SIMULATION ETRANGER$/,
  expired: /SIMULATION PERIME$/,
};
for (const [signer, subject] of Object.entries(SIGNERS) as [OcspSigner, RegExp][])
  test(`an answer signed by ${signer}; what others get is as before`, (t) => {
    const pki = pkiOf();
    const request = requestFor(pki, [certificateOf(pki)]);
    const { response, responseStatus } = pki.ocsp.answer(request, { signer });
    t.is(responseStatus, 'successful');
    t.regex(signerIn(response), subject);
    t.regex(signerIn(pki.ocsp.answer(request).response), SIGNERS.delegated);
    t.deepEqual(pki.ocsp.answer(request, { signer }).response, response);
  });

test('an answer from a clock that is ahead, or without the nonce', (t) => {
  const pki = pkiOf();
  const request = requestFor(pki, [certificateOf(pki)]);
  t.regex(textOf(pki.ocsp.answer(request, { aheadSeconds: 2 }).response), /This Update: Jun 10 12:00:02 2026 GMT/);
  t.regex(textOf(pki.ocsp.answer(request, { aheadSeconds: -3600 }).response), /This Update: Jun 10 11:00:00 2026 GMT/);
  t.true(textOf(pki.ocsp.answer(request).response).includes('OCSP Nonce'));
  t.false(textOf(pki.ocsp.answer(request, { nonce: false }).response).includes('OCSP Nonce'));
});

const NO_BEHAVIOUR: readonly object[] = [
  { signer: 'nobody' },
  { aheadSeconds: 0.5 },
  { aheadSeconds: Number.NaN },
  { aheadSeconds: 31_536_001 },
  { nonce: 'yes' },
  { sign: 'foreign' },
];
for (const options of NO_BEHAVIOUR)
  test(`no way to answer: ${JSON.stringify(options)}`, (t) => {
    t.throws(() => pkiOf().ocsp.answer(new Uint8Array(0), options), { instanceOf: ArgumentError });
  });

const HASH = '3009 06052B0E03021A 0500';
const ZEROS = `0414 ${'00'.repeat(20)}`;
const CERT_ID = fromHex(`${HASH} ${ZEROS} ${ZEROS} 020101`.replaceAll(' ', ''));
const certId = (text: string) => requestOf([tlv(0x30, fromHex(text.replaceAll(' ', '')))]);
const nonce = (...contents: Bytes[]) =>
  tlv(0xa2, tlv(0x30, ...contents.map((value) => tlv(0x30, fromHex('06092B0601050507300102'), tlv(0x04, value)))));
const withExtensions = (extensions: Bytes) => requestOf([tlv(0x30, CERT_ID)], extensions);
const NONCE_16 = tlv(0x04, new Uint8Array(16));

const MALFORMED: Readonly<Record<string, Bytes>> = {
  nothing: fromHex(''),
  'an indefinite length': fromHex('30800000'),
  text: new TextEncoder().encode('GET /'),
  'no certificate': requestOf([]),
  'a cut one': certId(`${HASH} ${ZEROS} ${ZEROS} 020101`).subarray(0, -1),
  'a byte left over': concat(certId(`${HASH} ${ZEROS} ${ZEROS} 020101`), fromHex('00')),
  'a hash too short': certId(`${HASH} 041300${'00'.repeat(18)} ${ZEROS} 020101`),
  'no serial number': certId(`${HASH} ${ZEROS} ${ZEROS}`),
  'an empty serial number': certId(`${HASH} ${ZEROS} ${ZEROS} 0200`),
  'a serial number with a needless byte': certId(`${HASH} ${ZEROS} ${ZEROS} 02020001`),
  'something behind the serial number': certId(`${HASH} ${ZEROS} ${ZEROS} 020101 0500`),
  'a version to come': tlv(0x30, tlv(0x30, fromHex('A003020101'), tlv(0x30, tlv(0x30, tlv(0x30, CERT_ID))))),
  'two nonces': withExtensions(nonce(NONCE_16, NONCE_16)),
  'an empty nonce': withExtensions(nonce(fromHex('0400'))),
  'a nonce too long': withExtensions(nonce(tlv(0x04, new Uint8Array(129)))),
  'a nonce without its OCTET STRING': withExtensions(nonce(new Uint8Array(16))),
  'a critical extension that nobody knows': withExtensions(
    tlv(0xa2, tlv(0x30, tlv(0x30, fromHex('06032A0304 0101FF 0400'.replaceAll(' ', ''))))),
  ),
  'one too long': requestOf(Array.from({ length: 300 }, () => tlv(0x30, CERT_ID))),
};

for (const [what, request] of Object.entries(MALFORMED))
  test(`malformed: ${what}`, (t) => {
    const { responseStatus, response, why } = pkiOf().ocsp.answer(request);
    t.is(responseStatus, 'malformedRequest');
    t.is(toHex(response), '30030A0101');
    t.regex(why ?? '', /^(OCSPRequest|nonce), offset \d+: /);
  });

test('not malformed: the longest nonce, version 1 written out, an extension that nobody knows', (t) => {
  const { ocsp } = pkiOf();
  for (const request of [
    withExtensions(nonce(tlv(0x04, new Uint8Array(128)))),
    tlv(0x30, tlv(0x30, fromHex('A003020100'), tlv(0x30, tlv(0x30, tlv(0x30, CERT_ID))))),
    withExtensions(tlv(0xa2, tlv(0x30, tlv(0x30, fromHex('06032A03040400'))))),
  ])
    t.is(ocsp.answer(request).responseStatus, 'unauthorized');
});

test('a request damaged at any byte is answered', (t) => {
  const pki = pkiOf();
  const request = requestFor(pki, [certificateOf(pki)]);
  for (let at = 0; at < request.length; at++) {
    const damaged = Uint8Array.from(request, (byte, i) => (i === at ? byte ^ 0x41 : byte));
    t.true(['malformedRequest', 'unauthorized', 'successful'].includes(pki.ocsp.answer(damaged).responseStatus));
    t.is(pki.ocsp.answer(request.subarray(0, at)).responseStatus, 'malformedRequest');
  }
});

test('as many as a request may hold', (t) => {
  const request = requestOf(Array.from({ length: 200 }, () => tlv(0x30, CERT_ID)));
  t.true(request.length <= MAX_REQUEST_BYTES);
  t.is(readOcspRequest(request).certIds.length, 200);
});

test('no bytes, no fault', (t) => {
  const { ocsp } = pkiOf();
  t.throws(() => ocsp.answer('30' as unknown as Bytes), { instanceOf: ArgumentError });
  t.throws(() => ocsp.answer(CERT_ID, { fault: 'malformedRequest' as OcspFault }), { instanceOf: ArgumentError });
});

test('the certificate in an answer signs answers alone, and nobody asks about it', (t) => {
  const pki = pkiOf();
  const text = textOf(pki.ocsp.answer(requestFor(pki, [certificateOf(pki)])).response);
  t.regex(text, /Responder Id: [0-9A-F]{40}\n {4}Produced At: Jun 10 12:00:00 2026 GMT/);
  t.regex(text, /Subject: C ?= ?FR, O ?= ?SIMULATION, CN ?= ?OCSP ACI-FO-PP-TEST SIMULATION/);
  t.regex(text, /X509v3 Key Usage: critical\n\s+Digital Signature\n/);
  t.regex(text, /X509v3 Extended Key Usage: \n\s+OCSP Signing\n/);
  t.regex(text, /OCSP No Check: /);
});
