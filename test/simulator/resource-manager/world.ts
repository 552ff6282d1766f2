/** A resource manager with one reader and the calls that every test of it makes. */
import type { ExecutionContext } from 'ava';
import { PROTOCOL, SCARD, SCOPE, SHARE } from '#pcsc/scard.ts';
import type { ScardContext, ScardHandle } from '#pcsc/winscard.ts';
import { codeName } from '#windows/codes.ts';
import type { SmartCard } from '../../../simulator/card/port.ts';
import type { Slot } from '../../../simulator/reader/slot.ts';
import { ResourceManager, type ResourceManagerOptions } from '../../../simulator/resource-manager/resource-manager.ts';

export const READER = 'bureau 00 00';

export interface World {
  readonly manager: ResourceManager;
  readonly slot: Slot;
  readonly context: ScardContext;
}

/** A world with the reader 'bureau 00 00' and one context; `card` is inserted. */
export async function world(t: ExecutionContext, card?: SmartCard, options?: ResourceManagerOptions): Promise<World> {
  const manager = new ResourceManager(options);
  const slot = manager.plugReader('bureau');
  if (card !== undefined) slot.insert(card);
  t.teardown(() => manager.close());
  return { manager, slot, context: await newContext(manager) };
}

export async function newContext(manager: ResourceManager): Promise<ScardContext> {
  return (await manager.establishContext(SCOPE.SYSTEM)).context;
}

/** Opens a handle; fails the test when it is refused. */
export async function connected(
  t: ExecutionContext,
  { manager, context }: World,
  shareMode: number = SHARE.SHARED,
): Promise<ScardHandle> {
  const { rv, card } = await manager.connect(context, READER, shareMode, PROTOCOL.ANY);
  isRv(t, rv, SCARD.S_SUCCESS);
  return card;
}

/** Compares return codes by their names. */
export function isRv(t: ExecutionContext, rv: number, expected: number, message?: string): void {
  t.is(codeName(rv), codeName(expected), message);
}

/** 'waiting' as long as the promise has not settled after everything that could run has run. */
export async function settled(promise: Promise<unknown>): Promise<'waiting' | 'settled'> {
  const later = new Promise<'waiting'>((resolve) => setImmediate(resolve, 'waiting'));
  return Promise.race([promise.then(() => 'settled' as const), later]);
}
