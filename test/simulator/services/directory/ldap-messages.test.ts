/** Messages of LDAP that no library sends: cut, malformed, too long, too many, written at length. */
import { once } from 'node:events';
import { connect } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import { tlv } from '#iso7816/ber-tlv.ts';
import { concat, fromHex } from '#iso7816/bytes.ts';
import { started } from '../started.ts';
import { bindRequest, ldapMessage, longForm, rawConnection, resultCode, searchRequest } from './ldap-client.ts';

const [BOUND, DONE] = [0x61, 0x65];
const CLASSE_1 = 'cn=test classe-1,ou=test professionnel,o=test,c=fr';
/** OID of the Notice of Disconnection. Source: RFC 4511, 4.4.1. */
const NOTICE = '1.3.6.1.4.1.1466.20036';

async function connected(t: ExecutionContext) {
  const { services, told } = await started(t, 'directory');
  const { ldap } = services.directory.urls;
  return { services, told, ldap, connection: await rawConnection(t, ldap) };
}

const SEARCH = ldapMessage(7, searchRequest({ base: CLASSE_1, scope: 0 }));

test('a message cut in every place is one message', async (t) => {
  const { connection } = await connected(t);
  connection.socket.setNoDelay(true);
  connection.socket.write(SEARCH);
  const whole = await connection.result(DONE);
  t.true(whole.includes(CLASSE_1));
  for (let at = 1; at < SEARCH.length; at++) {
    connection.socket.write(SEARCH.subarray(0, at));
    // Its bytes go apart: the next ones when these have left.
    await new Promise((resolve) => setImmediate(resolve));
    connection.socket.write(SEARCH.subarray(at));
    t.deepEqual(await connection.result(DONE), whole);
  }
});

test('byte by byte, and several messages at once', async (t) => {
  const { connection } = await connected(t);
  for (const byte of SEARCH) connection.socket.write(Uint8Array.of(byte));
  t.is(resultCode(await connection.result(DONE), DONE), 0);
  connection.socket.write(
    concat(ldapMessage(1, bindRequest()), SEARCH, ldapMessage(9, searchRequest({ base: 'c=DE' }))),
  );
  let came = Buffer.alloc(0);
  while (resultCode(came, DONE) !== 32) came = Buffer.concat([came, await connection.result(DONE)]);
  t.true(came.includes(CLASSE_1));
});

test('lengths in four bytes, as Windows writes them', async (t) => {
  const { connection } = await connected(t);
  const bind = longForm(0x30, fromHex('020101'), longForm(0x60, fromHex('02010304008000')));
  connection.socket.write(bind);
  t.is(resultCode(await connection.result(BOUND), BOUND), 0);
  const content = searchRequest({ base: CLASSE_1, scope: 0 }).slice(2);
  connection.socket.write(longForm(0x30, fromHex('020102'), longForm(0x63, content)));
  const answer = await connection.result(DONE);
  t.is(resultCode(answer, DONE), 0);
  t.true(answer.includes(CLASSE_1));
});

const BINDS: Readonly<Record<string, readonly [Uint8Array, number]>> = {
  'without a name': [bindRequest(), 0],
  'of LDAP 2': [bindRequest(2), 0],
  'with a name and no password': [bindRequest(3, tlv(0x80), 'cn=admin'), 0],
  'of LDAP 1': [bindRequest(1), 2],
  'with a password': [bindRequest(3, tlv(0x80, Buffer.from('secret')), 'cn=admin'), 49],
  'with SASL': [bindRequest(3, tlv(0xa3, tlv(0x04, Buffer.from('EXTERNAL')))), 7],
};
for (const [how, [request, code]] of Object.entries(BINDS))
  test(`bind ${how}: ${code}`, async (t) => {
    const { connection, told } = await connected(t);
    connection.socket.write(ldapMessage(1, request));
    t.is(resultCode(await connection.result(BOUND), BOUND), code);
    t.false(told.join().includes('secret'));
  });

/** Tags of requests that would change something, and of their answers. Source: RFC 4511, 4.6 to 4.12. */
const WRITES: Readonly<Record<string, readonly [number, number]>> = {
  modify: [0x66, 0x67],
  add: [0x68, 0x69],
  delete: [0x4a, 0x6b],
  'modify the name': [0x6c, 0x6d],
  compare: [0x6e, 0x6f],
  'extended, StartTLS': [0x77, 0x78],
};
for (const [what, [request, response]] of Object.entries(WRITES))
  test(`refused, 53: ${what}`, async (t) => {
    const { connection } = await connected(t);
    connection.socket.write(ldapMessage(3, tlv(request, Buffer.from(CLASSE_1))));
    t.is(resultCode(await connection.result(response), response), 53);
    connection.socket.write(SEARCH);
    t.is(resultCode(await connection.result(DONE), DONE), 0);
  });

const FILTERS: Readonly<Record<string, readonly [string, boolean]>> = {
  'AND of nothing': ['A000', true],
  'OR of nothing': ['A100', false],
  'presence, with ;binary': [`8714${Buffer.from('cACertificate;binary').toString('hex')}`, true],
  'presence of what is nowhere': [`8704${Buffer.from('mail').toString('hex')}`, false],
  'extensible match': ['A900', false],
  'NOT of an extensible match': ['A202A900', false],
};
for (const [what, [filter, found]] of Object.entries(FILTERS))
  test(`filter: ${what}`, async (t) => {
    const { connection } = await connected(t);
    const request = searchRequest({ base: CLASSE_1, scope: 0, filter: fromHex(filter.toUpperCase()) });
    connection.socket.write(ldapMessage(3, request));
    t.is((await connection.result(DONE)).includes(CLASSE_1), found);
  });

test('names of attributes alone, and a size limit of the client: 4', async (t) => {
  const { connection } = await connected(t);
  const typesOnly = searchRequest({ base: CLASSE_1, scope: 0, typesOnly: true, wanted: ['cACertificate'] });
  connection.socket.write(ldapMessage(1, typesOnly));
  const answer = await connection.result(DONE);
  t.true(answer.includes('cACertificate;binary'));
  t.true(answer.length < 200);
  connection.socket.write(ldapMessage(2, searchRequest({ base: 'o=test,c=fr', sizeLimit: 3 })));
  t.is(resultCode(await connection.result(DONE), DONE), 4);
});

function nested(depth: number): Uint8Array {
  let filter: Uint8Array = tlv(0x87, Buffer.from('mail'));
  for (let i = 0; i < depth; i++) filter = tlv(0xa2, filter);
  return filter;
}

test('a filter as deep as anybody writes one', async (t) => {
  const { connection } = await connected(t);
  connection.socket.write(ldapMessage(1, searchRequest({ base: CLASSE_1, scope: 0, filter: nested(20) })));
  t.is(resultCode(await connection.result(DONE), DONE), 0);
});

const MALFORMED: Readonly<Record<string, Uint8Array>> = {
  HTTP: Buffer.from('GET / HTTP/1.1\r\n\r\n'),
  TLS: fromHex('1603010200010001FC0303'),
  'one byte that is none': Uint8Array.of(0),
  'an indefinite length': fromHex('3080020101420000'),
  'a length of five bytes': fromHex('30850000000003020101'),
  'a message of 64 kB and one byte': fromHex('3083010001'),
  'a message of 4 GB': fromHex('3084FFFFFFFF'),
  'nothing in it': fromHex('3000'),
  'a number alone': fromHex('3003020101'),
  'no number': fromHex('30050401016000'),
  'a number of five bytes': fromHex('3009020501020304054200'),
  'a number of no bytes': fromHex('300402004200'),
  'elements that do not fill it': fromHex('300702010160030201'),
  'a tag of several bytes': fromHex('300702017F1F810100'),
  'a bind that is cut': ldapMessage(1, fromHex('6003020103')),
  'a search that is cut': ldapMessage(1, fromHex('63020400')),
  'a search whose filter is cut': ldapMessage(1, searchRequest({ filter: fromHex('A30404') })),
  'a filter of no value': ldapMessage(1, searchRequest({ filter: fromHex('A3040402636E') })),
  'a NOT of nothing': ldapMessage(1, searchRequest({ filter: fromHex('A200') })),
  'a filter deeper than twenty': ldapMessage(1, searchRequest({ filter: nested(21) })),
  'a filter deeper than a stack': ldapMessage(1, searchRequest({ filter: nested(9000) })),
};
for (const [what, bytes] of Object.entries(MALFORMED))
  test(`malformed: ${what}; the connection ends with a notice, the others go on`, async (t) => {
    const { connection, ldap, told } = await connected(t);
    connection.socket.write(bytes);
    const notice = await connection.ended();
    t.true(notice.includes(NOTICE));
    t.regex(told.join(), /LDAP: bad message: /);
    const other = await rawConnection(t, ldap);
    other.socket.write(SEARCH);
    t.is(resultCode(await other.result(DONE), DONE), 0);
  });

test('a message of 64 kB is read', async (t) => {
  const { connection } = await connected(t);
  const wanted = Array.from({ length: 6400 }, () => 'mailmail');
  const message = ldapMessage(1, searchRequest({ base: CLASSE_1, scope: 0, wanted }));
  t.true(message.length > 64_000 && message.length < 65_536);
  connection.socket.write(message);
  t.is(resultCode(await connection.result(DONE), DONE), 0);
});

test('unbind ends the connection; whoever goes without a word is forgotten', async (t) => {
  const { connection, ldap, services } = await connected(t);
  connection.socket.write(ldapMessage(1, fromHex('4200')));
  t.is((await connection.ended()).length, 0);
  for (const part of [SEARCH.subarray(0, 9), SEARCH]) {
    const { socket } = await rawConnection(t, ldap);
    socket.write(part);
    socket.resetAndDestroy();
  }
  services.directory.plant({ slow: 3600 });
  const waiting = await rawConnection(t, ldap);
  waiting.socket.write(SEARCH);
  const other = await rawConnection(t, ldap);
  services.directory.heal();
  other.socket.write(SEARCH);
  t.is(resultCode(await other.result(DONE), DONE), 0);
});

test('a thousand connections at once, each answered', async (t) => {
  const { ldap } = await connected(t);
  const sockets = Array.from({ length: 999 }, () => connect(ldap, '127.0.0.1'));
  t.teardown(() => sockets.forEach((socket) => void socket.destroy()));
  const answered = await Promise.all(
    sockets.map(async (socket) => {
      socket.write(ldapMessage(1, bindRequest()));
      const [data] = (await once(socket, 'data')) as [Buffer];
      return resultCode(data, BOUND);
    }),
  );
  t.deepEqual(new Set(answered), new Set([0]));
});

test('who asks and never reads is not asked for more memory than one answer', async (t) => {
  const { services, ldap, told } = await connected(t);
  const { socket } = await rawConnection(t, ldap);
  socket.pause();
  const everything = ldapMessage(1, searchRequest({ wanted: ['*'] }));
  const many = Buffer.concat(Array.from({ length: 3000 }, () => everything));
  socket.write(many);
  const other = await rawConnection(t, ldap);
  for (let i = 0; i < 20; i++) {
    other.socket.write(SEARCH);
    t.is(resultCode(await other.result(DONE), DONE), 0);
  }
  // Each answer is some 50 kB: the system's buffers take a few hundred of them.
  t.true(told.length < 2000, String(told.length));
  await services.close();
});
