/** The smart card service: does it run, and does it let this user in? */
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import type { Text } from '#common/language.ts';
import { SCARD, SCOPE } from '#pcsc/scard.ts';
import type { WinScard } from '#pcsc/winscard.ts';
import { codeName } from '#windows/codes.ts';
import { bad, type Finding, ok, type Said, warn } from './finding.ts';
import { explainWindowsService } from './windows.ts';

const SOCKET = process.env.PCSCLITE_CSOCK_NAME ?? '/run/pcscd/pcscd.comm';

function startRemedy(): Said[] {
  if (process.platform !== 'linux')
    return [{ en: 'start the smart card service of the system', fr: 'lancez le service de carte à puce du système' }];
  if (!existsSync('/usr/sbin/pcscd')) return ['sudo apt install pcscd'];
  if (existsSync('/run/systemd/system')) return ['sudo systemctl restart pcscd.socket pcscd.service'];
  return ['sudo pcscd'];
}

/** What to type when polkit keeps a user out: a rule of its own, or another user. */
export function polkitRemedy(user: string): Said[] {
  const rule =
    `polkit.addRule(function(action, subject) { if (action.id.indexOf("org.debian.pcsc-lite.access_") == 0 && ` +
    `subject.user == "${user}") return polkit.Result.YES; });`;
  return [
    `echo '${rule}' | sudo tee /etc/polkit-1/rules.d/50-pcscd.rules`,
    {
      en: 'sudo systemctl restart polkit pcscd (in a container without polkit: run as root)',
      fr: 'sudo systemctl restart polkit pcscd (dans un conteneur sans polkit : lancez en root)',
    },
  ];
}

/** What the return code of SCardEstablishContext says of the service. */
export function explainService(rv: number, socketExists: boolean, user: string): Finding {
  if (rv === SCARD.S_SUCCESS) return ok({ en: 'pcscd answers', fr: 'pcscd répond' });
  if (rv === SCARD.W_SECURITY_VIOLATION || rv === SCARD.E_NO_ACCESS)
    return bad(
      {
        en: `polkit refuses '${user}' the smart card service (${codeName(rv)})`,
        fr: `polkit refuse à '${user}' le service de carte à puce (${codeName(rv)})`,
      },
      ...polkitRemedy(user),
    );
  const socket: Text = socketExists
    ? { en: `its socket ${SOCKET} is there, nobody answers`, fr: `sa socket ${SOCKET} est là, personne ne répond` }
    : { en: `no socket ${SOCKET}`, fr: `pas de socket ${SOCKET}` };
  return bad(
    {
      en: `pcscd does not run (${codeName(rv)}; ${socket.en})`,
      fr: `pcscd ne tourne pas (${codeName(rv)} ; ${socket.fr})`,
    },
    ...startRemedy(),
  );
}

/** Becomes a client of the service: `context` is there when it lets us. */
export async function checkService(winscard: WinScard): Promise<{ finding: Finding; context?: number }> {
  const { rv, context } = await winscard.establishContext(SCOPE.SYSTEM);
  const finding =
    process.platform === 'win32'
      ? explainWindowsService(rv)
      : explainService(rv, existsSync(SOCKET), userInfo().username);
  return rv === SCARD.S_SUCCESS ? { finding, context } : { finding };
}

/** Where PC/SC of this shell leads to, when it is not the system's pcscd: then vpcd is out of reach and not looked at. */
export function checkEnvironment({ PCSCLITE_CSOCK_NAME }: NodeJS.ProcessEnv): Finding | undefined {
  if (PCSCLITE_CSOCK_NAME === undefined) return undefined;
  return warn(
    {
      en: `PCSCLITE_CSOCK_NAME leads programs to ${PCSCLITE_CSOCK_NAME}, as in cps-sim exec and shell: the readers of the system are not seen from here`,
      fr: `PCSCLITE_CSOCK_NAME mène les programmes à ${PCSCLITE_CSOCK_NAME}, comme dans cps-sim exec et shell : les lecteurs du système ne se voient pas d'ici`,
    },
    {
      en: "to look at the system's pcscd: env -u PCSCLITE_CSOCK_NAME cps-sim doctor",
      fr: 'pour regarder le pcscd du système : env -u PCSCLITE_CSOCK_NAME cps-sim doctor',
    },
  );
}

export async function checkReaders(winscard: WinScard, context: number): Promise<Finding> {
  const { readers } = await winscard.listReaders(context);
  if (readers.length === 0)
    return warn(
      { en: 'pcscd has no reader', fr: "pcscd n'a pas de lecteur" },
      'sudo apt install vsmartcard-vpcd',
      ...startRemedy(),
    );
  return ok({ en: `readers: ${readers.join(', ')}`, fr: `lecteurs : ${readers.join(', ')}` });
}
