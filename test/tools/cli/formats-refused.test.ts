/** What `cps-sim csr`, `cert`, `p12`, `keystore` say of files that cannot be written, and of files that are something else. */
import { readdirSync } from 'node:fs';
import test from 'ava';
import { fromHex, toHex } from '#iso7816/bytes.ts';
import { Workshop } from '../../common/formats/workshop.ts';
import { cpsSim } from './cps-sim.ts';

const shop = new Workshop('formats-refused');
const at = (name: string) => shop.path(name);
const SECRET = `file:${shop.write('secret.txt', 'motdepasse\n')}`;
shop.certified('own', '/CN=own');
const p12 = ['-in', 'own.pem', '-inkey', 'own.key', '-name', 'own', '-passout', 'pass:motdepasse', '-out', 'own.p12'];
shop.openssl('pkcs12', '-export', ...p12);
shop.openssl('x509', '-in', 'own.pem', '-outform', 'DER', '-out', 'own.der');

const NEW_REQUEST = ['csr', 'new', '--key', at('own.key')];
const MAKE_P12 = ['p12', 'make', '--key', at('own.key'), '--cert', at('own.pem'), '--password', SECRET];
const MAKE_KEYSTORE = ['keystore', 'make', at('own.p12'), '--type', 'pkcs12', '--password', SECRET];

const folderMissing = test.macro<[readonly string[]]>({
  exec: async (t, args: readonly string[]) => {
    const out = at('nodir/x.out');
    const { exitCode, stderr } = await cpsSim([...args, '--out', out]);
    t.is(exitCode, 2);
    t.true(stderr.includes(`${out}: cannot be written, ${at('nodir')} is no folder; make it first`), stderr);
    t.notRegex(stderr, /\.tmp/);
    const french = await cpsSim([...args, '--out', out, '--lang', 'fr']);
    t.true(french.stderr.includes(`${out} : ne peut être écrit, ${at('nodir')} n'est pas un dossier`), french.stderr);
    t.false(readdirSync(shop.folder).includes('nodir'));
  },
  title: (_, args) => `${args.slice(0, 2).join(' ')}: the file as typed, and the folder that is missing`,
});
test(folderMissing, NEW_REQUEST);
test(folderMissing, MAKE_P12);
test(folderMissing, [...MAKE_KEYSTORE, '--store-password', SECRET]);
test(folderMissing, ['cert', 'convert', at('own.pem')]);

test('csr xca: a file where its folder should be', async (t) => {
  const { exitCode, stderr } = await cpsSim(['csr', 'xca', shop.write('taken', 'mine')]);
  t.is(exitCode, 2);
  t.true(stderr.includes(`${at('taken')} is no folder`), stderr);
  t.notRegex(stderr, /\.tmp/);
});

test('the error of a place that takes no file names the file as typed, not its draft', async (t) => {
  const out = '/proc/x.csr';
  const { exitCode, stderr } = await cpsSim([...NEW_REQUEST, '--out', out]);
  t.is(exitCode, 2);
  t.true(stderr.startsWith(`cps-sim: ${out}: `), stderr);
  t.notRegex(stderr, /\.tmp/);
});

test('a file that is something else is named, in both languages', async (t) => {
  const card = at('card.cps.json');
  t.is((await cpsSim(['card', 'create', '--profile', 'cps3-medecin', '--out', card])).exitCode, 0);
  const json = shop.write('x.json', '{"pem":"-----BEGIN CERTIFICATE-----\\nMIIB\\n-----END CERTIFICATE-----\\n"}');
  const cases: readonly (readonly [readonly string[], RegExp, RegExp])[] = [
    [
      ['csr', 'show', card],
      /is a card file of cps-sim .*, expected a certificate request/,
      /est un fichier de carte de/,
    ],
    [['csr', 'new', '--key', card], /is a card file of cps-sim .*, expected a private key/, /attendu : une clé privée/],
    [['cert', 'show', card], /is a card file of cps-sim .*, expected a certificate\n/, /attendu : un certificat\n/],
    [['cert', 'show', json], /is JSON, expected a certificate\n/, /est du JSON, attendu/],
    [['cert', 'show', at('secret.txt')], /is a text without a key or a certificate, expected/, /est un texte sans clé/],
    [
      ['cert', 'show', shop.write('b', new Uint8Array([0xff, 1]))],
      /is nothing that is known/,
      /n'est rien de connu ici/,
    ],
  ];
  for (const [args, english, french] of cases) {
    const { exitCode, stderr } = await cpsSim(args);
    t.is(exitCode, 2);
    t.regex(stderr, english);
    t.regex((await cpsSim([...args, '--lang', 'fr'])).stderr, french);
  }
});

for (const [title, names] of [
  ['a blank', ['a b']],
  ['nothing', ['a.example', '']],
  ['an accent', ['hôpital.example']],
  ['a star within', ['a.*.example']],
  ['an address', ['192.0.2.1']],
] as const)
  test(`--dns-name with ${title} is refused, and nothing is written`, async (t) => {
    const out = at('wrong.csr');
    const { exitCode, stderr } = await cpsSim([...NEW_REQUEST, '--out', out, '--dns-name', ...names]);
    t.is(exitCode, 2);
    t.true(stderr.includes(`--dns-name: '${names.at(-1)}' is no DNS name, expected`), stderr);
    t.false(readdirSync(shop.folder).includes('wrong.csr'));
  });

test('--dns-name takes names and a star in front', async (t) => {
  const out = at('right.csr');
  t.is((await cpsSim([...NEW_REQUEST, '--out', out, '--dns-name', 'a.example', '*.b.example'])).exitCode, 0);
  t.regex(shop.openssl('req', '-in', out, '-noout', '-text'), /DNS:a\.example, DNS:\*\.b\.example/);
});

/** A request of OpenSSL, which takes whatever it is told. */
function requestOf(name: string, ...options: readonly string[]): string {
  shop.openssl('req', '-new', '-key', 'own.key', '-subj', '/C=FR', '-out', name, ...options);
  return at(name);
}

test('csr show names what is no DNS name in a request', async (t) => {
  const file = requestOf('blank.csr', '-addext', 'subjectAltName=DNS:a.example,DNS:a b');
  const { exitCode, stdout, stderr } = await cpsSim(['csr', 'show', file]);
  t.is(exitCode, 1);
  t.regex(stdout, /names of servers +a\.example, a b\n/);
  t.regex(stderr, /blank\.csr, subjectAltName: 'a b' is no DNS name/);
  t.like(JSON.parse((await cpsSim(['csr', 'show', file, '--json'])).stdout), { refused: { reason: 'name' } });
});

test('csr show --json says why a request is refused, and what it is', async (t) => {
  const md5 = await cpsSim(['csr', 'show', requestOf('md5.csr', '-md5'), '--json']);
  t.is(md5.exitCode, 1);
  const told = JSON.parse(md5.stdout);
  t.like(told, { subject: 'C=FR', digest: 'md5', refused: { reason: 'weakDigest' } });
  t.true(md5.stderr.includes(told.refused.message));
  const weak = await cpsSim(['csr', 'show', requestOf('weak.csr'), '--json', '--minimum-bits', '4096']);
  t.is(weak.exitCode, 1);
  t.like(JSON.parse(weak.stdout), { modulusBits: 2048, refused: { reason: 'weakKey' } });
});

test('French says all in French: protections, lengths, what is cut', async (t) => {
  const french = async (...args: readonly string[]) => {
    const { stdout, stderr } = await cpsSim([...args, '--lang', 'fr']);
    return stdout + stderr;
  };
  const bare = ['-in', 'own.pem', '-inkey', 'own.key', '-nomac', '-keypbe', 'NONE', '-certpbe', 'NONE'];
  shop.openssl('pkcs12', '-export', ...bare, '-passout', 'pass:motdepasse', '-out', 'bare.p12');
  t.regex(await french('p12', 'show', at('own.p12'), '--password', SECRET), /^somme de contrôle +HMAC-SHA256$/m);
  t.regex(await french('p12', 'show', at('bare.p12')), /^somme de contrôle +aucune protection$/m);
  const shown = await french('cert', 'show', at('own.pem'));
  t.regex(shown, /^signature : .*, 256 octets$/m);
  t.regex(shown, /^validity : UTCTime \w+ à UTCTime \w+$/m);
  const password = await french('p12', 'show', at('own.p12'), '--password', 'motdepasse');
  t.regex(password, /--password : un mot de passe en ligne de commande/);
  for (const [verb, name] of [
    ['p12', 'own.p12'],
    ['cert', 'own.der'],
  ] as const) {
    const cut = await french(verb, 'show', shop.write(`cut-${name}`, shop.read(name).subarray(0, 300)));
    t.regex(cut, /de l'ASN\.1 coupé ou abîmé \(.*une valeur finit avant la fin que dit sa longueur/);
    t.notRegex(cut, /End of input/);
  }
});

test('a certificate whose key is of no known kind: in French too', async (t) => {
  const der = toHex(shop.read('own.der')).replace('2A864886F70D0101010500', '2A864886F70D01017F0500');
  const { stderr } = await cpsSim(['cert', 'show', shop.write('odd.der', fromHex(der)), '--lang', 'fr']);
  t.regex(stderr, /un certificat coupé ou abîmé \(ses champs ou sa clé ne sont pas ceux d'un certificat\)/);
});
