/**
 * XCA of Debian with the database that `csr xca` writes: what the CSR guide does in its windows, by its command line. A key and its
 * request go in, the portal's certificate finds the key by itself and the authority that issued it.
 *
 * Source: reference/documents.md P12, P13, P20.
 */
import { X509Certificate } from 'node:crypto';
import test from 'ava';
import { toPem } from '#asn1/pem.ts';
import { defaultPki } from '../../simulator/pki/index.ts';
import { xcaFiles } from '../../tools/cli/formats/xca.ts';
import { Workshop } from '../common/formats/workshop.ts';
import { CLAIRE, CODE, HOSPITAL, portalOffice } from '../simulator/services/pfc/portal-office.ts';
import { cpsSim } from '../tools/cli/cps-sim.ts';

const shop = new Workshop('xca');
const SQL = 'import json, sqlite3, sys; print(json.dumps(list(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]))))';

const rows = (sql: string) => JSON.parse(shop.run('python3', '-c', SQL, 'xca/igc-sante.xdb', sql).text) as unknown[][];

function xca(...args: readonly string[]) {
  const opened = ['--no-gui', '--database=xca/igc-sante.xdb', '--password=pass:changeit'];
  return shop.run('env', 'QT_QPA_PLATFORM=offscreen', `HOME=${shop.folder}`, 'setsid', '-w', 'xca', ...opened, ...args);
}

test.serial('the database holds the template and the authorities, and opens with its password', async (t) => {
  const { exitCode, stderr } = await cpsSim(['csr', 'xca', shop.path('xca')]);
  t.is(exitCode, 0, stderr);
  t.regex(stderr, /changeit/);
  t.deepEqual(rows('SELECT name FROM view_templates'), [['IGC-Santé IHM Générique']]);
  const held = rows('SELECT cert FROM certs').map(([base64]) => String(base64));
  const expected = xcaFiles()
    .slice(1)
    .map(({ content }) => Buffer.from(content as Uint8Array).toString('base64'));
  t.deepEqual(held.toSorted(), expected.toSorted());
  t.deepEqual(rows('SELECT name FROM view_private'), []);
  shop.openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'own.key', '-subj', '/C=FR', '-out', 'own.csr');
  t.is(xca('--import', 'own.key', 'own.csr').code, 0);
  t.deepEqual(rows('SELECT r.pkey = k.id FROM view_requests r, view_public_keys k'), [[1]]);
});

test.serial("the portal's certificate finds its key and its authority in XCA", async (t) => {
  const { portal } = portalOffice({ pki: defaultPki });
  const order = { offer: 'SERV', usage: 'SSL_SERV', structure: HOSPITAL, service: 'gap.ch-ville.fr' } as const;
  const { number } = await portal.order(CLAIRE, { ...order, key: { request: shop.read('own.csr') } });
  await portal.withdraw(CLAIRE, number, CODE);
  const certificate = portal.certificate(CLAIRE, number);
  shop.write('own.cer', certificate);
  t.is(xca('--import', 'own.cer').code, 0);
  const [own] = rows(`SELECT c.pkey = k.id, i.cert FROM view_certs c, view_public_keys k, certs i
    WHERE c.name LIKE 'gap%' AND i.item = c.issuer`);
  t.is(own?.[0], 1, 'the key');
  const issuer = new X509Certificate(Buffer.from(String(own?.[1]), 'base64'));
  t.true(new X509Certificate(certificate).verify(issuer.publicKey), 'the authority');
  shop.write('own.pem', toPem(certificate));
  t.regex(xca('--print', '--text', 'own.pem').text, /CN ?= ?gap\.ch-ville\.fr/);
});
