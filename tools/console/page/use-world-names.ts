/** The names of the worlds that are open, those too that others open or close. */
import { useEffect, useState } from 'preact/hooks';
import type { Door } from './door.ts';

const AGAIN_MS = 2000;
/** As many times as the door took: one with a thousand worlds has other things to do than to list them. */
const REST = 3;

/** Undefined before the door has said them. */
export function useWorldNames(door: Door): readonly string[] | undefined {
  const [names, setNames] = useState<readonly string[]>();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let gone = false;
    const look = async () => {
      const start = performance.now();
      const worlds = await door.worlds().catch(() => undefined);
      if (gone) return;
      if (worlds !== undefined) setNames(worlds.map(({ name }) => name));
      timer = setTimeout(look, Math.max(AGAIN_MS, REST * (performance.now() - start)));
    };
    void look();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [door]);
  return names;
}
