/**
 * A program whose libraries do the TLS themselves, in its main thread; its card is in a thread of its own.
 *
 * `tls-client.ts CLIENT PORT`: prints what the client got, or ERR_CARD_TLS and its reason.
 */
import { once } from 'node:events';
import { Agent, get } from 'node:https';
import { text } from 'node:stream/consumers';
import { connect, type SecureContext } from 'node:tls';
import axios from 'axios';
import got from 'got';
import { ImapFlow } from 'imapflow';
import { Client } from 'ldapts';
import nodemailer from 'nodemailer';
import { setGlobalDispatcher, Agent as Undici, fetch as undiciFetch, request as undiciRequest } from 'undici';
import { CardTlsError, cardContext, cardErrorOf, openCardThread } from '../../driver/tls/index.ts';
import { SERVER_AUTHORITIES } from '../driver/tls/site.ts';

const [, , client = '', port = ''] = process.argv;
const { SERVERNAME: servername = 'localhost' } = process.env;
const CLAIRE = 'claire.medecin9990001@simulation.mssante.fr';
/** Source: RFC 4532 (Who am I?). */
const WHO_AM_I = '1.3.6.1.4.1.4203.1.11.3';
const PAGE = `https://127.0.0.1:${port}/`;

const CLIENTS: Readonly<Record<string, (secureContext: SecureContext) => Promise<string>>> = {
  async https(secureContext) {
    const agent = new Agent({ keepAlive: true, servername, secureContext });
    const page = () =>
      new Promise<string>((resolve, reject) => {
        get({ host: '127.0.0.1', port, agent }, (response) => resolve(text(response))).on('error', reject);
      });
    return `${await page()} ${await page()}`;
  },
  /** Its own fetch and request, and the fetch of Node; a session that it resumes would outlive the card. */
  async undici(secureContext) {
    const dispatcher = new Undici({ maxCachedSessions: 0, connect: { secureContext, servername } });
    const fetched = await (await undiciFetch(PAGE, { dispatcher })).text();
    const { body } = await undiciRequest(PAGE, { dispatcher });
    setGlobalDispatcher(dispatcher);
    return [fetched, await body.text(), await (await fetch(PAGE)).text()].join(' ');
  },
  async axios(secureContext) {
    const { data } = await axios.get(PAGE, {
      httpsAgent: new Agent({ servername, secureContext }),
      responseType: 'text',
    });
    return data;
  },
  async got(secureContext) {
    return got(PAGE, { agent: { https: new Agent({ servername, secureContext }) }, retry: { limit: 0 } }).text();
  },
  async tls(secureContext) {
    const socket = connect({ host: '127.0.0.1', port: Number(port), servername, secureContext });
    await once(socket, 'secureConnect');
    socket.write('GET / HTTP/1.0\r\n\r\n');
    return (await text(socket)).split('\r\n\r\n')[1] ?? '';
  },
  async smtp(secureContext) {
    const tls = { secureContext, servername };
    const transport = nodemailer.createTransport({ host: '127.0.0.1', port: Number(port), requireTLS: true, tls });
    const sent = await transport.sendMail({ from: 'a@test.invalid', to: 'b@test.invalid', text: 'Bonjour' });
    return sent.response;
  },
  async ldap(secureContext) {
    const directory = new Client({ url: `ldaps://127.0.0.1:${port}`, tlsOptions: { secureContext, servername } });
    await directory.bind('', '');
    await directory.unbind();
    return 'bound';
  },
  /** In clear first; whom the directory takes for the caller then. */
  async ldapStartTls(secureContext) {
    const directory = new Client({ url: `ldap://127.0.0.1:${port}` });
    await directory.startTLS({ secureContext, servername });
    await directory.bind('EXTERNAL');
    const { value = '' } = await directory.exop(WHO_AM_I);
    await directory.unbind();
    return String(value);
  },
  async imap(secureContext) {
    const tls = { secureContext, servername };
    const options = { host: '127.0.0.1', port: Number(port), secure: false, doSTARTTLS: true, logger: false } as const;
    const imap = new ImapFlow({ ...options, auth: { user: CLAIRE, pass: 'x' }, tls });
    // The call that fails tells it too.
    imap.on('error', () => {});
    await imap.connect();
    const { path } = await imap.mailboxOpen('INBOX');
    await imap.logout();
    return path;
  },
};

const thread = await openCardThread({ dialogs: new URL('./tls-dialogs.ts', import.meta.url) });
const context = cardContext(thread.key, { ca: process.env.TRUST === 'nobody' ? [] : SERVER_AUTHORITIES });
try {
  console.log(await CLIENTS[client]?.(context));
} catch (caught) {
  const error = cardErrorOf(context, caught);
  if (!(error instanceof CardTlsError)) throw error;
  console.log(error.code, error.reason, error.scardName);
}
