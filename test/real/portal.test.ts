/**
 * The guide's own commands, played against the portal: OpenSSL makes key, request, PEM and PKCS#12, curl orders and withdraws with
 * the key of a card; OpenSSL judges what comes.
 *
 * Source: reference/documents.md P02 to P11; reference/pki-services.md 1.
 */
import { chmodSync } from 'node:fs';
import test, { type ExecutionContext } from 'ava';
import { HealthServices } from '../../simulator/services/index.ts';
import { Workshop } from '../common/formats/workshop.ts';
import { cardOf } from '../simulator/services/pfc/card-client.ts';
import { tool } from './plugged-card.ts';

const PASSWORD = 'motdepasse';
const CODE = 'Revoquer-2026';
const HOSPITAL = '10B9990039';

async function opened(t: ExecutionContext) {
  const services = await HealthServices.start({ names: ['directory', 'pfc'] });
  t.teardown(() => services.close());
  const { pfc, pki } = services;
  const shop = new Workshop('portal');
  const card = cardOf(pki, 'cps3-medecin');
  shop.write('card.pem', card.cert);
  chmodSync(shop.write('card.key', card.key), 0o600);
  shop.write('trust.pem', pfc.trust);
  /** `~/` is the folder. Not with spawnSync: the portal lives in this process. */
  const run = async (program: string, ...args: string[]) => {
    const { code, stdout, stderr } = await tool(
      program,
      args.map((arg) => arg.replaceAll('~/', `${shop.folder}/`)),
    );
    if (code !== 0) throw new Error(`${program} ${args.join(' ')}: ${stdout}${stderr}`);
    return stdout + stderr;
  };
  const curl = (path: string, ...args: string[]) =>
    run(
      'curl',
      '-sS',
      '--fail-with-body',
      '--cacert',
      '~/trust.pem',
      '--cert',
      '~/card.pem',
      '--key',
      '~/card.key',
      ...args,
      pfc.url + path,
    );
  return { services, pfc, pki, shop, run, curl };
}

/** The guide, 7.1 and 7.2, word by word but for its folder. */
async function keyAndRequest({ run }: Awaited<ReturnType<typeof opened>>, name = ''): Promise<void> {
  const bits = ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'];
  await run(
    'openssl',
    'genpkey',
    '-out',
    `~/private-key${name}.pem`,
    '-outform',
    'PEM',
    '-pass',
    `pass:${PASSWORD}`,
    '-des3',
    ...bits,
  );
  const key = ['-passin', `pass:${PASSWORD}`, '-new', '-key', `~/private-key${name}.pem`, '-keyform', 'PEM'];
  await run(
    'openssl',
    'req',
    '-out',
    `~/csr${name}.pem`,
    '-outform',
    'PEM',
    ...key,
    '-subj',
    '/countryName=FR/',
    '-SHA256',
  );
}

test('the guide with OpenSSL and curl, through the pages: order, mail, withdrawal, DER, PEM, PKCS#12', async (t) => {
  const office = await opened(t);
  const { curl, run, services, pki, shop } = office;
  await keyAndRequest(office);
  const cookies = ['-b', '~/cookies', '-c', '~/cookies', '-L'];
  const token = (page: string) => /name="jeton" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const form = await curl(`demander/produit?offre=SERV&structure=${HOSPITAL}`, ...cookies);
  t.regex(form, /Entrer avec cette carte/);
  await curl('connexion', ...cookies, '-d', 'suite=/demander');
  const path = `demander/produit?offre=SERV&structure=${HOSPITAL}`;
  const jeton = ['-F', `jeton=${token(await curl(path, ...cookies))}`];
  const order = [
    '-F',
    'usage=SSL_SERV',
    '-F',
    'service=gap.ch-ville.example',
    '-F',
    'bicle=csr',
    '-F',
    'fichier=@~/csr.pem',
  ];
  const taken = await curl(path, ...cookies, ...jeton, ...order);
  t.regex(taken, /Votre demande est enregistrée/);
  const mail = await services.mailbox.waitFor({ subject: 'N° 1' });
  t.regex(mail.text, /code porteur/);
  const typed = ['-F', `code=${CODE}`, '-F', `confirmation=${CODE}`, '-F', 'accepte=oui'];
  t.regex(await curl('retirer/1', ...cookies, ...jeton, ...typed), /À retirer/);
  await curl('telecharger/1', ...cookies, '-o', '~/certificate.crt');
  await run('openssl', 'x509', '-inform', 'DER', '-in', '~/certificate.crt', '-out', '~/certificate.pem');
  const passwords = ['-passout', `pass:${PASSWORD}`, '-passin', `pass:${PASSWORD}`];
  const pair = ['-in', '~/certificate.pem', '-inkey', '~/private-key.pem', '-name', 'exemple-p12'];
  await run('openssl', 'pkcs12', '-export', '-out', '~/keypair.p12', ...pair, ...passwords, '-macalg', 'SHA1');
  const inside = await run(
    'openssl',
    'pkcs12',
    '-in',
    '~/keypair.p12',
    '-passin',
    `pass:${PASSWORD}`,
    '-info',
    '-nokeys',
  );
  t.regex(inside, /MAC: sha1/);
  t.regex(inside, /friendlyName: exemple-p12/);
  shop.write('ca.pem', pki.chain('sante-test-elementaire-organisations').pem);
  const purpose = ['-purpose', 'sslserver', '-verify_hostname', 'gap.ch-ville.example'];
  t.regex(await run('openssl', 'verify', '-CAfile', '~/ca.pem', ...purpose, '~/certificate.pem'), /: OK/);
});

test('the interface with curl: keys made on line, both forms of PKCS#12 with ACI and ACR (P18), revocation on the list', async (t) => {
  const { curl, run, pki, shop } = await opened(t);
  const json = (path: string, value: unknown, ...args: string[]) =>
    curl(path, '-H', 'content-type: application/json', '-d', JSON.stringify(value), ...args);
  const order = {
    offer: 'ORG',
    usage: 'AUTH_CLI',
    structure: HOSPITAL,
    service: 'Client_Diapason_PSP',
    password: PASSWORD,
  };
  t.like(JSON.parse(await json('api/products', order)), { number: 1, keyMade: 'onLine' });
  const withdrawal = { code: CODE, confirmation: CODE, accepted: true, keyPassword: PASSWORD };
  await json('api/products/1/withdrawal', withdrawal);
  shop.write('ca.pem', pki.chain('sante-test-elementaire-organisations').pem);
  for (const [form, mac] of [
    ['3des', 'sha1'],
    ['aes-256', 'sha256'],
  ] as const) {
    await json('api/products/1/pkcs12', { password: PASSWORD, form }, '-o', `~/${form}.p12`);
    const info = await run(
      'openssl',
      'pkcs12',
      '-in',
      `~/${form}.p12`,
      '-passin',
      `pass:${PASSWORD}`,
      '-info',
      '-nodes',
      '-out',
      `~/${form}.pem`,
    );
    t.regex(info, new RegExp(`MAC: ${mac}`));
    t.regex(await run('openssl', 'pkey', '-in', `~/${form}.pem`, '-check', '-noout'), /valid/);
    t.regex(await run('openssl', 'verify', '-CAfile', '~/ca.pem', '-purpose', 'sslclient', `~/${form}.pem`), /: OK/);
    t.is((await run('grep', '-c', 'BEGIN CERTIFICATE', `~/${form}.pem`)).trim(), '3');
  }
  await json('api/products/1/revocation', { code: CODE, reason: 'keyCompromise' });
  const { crl } = pki.register('sante-test-elementaire-organisations').at().deltaCrl();
  shop.write('delta.crl', crl);
  t.regex(await run('openssl', 'crl', '-inform', 'DER', '-in', '~/delta.crl', '-noout', '-text'), /Key Compromise/);
});

test('curl and s_client without a card, or with the certificate that signs, are told why', async (t) => {
  const { pfc, pki, shop, run } = await opened(t);
  const page = await run('curl', '-sS', '--cacert', '~/trust.pem', '-H', 'accept-language: en', pfc.url);
  t.regex(page, /TLS: no certificate was shown/);
  const signer = cardOf(pki, 'cps3-medecin', 'signature');
  shop.write('signer.pem', signer.cert);
  shop.write('signer.key', signer.key);
  const signing = ['--cert', '~/signer.pem', '--key', '~/signer.key'];
  const refused = await run('curl', '-sS', '--cacert', '~/trust.pem', ...signing, `${pfc.url}api/me`);
  t.is(JSON.parse(refused).error.reason, 'usage');
  await t.throwsAsync(run('curl', '-sS', pfc.url), { message: /SSL certificate problem/ });
  await t.throwsAsync(run('curl', '-sS', '--cacert', '~/trust.pem', '--tlsv1.3', pfc.url), { message: /version/ });
  const names = await run('sh', '-c', `openssl s_client -connect ${new URL(pfc.url).host} </dev/null 2>/dev/null`);
  t.regex(names, /TEST AC IGC-SANTE FORT PERSONNES/);
  t.regex(names, /TEST AC IGC-SANTE STANDARD PERSONNES/);
});
