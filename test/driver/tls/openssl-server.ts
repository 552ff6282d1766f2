/** `openssl s_server`: another judge of handshakes than Node. */
import { spawn } from 'node:child_process';
import { on } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { ExecutionContext } from 'ava';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { CARD_AUTHORITIES, LOCALHOST } from './site.ts';

const directory = temporaryDirectory('tls-openssl-');

export interface OpensslServer {
  readonly port: number;
  /** All it has printed, once it has served one connection and ended. */
  readonly printed: Promise<string>;
}

/** A file of that name in a folder of this run. */
export function file(name: string, contents: string | Buffer): string {
  const path = join(directory, name);
  writeFileSync(path, contents);
  return path;
}

/** The certificate of the server. */
export const CERT = file('cert.pem', LOCALHOST.cert);
const KEY = file('key.pem', LOCALHOST.key);
const CA = file('ca.pem', CARD_AUTHORITIES.join(''));

async function portOf(output: AsyncIterable<readonly string[]>, errors: Promise<string>): Promise<number> {
  let printed = '';
  for await (const [chunk] of output) {
    printed += chunk;
    const port = /ACCEPT \S*:(?<port>\d+)\n/.exec(printed)?.groups?.port;
    if (port !== undefined) return Number(port);
  }
  throw new Error(`openssl s_server: ${printed}${await errors}`);
}

/** `openssl s_server` for one connection. */
export async function opensslServer(t: ExecutionContext, ...args: readonly string[]): Promise<OpensslServer> {
  const own = ['-key', KEY, '-cert', CERT, '-cert_chain', CERT];
  const judge = ['-Verify', '3', '-verify_return_error', '-CAfile', CA];
  const server = spawn('openssl', ['s_server', '-accept', '127.0.0.1:0', '-naccept', '1', ...own, ...judge, ...args]);
  t.teardown(() => server.kill());
  server.stdout.setEncoding('utf8');
  const errors = text(server.stderr);
  const port = await portOf(on(server.stdout, 'data', { close: ['end'] }), errors);
  const printed = Promise.all([errors, text(server.stdout)]).then((both) => both.join(''));
  return { port, printed };
}
