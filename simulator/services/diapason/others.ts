/** The terminal's maker and the payment provider. Source: reference/documents.md D02; names: simulation. */
import type { Clock } from '#common/clock.ts';
import { PSP_NAME } from './defaults.ts';
import { type Certified, MakerAuthority } from './maker-authority.ts';

/** The authorities and certificates of the two others, which stay as they are. */
export interface Others {
  readonly terminalMaker: MakerAuthority;
  readonly provider: MakerAuthority;
  readonly terminal: Certified;
  readonly pspServer: Certified;
}

export async function others(clock: Clock): Promise<Others> {
  const from = new Date(Date.UTC(clock.date().getUTCFullYear() - 1, 0, 1));
  const terminalMaker = await MakerAuthority.found('AC TERMINAUX SIMULATION', from);
  const provider = await MakerAuthority.found('AC COMMERCIALE SIMULATION', from);
  const terminal = await terminalMaker.issue({ commonName: 'TPE SIMULATION 0001', purpose: 'clientAuth' });
  const pspServer = await provider.issue({ commonName: PSP_NAME, purpose: 'serverAuth', dnsName: PSP_NAME });
  return { terminalMaker, provider, terminal, pspServer };
}
