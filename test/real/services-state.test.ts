/** What `cps-sim serve --state` keeps, judged by curl, OpenSSL and Python's imaplib: over restarts, and over kill -9 at any moment. */
import { spawn } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import test, { type ExecutionContext } from 'ava';
import { Pki } from '../../simulator/pki/index.ts';
import { Workshop } from '../common/formats/workshop.ts';
import { addressesIn } from '../simulator/services/addresses.ts';
import { cardOf } from '../simulator/services/pfc/card-client.ts';
import { type RunningCpsSim, startCpsSim } from '../tools/cli/cps-sim.ts';
import { tool } from './plugged-card.ts';

const HOSPITAL = '10B9990039';
const PASSWORD = 'motdepasse';
const CODE = 'Revoquer-2026';
const AUTHORITY = 'sante-test-elementaire-organisations';
const KILLS = 6;

const order = (number: number) => ({
  ...{ offer: 'ORG', usage: 'AUTH_CLI', structure: HOSPITAL },
  ...{ service: `Client_${number}`, password: PASSWORD },
});

/** A card, a folder for the state, and curl before whoever serves. */
class Desk {
  readonly shop: Workshop;
  readonly state: string;
  readonly #service: 'pfc' | 'mssante';
  #served: RunningCpsSim | undefined;
  #url = '';

  constructor(t: ExecutionContext, name: string, service: 'pfc' | 'mssante' = 'pfc') {
    this.#service = service;
    this.shop = new Workshop(name);
    this.state = join(this.shop.folder, 'state');
    rmSync(this.state, { recursive: true, force: true });
    const pki = new Pki();
    const card = cardOf(pki, 'cps3-medecin');
    this.shop.write('card.pem', card.cert);
    chmodSync(this.shop.write('card.key', card.key), 0o600);
    this.shop.write('trust.pem', pki.chain(AUTHORITY).pem);
    t.teardown(() => this.end('SIGKILL'));
  }

  async serve(): Promise<void> {
    const served = startCpsSim(['serve', this.#service, '--state', this.state, '--quiet']);
    this.#served = served;
    let said = '';
    await served.said(/Ctrl-C/).catch(async () => {
      const { stdout, stderr } = await served.ended;
      said = stdout + stderr;
    });
    if (said !== '') throw new Error(said);
    this.#url = `https://localhost:${this.port('pfc')}/`;
  }

  port(name: 'pfc' | 'imap'): number {
    return JSON.parse(readFileSync(join(this.state, 'state.json'), 'utf8')).parts.ports[name];
  }

  async end(signal: 'SIGINT' | 'SIGKILL'): Promise<void> {
    this.#served?.kill(signal);
    await this.#served?.ended;
  }

  run(program: string, ...args: string[]) {
    return tool(
      program,
      args.map((arg) => arg.replaceAll('~/', `${this.shop.folder}/`)),
    );
  }

  /** Exit code and answer of curl at the portal. */
  api(path: string, value?: unknown, ...args: string[]) {
    const body = value === undefined ? [] : ['-H', 'content-type: application/json', '-d', JSON.stringify(value)];
    const card = ['--cacert', '~/trust.pem', '--cert', '~/card.pem', '--key', '~/card.key'];
    return this.run('curl', '-sS', '--fail-with-body', ...card, ...body, ...args, `${this.#url}api/${path}`);
  }

  /** The newest delta list, fetched where the certificate says it is; as text. */
  async deltaList(certificate: Uint8Array): Promise<string> {
    const [url = ''] = addressesIn(certificate, 'deltaCrl');
    const { stdout } = await this.run('curl', '-sS', url.replaceAll(' ', '%20'));
    const [, value = ''] = /;binary::? ?(\S+)/i.exec(stdout) ?? [];
    this.shop.write('list.crl', Buffer.from(value, 'base64'));
    return (await this.run('openssl', 'crl', '-inform', 'DER', '-in', '~/list.crl', '-noout', '-text')).stdout;
  }
}

test('order, start, withdraw, start, revoke, start: the list has the serial number', async (t) => {
  const desk = new Desk(t, 'services-state');
  await desk.serve();
  const ordered = JSON.parse((await desk.api('products', order(1))).stdout);
  t.is(ordered.number, 1);
  await desk.end('SIGINT');

  await desk.serve();
  const withdrawal = { code: CODE, confirmation: CODE, accepted: true, keyPassword: PASSWORD };
  t.is((await desk.api('products/1/withdrawal', withdrawal)).code, 0);
  await desk.end('SIGKILL');

  await desk.serve();
  t.is((await desk.api('products/1/pkcs12', { password: PASSWORD }, '-o', `${desk.shop.folder}/1.p12`)).code, 0);
  const inside = await desk.run('openssl', 'pkcs12', '-in', '~/1.p12', '-passin', `pass:${PASSWORD}`, '-nokeys');
  t.regex(inside.stdout, /CN ?= ?Client_1\b/);
  t.is((await desk.api('products/1/revocation', { code: CODE, reason: 'keyCompromise' })).code, 0);
  await desk.end('SIGKILL');

  await desk.serve();
  t.is((await desk.api('products/1/certificate', undefined, '-o', `${desk.shop.folder}/1.cer`)).code, 0);
  const list = await desk.deltaList(readFileSync(join(desk.shop.folder, '1.cer')));
  t.regex(list, new RegExp(`Serial Number: ${ordered.serial}[\\s\\S]*Key Compromise`));
  t.is(JSON.parse((await desk.api('products/1')).stdout).state, 'revoked');
});

test('killed at any moment while five order: each that was answered is there, and no serial number twice', async (t) => {
  const desk = new Desk(t, 'services-killed');
  const answered = new Map<number, string>();
  let orders = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    await desk.serve();
    const products = JSON.parse((await desk.api('products')).stdout) as { number: number; serial: string }[];
    const found = new Map(products.map(({ number, serial }) => [number, serial]));
    for (const [number, serial] of answered) t.is(found.get(number), serial, `order ${number}`);
    t.is(new Set(found.values()).size, found.size);
    let left = kill;
    const ordering = Array.from({ length: 5 }, async () => {
      for (;;) {
        const { code, stdout } = await desk.api('products', order(orders++));
        if (code !== 0) return;
        const { number, serial } = JSON.parse(stdout);
        answered.set(number, serial);
        // Each time at another moment of the others' orders.
        if (left-- === 0) void desk.end('SIGKILL');
      }
    });
    await Promise.all(ordering);
    t.deepEqual(
      readdirSync(desk.state).filter((name) => !/^(?:state\.json(?:\.tmp)?|lock|mails)$/.test(name)),
      [],
    );
  }
  t.true(answered.size >= KILLS);
});

const IMAP = `
import imaplib, re, ssl, sys
port, cert, key = sys.argv[2:5]
context = ssl.create_default_context()
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
context.maximum_version = ssl.TLSVersion.TLSv1_2
context.load_cert_chain(cert, key)
imap = imaplib.IMAP4('127.0.0.1', int(port))
imap.starttls(context)
imap.authenticate('EXTERNAL', lambda _: b'')
imap.select('INBOX')
say = lambda *words: print(*words, flush=True)

def act(first):
    for number in range(first, first + 1000):
        mail = b'Subject: %d\\r\\n\\r\\nBonjour\\r\\n' % number
        said = imap.append('INBOX', '', None, mail)[1][0].decode()
        uid = re.search(r'APPENDUID \\d+ (\\d+)', said).group(1)
        say('stored', uid, number)
        imap.uid('STORE', uid, '+FLAGS', '(\\\\Flagged)')
        say('flagged', uid)
        if number % 3 == 0:
            imap.uid('STORE', uid, '+FLAGS', '(\\\\Deleted)')
            imap.expunge()
            say('gone', uid)

def tell():
    say('validity', imap.response('UIDVALIDITY')[1][0].decode(), imap.response('UIDNEXT')[1][0].decode())
    for head, mail in [one for one in imap.uid('FETCH', '1:*', '(UID FLAGS BODY.PEEK[])')[1] if isinstance(one, tuple)]:
        uid = re.search(rb'UID (\\d+)', head).group(1).decode()
        flagged = b'Flagged' in head
        say('found', uid, re.search(rb'Subject: (\\d+)', mail).group(1).decode(), flagged)

try:
    act(int(sys.argv[5])) if sys.argv[1] == 'act' else tell()
except (imaplib.IMAP4.abort, OSError):
    pass
`;

/** What was answered of each message, by its UID. */
interface Answered {
  readonly number: string;
  readonly flagged: boolean;
  readonly gone: boolean;
}

test('mailboxes, killed at any moment: stored, flagged and deleted for good; numbers as IMAP wants them', async (t) => {
  const desk = new Desk(t, 'mailboxes-killed', 'mssante');
  const answered = new Map<string, Answered>();
  const validities = new Set<string>();
  const files = ['card.pem', 'card.key'].map((name) => join(desk.shop.folder, name));
  const python = (what: 'act' | 'list', first = 0) =>
    ['-c', IMAP, what, desk.port('imap'), ...files, first].map(String);
  for (let kill = 0; ; kill++) {
    await desk.serve();
    const { stdout: listed, stderr } = await desk.run('python3', ...python('list'));
    const lines = listed
      .trim()
      .split('\n')
      .map((line) => line.split(' '));
    const [, validity = stderr, next = ''] = lines[0] ?? [];
    validities.add(validity);
    const found = new Map(lines.slice(1).map(([, uid = '', number, flagged]) => [uid, { number, flagged }]));
    for (const [uid, { number, flagged, gone }] of answered) {
      t.true(Number(uid) < Number(next), `${uid} ${next}`);
      if (gone) t.false(found.has(uid), uid);
      // Its deletion may have been on its way: every third is deleted.
      else if (Number(number) % 3 !== 0 || found.has(uid)) t.like(found.get(uid), { number });
      if (flagged && found.has(uid)) t.is(found.get(uid)?.flagged, 'True', uid);
    }
    if (kill === KILLS) break;
    // Each time behind another answer.
    let left = 7 * kill + 3;
    const acting = spawn('python3', python('act', kill * 1000), { stdio: ['ignore', 'pipe', 'inherit'] });
    for await (const line of createInterface({ input: acting.stdout })) {
      const [what = '', uid = '', number = ''] = line.split(' ');
      answered.set(uid, { ...(answered.get(uid) ?? { number, flagged: false, gone: false }), [what]: true });
      if (left-- === 0) await desk.end('SIGKILL');
    }
  }
  t.is(validities.size, 1);
  t.true(answered.size >= KILLS);
});
