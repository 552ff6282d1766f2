/** curl, unmodified and without TLS, reads a page of a server that has seen the card. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { INS } from '#iso7816/ins.ts';
import { world } from '../../scenarios/world/index.ts';
import { SERVER_AUTHORITIES, site } from '../driver/tls/site.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { tool } from './plugged-card.ts';

const MAIN = fileURLToPath(new URL('../../tools/cli/main.ts', import.meta.url));
const CA = join(temporaryDirectory('tls-forwarder-'), 'ca.pem');
writeFileSync(CA, SERVER_AUTHORITIES.join(''));

async function forwarder(t: ExecutionContext, port: number, code: string, listen = 0) {
  const w = await world({ target: 'private' });
  await w.reader('bureau').insert(w.card('cps3-medecin', { seed: 1 }));
  let presented = 0;
  w.trace.subscribe({
    name: 'codes',
    event: (event) => {
      if (event.kind === 'apdu' && event.command[1] === INS.VERIFY && event.command.length > 5) presented++;
    },
  });
  const args = [
    '--import=tsx',
    MAIN,
    'tls',
    `localhost:${port}`,
    '--ca',
    CA,
    '--code-env',
    'CODE',
    '--lang',
    'en',
    '--listen',
    `${listen}`,
  ];
  const child = w.spawn(process.execPath, args, { env: { CODE: code } });
  t.teardown(async () => {
    child.kill('SIGKILL');
    await w.close();
  });
  const errors: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text));
  for await (const said of child.stdout.setEncoding('utf8')) {
    const at = /127\.0\.0\.1:\d+/.exec(said)?.[0];
    if (at !== undefined) return { at, errors, presented: () => presented };
  }
  throw new Error(errors.join(''));
}

test.serial('curl through the port', async (t) => {
  const { port } = await site(t);
  const { at } = await forwarder(t, port, '1234');
  for (let i = 0; i < 2; i++) t.is((await tool('curl', ['-sS', `http://${at}/`])).stdout, '899909990001');
});

test.serial('a wrong code costs one try, whatever connects, and says why', async (t) => {
  const { port, seen } = await site(t);
  const { at, errors, presented } = await forwarder(t, port, '0000');
  for (let i = 0; i < 4; i++) t.not((await tool('curl', ['-sS', `http://${at}/`])).code, 0);
  t.is(presented(), 1);
  const said = errors.join('').match(/SCARD_W_WRONG_CHV: the code of the card is wrong: [^;]*; 2 tries left/g);
  t.is(said?.length, 4, errors.join(''));
  t.notRegex(errors.join(''), /0000/);
  t.deepEqual(seen, []);
});

test.serial('a port that is taken is told as serve tells it', async (t) => {
  const { port } = await site(t);
  await t.throwsAsync(forwarder(t, port, '1234', port), {
    message: new RegExp(`port ${port} of 127\\.0\\.0\\.1: another program listens there; give another one, or 0`),
  });
});
