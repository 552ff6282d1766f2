/** The directory over LDAP, asked by ldapts. */
import test, { type ExecutionContext } from 'ava';
import { Client, NoSuchObjectError, SizeLimitExceededError } from 'ldapts';
import type { DirectoryFault, HealthServices } from '../../../../simulator/services/index.ts';
import { certificateOf, DAY, NOW } from '../../pki/revoked.ts';
import { addressesIn } from '../addresses.ts';
import { started } from '../started.ts';

interface Asking {
  readonly services: HealthServices;
  readonly client: Client;
  /** Names of what is found. */
  names(base: string, options?: Parameters<Client['search']>[1]): Promise<string[]>;
}

function clientOf(t: ExecutionContext, services: HealthServices): Client {
  const client = new Client({ url: `ldap://127.0.0.1:${services.directory.urls.ldap}` });
  t.teardown(() => client.unbind());
  return client;
}

async function asking(t: ExecutionContext): Promise<Asking> {
  const { services } = await started(t, 'directory');
  const client = clientOf(t, services);
  const names = async (base: string, options = {}) =>
    (await client.search(base, { attributes: ['1.1'], ...options })).searchEntries.map(({ dn }) => dn);
  return { services, client, names };
}

const FORT =
  'cn=TEST AC IGC-SANTE FORT PERSONNES,ou=TEST AC RACINE IGC-SANTE FORT,ou=IGC-SANTE TEST,ou=0002 187512751,o=ASIP-SANTE,c=FR';
const CLASSE_1 = 'cn=test classe-1,ou=test professionnel,o=test,c=fr';

/** What an address asks for. Source: RFC 4516. */
function parts(url: string) {
  const [base = '', attribute = '', scope = '', filter = ''] = url.replace(/^ldap:\/\/[^/]*\//, '').split('?');
  return { base: decodeURIComponent(base), attribute, scope, filter };
}

for (const id of ['sante-auth', '2ter-auth'] as const)
  test(`the addresses of ${id} are followed: full list and delta`, async (t) => {
    const { services, client } = await asking(t);
    const certificate = certificateOf(services.pki, id);
    const at = services.pki.register(certificate.authority).at();
    for (const [field, list] of [
      ['crl', at.crl()],
      ['deltaCrl', at.deltaCrl()],
    ] as const) {
      const url = addressesIn(certificate.certificate, field).find((one) => one.startsWith('ldap:')) ?? '';
      const { base, attribute, scope, filter } = parts(url);
      const { searchEntries } = await client.search(base, {
        scope: scope === 'base' || scope === '' ? 'base' : 'sub',
        filter: `(${filter || 'objectClass=*'})`,
        attributes: [attribute],
      });
      const [entry = { dn: '' }] = searchEntries;
      const [, value] = Object.entries(entry).find(([name]) => name.toLowerCase() === attribute.toLowerCase()) ?? [];
      t.deepEqual(new Uint8Array(value as Buffer), list.crl);
    }
  });

const SAME_NAME = [
  FORT.toUpperCase(),
  FORT.toLowerCase(),
  FORT.replaceAll(',', ', '),
  FORT.replaceAll(',', ' ,  ').replaceAll('=', ' = '),
  FORT.replaceAll(' ', '   '),
  FORT.replace('IGC-SANTE TEST', 'IGC\\2DSANTE\\20TEST'),
  FORT.replace('FORT PERSONNES', '\\46ORT\\ PERSONNES'),
];
for (const base of SAME_NAME)
  test(`the same name: ${base}`, async (t) => {
    const { names } = await asking(t);
    t.deepEqual(await names(base, { scope: 'base' }), [FORT]);
  });

const OTHER_NAME = [
  FORT.replace('0002 187512751', '0002187512751'), // as the notice prints it once (M24)
  FORT.replaceAll(' ', '%20'),
  FORT.replace('ou=IGC-SANTE TEST,', ''),
  FORT.replace(',c=FR', '\\,c=FR'),
  `cn=x,${FORT}`,
  'c=DE',
  'TEST',
  `cn=TEST AC IGC-SANTE FORT PERSONNES\\ff,c=FR`,
];
for (const base of OTHER_NAME)
  for (const scope of ['base', 'one', 'sub'] as const)
    test(`no such name, 32: ${base} (${scope})`, async (t) => {
      const { names } = await asking(t);
      await t.throwsAsync(names(base, { scope }), { instanceOf: NoSuchObjectError });
    });

test('scopes: the entry, those right below, the whole tree', async (t) => {
  const { names } = await asking(t);
  const professionnel = 'ou=test professionnel,o=test,c=fr';
  t.deepEqual(await names(professionnel, { scope: 'one' }), [CLASSE_1]);
  t.deepEqual(await names('o=test,c=fr', { scope: 'one' }), []);
  t.is((await names('o=test,c=fr', { scope: 'sub' })).length, 4);
  t.is((await names('', { scope: 'sub' })).length, (await names('c=FR', { scope: 'sub' })).length);
  t.deepEqual(await names(CLASSE_1, { scope: 'sub' }), [CLASSE_1]);
  t.deepEqual(await names(CLASSE_1, { scope: 'one' }), []);
});

const FILTERS: Readonly<Record<string, number>> = {
  '(objectClass=*)': 1,
  '(objectclass=PKICA)': 1,
  '(cn=Test  Classe-1)': 1,
  '(cn=*)': 1,
  '(cn=test*)': 1,
  '(cn=*sse-1)': 1,
  '(cn=t*cla*1)': 1,
  '(cn=*classe*classe*)': 0,
  '(cn=lasse*)': 0,
  '(cn=*test)': 0,
  '(certificateRevocationList=*)': 1,
  '(mail=*)': 0,
  '(!(mail=*))': 1,
  '(!(cn=test classe-1))': 0,
  '(!(ou=x))': 1, // it has none
  '(!(cACertificate=x))': 0, // certificates are not compared so
  '(&(objectClass=pkiCA)(cn=test classe-1))': 1,
  '(&(objectClass=pkiCA)(cn=autre))': 0,
  '(|(cn=autre)(objectClass=deltaCRL))': 1,
  '(|(cn=autre)(mail=x))': 0,
  '(!(cn>=a))': 0, // undefined, and so is its contrary
  '(|(cn>=a)(cn=test classe-1))': 1,
  '(&(cn>=a)(cn=test classe-1))': 0,
};
for (const [filter, count] of Object.entries(FILTERS))
  test(`filter ${filter}: ${count}`, async (t) => {
    const { names } = await asking(t);
    t.is((await names(CLASSE_1, { scope: 'base', filter })).length, count);
  });

test('attributes: all, some in any case, with ;binary and without, none', async (t) => {
  const { client } = await asking(t);
  const keys = async (attributes: string[]) => {
    const { searchEntries } = await client.search(CLASSE_1, { scope: 'base', attributes });
    // What was asked for and is not there it shows as an empty list.
    const came = Object.entries(searchEntries[0] ?? {}).filter(
      ([, value]) => !Array.isArray(value) || value.length > 0,
    );
    return came.map(([name]) => name).filter((name) => name !== 'dn');
  };
  const [ca, full, delta] = ['cACertificate;binary', 'certificateRevocationList;binary', 'deltaRevocationList;binary'];
  t.deepEqual(await keys([]), ['objectClass', 'cn', ca, full, delta]);
  t.deepEqual(await keys(['*']), ['objectClass', 'cn', ca, full, delta]);
  t.deepEqual(await keys(['CERTIFICATEREVOCATIONLIST;BINARY']), [full]);
  t.deepEqual(await keys(['deltarevocationlist', 'CN']), ['cn', delta]);
  t.deepEqual(await keys(['mail']), []);
  t.deepEqual(await keys(['1.1']), []);
});

test('size limits: the client’s own and the directory’s, each with its result', async (t) => {
  const { services, names } = await asking(t);
  const all = (await names('', { scope: 'sub' })).length;
  t.is((await names('', { sizeLimit: all })).length, all);
  // Of a limit of its own ldapts says nothing when it is exceeded.
  t.is((await names('', { sizeLimit: all - 1 })).length, all - 1);
  services.directory.limit(10);
  await t.throwsAsync(names(''), { instanceOf: SizeLimitExceededError });
  t.is((await names('', { sizeLimit: 11 })).length, 10);
  t.is((await names('o=test,c=fr')).length, 4);
  services.directory.reset();
  t.is((await names('')).length, all);
});

test('the root tells what is spoken here, and is in no other search', async (t) => {
  const { client, names } = await asking(t);
  const { searchEntries } = await client.search('', { scope: 'base' });
  t.like(searchEntries[0], { dn: '', namingContexts: 'c=FR', supportedLDAPVersion: '3' });
  t.false((await names('', { scope: 'sub' })).includes(''));
  t.deepEqual(await names('', { scope: 'one' }), []);
});

test('a root publishes no delta list, a full one all the same', async (t) => {
  const { client } = await asking(t);
  const root = FORT.replace(/^[^,]*,ou=/, 'cn=').replace('ou=0002', 'OU=0002');
  const { searchEntries } = await client.search(root, { scope: 'base', attributes: [] });
  const names = Object.keys(searchEntries[0] ?? {});
  t.true(names.includes('certificateRevocationList;binary'));
  t.false(names.includes('deltaRevocationList;binary'));
});

const KEY = 'certificateRevocationList;binary';
const PLANTED: readonly (readonly [DirectoryFault, (content: Buffer | undefined, good: Buffer) => boolean])[] = [
  ['notFound', (content) => content === undefined],
  ['html', (content) => content?.toString().includes('<html>') === true],
  ['empty', (content) => content?.length === 0],
  ['truncated', (content, good) => content?.equals(good.subarray(0, Math.floor(good.length / 2))) === true],
  ['pem', (content) => content?.toString().startsWith('-----BEGIN X509 CRL-----') === true],
  ['otherIssuer', (content, good) => content !== undefined && !content.equals(good)],
  [{ stale: 8 }, (content, good) => content !== undefined && !content.equals(good)],
  [{ slow: 0.01 }, (content, good) => content?.equals(good) === true],
];
for (const [fault, judged] of PLANTED)
  test(`fault: ${JSON.stringify(fault)}, and healed`, async (t) => {
    const { services, client } = await asking(t);
    const list = async () => {
      const { searchEntries } = await client.search(FORT, { scope: 'base', attributes: [KEY] });
      const value = searchEntries[0]?.[KEY];
      return Buffer.isBuffer(value) ? value : undefined;
    };
    const good = (await list()) ?? Buffer.alloc(0);
    services.directory.plant(fault, { authority: 'sante-test-fort-personnes', what: 'crl', way: 'ldap' });
    t.true(judged(await list(), good));
    services.directory.heal();
    t.deepEqual(await list(), good);
  });

test('fault: exact, names and attributes as they are written alone', async (t) => {
  const { services, client, names } = await asking(t);
  const values = async (attribute: string) => {
    const { searchEntries } = await client.search(FORT, { scope: 'base', attributes: [attribute] });
    return Object.values(searchEntries[0] ?? {}).filter((value) => Buffer.isBuffer(value) && value.length > 0).length;
  };
  const bare = 'certificateRevocationList';
  t.deepEqual([await values(KEY), await values(bare)], [1, 1]);
  services.directory.plant('exact', { authority: 'sante-test-fort-personnes', way: 'ldap' });
  t.deepEqual([await values(KEY), await values(KEY.toUpperCase()), await values(bare)], [1, 1, 0]);
  t.deepEqual(await names(FORT.toUpperCase(), { scope: 'base' }), [FORT]);
  await t.throwsAsync(names(FORT.replaceAll(',', ', '), { scope: 'base' }), { instanceOf: NoSuchObjectError });
  t.is((await names(CLASSE_1.replaceAll(',', ', '), { scope: 'base' })).length, 1, 'of another authority');
  services.directory.heal();
  t.is((await names(FORT.replaceAll(',', ', '), { scope: 'base' })).length, 1);
  t.is(await values(bare), 1);
});

test('fault: exact, planted on the delta list alone: the name of its entry is taken as it is written', async (t) => {
  const { services, names } = await asking(t);
  services.directory.plant('exact', { authority: 'sante-test-fort-personnes', what: 'deltaCrl', way: 'ldap' });
  t.deepEqual(await names(FORT, { scope: 'base' }), [FORT]);
  await t.throwsAsync(names(FORT.replaceAll(',', ', '), { scope: 'base' }), { instanceOf: NoSuchObjectError });
});

test('fault: unreachable is where it was planted alone', async (t) => {
  const { services, names } = await asking(t);
  services.directory.plant('unreachable', { authority: 'sante-test-fort-personnes', what: 'deltaCrl', way: 'ldap' });
  t.deepEqual(await names(FORT, { attributes: [KEY] }), [FORT]);
  await t.throwsAsync(names(FORT, { attributes: ['deltaRevocationList;binary'] }));
});

test('revoked a minute ago: the delta list says so from now on', async (t) => {
  const { services, client } = await asking(t);
  const certificate = certificateOf(services.pki);
  const serialIn = async (attribute: string) => {
    const { searchEntries } = await client.search(FORT, { scope: 'base', attributes: [attribute] });
    return Buffer.from(searchEntries[0]?.[attribute] as Buffer).includes(Buffer.from(certificate.serial, 'hex'));
  };
  t.false(await serialIn('deltaRevocationList;binary'));
  services.pki.register(certificate.authority).revoke(certificate.serial, { at: new Date(NOW.getTime() - DAY / 1440) });
  t.true(await serialIn('deltaRevocationList;binary'));
  t.false(await serialIn(KEY));
});

test('a hundred programs at once', async (t) => {
  const { services } = await asking(t);
  const found = await Promise.all(
    Array.from({ length: 100 }, () => clientOf(t, services).search(FORT, { scope: 'base', attributes: [KEY] })),
  );
  t.is(
    new Set(found.map(({ searchEntries }) => String(Buffer.from(searchEntries[0]?.[KEY] as Buffer).toString('hex'))))
      .size,
    1,
  );
});
