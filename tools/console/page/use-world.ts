/** A world as the page sees it: its state, asked for again when something has happened, and its last events. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { WorldState } from '../../door/api.ts';
import type { Door, ToldEvent } from './door.ts';
import type { Text } from './language.ts';
import { isNoWorld, troubleOf } from './trouble.ts';

const MOST_SHOWN = 500;
const AGAIN_MS = 1000;
/** While somebody types at a PIN pad: no event tells of a key. */
const TYPING_MS = 500;
/** Kinds after which the state may be another one. */
const CHANGING = new Set(['reader', 'power', 'pin', 'pin-pad', 'fault', 'step', 'dialog', 'recording']);

interface SeenWorld {
  readonly state: WorldState | undefined;
  readonly events: readonly ToldEvent[];
  /** Why it is not seen at this moment. */
  readonly trouble: Text | undefined;
  /** Asks for its state: something that no event tells has changed. */
  readonly refresh: () => void;
}

/** Asks once more when it was asked to meanwhile, and never twice at once. */
function refresher(ask: () => Promise<void>): () => void {
  let [asking, again] = [false, false];
  const refresh = async () => {
    again = true;
    if (asking) return;
    asking = true;
    while (again) {
      again = false;
      await ask().catch(() => {});
    }
    asking = false;
  };
  return () => void refresh();
}

export function useWorld(door: Door, name: string): SeenWorld {
  const [state, setState] = useState<WorldState>();
  const [events, setEvents] = useState<readonly ToldEvent[]>([]);
  const [trouble, setTrouble] = useState<Text>();
  const refresh = useMemo(() => {
    const ask = async () => {
      setState(await door.state(name));
      setTrouble(undefined);
    };
    return refresher(ask);
  }, [door, name]);
  useEffect(() => {
    const gone = new AbortController();
    setEvents([]);
    let last = 0;
    const told = (some: readonly ToldEvent[]) => {
      last = some.at(-1)?.seq ?? last;
      setEvents((before) => [...before, ...some].slice(-MOST_SHOWN));
      if (some.some(({ kind }) => CHANGING.has(kind))) refresh();
    };
    const failed = (error: unknown) => {
      if (gone.signal.aborted) return;
      setTrouble(troubleOf(error));
      if (!isNoWorld(error)) return;
      // One of that name that is opened later begins anew.
      last = 0;
      setEvents([]);
      setState(undefined);
    };
    const follow = async () => {
      while (!gone.signal.aborted) {
        refresh();
        await door.events(name, last, told, gone.signal).catch(failed);
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      }
    };
    void follow();
    return () => gone.abort();
  }, [door, name, refresh]);
  const typing = state !== undefined && state.entries.length > 0;
  useEffect(() => {
    if (!typing) return;
    const timer = setInterval(refresh, TYPING_MS);
    return () => clearInterval(timer);
  }, [typing, refresh]);
  return { state, events, trouble, refresh };
}
