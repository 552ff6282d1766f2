/** Why the page has nothing to show, or nothing new. */
import type { PlayedBody, RefusalBody } from '../../door/api.ts';
import { Refusal } from './door.ts';
import type { Text } from './language.ts';

const LOST: Text = { en: 'The door does not answer any more.', fr: 'La porte ne répond plus.' };
const STRANGER: Text = {
  en: 'This door has another token: open the whole address that cps-sim console printed last.',
  fr: 'Cette porte a un autre jeton : ouvrez l’adresse entière que cps-sim console a donnée en dernier.',
};
const NO_WORLD: Text = {
  en: 'This world is closed: choose another one.',
  fr: 'Ce monde est fermé : choisissez-en un autre.',
};

export function isNoWorld(error: unknown): boolean {
  return error instanceof Refusal && error.body.reason === 'noWorld';
}

/** What the return code of a step that was refused means, and its name. */
function refusedText({ observed, meaning }: RefusalBody & Partial<PlayedBody>): Text | undefined {
  const code = observed?.error;
  if (typeof code !== 'string' || meaning === undefined) return undefined;
  return { en: `refused: ${meaning.en} (${code})`, fr: `refusé : ${meaning.fr} (${code})` };
}

/** What a person is told: the door speaks to programs, too. */
export function troubleOf(error: unknown): Text {
  if (!(error instanceof Refusal)) return LOST;
  if (error.body.reason === 'token') return STRANGER;
  return isNoWorld(error) ? NO_WORLD : (refusedText(error.body) ?? error.body.message);
}
