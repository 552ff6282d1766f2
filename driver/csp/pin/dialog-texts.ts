/**
 * The words of the dialogs, in French and English.
 *
 * Source: guide, figure 34 (French PIN dialog); Microsoft's prompts by PIN purpose, reference/minidriver.md 7.2; the
 * other sentences are no quotations (simulation).
 */
import type { Language } from '#common/language.ts';

export interface DialogTexts {
  readonly title: string;
  readonly heading: string;
  /** By SECRET_PURPOSE. */
  prompt(purpose: number): string;
  refused(attemptsRemaining: number | undefined): string;
  insert(reader: string | undefined): string;
  pinPad(reader: string): string;
}

/** SECRET_PURPOSE: authentication, digital signature, encryption, non repudiation, administrator, primary, unblock. */
const FRENCH_PROMPTS: readonly string[] = [
  "Entrez votre code d'authentification.",
  'Entrez votre code de signature.',
  'Entrez votre code de chiffrement.',
  'Entrez votre code de non-répudiation.',
  "Entrez le code d'administration.",
  'Entrez votre code confidentiel.',
  'Entrez votre code de déblocage.',
];
const ENGLISH_PROMPTS: readonly string[] = [
  'Please enter your authentication PIN.',
  'Please enter your digital signature PIN.',
  'Please enter your encryption PIN.',
  'Please enter your non repudiation PIN.',
  'Please enter your administrator PIN.',
  'Please enter your PIN.',
  'Please enter your PIN to unblock the user PIN.',
];

const FRENCH: DialogTexts = {
  title: 'Sécurité Windows',
  heading: 'Carte à puce',
  prompt: (purpose) => FRENCH_PROMPTS[purpose] ?? 'Entrez votre code confidentiel.',
  refused: (attempts) =>
    attempts === undefined
      ? "Ce code ne peut pas être celui de la carte ; aucun essai n'a été utilisé."
      : `Le code est faux. Essais restants : ${attempts}.`,
  insert: (reader) =>
    reader === undefined ? 'Insérez votre carte à puce.' : `Insérez votre carte à puce dans le lecteur ${reader}.`,
  pinPad: (reader) => `Saisissez votre code sur le clavier du lecteur ${reader}.`,
};

const ENGLISH: DialogTexts = {
  title: 'Windows Security',
  heading: 'Smart card',
  prompt: (purpose) => ENGLISH_PROMPTS[purpose] ?? 'Please enter your PIN.',
  refused: (attempts) =>
    attempts === undefined
      ? 'The card cannot have that PIN; no try was spent.'
      : `The PIN is wrong. Tries left: ${attempts}.`,
  insert: (reader) =>
    reader === undefined ? 'Insert your smart card.' : `Insert your smart card into the reader ${reader}.`,
  pinPad: (reader) => `Enter your PIN at the keypad of the reader ${reader}.`,
};

export function dialogTexts(language: Language): DialogTexts {
  return language === 'fr' ? FRENCH : ENGLISH;
}
