/** The language of texts for people: that of the terminal, where it is French. */
import type { Language } from '../../simulator/narration/index.ts';

export function userLanguage(env: NodeJS.ProcessEnv = process.env): Language {
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return /^fr/i.test(locale) ? 'fr' : 'en';
}
