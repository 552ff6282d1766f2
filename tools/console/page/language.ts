/** The language of the page: the one chosen before, else that of `cps-sim console --lang`, else the browser's. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

export type Language = 'fr' | 'en';

/** One thing said in each language. */
export type Text = Readonly<Record<Language, string>>;

const KEPT = 'cps-sim-language';

export function usualLanguage(): Language {
  const { asked } = document.documentElement.dataset;
  const kept = sessionStorage.getItem(KEPT) ?? asked ?? navigator.language;
  return kept.toLowerCase().startsWith('fr') ? 'fr' : 'en';
}

export function keepLanguage(language: Language): void {
  sessionStorage.setItem(KEPT, language);
  document.documentElement.lang = language;
}

export const SpokenLanguage = createContext<Language>('en');

/** Says a text in the language of the page. */
export function useWords(): (text: Text) => string {
  const language = useContext(SpokenLanguage);
  return (text) => text[language];
}
