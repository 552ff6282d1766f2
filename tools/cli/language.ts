/** The language of what people read: the one they ask for, else that of their environment. */

import { Option } from 'commander';
import { LANGUAGES, type Language } from '#common/language.ts';

/** LC_ALL goes before LC_MESSAGES, LC_MESSAGES before LANG; English for everything that is not French. */
export function languageOf(asked: Language | undefined, environment: NodeJS.ProcessEnv = process.env): Language {
  const { LC_ALL, LC_MESSAGES, LANG } = environment;
  return asked ?? (/^fr/i.test(LC_ALL || LC_MESSAGES || LANG || '') ? 'fr' : 'en');
}

/** `what`: is in that language. */
export function languageOption(what = 'language of the answers'): Option {
  return new Option('--lang <language>', `${what} (default: that of the environment)`).choices(LANGUAGES);
}
