/**
 * `cps-sim exec --services`: the documents' names and ports, for unmodified programs alone in a network. Judges: curl, OpenSSL,
 * ldapsearch, OpenSC, Node; as root and as an ordinary user.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { listenOnLoopback } from '../../simulator/services/listening/loopback.ts';
import { builtMain } from '../built.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { NOBODY, nodeFor, SELF, temporaryOf, USERS, type User } from './ordinary-user.ts';
import { type ToolResult, tool } from './plugged-card.ts';

interface Run extends ToolResult {
  readonly left: readonly string[];
}

async function exec(user: User, options: readonly string[], program: readonly string[], input = ''): Promise<Run> {
  const folder = temporaryOf(user);
  const variables = ['PATH=/usr/sbin:/usr/bin:/sbin:/bin', `TMPDIR=${folder}`, `HOME=${folder}`];
  const command = [...user.as, 'env', ...variables, nodeFor(user), builtMain(), 'exec'];
  const [name = '', ...args] = [...command, ...options, '--', ...program];
  const result = await tool(name, args, input);
  // Programs keep things of their own there.
  return { ...result, left: readdirSync(folder).filter((file) => file.startsWith('cps-sim')) };
}

const ask = (user: User, services: string, script: string, ...options: string[]): Promise<Run> =>
  exec(user, ['--services', services, '--trust', ...options], ['sh', '-c', script]);

const LIST = 'http://igc-sante.esante.gouv.fr/CRL/ACI-FO-PP-TEST.crl';
const FILES = 'd=$(mktemp -d) && cd $d';

for (const user of USERS) {
  test(`${user.name}: the addresses in the certificate of a card are followed as they are`, async (t) => {
    const script = `${FILES}
      pkcs15-tool --read-certificate e828bd080f8025000001ff001001 --output c.pem >pkcs15.log 2>&1
      urls=$(openssl x509 -in c.pem -noout -ext crlDistributionPoints,authorityInfoAccess | grep -o 'URI:.*' | cut -c5-)
      echo "$urls"
      curl -sS "$(echo "$urls" | grep '/CRL/')" -o list.crl && openssl crl -inform DER -in list.crl -noout -issuer
      curl -sS "$(echo "$urls" | grep '\\.cer$')" -o issuer.cer && openssl x509 -inform DER -in issuer.cer -out issuer.pem
      curl -sS "$(echo "$urls" | grep '^ldap:')" | grep -c 'certificateRevocationList;binary'
      ldapsearch -x -LLL -H ldap://annuaire-igc.esante.gouv.fr -b 'c=FR' -s base dn 2>&1 | head -1
      openssl verify -CAfile "$CPS_SIM_TRUST" -untrusted issuer.pem -crl_check -crl_download c.pem
      openssl ocsp -issuer issuer.pem -cert c.pem -CAfile "$CPS_SIM_TRUST" -url "$(echo "$urls" | grep ocsp)" 2>&1 | head -2
      cd / && rm -r $d`;
    const { stdout, stderr, code, left } = await ask(user, 'directory', script, '--card', 'cps3-medecin');
    t.is(code, 0, stderr);
    t.regex(stdout, /^http:\/\/ocsp\.esante\.gouv\.fr$/m);
    t.regex(stdout, /^issuer=.*TEST AC IGC-SANTE FORT PERSONNES SIMULATION$/m);
    t.regex(stdout, /^1$/m, stdout);
    t.regex(stdout, /^c\.pem: OK$/m);
    t.regex(stdout, /^Response verify OK\nc\.pem: good$/m);
    t.deepEqual(left, []);
  });

  test(`${user.name}: the directory over LDAPS at its port 636, by ldapsearch and curl; not for who trusts nobody`, async (t) => {
    const name =
      'cn=TEST AC IGC-SANTE FORT PERSONNES,ou=TEST AC RACINE IGC-SANTE FORT,ou=IGC-SANTE TEST,ou=0002 187512751,o=ASIP-SANTE,c=FR';
    const at = 'annuaire-igc.esante.gouv.fr';
    const script = `
      search() { ldapsearch -x -LLL -o ldif-wrap=no "$@"; }
      export LDAPTLS_CACERT=$CPS_SIM_TRUST
      search -H ldaps://${at} -b c=FR '(objectClass=pkiCA)' 1.1 | grep -c '^dn: '
      search -H ldap://${at} -b '${name}' -s base 'certificateRevocationList;binary' >plain; grep -c ';binary::' plain
      search -H ldaps://${at} -b '${name}' -s base 'certificateRevocationList;binary' | cmp - plain && echo same
      curl -sS -m 20 'ldaps://${at}/c=FR?cn?sub?(objectClass=pkiCA)' | grep -c '^DN: '
      LDAPTLS_CACERT=/dev/null search -H ldaps://${at} -b c=FR 1.1 2>/dev/null; echo "ldapsearch $?"
      curl -sS -m 20 --cacert /dev/null 'ldaps://${at}/c=FR?cn?base' 2>/dev/null; echo "curl $?"`;
    const { stdout, stderr, code } = await ask(user, 'directory', `${FILES}; ${script}; rm -r $d`);
    t.is(code, 0, stderr);
    const [entries, value, same, byCurl, ...refused] = stdout.trim().split('\n');
    t.true(Number(entries) > 20, stdout);
    t.deepEqual([value, same, byCurl], ['1', 'same', entries]);
    t.deepEqual(refused, ['ldapsearch 255', 'curl 77']);
  });

  test(`${user.name}: the real names over TLS on port 443, by OpenSSL, curl and Node`, async (t) => {
    const url = 'https://pfc.eservices.esante.gouv.fr/';
    const node = `fetch('${url}').then(({ status }) => console.log('node', status))`;
    const script = `
      echo | openssl s_client -connect pfc.eservices.esante.gouv.fr:443 -verify_hostname pfc.eservices.esante.gouv.fr 2>&1 | grep -m1 '^Verif'
      echo | openssl s_client -connect pfc-auth.eservices.esante.gouv.fr:443 -noservername -verify_return_error >s 2>&1 || true
      curl -sS -o /dev/null -w 'curl %{http_code}\\n' ${url}
      ${nodeFor(user)} -e "${node}"
      id -u; grep CapEff /proc/self/status`;
    const { stdout, stderr, code } = await ask(user, 'pfc', `${FILES}; ${script}; rm -r $d`);
    t.is(code, 0, stderr);
    t.regex(stdout, /^Verification: OK$/m);
    // Without a card the portal says why it lets nobody in.
    t.regex(stdout, /^curl 403$/m);
    t.regex(stdout, /^node 403$/m);
    if (user !== SELF) t.regex(stdout, new RegExp(`^${NOBODY}\nCapEff:\\s0+$`, 'm'));
  });

  test(`${user.name}: no other network, no port of this machine but those of the services`, async (t) => {
    const { port, close } = await listenOnLoopback(createServer((socket) => socket.end('here')));
    t.teardown(close);
    const script = `
      curl -sS -m 5 http://192.0.2.1/; echo $?
      curl -sS -m 5 http://127.0.0.1:${port}/; echo $?
      curl -sS -m 5 http://www.example.org/; echo $?
      wc -l </proc/net/dev`;
    const { stdout, stderr } = await ask(user, 'directory', script);
    t.regex(stdout, /^7\n7\n6\n3\n$/);
    t.regex(stderr, /annuaire\.gip-cps\.fr:80,389,636, .*and nothing else$/m);
  });

  test(`${user.name}: exit codes, input, arguments and folder are those of the program`, async (t) => {
    const options = ['--services', 'directory'];
    t.is((await exec(user, options, ['sh', '-c', 'exit 7'])).code, 7);
    t.is((await exec(user, options, ['sh', '-c', 'kill -KILL $$'])).code, 137);
    const missing = await exec(user, options, ['no-such-program']);
    t.is(missing.code, 127);
    t.regex(missing.stderr, /'no-such-program': no such program in PATH/);
    t.deepEqual(missing.left, []);
    const { stdout } = await exec(
      user,
      options,
      ['sh', '-c', 'cat; pwd; printf "%s|" "$@"', 'x', 'a b', '', '--'],
      'typed\n',
    );
    t.is(stdout, `typed\n${process.cwd()}\na b||--|`);
  });
}

test('two at once: each is alone with its own', async (t) => {
  const script = `for i in 1 2 3; do curl -sS -o /dev/null -w '%{http_code} ' ${LIST}; done`;
  const both = await Promise.all([SELF, SELF].map((user) => ask(user, 'directory', script)));
  t.deepEqual(
    both.map(({ stdout, left }) => [stdout, left]),
    [
      ['200 200 200 ', []],
      ['200 200 200 ', []],
    ],
  );
});

test('a scenario plays beside it: the services are its own', async (t) => {
  const file = join(temporaryDirectory('names-'), 'panne.yaml');
  writeFileSync(
    file,
    `scenario: Annuaire en panne
cards: { medecin: { profile: cps3-medecin, seed: 1 } }
readers: { bureau: contact }
steps:
  - insert: medecin
  - directory: notFound
  - checkRevocation: AUTH
    expect: { verdict: unreachable }
  - waitForProgram: ended
    expect: { exitCode: 22 }
`,
  );
  const program = ['sh', '-c', `opensc-tool --serial >/dev/null 2>&1 && curl -fsS ${LIST}`];
  const { code, stderr } = await exec(SELF, ['--scenario', file, '--services', 'directory'], program);
  t.is(code, 0, stderr);
});

/** A terminal whose person types Ctrl-C once the program is ready; what was on it, and the exit code. */
const TERMINAL = `
import os, pty, sys
pid, terminal = pty.fork()
if pid == 0: os.execvp(sys.argv[1], sys.argv[1:])
shown = b''
while True:
    try: read = os.read(terminal, 1000)
    except OSError: break
    if not read: break
    if b'ready' in read: os.write(terminal, b'\\x03')
    shown += read
print(shown.decode()[-40:], os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

test('a terminal is the program’s, Ctrl-C too', async (t) => {
  const script = 'trap "echo interrupted; exit 6" INT; test -t 0 && echo ready; while :; do sleep 0.1; done';
  const args = [builtMain(), 'exec', '--services', 'directory', '--', 'sh', '-c', script];
  const { stdout, stderr } = await tool('/usr/bin/python3', ['-c', TERMINAL, process.execPath, ...args]);
  t.regex(stdout, /interrupted\s+6\n$/, stderr);
});

/** A program that runs until it is ended, in a network of its own. */
async function running(t: ExecutionContext, ...program: string[]) {
  const folder = temporaryDirectory('names-');
  const args = [builtMain(), 'exec', '--services', 'directory', '--', ...program];
  const env = { ...process.env, TMPDIR: folder };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
  t.teardown(() => child.kill('SIGKILL'));
  child.stdout.setEncoding('utf8');
  const [first] = await once(child.stdout, 'data');
  return { child, folder, first: String(first) };
}

test('a signal reaches the program, which ends as it will', async (t) => {
  const script = "process.on('SIGTERM', () => process.exit(9)); setInterval(() => {}, 1000); console.log('on')";
  const { child, folder } = await running(t, process.execPath, '-e', script);
  child.kill('SIGTERM');
  t.deepEqual(await once(child, 'exit'), [9, null]);
  t.deepEqual(readdirSync(folder), []);
});

test('cps-sim is killed: the program goes on alone, and nobody answers it any more', async (t) => {
  const script = `echo on; sleep 0.1; while curl -sS -m 5 -o /dev/null ${LIST} 2>/dev/null; do :; done; echo gone`;
  const { child } = await running(t, 'sh', '-c', script);
  child.kill('SIGKILL');
  const [said] = await once(child.stdout, 'data');
  t.is(said, 'gone\n');
});

/** Where the system gives nobody a network: a limit of zero, in a namespace of its own. */
const FORBIDDEN = [
  ...['unshare', '--user', '--map-root-user', 'sh', '-c'],
  'for file in /proc/sys/user/max_user_namespaces /proc/sys/user/max_net_namespaces; do echo 0 >$file; done; exec "$@"',
  'sh',
];

test('where it is forbidden: why, what is led all the same, and the addresses', async (t) => {
  const script = `curl -sS -o /dev/null -w '%{http_code} ' ${LIST}
    ${process.execPath} -e "fetch('${LIST}').then(({ status }) => console.log(status))"`;
  const { stdout, stderr, code, left } = await ask({ name: 'nobody at all', as: FORBIDDEN }, 'directory', script);
  t.is(code, 0, stderr);
  t.is(stdout, '200 200\n');
  t.regex(stderr, /no network of its own \(unshare: unshare failed: .*\): the documents' names lead curl/);
  t.regex(stderr, /igc-sante\.esante\.gouv\.fr:80 = 127\.0\.0\.1:\d+/);
  t.deepEqual(left, []);
});
