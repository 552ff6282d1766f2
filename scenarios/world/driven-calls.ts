/** Programs that wait in PC/SC make a virtual clock run: nobody else would end what they wait for. */
import type { MovableClock } from '#common/clock.ts';
import { VirtualClock } from '#common/virtual-clock.ts';
import { INFINITE } from '#pcsc/scard.ts';
import type { WinScard } from '#pcsc/winscard.ts';
import { aroundCalls } from './around-calls.ts';

/**
 * The same PC/SC, whose calls a virtual clock runs for until they end; any other clock runs by itself. A wait without end
 * is for something that no clock brings.
 * @param waits false for who only watches: its SCardGetStatusChange makes no time pass
 */
export function drivenBy(clock: MovableClock, winscard: WinScard, { waits = true } = {}): WinScard {
  if (!(clock instanceof VirtualClock)) return winscard;
  const passesBy = (name: string | symbol, [, timeoutMs]: readonly unknown[]) =>
    name === 'getStatusChange' && (!waits || timeoutMs === INFINITE);
  return aroundCalls(winscard, (name, args, call) => {
    const called = call();
    return called instanceof Promise && !passesBy(name, args) ? clock.during(called) : called;
  });
}
