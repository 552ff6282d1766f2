/**
 * Our client: it connects, looks at the operator's certificate, shows the card, and asks for as much as tells whether it is in:
 * IMAP AUTHENTICATE EXTERNAL, SMTP MAIL FROM, SOAP OpenSession. It reads no mail: real mail programs come by `--client`.
 */
import { once } from 'node:events';
import { request } from 'node:https';
import { connect as connectTcp, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { SYSTEM_CLOCK } from '#common/clock.ts';
import { LOOPBACK } from '#common/loopback.ts';
import { OLD_SIGNATURES } from '#common/old-signatures.ts';
import { type ExpectedServer, type ServerRefusal, serverRefusal } from '../../../scenarios/world/server-judgement.ts';
import { chainSent } from '../../../simulator/services/listening/chain-sent.ts';
import type { Interface } from '../../../simulator/services/mssante/flows.ts';
import type { CardFiles } from './cards.ts';
import type { Why } from './notice.ts';

export interface Visit extends ExpectedServer {
  readonly interface: Interface;
  readonly port: number;
  readonly sni: boolean;
  /** Undefined where the Cryptolib does not read the card: nothing is shown then. */
  readonly card: CardFiles | undefined;
}

export type Seen =
  | { readonly outcome: 'passes' }
  | { readonly outcome: 'client'; readonly why: Why }
  | { readonly outcome: 'operator'; readonly reason?: string };

const PATIENCE_MS = 30_000;

function patience(): AbortSignal {
  const ended = new AbortController();
  SYSTEM_CLOCK.after(PATIENCE_MS, () => ended.abort(), { ref: false });
  return ended.signal;
}

/** 2BIS and 2TER are signed with SHA-1. What the server is, is judged by `clientRefuses`. */
function tlsOptions({ sni, host, card }: Visit) {
  return { ...card, servername: sni ? host : '', rejectUnauthorized: false, ciphers: OLD_SIGNATURES };
}

/** In the words of the notice: what is wrong with a chain is one of them. */
const WHY: Readonly<Partial<Record<ServerRefusal['layer'], Why>>> = { validity: 'dates', name: 'name' };

function clientRefuses(socket: TLSSocket, visit: Visit): Why | undefined {
  const refused = serverRefusal(chainSent(socket), visit);
  return refused && (WHY[refused.layer] ?? 'chain');
}

/** Lines of a server, until one begins so. */
class Lines {
  readonly #socket: Socket;
  #read = '';

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('latin1');
  }

  async ask(line: string | undefined, last: RegExp): Promise<string> {
    if (line !== undefined) this.#socket.write(`${line}\r\n`);
    for (;;) {
      const found = last.exec(this.#read);
      if (found !== null) {
        this.#read = this.#read.slice(found.index + found[0].length);
        return found[0];
      }
      const [part] = (await once(this.#socket, 'data', { signal: patience() })) as [string];
      this.#read += part;
    }
  }
}

async function secured(socket: Socket, visit: Visit): Promise<TLSSocket> {
  const tls = connectTls({ ...tlsOptions(visit), socket });
  await once(tls, 'secureConnect', { signal: patience() });
  return tls;
}

interface Dialogue {
  readonly before: readonly (readonly [line: string | undefined, last: RegExp])[];
  readonly after: readonly (readonly [line: string | undefined, last: RegExp])[];
  readonly taken: RegExp;
}

const SMTP_LAST = /^\d{3} .*\r\n/m;

const DIALOGUES: Readonly<Record<'imap' | 'smtp', Dialogue>> = {
  imap: {
    before: [
      [undefined, /^\* .*\r\n/m],
      ['a STARTTLS', /^a .*\r\n/m],
    ],
    after: [['b AUTHENTICATE EXTERNAL =', /^b .*\r\n/m]],
    taken: /^b OK/,
  },
  smtp: {
    before: [
      [undefined, SMTP_LAST],
      ['EHLO client.example', SMTP_LAST],
      ['STARTTLS', SMTP_LAST],
    ],
    after: [
      ['EHLO client.example', SMTP_LAST],
      ['MAIL FROM:<claire.medecin9990001@simulation.mssante.fr>', SMTP_LAST],
    ],
    taken: /^250 /,
  },
};

async function mailVisit(visit: Visit, { before, after, taken }: Dialogue): Promise<Seen> {
  const socket = connectTcp(visit.port, LOOPBACK);
  socket.on('error', () => socket.destroy());
  try {
    const plain = new Lines(socket);
    for (const [line, last] of before) await plain.ask(line, last);
    socket.removeAllListeners('data');
    const tls = await secured(socket, visit);
    const why = clientRefuses(tls, visit);
    if (why !== undefined) return { outcome: 'client', why };
    const inside = new Lines(tls);
    let answer = '';
    for (const [line, last] of after) answer = await inside.ask(line, last);
    return taken.test(answer) ? { outcome: 'passes' } : { outcome: 'operator' };
  } finally {
    socket.destroy();
  }
}

const OPEN_SESSION =
  '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>' +
  '<OpenSession xmlns="urn:simulation:mssante:authentification:1"/></soap:Body></soap:Envelope>';

async function soapVisit(visit: Visit): Promise<Seen> {
  const { port, host } = visit;
  const asked = request({
    ...tlsOptions(visit),
    ...{ host: LOOPBACK, port, method: 'POST', path: '/authentification', agent: false },
    headers: { host: `${host}:${port}`, 'content-type': 'text/xml; charset=utf-8' },
    signal: patience(),
  });
  asked.on('error', () => {});
  asked.flushHeaders();
  const [socket] = (await once(asked, 'socket')) as [TLSSocket];
  await once(socket, 'secureConnect');
  const why = clientRefuses(socket, visit);
  if (why !== undefined) {
    asked.destroy();
    return { outcome: 'client', why };
  }
  asked.end(OPEN_SESSION);
  const [response] = await once(asked, 'response');
  const answer = await text(response);
  if (response.statusCode === 200) return { outcome: 'passes' };
  return { outcome: 'operator', reason: /reason="(?<reason>\w+)"/.exec(answer)?.groups?.reason ?? '' };
}

export function visited(visit: Visit): Promise<Seen> {
  return visit.interface === 'soap' ? soapVisit(visit) : mailVisit(visit, DIALOGUES[visit.interface]);
}
