/** The languages of what people read: dialogs, notifications, narration, the command line. */
export const LANGUAGES = ['fr', 'en'] as const;

export type Language = (typeof LANGUAGES)[number];

/** One thing said in each language. A language that is forgotten does not compile. */
export type Text = Readonly<Record<Language, string>>;

/** Made once for each language. */
export function inEach(make: (language: Language) => string): Text {
  return { fr: make('fr'), en: make('en') };
}

/** What is no sentence: a name, a code, a number. */
export function sameInEach(text: string): Text {
  return { fr: text, en: text };
}

/** Behind a label, before what it names: a blank stands before it in French. */
export function colonIn(language: Language): string {
  return language === 'fr' ? ' :' : ':';
}

/**
 * What only programmers meet, and nobody who asked for French. Each file that says so is in the list of
 * `test/languages.test.ts`, with the reason.
 */
export function englishOnly(text: string): Text {
  return sameInEach(text);
}

/** The one, then the other behind a semicolon; the one alone when there is no other. */
export function followedBy(first: Text, second: Text | undefined): Text {
  return second === undefined ? first : { fr: `${first.fr} ; ${second.fr}`, en: `${first.en}; ${second.en}` };
}

/** A string that carries both languages is told by this, which no text holds. */
const BETWEEN = '\0';

/** Both languages in the one string that a validator carries for a schema. */
export function packed({ en, fr }: Text): string {
  return en + BETWEEN + fr;
}

/** What `packed` made; undefined for any other string, such as a validator's own words. */
export function unpacked(message: string | undefined): Text | undefined {
  const [en = '', fr] = message?.split(BETWEEN) ?? [];
  return fr === undefined ? undefined : { en, fr };
}

const OR: Text = { fr: 'ou', en: 'or' };

/** `a`, `a or b`, `a, b or c`. */
export function alternatives(words: readonly string[]): Text {
  const last = words.at(-1) ?? '';
  if (words.length < 2) return sameInEach(last);
  return inEach((language) => `${words.slice(0, -1).join(', ')} ${OR[language]} ${last}`);
}
