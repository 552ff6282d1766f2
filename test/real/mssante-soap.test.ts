/**
 * Programs that others wrote, unmodified, before the web services of the operator: zeep (Python), npm's soap, curl and OpenSSL.
 *
 * Source: reference/pki-services.md 3; reference/pitfalls.md D8, D9.
 */
import { Agent } from 'node:https';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { ClientSSLSecurity, createClientAsync, WSSecurity } from 'soap';
import { HealthServices } from '../../simulator/services/index.ts';
import { Workshop } from '../common/formats/workshop.ts';
import { trustOf } from '../simulator/services/mssante/soap/soap-caller.ts';
import { cardOf } from '../simulator/services/pfc/card-client.ts';
import { tool } from './plugged-card.ts';

const PYTHON = '/usr/bin/python3';
const SCRIPT = fileURLToPath(new URL('python/soap-client.py', import.meta.url));
const DOMAIN = 'formation.mssante.fr';
const ADDRESS = 'claire.medecin9990001@simulation.mssante.fr';

async function opened(t: ExecutionContext) {
  const services = await HealthServices.start({ names: ['mssante'] });
  t.teardown(() => services.close());
  const shop = new Workshop('mssante-soap');
  const card = cardOf(services.pki, 'cps3-medecin');
  const trust = trustOf(services);
  shop.write('card.pem', card.cert);
  shop.write('card.key', card.key);
  shop.write('trust.pem', trust);
  const run = async (program: string, ...args: string[]) => {
    const given = args.map((arg) => arg.replaceAll('~/', `${shop.folder}/`));
    return tool(program, given);
  };
  const web = services.mssante.webServices;
  const curl = (host: string, path: string, ...args: string[]) => {
    const name = `${host}-igcsante.${DOMAIN}`;
    const known = ['-sS', '--cacert', '~/trust.pem', '--resolve', `${name}:${web.port}:127.0.0.1`];
    return run('curl', ...known, ...args, `https://${name}:${web.port}${path}`);
  };
  return { services, web, shop, card, trust, run, curl };
}

test.serial('zeep reads the contracts and does with them what a mail program does', async (t) => {
  const { web, run } = await opened(t);
  const { code, stdout, stderr } = await run(PYTHON, SCRIPT, String(web.port), '~/.');
  t.is(code, 0, stderr);
  t.deepEqual(JSON.parse(stdout), {
    address: ADDRESS,
    holder: '899909990001',
    folders: ['INBOX', 'Sent', 'Drafts', 'Trash'],
    mail: ['Compte rendu d’été', 'Bonjour <&> à vous', 'été.pdf', 'application/pdf', true],
    moved: 1,
    domains: ['', 'hopital.', 'laboratoire.', 'medecin.'].map((name) => `${name}simulation.mssante.fr`),
    faults: [
      [
        'soap:Client',
        "pas de jeton : appelez d'abord OpenSession, et envoyez dans l'en-tête Session ce qu'il donne",
        'noToken',
      ],
      ['soap:Client', 'INBOX : pas de message 9', 'noMessage'],
    ],
  });
  t.is(web.handshakes, 2, 'D8: one session of requests, one handshake a host');
});

/** What npm's soap throws for a fault. */
interface SoapError extends Error {
  readonly root?: { readonly Envelope: { readonly Body: { readonly Fault: { readonly faultcode: string } } } };
}

/** Every name leads to this machine. */
const lookup = (_: string, options: { all?: boolean }, done: (error: null, ...found: unknown[]) => void) =>
  options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4);

async function soapClients(t: ExecutionContext, forever: boolean) {
  const at = await opened(t);
  const { card, trust, web } = at;
  const agent = new Agent({ ca: trust, lookup: lookup as never });
  const client = async (host: string, path: string) => {
    const url = `https://${host}-igcsante.${DOMAIN}:${web.port}${path}?wsdl`;
    const one = await createClientAsync(url, { wsdl_options: { httpsAgent: agent } });
    one.setSecurity(
      new ClientSSLSecurity(Buffer.from(card.key), Buffer.from(card.cert), Buffer.from(trust), { lookup, forever }),
    );
    return one;
  };
  const [authentication, messages] = [
    await client('mss-idp', '/authentification'),
    await client('mss-msg', '/messagerie'),
  ];
  const [session] = await authentication.OpenSessionAsync({});
  messages.addSoapHeader({ Session: { token: session.token } }, '', 'tns', 'urn:simulation:mssante:messagerie:1');
  return { ...at, session, messages };
}

test.serial('D8: npm soap makes a handshake for each call, and one for all when it is told so', async (t) => {
  const count = async (forever: boolean) => {
    const { web, messages, session } = await soapClients(t, forever);
    t.is(session.address, ADDRESS);
    const before = web.handshakes;
    for (let i = 0; i < 10; i++) t.is((await messages.ListFoldersAsync({}))[0].folder.length, 4);
    return web.handshakes - before;
  };
  t.is(await count(false), 10);
  t.is(await count(true), 1);
});

test.serial('npm soap: its faults are read, and its Timestamp is taken or refused', async (t) => {
  const { web, messages } = await soapClients(t, true);
  const error = await t.throwsAsync<SoapError>(messages.ReadMessageAsync({ folder: 'INBOX', number: 9 }));
  t.is(error?.root?.Envelope.Body.Fault.faultcode, 'soap:Client');
  const header = new WSSecurity('', '', { hasTokenCreated: false, hasNonce: false }).toXML();
  t.regex(header, /<wsu:Timestamp/);
  messages.addSoapHeader(header);
  t.is((await messages.ListFoldersAsync({}))[0].folder.length, 4);
  web.configure({ driftMinutes: -6 });
  const late = await t.throwsAsync<SoapError>(messages.ListFoldersAsync({}));
  t.is(late?.root?.Envelope.Body.Fault.faultcode, 'wsse:InvalidSecurity');
});

test.serial('curl: a call without a card, and the answer that says why', async (t) => {
  const { shop, curl } = await opened(t);
  const body =
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><OpenSession xmlns="urn:simulation:mssante:authentification:1"/></s:Body></s:Envelope>';
  shop.write('open.xml', body);
  const call = [
    '-H',
    'content-type: text/xml',
    '-H',
    'accept-language: en',
    '--data-binary',
    '@~/open.xml',
    '-w',
    '%{http_code}',
  ];
  const without = await curl('mss-idp', '/authentification', ...call);
  t.regex(without.stdout, /<faultstring xml:lang="en">TLS: no certificate was shown: the card is wanted<.*500$/);
  const withCard = await curl('mss-idp', '/authentification', '--cert', '~/card.pem', '--key', '~/card.key', ...call);
  t.regex(withCard.stdout, /<tns:address>claire\..*200$/);
});

test.serial('D9: OpenSSL verifies the list of trusted domains, and refuses the one that is badly signed', async (t) => {
  const { services, web, run, shop, curl } = await opened(t);
  shop.write('root.pem', services.pki.chain('sante-test-elementaire-organisations').pem);
  const verify = async () => {
    await curl('mss-msg', '/listeblanchemssante.xml', '-o', '~/list.xml');
    await curl('mss-msg', '/listeblanchemssante.xml.p7s', '-o', '~/list.p7s');
    const signed = ['-in', '~/list.p7s', '-inform', 'DER', '-content', '~/list.xml', '-binary'];
    return run('openssl', 'cms', '-verify', ...signed, '-CAfile', '~/root.pem', '-purpose', 'any');
  };
  const good = await verify();
  t.is(good.code, 0, good.stderr);
  t.regex(good.stdout, /<Nom>simulation\.mssante\.fr<\/Nom>/);
  web.configure({ whiteList: 'badSignature' });
  const bad = await verify();
  t.not(bad.code, 0);
  t.regex(bad.stderr, /digest|verification failure/i);
});
