/** The focus of what goes is passed on to what stays: a keyboard would begin again at the top of the page. */
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** @returns for the element that may go */
export function useFocusPassedOn<T extends HTMLElement>(to: RefObject<HTMLElement | null>): RefObject<T | null> {
  const own = useRef<T>(null);
  useLayoutEffect(() => {
    const element = own.current;
    // Before it is taken out of the page, whoever has done that.
    return () => {
      if (element?.contains(document.activeElement)) to.current?.focus();
    };
  }, [to]);
  return own;
}
