/** The smart card service: does it run, and does it let this user in? */
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { SCARD, SCOPE } from '#pcsc/scard.ts';
import type { WinScard } from '#pcsc/winscard.ts';
import { codeName } from '#windows/codes.ts';
import { bad, type Finding, ok, warn } from './finding.ts';

const SOCKET = process.env.PCSCLITE_CSOCK_NAME ?? '/run/pcscd/pcscd.comm';

function startRemedy(): string[] {
  if (process.platform !== 'linux') return ['start the smart card service of the system'];
  if (!existsSync('/usr/sbin/pcscd')) return ['sudo apt install pcscd'];
  if (existsSync('/run/systemd/system')) return ['sudo systemctl restart pcscd.socket pcscd.service'];
  return ['sudo pcscd'];
}

/** What to type when polkit keeps a user out: a rule of its own, or another user. */
export function polkitRemedy(user: string): string[] {
  const rule =
    `polkit.addRule(function(action, subject) { if (action.id.indexOf("org.debian.pcsc-lite.access_") == 0 && ` +
    `subject.user == "${user}") return polkit.Result.YES; });`;
  return [
    `echo '${rule}' | sudo tee /etc/polkit-1/rules.d/50-pcscd.rules`,
    'sudo systemctl restart polkit pcscd (in a container without polkit: run as root)',
  ];
}

/** What the return code of SCardEstablishContext says of the service. */
export function explainService(rv: number, socketExists: boolean, user: string): Finding {
  if (rv === SCARD.S_SUCCESS) return ok('pcscd answers');
  if (rv === SCARD.W_SECURITY_VIOLATION || rv === SCARD.E_NO_ACCESS)
    return bad(`polkit refuses '${user}' the smart card service (${codeName(rv)})`, ...polkitRemedy(user));
  const socket = socketExists ? `its socket ${SOCKET} is there, nobody answers` : `no socket ${SOCKET}`;
  return bad(`pcscd does not run (${codeName(rv)}; ${socket})`, ...startRemedy());
}

/** Becomes a client of the service: `context` is there when it lets us. */
export async function checkService(winscard: WinScard): Promise<{ finding: Finding; context?: number }> {
  const { rv, context } = await winscard.establishContext(SCOPE.SYSTEM);
  const finding = explainService(rv, existsSync(SOCKET), userInfo().username);
  return rv === SCARD.S_SUCCESS ? { finding, context } : { finding };
}

/** Where PC/SC of this shell leads to, when it is not the system's pcscd: then vpcd is out of reach and not looked at. */
export function checkEnvironment({ PCSCLITE_CSOCK_NAME }: NodeJS.ProcessEnv): Finding | undefined {
  if (PCSCLITE_CSOCK_NAME === undefined) return undefined;
  return warn(
    `PCSCLITE_CSOCK_NAME leads programs to ${PCSCLITE_CSOCK_NAME}, as in cps-sim exec and shell: the readers of the system are not seen from here`,
    "to look at the system's pcscd: env -u PCSCLITE_CSOCK_NAME cps-sim doctor",
  );
}

export async function checkReaders(winscard: WinScard, context: number): Promise<Finding> {
  const { readers } = await winscard.listReaders(context);
  if (readers.length === 0) return warn('pcscd has no reader', 'sudo apt install vsmartcard-vpcd', ...startRemedy());
  return ok(`readers: ${readers.join(', ')}`);
}
