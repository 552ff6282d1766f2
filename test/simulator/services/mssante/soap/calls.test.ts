/** The web services over HTTPS: prior authentication, messages, and who is refused by which layer. */
import test from 'ava';
import type { Values } from '../../../../../simulator/services/mssante/soap/fields.ts';
import { cardOf } from '../../pfc/card-client.ts';
import { HOSTS, opened, SoapCaller } from './soap-caller.ts';

const CLAIRE = 'claire.medecin9990001@simulation.mssante.fr';
const PDF = Uint8Array.from({ length: 50_000 }, (_, i) => i % 251);

test.serial('a message is sent with a file, listed, read, moved and deleted', async (t) => {
  const { caller } = await opened(t);
  const [claire, other] = [caller('cps3-medecin'), caller('cps3-infirmier')];
  const { address, holder, expires } = await claire.open();
  t.is(address, CLAIRE);
  t.deepEqual(holder, { nationalId: '899909990001', familyName: 'MEDECIN9990001', givenName: 'CLAIRE' });
  t.deepEqual(expires, new Date('2026-06-10T12:30:00Z'));
  const { address: to } = await other.open();
  const attachment = [{ fileName: 'compte-rendu é.pdf', contentType: 'application/pdf', content: PDF }];
  const message = { to: [to], subject: 'Résultats', text: 'Bonjour,\n<voilà> & merci', attachment };
  const { values: sent } = await claire.call('SendMessage', message as Values);
  t.regex(sent.messageId as string, /^<[\w-]+@simulation\.mssante\.fr>$/);
  const listed = (await other.call('ListMessages', { folder: 'inbox' })).values.message as Values[];
  t.like(listed[0], { number: 1, from: CLAIRE, to: [to], subject: 'Résultats', seen: false, attachments: 1 });
  const { values: read } = await other.call('ReadMessage', { folder: 'INBOX', number: 1 });
  t.is((read.text as string).trim(), message.text);
  t.deepEqual((read.attachment as Values[])[0], { ...attachment[0] });
  t.deepEqual((await other.call('MoveMessage', { folder: 'INBOX', number: 1, target: 'Trash' })).values, { number: 1 });
  t.deepEqual((await other.call('ListMessages', { folder: 'INBOX' })).values.message, []);
  t.is((await other.call('DeleteMessage', { folder: 'Trash', number: 1 })).status, 200);
  const folders = (await claire.call('ListFolders')).values.folder as Values[];
  t.deepEqual(
    folders.map(({ name, messages, unseen }) => `${name} ${messages} ${unseen}`),
    ['INBOX 0 0', 'Sent 1 0', 'Drafts 0 0', 'Trash 0 0'],
  );
});

test.serial('the token is of one card, ends by the clock, and ends when it is closed', async (t) => {
  const { calendar, caller, web } = await opened(t);
  const [claire, thief] = [caller('cps3-medecin'), caller('cps3-infirmier')];
  t.is((await claire.call('ListFolders')).fault?.reason, 'noToken');
  claire.token = 'x'.repeat(43);
  t.is((await claire.call('ListFolders')).fault?.reason, 'unknownToken');
  await claire.open();
  thief.token = claire.token;
  t.deepEqual((await thief.call('ListFolders')).fault, { code: 'soap:Client', reason: 'otherCard', layer: 'session' });
  calendar.pass(29);
  t.is((await claire.call('ListFolders')).status, 200);
  calendar.pass(2);
  t.is((await claire.call('ListFolders')).fault?.reason, 'sessionEnded');
  await claire.open();
  t.is((await claire.call('ListFolders')).status, 200);
  web.reset();
  t.is((await claire.call('ListFolders')).fault?.reason, 'unknownToken');
});

test.serial("an address that is not the holder's", async (t) => {
  const { caller } = await opened(t);
  const claire = caller('cps3-medecin');
  t.is((await claire.call('OpenSession', { address: 'paul@simulation.mssante.fr' }, [])).fault?.reason, 'identity');
  t.is((await claire.call('OpenSession', { address: CLAIRE.toUpperCase() }, [])).status, 200);
});

test.serial('M08, M13, M16, M22: each card that does not come in, by its layer', async (t) => {
  const { services, caller, pki, mssante, told } = await opened(t);
  const reason = async (one: SoapCaller) => (await one.call('OpenSession', {}, [])).fault;
  t.deepEqual(await reason(new SoapCaller(services)), { code: 'soap:Client', reason: 'noCertificate', layer: 'tls' });
  t.like(await reason(caller('cps-production')), { reason: 'branch', layer: 'trust' });
  t.like(await reason(caller('cpe-hopital')), { reason: 'family', layer: 'trust' });
  t.like(await reason(new SoapCaller(services, cardOf(pki, 'cps3-medecin', 'signature'))), { reason: 'usage' });
  await mssante.configure({ staff: true });
  t.is(await reason(caller('cpe-hopital')), undefined);
  await mssante.configure({ newCardsFrom: 'never' });
  t.like(await reason(caller('cps3-medecin')), { reason: 'notAdapted', layer: 'trust' });
  t.true(told.some((text) => /^chain of trust: certificate of AMINA .*: a production card/.test(text)));
});

test.serial('arguments that mean nothing are named, and nothing is sent', async (t) => {
  const { caller } = await opened(t);
  const claire = caller('cps3-medecin');
  await claire.open();
  const mail = { to: [CLAIRE], subject: 's', text: 't' };
  const reasons = async (values: Values) => (await claire.call('SendMessage', values)).fault?.reason;
  t.is(await reasons({ ...mail, subject: 'a\nBcc: x@y.fr' }), 'argument');
  t.is(await reasons({ ...mail, to: ['a@b.fr\r\nBcc: c'] }), 'argument');
  t.is(await reasons({ ...mail, to: [`${CLAIRE}, x@example.org`] }), 'argument');
  t.is(await reasons({ ...mail, to: ['x@example.org'] }), 'untrustedDomain');
  t.is(await reasons({ ...mail, to: ['nobody@simulation.mssante.fr'] }), 'noReceiver');
  t.is(await reasons({ ...mail, to: [CLAIRE, 'nobody@simulation.mssante.fr'] }), 'noReceiver');
  const file = { fileName: 'a\r\nb', contentType: 'text/plain', content: PDF };
  t.is(await reasons({ ...mail, attachment: [file] }), 'argument');
  t.is(await reasons({ ...mail, attachment: [{ ...file, fileName: 'a', contentType: 'x' }] }), 'argument');
  t.is((await claire.call('ReadMessage', { folder: 'INBOX', number: 4 })).fault?.reason, 'noMessage');
  t.is((await claire.call('ReadMessage', { folder: 'Nowhere', number: 4 })).fault?.reason, 'noFolder');
  t.is((await claire.call('ListMessages', { folder: 'INBOX', most: 9999 })).fault?.reason, 'argument');
  const folders = (await claire.call('ListFolders')).values.folder as Values[];
  t.true(folders.every(({ messages }) => messages === 0));
});

test.serial('a message as large as the mailbox takes, and one that is larger', async (t) => {
  const { caller } = await opened(t);
  const claire = caller('cps3-medecin');
  await claire.open();
  const send = (bytes: number) =>
    claire.call('SendMessage', {
      ...{ to: [CLAIRE], subject: 'grand', text: '' },
      attachment: [{ fileName: 'a', contentType: 'a/b', content: new Uint8Array(bytes) }],
    });
  t.is((await send(7_000_000)).status, 200);
  t.is((await send(8_000_000)).fault?.reason, 'tooLarge');
  t.is((await claire.call('ListMessages', { folder: 'Sent' })).values.message?.toString().split(',').length, 1);
});

const OPEN = '<OpenSession xmlns="urn:simulation:mssante:authentification:1"/>';
const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/';
const wrapped = (body: string, uri = SOAP, header = '') =>
  `<s:Envelope xmlns:s="${uri}">${header}<s:Body>${body}</s:Body></s:Envelope>`;

test.serial('what is no call is refused with a qualified fault code', async (t) => {
  const { caller } = await opened(t);
  const claire = caller('cps3-medecin');
  const sent = async (body: string, more: object = {}) => {
    const { status, fault } = await claire.send({ path: '/authentification', host: HOSTS['mss-idp'], body, ...more });
    return `${status} ${fault?.code} ${fault?.reason}`;
  };
  t.is(await sent(wrapped(OPEN)), '200 undefined undefined');
  t.is(await sent(wrapped(OPEN, 'http://www.w3.org/2003/05/soap-envelope')), '500 soap:VersionMismatch version');
  t.is(await sent('<a/>'), '500 soap:Client envelope');
  t.is(await sent(wrapped('')), '500 soap:Client envelope');
  t.is(await sent(wrapped(OPEN + OPEN)), '500 soap:Client envelope');
  t.is(await sent(wrapped('<x/>')), '500 soap:Client operation');
  t.is(await sent(`<!DOCTYPE a [<!ENTITY x "y">]>${wrapped(OPEN)}`), '500 soap:Client xml');
  t.is(await sent(wrapped(OPEN).slice(0, -5)), '500 soap:Client xml');
  t.is(await sent(wrapped(`${'<a>'.repeat(100)}`)), '413 soap:Client tooLarge');
  t.is(await sent(wrapped(OPEN) + ' '.repeat(70_000)), '413 soap:Client tooLarge');
  const header = '<s:Header><h:x xmlns:h="urn:x" s:mustUnderstand="1"/></s:Header>';
  t.is(await sent(wrapped(OPEN, SOAP, header)), '500 soap:MustUnderstand mustUnderstand');
  t.is(await sent(wrapped(OPEN, SOAP, header.replace('"1"', '"0"'))), '200 undefined undefined');
  t.is(await sent(wrapped(OPEN), { headers: { 'content-type': 'application/json' } }), '415 soap:Client contentType');
  t.is(await sent(wrapped(OPEN), { headers: { soapaction: '"urn:other"' } }), '500 soap:Client operation');
  t.is(await sent(wrapped(OPEN), { method: 'PUT' }), '405 soap:Client method');
  t.is(await sent(wrapped(OPEN), { host: HOSTS['mss-msg'] }), '421 soap:Client host');
  const inside = OPEN.replace('/>', '><address>a</address><zip/></OpenSession>');
  t.is(await sent(wrapped(inside)), '500 soap:Client argument');
});

test.serial('D8: a connection for all calls is one handshake, one for each is ten', async (t) => {
  const { caller, web } = await opened(t);
  const kept = caller('cps3-medecin', { keepAlive: true });
  await kept.open();
  for (let i = 0; i < 9; i++) await kept.call('ListFolders');
  kept.close();
  t.is(web.handshakes, 2, 'one for each of the two hosts');
  web.reset();
  const anew = caller('cps3-medecin');
  await anew.open();
  for (let i = 0; i < 9; i++) await anew.call('ListFolders');
  t.is(web.handshakes, 10);
  t.is(new Set(web.calls.map(({ connection }) => connection)).size, 10);
  web.reset();
  web.configure({ keepAlive: false });
  const closed = caller('cps3-medecin', { keepAlive: true });
  await closed.open();
  for (let i = 0; i < 9; i++) await closed.call('ListFolders');
  t.is(web.handshakes, 10, 'the server ends each');
});

test.serial("twenty at once, two cards among one another: nobody reads another one's mail", async (t) => {
  const { caller } = await opened(t);
  const cards = [caller('cps3-medecin'), caller('cps3-infirmier')];
  const opens = await Promise.all(cards.map((one) => one.open()));
  const each = Array.from({ length: 20 }, (_, i) => i);
  const ask = async (i: number) => (await (cards[i % 2] as SoapCaller).call('OpenSession', {}, [])).values.address;
  const got = await Promise.all(each.map(ask));
  t.deepEqual(
    got,
    each.map((i) => opens[i % 2]?.address),
  );
});
