/**
 * Requests that no application is asked: no HTTP, too long, too slow.
 *
 * Source: RFC 9110, 15.5.1, 15.5.9; RFC 6585, 5; the event clientError of Node's http.
 */
import { type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

export type UnreadableStatus = 400 | 408 | 431;

export interface UnreadableAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Unreadable = (status: UnreadableStatus) => UnreadableAnswer;

const STATUS: Readonly<Record<string, UnreadableStatus>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

export function responseOf({ status, headers, body }: UnreadableAnswer): Response {
  return new Response(body, { status, headers });
}

function written({ status, headers, body }: UnreadableAnswer): string {
  const lines = Object.entries({ ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' });
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines.map(([name, value]) => `${name}: ${value}`)];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}

export function answerUnreadable(server: Server, unreadable: Unreadable): void {
  const answers = new WeakMap<Socket, ServerResponse>();
  server.on('request', ({ socket }, answer) => answers.set(socket, answer));
  // What somebody expects beforehand that nobody here knows is no reason to refuse him.
  server.on('checkExpectation', (request, answer) => server.emit('request', request, answer));
  server.on('clientError', ({ code = '' }: NodeJS.ErrnoException, socket) => {
    const before = answers.get(socket as Socket);
    const isAnswering = before?.headersSent === true && !before.writableFinished;
    if (!socket.writable || isAnswering) socket.destroy();
    else socket.end(written(unreadable(STATUS[code] ?? 400)));
  });
}
