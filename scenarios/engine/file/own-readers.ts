/** What of a scenario only our own readers can do. */
import type { Scenario } from './schema.ts';

/** True when a reader has a PIN pad, which only our own readers can have. */
export function needsPinPad({ readers }: Scenario): boolean {
  return Object.values(readers).includes('pinpad');
}

/** Faults of our own readers and of their service. */
const OURS: readonly string[] = ['noticedAfter', 'serviceKilled'];

/** True when only our own readers can do it: a PIN pad, reporting as others do, removals noticed late, a service killed. */
export function needsOwnReaders(scenario: Scenario): boolean {
  const { reporting, faults, steps } = scenario;
  const actions = [...faults.map(({ rule }) => rule.do), ...steps.map(({ args }) => (args as { do?: unknown }).do)];
  const ours = actions.some((action) => OURS.some((name) => isNamed(action, name)));
  const killed = steps.some(({ definition }) => definition.key === 'smartCardService');
  return needsPinPad(scenario) || reporting !== undefined || ours || killed;
}

/** Whether it is that fault, alone or with a value. */
function isNamed(action: unknown, name: string): boolean {
  return action === name || (typeof action === 'object' && action !== null && Object.hasOwn(action, name));
}
