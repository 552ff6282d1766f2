/** The recipes of docs/clients.md, run as they stand there by the programs of Debian, each in a world of its own. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { defaultPki } from '../../simulator/pki/index.ts';
import { builtMain } from '../built.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { site } from './card-site.ts';
import { LETTER } from './letter-pdf.ts';
import { tool } from './plugged-card.ts';

/** Titles and their blocks; the first one stands before each of the others. */
function recipes(page: string): ReadonlyMap<string, string> {
  const text = readFileSync(new URL(`../../docs/${page}`, import.meta.url), 'utf8');
  const [, told = ''] = text.split(/^## (?:Recipes|Recettes)$/m);
  return new Map(
    told.split(/^### /m).flatMap((part) => {
      const [title = ''] = part.split('\n');
      const [, block] = /^```sh\n([\s\S]*?)^```$/m.exec(part) ?? [];
      return block === undefined ? [] : [[title, block] as const];
    }),
  );
}

const [[, names = ''] = [], ...others] = [...recipes('clients.md')];
const HOLDER = /CLAIRE MEDECIN9990001, Médecin/;
/** What is seen when it has worked. */
const SEEN: Readonly<Record<string, RegExp>> = {
  jarsigner: /CLAIRE[\s\S]*jar verified/,
  ssh: /inside as \w/,
  'S/MIME': /Compte rendu du 12 mars[\s\S]*Verification successful/,
  pdfsig: /CLAIRE[\s\S]*Signature is Valid/,
};
/** Signing takes a card that says what its signature key does. */
const SIGNED = ['jarsigner', 'S/MIME', 'pdfsig'];

/** A server over standard input and output: no port, no daemon. */
function writeSshServer(folder: string): void {
  const at = (name: string) => join(folder, name);
  const user = process.env.USER ?? 'root';
  writeFileSync(
    at('sshd_config'),
    `HostKey ${at('host_key')}\nAuthorizedKeysFile ${at('authorized_keys')}\nStrictModes no\nUsePAM no\nPidFile none\n`,
  );
  writeFileSync(
    at('ssh_config'),
    `Host server\n  User ${user}\n  ProxyCommand /usr/sbin/sshd -i -f ${at('sshd_config')}\n` +
      `  StrictHostKeyChecking no\n  UserKnownHostsFile ${at('known_hosts')}\n`,
  );
}

for (const [title, block] of others)
  test.serial(`docs/clients.md: ${title}`, async (t) => {
    t.timeout(180_000);
    const folder = temporaryDirectory('recipe-');
    const { url } = await site(t, folder);
    writeFileSync(join(folder, 'letter.pdf'), LETTER);
    const authorities = defaultPki.authorities().map(({ id }) => defaultPki.chain(id).pem);
    writeFileSync(join(folder, 'authorities.pem'), authorities.join(''));
    if (title === 'ssh') {
      await tool('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'host_key')]);
      if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
      writeSshServer(folder);
    }
    const script = `cd ${folder}\n${names}${block}`;
    const card = SIGNED.includes(title) ? 'cps3-medecin-references' : 'cps3-medecin';
    const program = ['bash', '-eu', '-c', script];
    const variables = { SITE: new URL(url).host, HOME: folder, LC_ALL: 'C.UTF-8' };
    const { code, stdout, stderr } = await tool(
      process.execPath,
      [builtMain(), 'exec', '--card', card, '--', ...program],
      '',
      variables,
    );
    t.is(code, 0, stdout + stderr);
    t.regex(stdout + stderr, SEEN[title] ?? HOLDER);
  });

test('there are recipes, and the French page has the same', (t) => {
  t.true(others.length >= 8);
  t.deepEqual([...recipes('clients.fr.md').values()], [...recipes('clients.md').values()]);
});
