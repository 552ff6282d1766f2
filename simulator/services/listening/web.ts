/** Web servers on loopback: hono over Node's own http and https, with limits. */
import { createServer as createHttp, type Server } from 'node:http';
import { createServer as createHttps, type ServerOptions as TlsOptions } from 'node:https';
import { getRequestListener, type HttpBindings, RequestError } from '@hono/node-server';
import { forgetErrors, HANDSHAKE_MS } from './handshake.ts';
import { type Listening, listenOnLoopback } from './loopback.ts';
import { makeRoom } from './room.ts';
import { answerUnreadable, responseOf, type Unreadable } from './unreadable.ts';

export type { HttpBindings };

const LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 5000,
  connectionsCheckingInterval: 1000,
  maxHeaderSize: 16_384,
} as const;

export interface WebOptions {
  /** 0, any, by default. */
  readonly port?: number | undefined;
  /** With it the server speaks https. */
  readonly tls?: TlsOptions;
  /** Is given the server before it listens. */
  readonly prepare?: (server: Server) => void;
  /** What who asks is answered when that is no HTTP, or too long; Node's empty answers by default. */
  readonly unreadable?: Unreadable | undefined;
}

/** An application of hono is one. */
export interface WebApplication {
  fetch(request: Request, env: HttpBindings): Response | Promise<Response>;
}

function listenerFor(app: WebApplication, unreadable?: Unreadable) {
  const fetch = (request: Request, env: unknown) => app.fetch(request, env as HttpBindings);
  const errorHandler = (error: unknown): Response => {
    if (unreadable !== undefined && error instanceof RequestError) return responseOf(unreadable(400));
    throw error;
  };
  return getRequestListener(fetch, { overrideGlobalObjects: false, ...(unreadable && { errorHandler }) });
}

/** For connections that somebody else brings, too: `server.emit('connection', socket)`. */
export function webServer(app: WebApplication, unreadable?: Unreadable): Server {
  // One without Host is then the application's to refuse.
  const options = { ...LIMITS, requireHostHeader: unreadable === undefined };
  const server = createHttp(options, listenerFor(app, unreadable));
  if (unreadable !== undefined) answerUnreadable(server, unreadable);
  return server;
}

/** Serves the application. @throws ServiceError `port` */
export function serveWeb(app: WebApplication, options: WebOptions = {}): Promise<Listening> {
  const { port, tls, prepare, unreadable } = options;
  const server =
    tls === undefined
      ? webServer(app, unreadable)
      : createHttps({ handshakeTimeout: HANDSHAKE_MS, ...LIMITS, ...tls }, listenerFor(app));
  if (tls !== undefined) {
    makeRoom(server);
    server.on('secureConnection', forgetErrors);
  }
  prepare?.(server);
  return listenOnLoopback(server, port);
}
