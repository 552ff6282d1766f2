/** The directory's servers: asked by CleoCPS and by ldapts, and answers that are none. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { connect } from 'node:tls';
import test from 'ava';
import { Client } from 'ldapts';
import { toPem } from '#asn1/pem.ts';
import { hex } from '#iso7816/bytes.ts';
import { CleoError } from '../../../driver/cleo/cleo-error.ts';
import { ldapDirectory } from '../../../driver/cleo/ldap-directory.ts';
import type { LdapTls } from '../../../driver/ldap/search.ts';
import { Office, PHARMACY } from '../../simulator/services/registration/office.ts';

const office = await Office.open();
const { registration, directory } = office.services;
test.after.always(() => office.services.close());

test.serial('a holder without servers, then with two', async (t) => {
  const ours = ldapDirectory(directory.urls.ldap);
  t.deepEqual(await ours.serversOf('899909990002'), []);
  await registration.accept(PHARMACY);
  await registration.accept({ ...PHARMACY, kind: 'smime', server: 'Serveur+1@pharmacie.invalid' });
  await registration.accept({ ...PHARMACY, server: 'autre.invalid', administrators: ['899909990001'] });
  const { name: structureName, nationalId: structureId } = PHARMACY.structure;
  t.deepEqual(await ours.serversOf('899909990002'), [
    { kind: 'ssl', server: PHARMACY.server, structureId, structureName },
    { kind: 'smime', server: 'serveur+1@pharmacie.invalid', structureId, structureName },
  ]);
  t.deepEqual(await ours.serversOf('*)(uid=*'), [], 'a filter that somebody typed is a value');
});

test.serial('ldapts finds the same entries, and the authorities still', async (t) => {
  const client = new Client({ url: `ldap://127.0.0.1:${directory.urls.ldap}` });
  const found = await client.search('ou=serveurs,o=gip-cps,c=fr', { filter: '(uid=899909990001)' });
  t.deepEqual(
    found.searchEntries.map(({ cn, ou, uid }) => ({ cn, ou, uid })),
    [{ cn: 'autre.invalid', ou: '10B9990021', uid: '899909990001' }],
  );
  const all = await client.search('', { filter: '(objectClass=pkiCA)', attributes: ['cn'] });
  t.true(all.searchEntries.length > 5);
  await client.unbind();
});

const ROOT = toPem(office.services.pki.authority(directory.secured.authority).chain.at(-1) as Uint8Array);

test.serial('over LDAPS the same; another name, another root and the port of LDAP are refused', async (t) => {
  const { urls, secured } = directory;
  const { name: servername } = secured;
  const asked = (port: number, tls: LdapTls) => ldapDirectory(port, tls).serversOf('899909990001');
  const [found] = await asked(urls.ldaps, { ca: [ROOT], servername });
  t.is(found?.server, 'autre.invalid');
  const other = toPem(office.services.pki.authority('sante-test-fort').certificate);
  for (const [port, tls, why] of [
    [urls.ldaps, { ca: [ROOT], servername: 'autre.example' }, /LDAPS.*altnames/],
    [urls.ldaps, { ca: [other], servername }, /LDAPS.*self-signed|LDAPS.*unable to get/],
    [urls.ldaps, { ca: [], servername }, /LDAPS/],
    [urls.ldap, { ca: [ROOT], servername }, /LDAPS/],
  ] as const)
    t.regex((await t.throwsAsync(asked(port, tls), { instanceOf: CleoError }))?.message ?? '', why);
  await t.throwsAsync(ldapDirectory(urls.ldaps).serversOf('1'), { instanceOf: CleoError, message: /LDAP,/ });
});

async function serialShown(): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port: directory.urls.ldaps, rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const { serialNumber } = socket.getPeerCertificate();
  socket.destroy();
  return serialNumber;
}

test.serial('the certificate of LDAPS stays the same until it ends on the calendar of the services', async (t) => {
  const first = await serialShown();
  t.is(await serialShown(), first);
  office.clock.pass(4 * 365 * 86_400_000);
  t.not(await serialShown(), first);
});

/** A server that answers with those bytes, or goes away. */
async function answering(answer: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => answer(socket));
  });
  server.listen(0, '127.0.0.1');
  server.unref();
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const WRONG: Readonly<Record<string, (socket: Socket) => void>> = {
  'closes at once': (socket) => void socket.destroy(),
  'speaks another protocol': (socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
  'a length that has no end': (socket) => void socket.write(hex`30 85 01 02 03 04 05`),
  'refuses the search': (socket) => void socket.write(hex`30 0C 02 01 01 65 07 0A 01 35 04 00 04 00`),
  'ends in the middle': (socket) => void socket.end(hex`30 0C 02 01 01 65`),
};

for (const [what, answer] of Object.entries(WRONG))
  test(`the directory cannot be asked: ${what}`, async (t) => {
    const error = await t.throwsAsync(ldapDirectory(await answering(answer)).serversOf('1'), { instanceOf: CleoError });
    t.is(error?.reason, 'directory');
  });

test('nobody listens', async (t) => {
  const error = await t.throwsAsync(ldapDirectory(1).serversOf('1'), { instanceOf: CleoError });
  t.is(error?.reason, 'directory');
});
