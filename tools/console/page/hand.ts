/** What the person at the page does: each deed a step of the door, and a sentence of what came of it. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { PlayedBody } from '../../door/api.ts';
import type { Text } from './language.ts';

export interface Hand {
  /** The card that is held, until it is put into a reader or back. */
  readonly held: string | undefined;
  hold(card: string | undefined): void;
  /** Does a step, and says so; undefined when it was refused, which is said then. */
  step(step: object, done: Text): Promise<PlayedBody | undefined>;
  say(text: Text): void;
}

const STILL: Hand = { held: undefined, hold: () => {}, step: async () => undefined, say: () => {} };

export const TheHand = createContext(STILL);

export function useHand(): Hand {
  return useContext(TheHand);
}
