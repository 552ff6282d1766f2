/** vsmartcard's vpcd: its driver, its configuration, its ports and who is in them. */
import { existsSync } from 'node:fs';
import type { Text } from '#common/language.ts';
import { bad, type Finding, ok, warn } from './finding.ts';
import type { StaticReader } from './reader-conf.ts';
import type { TcpSocket } from './tcp-table.ts';

const SLOTS = 2;
const INSTALL: Text = {
  en: 'sudo tools/setup (or: sudo apt install vsmartcard-vpcd)',
  fr: 'sudo tools/setup (ou : sudo apt install vsmartcard-vpcd)',
};
const RESTART: Text = {
  en: 'sudo systemctl restart pcscd (without systemd: end pcscd and start it again)',
  fr: 'sudo systemctl restart pcscd (sans systemd : arrêtez pcscd et relancez-le)',
};

const NOT_INSTALLED: Text = {
  en: 'vsmartcard-vpcd is not installed: no reader in /etc/reader.conf.d',
  fr: "vsmartcard-vpcd n'est pas installé : pas de lecteur dans /etc/reader.conf.d",
};

/** Where a vpcd listens: the port of its first slot. */
export interface Vpcd {
  readonly reader: StaticReader;
  readonly port: number;
}

function driverFinding(reader: StaticReader, libraryExists: boolean): Finding {
  if (!libraryExists)
    return bad(
      {
        en: `${reader.file} names ${reader.libPath}, which is not there`,
        fr: `${reader.file} nomme ${reader.libPath}, qui n'est pas là`,
      },
      INSTALL,
      RESTART,
    );
  return ok({
    en: `vpcd driver ${reader.libPath}, configured in ${reader.file}`,
    fr: `pilote vpcd ${reader.libPath}, configuré dans ${reader.file}`,
  });
}

/** `/dev/null:0x8C7B`: vpcd listens on that port. A host instead: it calls a card, which ends pcscd in 3.3. */
function vpcdPort(deviceName: string): number | undefined {
  const [, host, port = ''] = /^(.*):(0x[0-9A-Fa-f]+|\d+)$/.exec(deviceName) ?? [];
  return host === '/dev/null' ? Number(port) : undefined;
}

/** Driver and configuration; `vpcds` are those a card can be plugged into. */
export function checkDriver(
  readers: readonly StaticReader[],
  exists: (path: string) => boolean = existsSync,
): { findings: Finding[]; vpcds: Vpcd[] } {
  const configured = readers.filter(({ libPath }) => libPath.includes('vpcd'));
  if (configured.length === 0) return { findings: [bad(NOT_INSTALLED, INSTALL)], vpcds: [] };
  const findings: Finding[] = [];
  const vpcds: Vpcd[] = [];
  for (const reader of configured) {
    findings.push(driverFinding(reader, exists(reader.libPath)));
    const port = vpcdPort(reader.deviceName);
    if (port !== undefined) vpcds.push({ reader, port });
    else
      findings.push(
        bad(
          {
            en: `${reader.file}: DEVICENAME ${reader.deviceName} makes vpcd call the card; pcscd 1.9 ends when the card leaves`,
            fr: `${reader.file} : avec DEVICENAME ${reader.deviceName} vpcd appelle la carte ; pcscd 1.9 s'arrête quand elle s'en va`,
          },
          {
            en: `put 'DEVICENAME /dev/null:0x8C7B' into ${reader.file}`,
            fr: `mettez 'DEVICENAME /dev/null:0x8C7B' dans ${reader.file}`,
          },
          RESTART,
        ),
      );
  }
  return { findings, vpcds };
}

export interface SlotState {
  readonly port: number;
  readonly listening: boolean;
  readonly occupied: boolean;
  readonly exposed: boolean;
}

export function slotStates(port: number, sockets: readonly TcpSocket[]): SlotState[] {
  return Array.from({ length: SLOTS }, (_, slot) => {
    const here = sockets.filter((socket) => socket.port === port + slot);
    const listeners = here.filter(({ state }) => state === 'listening');
    return {
      port: port + slot,
      listening: listeners.length > 0,
      occupied: here.some(({ state }) => state === 'established'),
      exposed: listeners.some(({ loopback }) => !loopback),
    };
  });
}

function slotFinding({ port, listening, occupied }: SlotState, serviceRuns: boolean): Finding {
  if (!serviceRuns && listening)
    return bad(
      {
        en: `port ${port} is taken while pcscd does not run: vpcd cannot open it`,
        fr: `le port ${port} est pris alors que pcscd ne tourne pas : vpcd ne peut l'ouvrir`,
      },
      `ss -ltnp 'sport = :${port}'`,
    );
  if (!serviceRuns)
    return warn({
      en: `port ${port}: nothing listens while pcscd does not run`,
      fr: `port ${port} : personne n'écoute tant que pcscd ne tourne pas`,
    });
  if (!listening)
    return bad(
      {
        en: `port ${port}: nothing listens, pcscd has not started vpcd`,
        fr: `port ${port} : personne n'écoute, pcscd n'a pas lancé vpcd`,
      },
      RESTART,
      'journalctl -u pcscd',
    );
  return ok({
    en: `port ${port}: ${occupied ? 'a card is in it' : 'free'} (vpcd://127.0.0.1:${port})`,
    fr: `port ${port} : ${occupied ? 'une carte y est' : 'libre'} (vpcd://127.0.0.1:${port})`,
  });
}

/** The slots of one vpcd. */
export function checkSlots(states: readonly SlotState[], serviceRuns: boolean): Finding[] {
  const findings = states.map((state) => slotFinding(state, serviceRuns));
  if (states.every(({ occupied }) => occupied))
    findings.push(
      warn({
        en: 'every slot of vpcd holds a card: take one out before you plug another',
        fr: "chaque emplacement de vpcd contient une carte : retirez-en une avant d'en mettre une autre",
      }),
    );
  const exposed = states.filter((state) => state.exposed).map(({ port }) => port);
  if (exposed.length > 0)
    findings.push(
      warn(
        {
          en: `vpcd listens on every address (port ${exposed.join(', ')}): anybody on the network can plug a card in`,
          fr: `vpcd écoute sur toutes les adresses (port ${exposed.join(', ')}) : n'importe qui sur le réseau peut mettre une carte`,
        },
        `sudo iptables -A INPUT ! -i lo -p tcp -m multiport --dports ${exposed.join(',')} -j REJECT`,
      ),
    );
  return findings;
}
