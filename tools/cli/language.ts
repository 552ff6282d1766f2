/**
 * The language of a command line, in which everything it says to people is: help, tables, reports, notices, errors.
 *
 * One rule: `--lang` where it stands among the words of cps-sim itself, else LC_ALL, LC_MESSAGES, LANG; English for all that
 * is not French. What is for programs (keys of JSON, TAP's and JUnit's own words, names of codes and files) has no language.
 */

import { Option } from 'commander';
import { colonIn, LANGUAGES, type Language, type Text } from '#common/language.ts';

/** LC_ALL goes before LC_MESSAGES, LC_MESSAGES before LANG; English for everything that is not French. */
export function languageOf(asked: Language | undefined, environment: NodeJS.ProcessEnv = process.env): Language {
  const { LC_ALL, LC_MESSAGES, LANG } = environment;
  return asked ?? (/^fr/i.test(LC_ALL || LC_MESSAGES || LANG || '') ? 'fr' : 'en');
}

let spoken: Language | undefined;

/** From now on all is said in that language. */
export function speak(language: Language): void {
  spoken = language;
}

export function spokenLanguage(): Language {
  spoken ??= languageOf(undefined);
  return spoken;
}

/** The text in the language that is spoken. */
export function say(text: Text): string {
  return text[spokenLanguage()];
}

/** Behind a label, before what it names: a blank stands before it in French. */
export function colon(language = spokenLanguage()): string {
  return colonIn(language);
}

/** What is asked for by `--lang` in front of `--`; what is no language is told by the option itself. */
export function languageAsked(args: readonly string[]): Language | undefined {
  const own = args.includes('--') ? args.slice(0, args.indexOf('--')) : args;
  const at = own.indexOf('--lang');
  const asked = own.find((arg) => arg.startsWith('--lang='))?.slice('--lang='.length) ?? (at < 0 ? '' : own[at + 1]);
  return LANGUAGES.find((language) => language === asked);
}

/** Every verb has it. */
export function languageOption(): Option {
  return new Option(
    '--lang <language>',
    say({
      en: 'language of what is said (default: that of the environment)',
      fr: "langue de ce qui est dit (celle de l'environnement par défaut)",
    }),
  ).choices(LANGUAGES);
}
