/** Debian's Dovecot on loopback, with folders and certificates of its own: an operator of MSSanté by another hand. */
import { execFileSync, spawn } from 'node:child_process';
import { createPublicKey, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toPem } from '#asn1/pem.ts';
import { newRsaKey, privateKeyPem } from '#formats/private-key.ts';
import type { AuthorityId, CertificateProfileId, Pki } from '../simulator/pki/index.ts';
import { listenOnLoopback } from '../simulator/services/listening/loopback.ts';

const NOBODY = 65_534;
/** Nobody runs a server as root. */
const USER = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

/** Without a name in SNI, and by the name of the new flow. */
const SHOWN: Readonly<Record<'old' | 'new', { profile: CertificateProfileId; authority: AuthorityId; host: string }>> =
  {
    old: { profile: '2bis-ssl', authority: '2bis-test-classe-4', host: 'frontimap.mssante.fr' },
    new: {
      profile: 'sante-serv-ssl',
      authority: 'sante-test-elementaire-organisations',
      host: 'frontimap-igcsante.mssante.fr',
    },
  };
/** The last day on which 2BIS certificates were issued. */
const LAST_OF_2BIS = new Date('2017-05-31T00:00:00Z');
/** Authorities of the cards that are taken. */
const TAKEN: readonly AuthorityId[] = ['2ter-test-classe-1', 'sante-test-fort-personnes'];

interface Place {
  readonly folder: string;
  readonly port: number;
  /** Whom it runs as: it goes by names. */
  readonly user: string;
  readonly group: string;
}

/** Source: reference/pki-services.md 3. Who shows a card that is taken is its holder, as the certificate names them. */
function configuration({ folder, port, user, group }: Place): string {
  const unchrooted = ['anvil', 'stats'].map((name) => `service ${name} {\n  chroot =\n}\n`).join('');
  const boxes = { Sent: 'Sent', Drafts: 'Drafts', Trash: 'Trash' };
  const mailboxes = Object.entries(boxes)
    .map(([name, use]) => `  mailbox ${name} {\n    auto = subscribe\n    special_use = \\${use}\n  }\n`)
    .join('');
  return `base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = /dev/stderr
protocols = imap
listen = 127.0.0.1
default_internal_user = ${user}
default_login_user = ${user}
default_internal_group = ${group}
first_valid_uid = 1
# Ours keeps its mails in memory: no disk is waited for.
mail_fsync = never
mail_location = maildir:${folder}/mail/%u
ssl = required
ssl_cert = <${folder}/old.crt
ssl_key = <${folder}/old.key
ssl_ca = <${folder}/taken.crt
ssl_verify_client_cert = yes
ssl_require_crl = no
# 2BIS and 2TER are signed with SHA-1.
ssl_cipher_list = DEFAULT@SECLEVEL=0
auth_ssl_require_client_cert = yes
auth_ssl_username_from_cert = yes
auth_mechanisms = plain external
local_name ${SHOWN.new.host} {
  ssl_cert = <${folder}/new.crt
  ssl_key = <${folder}/new.key
}
# Who names a mailbox in EXTERNAL, or with LOGIN, gets that one.
passdb {
  driver = static
  master = yes
  args = nopassword=y
}
passdb {
  driver = static
  args = nopassword=y
}
userdb {
  driver = static
  args = uid=${user} gid=${group} home=${folder}/mail/%u
}
namespace inbox {
  inbox = yes
  separator = /
${mailboxes}}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
${unchrooted}`;
}

function certified(pki: Pki, which: keyof typeof SHOWN, key: KeyObject): string {
  const { profile, authority, host } = SHOWN[which];
  const structure = { name: 'AUTRE OPERATEUR DE SIMULATION', nationalId: '10B9990000', department: 'Paris (75)' };
  const issued = pki.issue(
    profile,
    { kind: 'software', commonName: host, structure, dnsNames: [host] },
    createPublicKey(key),
    { authority, ...(which === 'old' && { from: LAST_OF_2BIS }) },
  );
  return pki.chain(issued).certificates.slice(0, -1).map(toPem).join('');
}

async function writeFiles(pki: Pki, folder: string): Promise<void> {
  for (const name of ['run', 'state', 'mail']) mkdirSync(join(folder, name));
  const key = await newRsaKey();
  for (const which of ['old', 'new'] as const) {
    writeFileSync(join(folder, `${which}.crt`), certified(pki, which, key));
    writeFileSync(join(folder, `${which}.key`), privateKeyPem(key), { mode: 0o600 });
  }
  const taken = new Set(TAKEN.flatMap((id) => pki.chain(id).certificates.map(toPem)));
  writeFileSync(join(folder, 'taken.crt'), [...taken].join(''));
}

function nameOf(what: '-un' | '-gn'): string {
  const { uid } = USER;
  if (uid === undefined) return execFileSync('id', [what], { encoding: 'utf8' }).trim();
  return execFileSync('id', [what, 'nobody'], { encoding: 'utf8' }).trim();
}

export interface RunningDovecot extends AsyncDisposable {
  readonly port: number;
}

/** Cards of that world open it. */
export async function runningDovecot(pki: Pki): Promise<RunningDovecot> {
  await pki.ready(...TAKEN, ...Object.values(SHOWN).map(({ authority }) => authority));
  const { port, close } = await listenOnLoopback(createServer());
  await close();
  const folder = mkdtempSync(join(tmpdir(), 'cps-sim-dovecot-'));
  await writeFiles(pki, folder);
  const file = join(folder, 'dovecot.conf');
  writeFileSync(file, configuration({ folder, port, user: nameOf('-un'), group: nameOf('-gn') }));
  const { uid, gid } = USER;
  if (uid !== undefined) for (const path of ['', ...readdirSync(folder)]) chownSync(join(folder, path), uid, gid);
  // Its children keep what it was started with: nothing of ours.
  const server = spawn('/usr/sbin/dovecot', ['-F', '-c', file], { ...USER, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(server, 'exit');
  server.stderr.setEncoding('utf8');
  let said = '';
  for await (const text of server.stderr.iterator({ destroyOnReturn: false })) {
    said += text;
    if (said.includes('starting up')) break;
  }
  server.stderr.resume();
  if (!said.includes('starting up')) throw new Error(`dovecot did not start: ${said}`);
  return {
    port,
    async [Symbol.asyncDispose]() {
      server.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
