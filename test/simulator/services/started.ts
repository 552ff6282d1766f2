/** Services of a test: they stand on a clock that stands still, and end with the test. */
import type { ExecutionContext } from 'ava';
import type { Clock } from '#common/clock.ts';
import { SYSTEM_CLOCK } from '#common/clock.ts';
import { HealthServices, type ServiceName } from '../../../simulator/services/index.ts';
import { NOW } from '../pki/revoked.ts';

export interface Started {
  readonly services: HealthServices;
  /** What the services told, in English. */
  readonly told: readonly string[];
}

/** The calendar stands still on the day of test/simulator/pki/revoked.ts; waiting is real. */
export const STILL: Clock = { ...SYSTEM_CLOCK, date: () => NOW };

export async function started(t: ExecutionContext, name: ServiceName, clock: Clock = STILL): Promise<Started> {
  const told: string[] = [];
  const services = await HealthServices.start({ names: [name], clock, tell: (_, __, { en }) => void told.push(en) });
  t.teardown(() => services.close());
  return { services, told };
}
