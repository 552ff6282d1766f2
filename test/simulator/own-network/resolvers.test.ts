/** Programs that are led by their environment. Judges: curl, and Node with each of its ways to connect. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { resolverEnvironment } from '../../../simulator/own-network/resolvers.ts';
import { listenOnLoopback } from '../../../simulator/services/listening/loopback.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

const run = promisify(execFile);

/** A server that says by what name it was called, and variables that lead `annuaire.example` to it. */
async function led(t: ExecutionContext, before: NodeJS.ProcessEnv = {}) {
  const { port, close } = await listenOnLoopback(
    createServer((request, response) => response.end(request.headers.host)),
  );
  t.teardown(close);
  const folder = join(temporaryDirectory('resolvers-'), 'with "quotes" and blanks');
  mkdirSync(folder);
  return {
    ...process.env,
    ...before,
    ...resolverEnvironment([{ host: 'annuaire.example', port: 80, leadsTo: port }], folder, before),
  };
}

test('Node: fetch, http, net in each form; a name in capitals; other names as before', async (t) => {
  const env = await led(t);
  const program = `
    const net = require('node:net'); const http = require('node:http');
    const said = (socket) => new Promise((resolve, reject) => {
      socket.on('error', reject).setEncoding('utf8').once('data', (text) => resolve(text.split('\\r\\n').at(-1)));
      socket.write('GET / HTTP/1.0\\r\\nHost: raw\\r\\n\\r\\n');
    });
    (async () => {
      console.log(await (await fetch('http://annuaire.example/')).text());
      console.log(await new Promise((resolve) => http.get('http://ANNUAIRE.example/', (r) => r.on('data', (text) => resolve(String(text))))));
      console.log(await said(net.connect(80, 'annuaire.example')));
      console.log(await said(net.connect({ port: 80, host: 'annuaire.example' })));
      console.log(await said(new net.Socket().connect({ port: 80, host: 'annuaire.example' })));
      console.log(await said(new net.Socket().connect(80, 'annuaire.example')));
      await fetch('http://annuaire.example:81/').catch((error) => console.log(error.cause.code));
    })()`;
  const { stdout } = await run(process.execPath, ['-e', program], { env });
  t.deepEqual(
    stdout.trim().split('\n').slice(0, 6),
    ['annuaire.example', 'ANNUAIRE.example', 'raw', 'raw', 'raw', 'raw'].map((name) =>
      name.replace('ANNUAIRE', 'annuaire'),
    ),
  );
  t.regex(stdout, /ENOTFOUND|EAI_AGAIN/);
});

test('options of Node that are set already go on', async (t) => {
  const env = await led(t, { NODE_OPTIONS: '--title=mine' });
  const { stdout } = await run(
    process.execPath,
    ['-e', "fetch('http://annuaire.example/').then(() => console.log(process.title))"],
    { env },
  );
  t.is(stdout.trim(), 'mine');
});

test('curl, whose own configuration goes on', async (t) => {
  const home = temporaryDirectory('home-');
  writeFileSync(join(home, '.curlrc'), 'write-out = "%{http_code}"');
  const env = await led(t, { HOME: home });
  t.true(existsSync(join(env.CURL_HOME ?? '', '.curlrc')));
  const { stdout } = await run('curl', ['-sS', 'http://annuaire.example/'], { env });
  t.is(stdout, 'annuaire.example200');
});
