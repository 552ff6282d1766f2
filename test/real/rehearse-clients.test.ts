/** `cps-sim rehearse mssante --client`: unmodified mail programs in the place of ours, in a few lines each. M08, M13, M16. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { builtMain } from '../built.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { tool } from './plugged-card.ts';

const CLAIRE = 'claire.medecin9990001@simulation.mssante.fr';
const FOLDER = temporaryDirectory('rehearse-');

const CURL_TLS =
  'curl -sS --max-time 30 --ssl-reqd --tls-max 1.2 --cert "$MSSANTE_CERT" --key "$MSSANTE_KEY" --cacert "$MSSANTE_TRUST" ' +
  '--resolve "$MSSANTE_HOST:$MSSANTE_PORT:$MSSANTE_ADDRESS"';
const SWAKS =
  'swaks --server "$MSSANTE_ADDRESS" --port "$MSSANTE_PORT" --tls --tls-cert "$MSSANTE_CERT" --tls-key "$MSSANTE_KEY" ' +
  `--tls-sni "$MSSANTE_HOST" --from ${CLAIRE} --to ${CLAIRE}`;
const PYTHON = `
import imaplib, os, ssl
e = os.environ
context = ssl.create_default_context(cafile=e['MSSANTE_TRUST'])
context.maximum_version = ssl.TLSVersion.TLSv1_2
context.load_cert_chain(e['MSSANTE_CERT'], e['MSSANTE_KEY'])
context.check_hostname = False
imap = imaplib.IMAP4(e['MSSANTE_ADDRESS'], int(e['MSSANTE_PORT']))
imap.starttls(context)
imap.authenticate('EXTERNAL', lambda _: b'')
imap.logout()
`;
writeFileSync(join(FOLDER, 'client.py'), PYTHON);

/** Certificate and key in one file; with a certificate it wants to authenticate over SMTP too, and knows no other way there. */
const MUTT = [
  ...['set smtp_url=smtp://$MSSANTE_ADDRESS:$MSSANTE_PORT/', 'set smtp_pass=simulation', `set from=${CLAIRE}`],
  ...[
    `set ssl_client_cert=${FOLDER}/mutt.pem`,
    'set ssl_ca_certificates_file=$MSSANTE_TRUST',
    'set certificate_file=""',
  ],
  ...['set ssl_starttls=yes', 'set ssl_force_tls=yes', 'set ssl_verify_host=no', 'set ssl_use_tlsv1_3=no'],
  ...['set copy=no', 'set use_envelope_from=yes', ''],
];
writeFileSync(join(FOLDER, 'muttrc'), MUTT.join('\n'));

interface Client {
  readonly of: 'imap' | 'smtp';
  readonly command: string;
}

const CLIENTS: Readonly<Record<string, Client>> = {
  'curl over IMAP': {
    of: 'imap',
    command: `${CURL_TLS} --login-options AUTH=EXTERNAL -u ${CLAIRE}: "imap://$MSSANTE_HOST:$MSSANTE_PORT/" >/dev/null`,
  },
  'curl over SMTP': {
    of: 'smtp',
    command: `printf 'From: <${CLAIRE}>\\r\\n\\r\\nx\\r\\n' | ${CURL_TLS} --mail-from ${CLAIRE} --mail-rcpt ${CLAIRE} -T - "smtp://$MSSANTE_HOST:$MSSANTE_PORT"`,
  },
  swaks: { of: 'smtp', command: `${SWAKS} >/dev/null` },
  'mutt over SMTP': {
    of: 'smtp',
    command: `cat "$MSSANTE_CERT" "$MSSANTE_KEY" > ${FOLDER}/mutt.pem && echo x | mutt -F ${FOLDER}/muttrc -s essai -- ${CLAIRE} >/dev/null`,
  },
  "Python's imaplib": { of: 'imap', command: `python3 ${FOLDER}/client.py` },
};

/** A card that comes in, one of test before production, one of a family that is not taken, and one that is revoked. */
const CARDS = ['fort', 'test', 'standard', 'revoked'];

for (const [name, { of, command }] of Object.entries(CLIENTS))
  test.serial(`${name}: each card as the notice says`, async (t) => {
    t.timeout(180_000);
    const cells = ['--strategy', 'igcsante', '--interface', of, '--card', ...CARDS];
    const args = [builtMain(), 'rehearse', 'mssante', ...cells, '--json', '--quiet', '--client', command];
    const said = await tool(process.execPath, args);
    const { cells: played } = JSON.parse(said.stdout || '{"cells":[]}');
    const outcomes = played.map(
      ({ card, seen }: { card: string; seen?: { outcome: string } }) => `${card} ${seen?.outcome}`,
    );
    t.deepEqual(
      outcomes.toSorted(),
      ['fort passes', 'revoked operator', 'standard operator', 'test operator'],
      said.stderr,
    );
    t.is(said.code, 0, said.stderr);
  });
