/** Revocation lists and OCSP answers, judged by OpenSSL, GnuTLS and NSS. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { crlToPem, toPem } from '#asn1/pem.ts';
import type { Clock } from '#common/clock.ts';
import { type AuthorityId, type CertificateList, type IssuedCertificate, Pki } from '../../simulator/pki/index.ts';
import { certificateOf, DAY } from '../simulator/pki/revoked.ts';
import { temporaryFolder, tool } from './plugged-card.ts';
import { A_MINUTE_AGO, before, THIS_MOMENT } from './this-moment.ts';

const NOW = THIS_MOMENT;
const CLOCK = { date: () => NOW } as Clock;

/** A certificate of ten days ago, and one that was revoked a minute ago. */
function twoCertificates(options: { readonly revokedAt?: Date } = {}) {
  const pki = new Pki({ clock: CLOCK });
  const [good, revoked] = [1, 2].map(() => certificateOf(pki, 'sante-auth', { from: before(10 * DAY) })) as [
    IssuedCertificate,
    IssuedCertificate,
  ];
  const { revokedAt: at = A_MINUTE_AGO } = options;
  const register = pki.register(revoked.authority);
  register.revoke(revoked.serial, { at, reason: 'keyCompromise' });
  return { pki, good, revoked, register };
}

/** What OpenSSL says of a certificate, with those lists, at that moment. */
async function verified(
  pki: Pki,
  certificate: IssuedCertificate,
  lists: readonly CertificateList[],
  options: readonly string[] = [],
  at: Date = NOW,
): Promise<string> {
  using folder = temporaryFolder();
  const [leaf = '', ...above] = pki.chain(certificate).certificates.map(toPem);
  const untrusted = [...above.slice(0, -1), ...lists.map(({ signedBy }) => toPem(signedBy))].join('');
  const args = [
    ...['verify', '-crl_check_all', '-attime', String(at.getTime() / 1000), ...options],
    ...['-CAfile', folder.file('root.pem', above.at(-1) ?? ''), '-untrusted', folder.file('between.pem', untrusted)],
    ...['-CRLfile', folder.file('lists.pem', lists.map(({ pem }) => pem).join('')), folder.file('leaf.pem', leaf)],
  ];
  const { code, stdout, stderr } = await tool('openssl', args);
  return code === 0
    ? stdout.replace(/^.*: /, '').trim()
    : (/error (\d+ at \d+ depth lookup: .*)/.exec(stderr)?.[1] ?? stderr);
}

/** The full lists of its authority and of the root, of that moment. */
function fullLists(pki: Pki, { authority }: IssuedCertificate, at: Date = NOW): CertificateList[] {
  const { issuer = authority } = pki.authority(authority);
  return [authority, issuer].map((id) => pki.register(id).at(at).crl());
}

const REVOKED = '23 at 0 depth lookup: certificate revoked';

test.serial('OpenSSL: revoked since the day before yesterday, the full list says so', async (t) => {
  const { pki, good, revoked } = twoCertificates({ revokedAt: before(2 * DAY) });
  t.is(await verified(pki, good, fullLists(pki, good)), 'OK');
  t.is(await verified(pki, revoked, fullLists(pki, revoked)), REVOKED);
  t.is(
    await verified(pki, good, fullLists(pki, good).slice(0, 1)),
    '3 at 1 depth lookup: unable to get certificate CRL',
  );
});

test.serial('OpenSSL: revoked a minute ago, only the delta list says so', async (t) => {
  const { pki, good, revoked, register } = twoCertificates();
  const full = fullLists(pki, revoked);
  const lists = [...full, register.at().deltaCrl()];
  const afterwards = new Date(NOW.getTime() + 1000);
  t.is(await verified(pki, revoked, lists, ['-use_deltas'], afterwards), REVOKED);
  t.is(await verified(pki, good, lists, ['-use_deltas'], afterwards), 'OK');
  // The control: without our delta list nobody knows.
  t.is(await verified(pki, revoked, full, ['-use_deltas'], afterwards), 'OK');
});

test.serial('OpenSSL: simulation, taken from hold by the delta list', async (t) => {
  const pki = new Pki({ clock: CLOCK, simulation: { certificateHold: true } });
  const certificate = certificateOf(pki, 'sante-auth', { from: before(10 * DAY) });
  const register = pki.register(certificate.authority);
  register.hold(certificate.serial, { at: before(DAY) });
  register.release(certificate.serial, { at: A_MINUTE_AGO });
  const full = fullLists(pki, certificate);
  t.is(await verified(pki, certificate, full), REVOKED);
  t.is(await verified(pki, certificate, [...full, register.at().deltaCrl()], ['-use_deltas']), 'OK');
});

test.serial('OpenSSL: the list is eight days old', async (t) => {
  const { pki, good } = twoCertificates();
  t.is(await verified(pki, good, fullLists(pki, good, before(8 * DAY))), '12 at 0 depth lookup: CRL has expired');
});

const THEN = new Date('2014-04-20T12:00:00Z');

test.serial('OpenSSL: lists of 2TER, signed with SHA-1', async (t) => {
  const pki = new Pki({ clock: { date: () => THEN } as Clock });
  const certificate = certificateOf(pki, '2ter-auth', { from: new Date('2014-04-15T00:00:01Z') });
  t.is(await verified(pki, certificate, fullLists(pki, certificate, THEN), [], THEN), 'OK');
  pki.register(certificate.authority).revoke(certificate.serial, { at: new Date('2014-04-18T00:00:00Z') });
  t.is(await verified(pki, certificate, fullLists(pki, certificate, THEN), [], THEN), REVOKED);
  // The certificate that signs lists alone: found by who is told that there are such.
  const { authority } = certificate;
  const separate = [
    pki.register(authority).at(THEN).crl({ signer: 'separate' }),
    ...fullLists(pki, certificate, THEN).slice(1),
  ];
  t.is(await verified(pki, certificate, separate, ['-extended_crl'], THEN), REVOKED);
  t.not(await verified(pki, certificate, separate, [], THEN), REVOKED);
});

test.serial('GnuTLS verifies full and delta lists, and no damaged ones', async (t) => {
  const { pki, revoked, register } = twoCertificates();
  using folder = temporaryFolder();
  const authority = folder.file('authority.pem', toPem(pki.authority(revoked.authority).certificate));
  const verify = async (pem: string) => {
    const args = ['--verify-crl', '--load-ca-certificate', authority, '--infile', folder.file('list.pem', pem)];
    return /Verification output: (.*)/.exec((await tool('certtool', args)).stdout)?.[1];
  };
  const { crl, deltaCrl } = register.at();
  for (const list of [crl(), deltaCrl()]) {
    t.regex((await verify(list.pem)) ?? '', /^Verified\./);
    const damaged = list.crl.slice();
    damaged[damaged.length - 1] = (damaged.at(-1) ?? 0) ^ 1;
    t.regex((await verify(crlToPem(damaged))) ?? '', /^Not verified\./);
  }
});

test.serial('NSS takes the full list and refuses delta lists', async (t) => {
  const { pki, revoked, register } = twoCertificates({ revokedAt: before(2 * DAY) });
  using folder = temporaryFolder();
  const database = `sql:${join(folder.file('root.pem', ''), '..')}`;
  const run = (program: string, ...args: string[]) => tool(program, ['-d', database, ...args]);
  t.is((await run('certutil', '-N', '--empty-password')).code, 0);
  for (const [i, pem] of pki.chain(revoked).certificates.map(toPem).entries())
    await run(
      'certutil',
      '-A',
      '-n',
      String(i),
      '-t',
      i === 2 ? 'CT,C,' : ',,',
      '-a',
      '-i',
      folder.file(`${i}.pem`, pem),
    );
  const valid = async () => (await run('certutil', '-V', '-n', '0', '-u', 'C', '-e')).stdout.trim();
  t.is(await valid(), 'certutil: certificate is valid');
  const { crl, deltaCrl } = register.at();
  const load = (list: CertificateList) => run('crlutil', '-I', '-i', folder.file('list.crl', list.crl), '-B');
  const refused = await load(deltaCrl());
  t.regex(refused.stdout + refused.stderr, /SEC_ERROR_CRL_UNKNOWN_CRITICAL_EXTENSION|unknown critical extension/i);
  t.is((await load(crl())).code, 0);
  t.regex(await valid(), /revoked/i);
});

/** Files for an OCSP client: a certificate, its issuer, the chain and a request. */
function ocspFiles(folder: ReturnType<typeof temporaryFolder>, pki: Pki, certificate: IssuedCertificate) {
  const [leaf = '', issuer = '', root = ''] = pki.chain(certificate).certificates.map(toPem);
  return {
    leaf: folder.file('leaf.pem', leaf),
    issuer: folder.file('issuer.pem', issuer),
    root: folder.file('root.pem', root),
    request: folder.file('request.der', ''),
  };
}

/** What OpenSSL says of the answer to one of its requests; or of that answer, which another request was given. */
async function ocspByOpenSsl(pki: Pki, certificate: IssuedCertificate, other?: Uint8Array) {
  using folder = temporaryFolder();
  const { leaf, issuer, root, request } = ocspFiles(folder, pki, certificate);
  await tool('openssl', ['ocsp', '-issuer', issuer, '-cert', leaf, '-reqout', request]);
  const answer = other ?? pki.ocsp.answer(await readFile(request)).response;
  const response = folder.file('response.der', answer);
  const read = (...of: readonly string[]) =>
    tool('openssl', ['ocsp', ...of, '-respin', response, '-CAfile', root, '-verify_other', issuer]);
  // It does not read a request beside a certificate; and adds a second nonce to the request that it reads, unless told not to.
  const { stderr } = await read('-reqin', request, '-no_nonce');
  const { stdout } = await read('-issuer', issuer, '-cert', leaf, '-no_nonce');
  const status = /: (good|revoked|unknown)$/m.exec(stdout)?.[1];
  return { said: stderr.trim().split('\n')[0], status, answer };
}

test.serial('OpenSSL verifies OCSP answers: good and revoked', async (t) => {
  const { pki, good, revoked } = twoCertificates();
  for (const [certificate, status] of [
    [good, 'good'],
    [revoked, 'revoked'],
  ] as const) {
    const answer = await ocspByOpenSsl(pki, certificate);
    t.like(answer, { said: 'Response verify OK', status });
    t.is((await ocspByOpenSsl(pki, certificate, answer.answer)).said, 'Nonce Verify error');
  }
});

test.serial('GnuTLS verifies OCSP answers with the certificate that is in them', async (t) => {
  const { pki, good, revoked } = twoCertificates();
  for (const [certificate, status] of [
    [good, 'good'],
    [revoked, 'revoked'],
  ] as const) {
    using folder = temporaryFolder();
    const { leaf, issuer, request } = ocspFiles(folder, pki, certificate);
    const made = await tool('ocsptool', [
      ...['--generate-request', '--load-issuer', issuer, '--load-cert', leaf, '--nonce', '--outfile', request],
    ]);
    t.is(made.code, 0);
    const { response } = pki.ocsp.answer(await readFile(request));
    const file = folder.file('response.der', response);
    const verify = (trusted: string) =>
      tool('ocsptool', ['--verify-response', '--load-trust', trusted, '--infile', file]);
    t.regex((await verify(issuer)).stdout, /Verifying OCSP Response: Success\./);
    const other: AuthorityId = 'sante-test-standard-personnes';
    const byOther = await verify(folder.file('other.pem', toPem(pki.authority(other).certificate)));
    t.regex(byOther.stdout, /Verifying OCSP Response: Failure, Signer cert is not trusted/);
    const { stdout } = await tool('ocsptool', ['--response-info', '--infile', file]);
    t.regex(stdout, new RegExp(`Certificate Status: ${status}`));
  }
});
