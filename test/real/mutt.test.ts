/**
 * Debian's mutt, unmodified, before the operator of MSSanté: with the card's key in a file, and with the card itself through
 * `cps-sim tls --starttls`, under the documents' names. M01.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { HealthServices } from '../../simulator/services/index.ts';
import { builtMain } from '../built.ts';
import { cardOf } from '../simulator/services/pfc/card-client.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { cpsExec } from './exec-tool.ts';
import { type ToolResult, tool } from './plugged-card.ts';

const CLAIRE = 'claire.medecin9990001@simulation.mssante.fr';

/** mutt asks nobody anything, and keeps nothing. */
const ALWAYS = [
  // Else, where ~/Mail is not there, it asks whether to make it, and the first keys are the answer.
  `set folder=${temporaryDirectory('mutt-folder-')}`,
  ...[
    'set header_cache=""',
    'set certificate_file=""',
    'set copy=no',
    'set wait_key=no',
    'set quit=yes',
    'set delete=yes',
  ],
  ...[
    'set pipe_decode=yes',
    'set charset=utf-8',
    `set from=${CLAIRE}`,
    'set use_from=yes',
    'set use_envelope_from=yes',
  ],
  ...[`set imap_user=${CLAIRE}`, 'set imap_authenticators=external'],
];

/** Of a shell: sends a mail, reads the last one into a file by the keys of a person, and deletes it. */
function session(rc: string, inbox: string, output: string, subject: string): string {
  const keys = `<last-entry><pipe-message>cat > ${output}<enter><delete-message><sync-mailbox><quit>`;
  return [
    `echo 'Bonjour, été' | mutt -F ${rc} -s '${subject}' -- ${CLAIRE}`,
    // A keyboard on which nobody types: the end of its input would be a key as well, at any moment.
    `mkfifo ${output}.keyboard`,
    `TERM=xterm script -qec "mutt -F ${rc} -f ${inbox} -e 'push \\"${keys}\\"'" /dev/null <>${output}.keyboard >/dev/null`,
  ].join(' && ');
}

function read(
  t: { readonly regex: (text: string, expected: RegExp, why?: string) => boolean },
  file: string,
  why: string,
) {
  const text = readFileSync(file, 'utf8');
  t.regex(text, /^Subject: de mutt$/m, why);
  t.regex(text, new RegExp(`^From: .*${CLAIRE}`, 'm'), why);
  t.regex(text, /Bonjour, été/, why);
}

function told({ code, stdout, stderr }: ToolResult): string {
  return `${code}\n${stdout}\n${stderr}`;
}

test.serial('with the key in a file: sends, reads and deletes, with STARTTLS and EXTERNAL', async (t) => {
  t.timeout(120_000);
  const services = await HealthServices.start({ names: ['mssante'] });
  t.teardown(() => services.close());
  const { cert, key } = cardOf(services.pki, 'cps3-medecin');
  const folder = temporaryDirectory('mutt-');
  const path = (name: string) => join(folder, name);
  writeFileSync(path('card.pem'), cert + key, { mode: 0o600 });
  writeFileSync(path('ca.pem'), services.mssante.trust);
  const { imap, submission } = services.mssante.ports;
  const tls = [
    ...[`set ssl_client_cert=${path('card.pem')}`, `set ssl_ca_certificates_file=${path('ca.pem')}`],
    // The names of the operator lead here by address alone.
    ...['set ssl_starttls=yes', 'set ssl_force_tls=yes', 'set ssl_verify_host=no', 'set ssl_use_tlsv1_3=no'],
    // With a certificate it wants to authenticate over SMTP too, and knows no other way there.
    'set smtp_pass=simulation',
  ];
  writeFileSync(path('rc'), [...ALWAYS, ...tls, `set smtp_url=smtp://127.0.0.1:${submission}/`, ''].join('\n'));
  const script = session(path('rc'), `imap://127.0.0.1:${imap}/INBOX`, path('read'), 'de mutt');
  const said = await tool('sh', ['-c', script]);
  t.is(said.code, 0, told(said));
  read(t, path('read'), told(said));
  t.is(services.mssante.store.boxAt(CLAIRE)?.folder('INBOX').messages().length, 0);
  t.is(services.mssante.store.boxAt(CLAIRE)?.folder('Trash').messages().length, 0);
});

test.serial('with the card, through the forwarder, under the names of the documents', async (t) => {
  t.timeout(180_000);
  const folder = temporaryDirectory('mutt-');
  const path = (name: string) => join(folder, name);
  // TLS is the forwarder's.
  const clear = ['set ssl_starttls=no', 'set ssl_force_tls=no', 'set smtp_url=smtp://127.0.0.1:5587/', ''];
  writeFileSync(path('rc'), [...ALWAYS, ...clear].join('\n'));
  const forward = (of: 'imap' | 'smtp', from: string, listen: number) =>
    [
      `mkfifo ${path(of)}`,
      `${process.execPath} ${builtMain()} tls ${from} --starttls ${of} --listen ${listen} --ca "$SSL_CERT_FILE" --code-env CODE > ${path(of)} &`,
      'forwarders="$forwarders $!"',
      `read said < ${path(of)}`,
    ].join('\n');
  const script = [
    forward('imap', 'frontimap-igcsante.formation.mssante.fr:143', 5143),
    forward('smtp', 'frontsmtp-igcsante.formation.mssante.fr:587', 5587),
    session(path('rc'), 'imap://127.0.0.1:5143/INBOX', path('read'), 'de mutt'),
    'code=$?; kill $forwarders; exit $code',
  ].join('\n');
  const said = await cpsExec(
    ['--services', 'mssante', '--trust', '--card', 'cps3-medecin'],
    ['env', 'CODE=1234', 'sh', '-c', script],
  );
  t.is(said.code, 0, told(said));
  read(t, path('read'), told(said));
});
