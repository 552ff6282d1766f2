/** The directory and its responder, asked by OpenSSL, GnuTLS, curl, OpenLDAP and ldapts; Debian's slapd beside it. */
import { createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import test, { type ExecutionContext } from 'ava';
import { Client } from 'ldapts';
import { crlToPem, toPem } from '#asn1/pem.ts';
import { SYSTEM_CLOCK } from '#common/clock.ts';
import { newRsaKey } from '#formats/private-key.ts';
import { checkRevocation } from '../../driver/revocation/index.ts';
import {
  type AuthorityId,
  type IssuedCertificate,
  type ListAddresses,
  type OcspBehaviour,
  Pki,
} from '../../simulator/pki/index.ts';
import { HealthServices } from '../../simulator/services/index.ts';
import { certificateOf, DAY } from '../simulator/pki/revoked.ts';
import { addressesIn } from '../simulator/services/addresses.ts';
import { temporaryFolder, tool } from './plugged-card.ts';
import { type DirectoryEntry, runningSlapd } from './slapd.ts';
import { A_MINUTE_AGO, before, THIS_MOMENT } from './this-moment.ts';

const CLOCK = { ...SYSTEM_CLOCK, date: () => THIS_MOMENT };

async function served(t: ExecutionContext) {
  const services = await HealthServices.start({ names: ['directory'], clock: CLOCK });
  t.teardown(() => services.close());
  const { pki, directory } = services;
  const [good, revoked] = [1, 2].map(() => certificateOf(pki, 'sante-auth', { from: before(10 * DAY) })) as [
    IssuedCertificate,
    IssuedCertificate,
  ];
  return { pki, directory, good, revoked };
}

/** What curl gets at an address; of LDAP, the value in base64 that it prints. */
async function fetched(url: string, ...options: readonly string[]): Promise<Buffer> {
  using folder = temporaryFolder();
  const out = folder.file('fetched');
  const { code, stderr } = await tool('curl', ['-sS', '--fail', '-o', out, ...options, url.replaceAll(' ', '%20')]);
  if (code !== 0) throw new Error(`curl ${url}: ${stderr}`);
  const bytes = await readFile(out);
  if (!/^ldaps?:/.test(url)) return bytes;
  return Buffer.from(/;binary:: (\S+)/i.exec(bytes.toString())?.[1] ?? '', 'base64');
}

/** What a program does that has a certificate and a root, and follows the addresses from one to the other. */
async function followed(leaf: Uint8Array) {
  const at = (certificate: Uint8Array, field: 'crl' | 'deltaCrl', scheme = '') =>
    addressesIn(certificate, field).find((url) => url.startsWith(scheme)) ?? '';
  const [, issuerUrl = ''] = addressesIn(leaf, 'access');
  const issuer = await fetched(issuerUrl);
  return {
    issuer,
    lists: [await fetched(at(leaf, 'crl', 'http:')), await fetched(at(issuer, 'crl', 'http:'))],
    byLdap: [await fetched(at(leaf, 'crl', 'ldap:')), await fetched(at(issuer, 'crl', 'ldap:'))],
    delta: await fetched(at(leaf, 'deltaCrl')),
  };
}

async function verified(leaf: Uint8Array, issuer: Uint8Array, root: Uint8Array, ...options: readonly string[]) {
  using folder = temporaryFolder();
  const args = [
    ...[
      'verify',
      '-CAfile',
      folder.file('root.pem', toPem(root)),
      '-untrusted',
      folder.file('issuer.pem', toPem(issuer)),
    ],
    ...options,
    folder.file('leaf.pem', toPem(leaf)),
  ];
  const { code, stderr, stdout } = await tool('openssl', args);
  return code === 0 ? stdout.replace(/^.*: /, '').trim() : (/error (\d+ at .*)/.exec(stderr)?.[1] ?? stderr);
}

const AFTERWARDS = String(Math.floor(THIS_MOMENT.getTime() / 1000) + 1);
const REVOKED = '23 at 0 depth lookup: certificate revoked';

test.serial(
  'OpenSSL: with what was fetched, revoked in the delta list only; the control without it knows nothing',
  async (t) => {
    const { pki, good, revoked } = await served(t);
    pki.register(revoked.authority).revoke(revoked.serial, { at: A_MINUTE_AGO, reason: 'keyCompromise' });
    const { issuer, lists, byLdap, delta } = await followed(revoked.certificate);
    t.deepEqual(byLdap, lists);
    const root = pki.authority('sante-test-fort').certificate;
    using folder = temporaryFolder();
    const pem = (name: string, crls: readonly Uint8Array[]) => folder.file(name, crls.map(crlToPem).join(''));
    const check = ({ certificate }: IssuedCertificate, crls: string) =>
      verified(certificate, issuer, root, '-crl_check_all', '-use_deltas', '-attime', AFTERWARDS, '-CRLfile', crls);
    const [full, all] = [pem('full.pem', lists), pem('all.pem', [...lists, delta])];
    t.is(await check(revoked, all), REVOKED);
    t.is(await check(good, all), 'OK');
    t.is(await check(revoked, full), 'OK');
  },
);

test.serial('OpenSSL downloads the lists by itself, at the addresses of the certificates', async (t) => {
  const { pki, directory, good, revoked } = await served(t);
  pki.register(revoked.authority).revoke(revoked.serial, { at: before(2 * DAY) });
  const [issuer, root] = [pki.authority(good.authority).certificate, pki.authority('sante-test-fort').certificate];
  const check = ({ certificate }: IssuedCertificate) =>
    verified(certificate, issuer, root, '-crl_download', '-crl_check', '-attime', AFTERWARDS);
  t.is(await check(good), 'OK');
  t.is(await check(revoked), REVOKED);
  for (const fault of ['unreachable', 'notFound', 'html', 'empty', 'truncated'] as const) {
    directory.plant(fault, { what: 'crl' });
    t.is(await check(good), '3 at 0 depth lookup: unable to get certificate CRL', fault);
  }
  directory.heal();
  directory.plant({ stale: 8 }, { what: 'crl' });
  t.is(await check(good), '12 at 0 depth lookup: CRL has expired');
  directory.heal();
  t.is(await check(good), 'OK');
});

test.serial('curl by the names of the documents, led here', async (t) => {
  const { directory, pki, good } = await served(t);
  const lead = (name: string) => ['--connect-to', `${name}:80:127.0.0.1:${directory.urls.http}`];
  const list = await fetched(
    'http://igc-sante.esante.gouv.fr/CRL/ACI-FO-PP-TEST.crl',
    ...lead('igc-sante.esante.gouv.fr'),
  );
  t.deepEqual(new Uint8Array(list), pki.register(good.authority).at().crl().crl);
});

test.serial('openssl ocsp and ocsptool over HTTP: good, revoked', async (t) => {
  const { pki, directory, good, revoked } = await served(t);
  pki.register(revoked.authority).revoke(revoked.serial, { at: A_MINUTE_AGO });
  const url = `http://127.0.0.1:${directory.urls.http}`;
  for (const [certificate, status] of [
    [good, 'good'],
    [revoked, 'revoked'],
  ] as const) {
    using folder = temporaryFolder();
    const [leaf, issuer, root] = pki
      .chain(certificate)
      .certificates.map((one, i) => folder.file(`${i}.pem`, toPem(one)));
    const files = ['-issuer', issuer ?? '', '-cert', leaf ?? '', '-CAfile', root ?? '', '-verify_other', issuer ?? ''];
    const byOpenSsl = await tool('openssl', ['ocsp', '-url', url, ...files]);
    t.regex(byOpenSsl.stderr, /Response verify OK/);
    t.regex(byOpenSsl.stdout, new RegExp(`: ${status}$`, 'm'));
    const byGnuTls = await tool('ocsptool', [
      ...[
        `--ask=${url}`,
        '--nonce',
        '--load-cert',
        leaf ?? '',
        '--load-issuer',
        issuer ?? '',
        '--load-trust',
        issuer ?? '',
      ],
    ]);
    t.regex(byGnuTls.stdout, /Verifying OCSP Response: Success/);
    t.regex(byGnuTls.stdout, new RegExp(`Certificate Status: ${status}`));
  }
});

/** How the responder answers, and what OpenSSL and GnuTLS say of it. */
const ANSWERS: readonly (readonly [OcspBehaviour, openSsl: RegExp, gnuTls: RegExp])[] = [
  [{ signer: 'delegated' }, /Response verify OK/, /Response: Success/],
  [{ signer: 'authority' }, /Response verify OK/, /Response: Success/],
  [{ signer: 'notDelegated' }, /missing ocspsigning usage/, /Signer cert keyusage error/],
  [{ signer: 'foreign' }, /root ca not trusted/, /Signer cert is not trusted/],
  [{ signer: 'expired' }, /certificate has expired/, /Signer cert expired/],
  [{ aheadSeconds: 2 }, /Response verify OK/, /Response: Success/],
  [{ aheadSeconds: 43_200 }, /status not yet valid/, /Response: Success/],
  [{ nonce: false }, /WARNING: no nonce in response/, /could not read response's nonce/],
  [{ fault: 'unauthorized' }, /^$/, /unauthorized/i],
  [{ fault: 'tryLater' }, /^$/, /try later|tryLater/i],
];

for (const [behaviour, openSsl, gnuTls] of ANSWERS)
  test.serial(`a responder that answers ${JSON.stringify(behaviour)}, and healed`, async (t) => {
    const { pki, directory, good } = await served(t);
    const url = `http://127.0.0.1:${directory.urls.http}`;
    using folder = temporaryFolder();
    const [leaf = '', issuer = '', root = ''] = pki
      .chain(good)
      .certificates.map((one, i) => folder.file(`${i}.pem`, toPem(one)));
    const byOpenSsl = async () => {
      const files = ['-issuer', issuer, '-cert', leaf, '-CAfile', root, '-verify_other', issuer];
      const { stderr, stdout } = await tool('openssl', ['ocsp', '-url', url, ...files]);
      return stdout.startsWith('Responder Error') ? '' : stderr + stdout;
    };
    const byGnuTls = async () => {
      const files = ['--load-cert', leaf, '--load-issuer', issuer, '--load-trust', issuer];
      const { stdout, stderr } = await tool('ocsptool', [`--ask=${url}`, '--nonce', ...files]);
      return stdout + stderr;
    };
    directory.answerOcsp(behaviour);
    t.regex(await byOpenSsl(), openSsl);
    t.regex(await byGnuTls(), gnuTls);
    directory.heal();
    t.regex(await byOpenSsl(), /^Response verify OK/);
    t.regex(await byGnuTls(), /Response: Success/);
  });

const DELTA = 'deltaRevocationList;binary';
const FORT =
  'cn=TEST AC IGC-SANTE FORT PERSONNES,ou=TEST AC RACINE IGC-SANTE FORT,ou=IGC-SANTE TEST,ou=0002 187512751,o=ASIP-SANTE,c=FR';
const PROFESSIONNEL = 'ou=test professionnel,o=test,c=fr';

/** A server of this machine, its chain without the root. */
async function certifiedHere(pki: Pki, authority: AuthorityId) {
  const key = await newRsaKey();
  const structure = { name: 'SLAPD', nationalId: '10B9990000', department: 'Paris (75)' };
  const subject = { kind: 'software', commonName: 'localhost', structure, dnsNames: ['localhost'] } as const;
  const issued = pki.issue('sante-serv-ssl', subject, createPublicKey(key), { authority });
  const chain = pki.chain(issued).certificates.slice(0, -1).map(toPem).join('');
  return { key: key.export({ type: 'pkcs8', format: 'pem' }) as string, chain };
}

function clientOf(t: ExecutionContext, port: number): Client {
  const client = new Client({ url: `ldap://127.0.0.1:${port}` });
  t.teardown(() => client.unbind());
  return client;
}

/** All entries of a directory, with all they hold. */
async function everything(client: Client): Promise<DirectoryEntry[]> {
  const { searchEntries } = await client.search('c=FR', { filter: '(objectClass=pkiCA)' });
  return searchEntries.map(({ dn, ...values }) => ({
    dn,
    values: Object.fromEntries(
      Object.entries(values).filter(([, value]) => Buffer.isBuffer(value) && value.length > 0),
    ) as Record<string, Buffer>,
  }));
}

interface Both {
  readonly ours: number;
  readonly slapd: number;
}

/** The same checks on both directories. */
async function onBoth<T>({ ours, slapd }: Both, check: (port: number) => Promise<T>): Promise<readonly [T, T]> {
  return [await check(ours), await check(slapd)];
}

async function ldapsearch(port: number, ...args: readonly string[]) {
  const { code, stdout } = await tool('ldapsearch', [
    ...['-x', '-LLL', '-o', 'ldif-wrap=no', '-H', `ldap://127.0.0.1:${port}`, ...args],
  ]);
  const value = /;binary:: (\S+)/.exec(stdout)?.[1];
  return { code, dns: [...stdout.matchAll(/^dn: (.*)$/gim)].map(([, dn]) => dn?.toLowerCase()), value };
}

test.serial('ldapsearch, curl and ldapts get the same bytes of ours and of slapd', async (t) => {
  const { directory, pki, revoked } = await served(t);
  pki.register(revoked.authority).revoke(revoked.serial, { at: A_MINUTE_AGO });
  const ours = directory.urls.ldap;
  const published = await everything(clientOf(t, ours));
  await using slapd = await runningSlapd(() => published);
  const both = { ours, slapd: slapd.port };
  const delta = pki.register(revoked.authority).at().deltaCrl().crl;
  const names = [FORT, FORT.toUpperCase(), FORT.replaceAll(',', ', '), FORT.replace('IGC-SANTE', 'IGC\\2DSANTE')];
  for (const name of names)
    for (const attribute of [DELTA, DELTA.toLowerCase()])
      for (const { code, value } of await onBoth(both, (port) =>
        ldapsearch(port, '-b', name, '-s', 'base', '(objectclass=PKICA)', attribute),
      )) {
        t.is(code, 0, name);
        t.deepEqual(new Uint8Array(Buffer.from(value ?? '', 'base64')), delta);
      }
  const [path = ''] = addressesIn(revoked.certificate, 'deltaCrl').map((url) => url.replace(/^ldap:\/\/[^/]*/, ''));
  for (const bytes of await onBoth(both, (port) => fetched(`ldap://127.0.0.1:${port}${path}`)))
    t.deepEqual(new Uint8Array(bytes), delta);
  for (const entries of await onBoth(both, (port) => everything(clientOf(t, port))))
    t.deepEqual(
      new Uint8Array(entries.find(({ dn }) => dn.toLowerCase() === FORT.toLowerCase())?.values[DELTA] ?? []),
      delta,
    );
});

test.serial('over LDAPS: curl and ldapts trust the root, and get every entry of ours and of slapd', async (t) => {
  const { directory, pki } = await served(t);
  const published = await everything(clientOf(t, directory.urls.ldap));
  const { key, chain } = await certifiedHere(pki, directory.secured.authority);
  await using slapd = await runningSlapd(() => published, { key, chain });
  using folder = temporaryFolder();
  const rootOf = (id: AuthorityId) => toPem(pki.authority(id).chain.at(-1) as Uint8Array);
  const [root, other] = [rootOf(directory.secured.authority), rootOf('sante-test-fort')];
  const delta = pki.register('sante-test-fort-personnes').at().deltaCrl().crl;
  const [rootFile, otherFile] = [folder.file('root.pem', root), folder.file('other.pem', other)];
  for (const port of [directory.urls.ldaps, slapd.ldaps]) {
    const at = `ldaps://localhost:${port}`;
    const [list, all] = [`${at}/${FORT}?${DELTA}?base`, `${at}/c=FR?cn?sub?(objectClass=pkiCA)`];
    // As many bytes in one message as several records of TLS have, and as many messages as there are authorities.
    const inTime = ['--max-time', '20', '--cacert', rootFile];
    t.deepEqual(new Uint8Array(await fetched(list, ...inTime)), delta);
    const { code, stdout } = await tool('curl', ['-sS', ...inTime, all.replaceAll(' ', '%20')]);
    t.is(code, 0);
    t.is([...stdout.matchAll(/^DN: /gm)].length, published.length);
    await t.throwsAsync(fetched(`${at}/c=FR?cn?base`, '--cacert', otherFile));
    const client = new Client({ url: at, tlsOptions: { ca: [root] } });
    t.is((await everything(client)).length, published.length);
    await client.unbind();
    // Another name than those of the certificate.
    await t.throwsAsync(fetched(`ldaps://127.0.0.1:${port}/c=FR?cn?base`, '--cacert', rootFile));
  }
});

/** Searches whose entries or results must be those of slapd. */
const SEARCHES: readonly (readonly string[])[] = [
  ['-b', PROFESSIONNEL, '-s', 'one', '(objectClass=*)', '1.1'],
  ['-b', 'c=FR', '(objectClass=pkiCA)', '1.1'],
  ['-b', 'c=FR', '(&(objectClass=pkiCA)(cn=*classe*1))', '1.1'],
  ['-b', 'c=FR', '(&(objectClass=pkiCA)(cn=test*))', '1.1'],
  ['-b', 'c=FR', '(&(objectClass=pkiCA)(!(cn=test*)))', '1.1'],
  ['-b', 'c=FR', '(&(objectClass=pkiCA)(deltaRevocationList;binary=*))', '1.1'],
  ['-b', 'c=FR', '(&(objectClass=pkiCA)(!(cn>=a)))', '1.1'],
  ['-b', 'c=FR', '(&(objectClass=pkiCA)(|(cn=TEST  CLASSE-1)(ou=ac-classe-4)))', '1.1'],
  ['-b', FORT, '-s', 'base', '(&)', '1.1'],
  ['-b', FORT, '-s', 'base', '(|)', '1.1'],
  ['-b', FORT.replace('0002 ', '0002'), '-s', 'base', '(objectClass=*)', '1.1'],
  ['-b', `cn=nobody,${FORT}`, '(objectClass=*)', '1.1'],
  ['-b', '', '-s', 'base', '(objectClass=*)', 'namingContexts'],
  ['-b', 'c=FR', '-z', '3', '(objectClass=pkiCA)', '1.1'],
  ['-b', FORT, '-s', 'base', '-D', 'cn=admin,c=FR', '-w', 'secret', '(objectClass=*)', '1.1'],
];

test.serial('searches find what they find in slapd, and end with its results', async (t) => {
  const { directory } = await served(t);
  const ours = directory.urls.ldap;
  const published = await everything(clientOf(t, ours));
  await using slapd = await runningSlapd(() => published);
  for (const search of SEARCHES) {
    const [own, other] = await onBoth({ ours, slapd: slapd.port }, (port) => ldapsearch(port, ...search));
    t.is(own.code, other.code, search.join(' '));
    if (own.code === 4) t.is(own.dns.length, other.dns.length);
    else t.deepEqual(own.dns.toSorted(), other.dns.toSorted(), search.join(' '));
  }
});

test.serial('our own program asks slapd: good, and revoked in the delta list only', async (t) => {
  const { directory } = await served(t);
  const published = await everything(clientOf(t, directory.urls.ldap));
  const certificates: IssuedCertificate[] = [];
  let issuer: Uint8Array = new Uint8Array(0);
  await using _slapd = await runningSlapd((port) => {
    const pki = new Pki({ urls: { http: directory.urls.http, ldap: port }, clock: CLOCK });
    for (const profile of ['sante-auth', 'sante-sign'] as const)
      certificates.push(certificateOf(pki, profile, { from: before(10 * DAY) }));
    const [, { authority, serial }] = certificates as [IssuedCertificate, IssuedCertificate];
    pki.register(authority).revoke(serial, { at: A_MINUTE_AGO, reason: 'superseded' });
    issuer = pki.authority(authority).certificate;
    const { crl, deltaCrl } = pki.register(authority).at();
    const values = { 'certificateRevocationList;binary': crl().crl, [DELTA]: deltaCrl().crl };
    return published.map((entry) => (entry.dn === FORT ? { dn: FORT, values } : entry));
  });
  const found = await Promise.all(
    certificates.flatMap(({ certificate }) =>
      (['list', 'delta'] as const).map((source) =>
        checkRevocation({ certificate, issuer, source, way: 'ldap', clock: CLOCK }),
      ),
    ),
  );
  t.deepEqual(
    found.map(({ verdict, reason }) => reason ?? verdict),
    ['good', 'good', 'good', 'superseded'],
  );
});

const LISTS: readonly (readonly [ListAddresses | undefined, openSsl: string, curl: string])[] = [
  [undefined, 'OK', 'http list, ldap list'],
  [{ ways: ['http'] }, 'OK', 'http list'],
  [{ ways: ['ldap'] }, '3 at 0 depth lookup: unable to get certificate CRL', 'ldap list'],
  [{ ways: ['ldap', 'http'] }, 'OK', 'ldap list, http list'],
  [{ points: 'together' }, 'OK', 'http list, ldap list'],
  [{ ways: ['ldap', 'http'], points: 'together' }, 'OK', 'ldap list, http list'],
  [{ ways: ['ldap'], blanks: 'raw' }, '3 at 0 depth lookup: unable to get certificate CRL', 'ldap code 3'],
  [
    { ways: ['ldap'], attribute: 'mixed', option: 'none' },
    '3 at 0 depth lookup: unable to get certificate CRL',
    'ldap list',
  ],
];

/** What curl makes of an address as it stands: the list, or the code it ends with. */
async function byCurl(url: string, list: Uint8Array, ...options: readonly string[]): Promise<string> {
  using folder = temporaryFolder();
  const out = folder.file('list');
  const { code } = await tool('curl', ['-sS', '--fail', '--max-time', '20', '-o', out, ...options, url]);
  if (code !== 0) return `code ${code}`;
  const came = await readFile(out);
  const bytes = url.startsWith('ldap:')
    ? Buffer.from(/;binary:: (\S+)/i.exec(came.toString())?.[1] ?? '', 'base64')
    : came;
  return bytes.equals(list) ? 'list' : 'something else';
}

for (const [lists, openSsl, curl] of LISTS)
  test.serial(`a certificate whose lists are ${JSON.stringify(lists ?? 'as the documents have them')}`, async (t) => {
    const { pki } = await served(t);
    const { certificate } = certificateOf(pki, 'sante-auth', { from: before(10 * DAY), lists });
    const [issuer, root] = [pki.authority('sante-test-fort-personnes').certificate, pki.authority('sante-test-fort')];
    const check = ['-crl_download', '-crl_check', '-attime', AFTERWARDS];
    t.is(await verified(certificate, issuer, root.certificate, ...check), openSsl);
    const list = pki.register('sante-test-fort-personnes').at().crl().crl;
    const said: string[] = [];
    for (const url of addressesIn(certificate, 'crl')) {
      const [way] = url.split(':');
      said.push(`${way} ${await byCurl(url, list)}`);
      // A curl that was built without LDAP.
      if (way === 'ldap' && lists?.blanks !== 'raw') t.is(await byCurl(url, list, '--proto', '=http'), 'code 1');
    }
    t.is(said.join(', '), curl);
  });

test.serial('OpenSSL asks the first address of HTTP alone; our own program the second too', async (t) => {
  const { pki, directory, good } = await served(t);
  const [issuer, root] = [pki.authority(good.authority).certificate, pki.authority('sante-test-fort').certificate];
  const check = ['-crl_download', '-crl_check', '-attime', AFTERWARDS];
  const own = async () => {
    const { certificate } = good;
    const { verdict, address } = await checkRevocation({ certificate, issuer, source: 'list', clock: CLOCK });
    return `${verdict} ${address?.split(':')[0]}`;
  };
  t.is(await verified(good.certificate, issuer, root, ...check), 'OK');
  t.is(await own(), 'good http');
  directory.plant('unreachable', { what: 'crl', way: 'http' });
  t.regex(await verified(good.certificate, issuer, root, ...check), /unable to get certificate CRL/);
  t.is(await own(), 'good ldap');
  directory.heal();
  t.is(await verified(good.certificate, issuer, root, ...check), 'OK');
});

test.serial(
  'ldapsearch: an entry with several certificates in their order, parentheses in its name, and one more of it',
  async (t) => {
    const { directory } = await served(t);
    const name = 'cn=DUPONT JEAN,l=Sarthe (72),o=gip-cps,c=fr';
    const listed = await directory.listRecipient({ name, certificates: ['expired', 'valid', 'future', 'revoked'] });
    const asked = async (...args: readonly string[]) => {
      const at = ['-x', '-LLL', '-o', 'ldif-wrap=no', '-H', `ldap://127.0.0.1:${directory.urls.ldap}`];
      const { stdout } = await tool('ldapsearch', [...at, ...args]);
      return {
        dns: [...stdout.matchAll(/^dn: (.*)$/gm)].map(([, dn]) => dn),
        values: [...stdout.matchAll(/^userCertificate;binary:: (\S+)$/gm)].map(([, value]) => value),
      };
    };
    const values = listed.certificates.map(({ certificate }) => Buffer.from(certificate).toString('base64'));
    t.deepEqual(await asked('-b', name, '-s', 'base', '(objectClass=*)', 'userCertificate;binary'), {
      dns: [name],
      values,
    });
    const byFilter = ['-b', 'c=fr', '(l=Sarthe \\28\\37\\32\\29)', 'userCertificate'];
    t.deepEqual(await asked(...byFilter), { dns: [name], values });
    const twin = name.replace('Sarthe (72)', 'Mayenne (53)');
    await directory.listRecipient({ name: twin, certificates: ['valid'] });
    t.deepEqual((await asked('-b', 'c=fr', '(cn=dupont jean)', '1.1')).dns, [name, twin]);
  },
);

test.serial('OpenLDAP and curl are told what is wrong', async (t) => {
  const { directory, good } = await served(t);
  const { ldap } = directory.urls;
  const [url = ''] = addressesIn(good.certificate, 'deltaCrl');
  const change = await tool('ldapdelete', ['-x', '-H', `ldap://127.0.0.1:${ldap}`, FORT]);
  t.is(change.code, 53);
  t.regex(change.stderr, /this directory can be searched only/);
  directory.plant('unreachable', { way: 'ldap' });
  await t.throwsAsync(fetched(url));
  directory.heal();
  t.true((await fetched(url)).length > 500);
});
