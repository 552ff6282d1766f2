/** The responder of the directory, asked over HTTP. Judge: OpenSSL, which makes the requests and reads the answers. */
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { toPem } from '#asn1/pem.ts';
import { toHex } from '#iso7816/bytes.ts';
import { temporaryDirectory } from '../../../temporary-directory.ts';
import { certificateOf } from '../../pki/revoked.ts';
import { started } from '../started.ts';
import { asked } from '../web-client.ts';

const directory = temporaryDirectory('directory-ocsp-');
let files = 0;

function file(content: string | Uint8Array): string {
  const path = join(directory, String(files++));
  writeFileSync(path, content);
  return path;
}

/** The directory, and a request about a certificate of its authorities. */
async function responder(t: ExecutionContext) {
  const { services, told } = await started(t, 'directory');
  const { pki } = services;
  const certificate = certificateOf(pki);
  const args = ['-issuer', file(toPem(pki.authority(certificate.authority).certificate))];
  const request = execFileSync(
    'openssl',
    ['ocsp', ...args, '-cert', file(toPem(certificate.certificate)), '-reqout', '-'],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const { http: port } = services.directory.urls;
  const post = (body: Uint8Array, headers = {}) => asked(port, '/', { method: 'POST', body, headers });
  return { services, pki, told, certificate, request, port, post };
}

/** What OpenSSL reads in a response. */
function statusIn(response: Uint8Array): string | undefined {
  const args = ['ocsp', '-respin', file(response), '-resp_text', '-noverify'];
  const text = spawnSync('openssl', args, { encoding: 'utf8' }).stdout;
  return /Cert Status: (\w+)|Responder Error: (\w+)/.exec(text)?.slice(1).find(Boolean);
}

test('by POST: good, then revoked; the stream is told', async (t) => {
  const { pki, certificate, request, post, told } = await responder(t);
  const answer = await post(request, { 'content-type': 'application/ocsp-request' });
  t.is(answer.headers['content-type'], 'application/ocsp-response');
  t.is(statusIn(answer.body), 'good');
  pki.register(certificate.authority).revoke(certificate.serial);
  t.is(statusIn((await post(request)).body), 'revoked');
  t.deepEqual(told, ['OCSP: successful, good', 'OCSP: successful, revoked']);
});

test('by GET, its + / = as they are, or escaped, or behind two slashes', async (t) => {
  const { port, pki, certificate } = await responder(t);
  for (const base64 of requestsWithEverySign(t, pki.authority(certificate.authority).certificate)) {
    for (const path of [base64, encodeURIComponent(base64), base64.replaceAll('+', '%2b'), `/${base64}`])
      t.is(statusIn((await asked(port, `/${path}`)).body), 'unknown', path);
  }
});

/** Requests whose base64 have +, / and = in them. */
function requestsWithEverySign(t: ExecutionContext, issuer: Uint8Array): string[] {
  const found = new Map<string, string>();
  const pem = file(toPem(issuer));
  for (let serial = 1; found.size < 3 && serial < 40; serial++) {
    const args = [
      'ocsp',
      '-issuer',
      pem,
      '-serial',
      `0x0102${'ABCDEF'.repeat(serial % 5)}${serial + 10}`,
      '-reqout',
      '-',
    ];
    const base64 = execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'ignore'] }).toString('base64');
    for (const sign of ['+', '/', '=']) if (base64.includes(sign)) found.set(sign, base64);
  }
  t.deepEqual([...found.keys()].toSorted(), ['+', '/', '=']);
  return [...new Set(found.values())];
}

test('what is no request is answered malformedRequest, what is too long 413', async (t) => {
  const { port, post, request } = await responder(t);
  for (const body of [new Uint8Array(0), request.subarray(0, 40), Buffer.from('<html>'), new Uint8Array(60_000)])
    t.is(toHex((await post(body)).body), '30030A0101');
  t.is((await post(new Uint8Array(65_537))).status, 413);
  t.is(toHex((await asked(port, `/${request.toString('base64').slice(0, 24)}`)).body), '30030A0101');
  t.is((await asked(port, '/M%ff')).status, 404);
  t.is((await asked(port, `/M${'A'.repeat(17_000)}`)).status, 431);
  t.is(statusIn((await post(request)).body), 'good');
});

test('what the responder is made to say, until it is healed', async (t) => {
  const { services, request, post } = await responder(t);
  for (const fault of ['tryLater', 'internalError', 'sigRequired', 'unauthorized'] as const) {
    services.directory.answerOcsp({ fault });
    t.is(statusIn((await post(request)).body)?.toLowerCase(), fault.toLowerCase());
  }
  services.directory.heal();
  t.is(statusIn((await post(request)).body), 'good');
});

test('thirty programs at once, by both ways', async (t) => {
  const { port, post, request } = await responder(t);
  const path = `/${request.toString('base64')}`;
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, i) => (i % 2 === 0 ? post(request) : asked(port, path))),
  );
  t.true(answers.every(({ status }) => status === 200));
  t.is(new Set(answers.map(({ body }) => toHex(body))).size, 1);
});
