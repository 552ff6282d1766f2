/** A PIN pad whose time is over, said as it happens: that is nobody's deed, and most programs say no more than cancelled. */
import { useEffect, useRef } from 'preact/hooks';
import type { WorldState } from '../../door/api.ts';
import type { ToldEvent } from './door.ts';
import { useHand } from './hand.ts';

export function usePadsTold(state: WorldState | undefined, events: readonly ToldEvent[]): void {
  const hand = useHand();
  /** The last event that was told; what came before the page is not. */
  const last = useRef<number | undefined>(undefined);
  last.current ??= state?.seq;
  const told = events.findLast(({ kind, action }) => kind === 'pin-pad' && action === 'timeout');
  useEffect(() => {
    if (told?.words === undefined || last.current === undefined || told.seq <= last.current) return;
    last.current = told.seq;
    hand.say(told.words);
  }, [told]);
}
