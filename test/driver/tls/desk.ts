/** A reader with a card, and a program of a world that authenticates with it. */
import type { ExecutionContext } from 'ava';
import { CspProcess } from '../../../driver/csp/index.ts';
import { type CardKey, type CardKeyOptions, openCardKey } from '../../../driver/tls/index.ts';
import { type Pki, type World, type WorldCard, type WorldReader, world } from '../../../scenarios/world/index.ts';
import type { ReportingName } from '../../../scenarios/world/specs.ts';
import { Person } from '../../../scenarios/world/windows/person.ts';

export interface TlsDesk {
  readonly world: World;
  readonly reader: WorldReader;
  readonly card: WorldCard;
  readonly person: Person;
  readonly process: CspProcess;
}

interface DeskOptions {
  readonly profile?: 'cps3-medecin' | 'cps3-infirmier' | 'cps4-medecin' | 'cps4-medecin-t0';
  readonly pki?: Pki;
  readonly reporting?: ReportingName;
  readonly kind?: 'contact' | 'pinpad';
}

export async function desk(
  t: ExecutionContext,
  { profile = 'cps3-medecin', pki, reporting = 'windows', kind = 'contact' }: DeskOptions = {},
): Promise<TlsDesk> {
  const w = await world(pki && { pki });
  const reader = w.reader('bureau', kind, { reporting });
  const card = w.card(profile, { seed: 1 });
  await reader.insert(card);
  const person = new Person();
  const minidriver = profile.startsWith('cps4') ? { configuration: { generation: 'cps4' } as const } : {};
  const process = new CspProcess(w.winscard, { dialogs: person, minidriver });
  t.teardown(async () => {
    await process.close();
    await w.close();
  });
  return { world: w, reader, card, person, process };
}

/** The key of the card at that desk, closed when the test ends. */
export async function keyOf(t: ExecutionContext, { process }: TlsDesk, options?: CardKeyOptions): Promise<CardKey> {
  const key = await openCardKey(process, options);
  t.teardown(() => key.close());
  return key;
}
