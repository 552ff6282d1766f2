/** The words of the coverage report, in both languages; commands are named as the standard names them. */
import type { Language } from '#common/language.ts';

export type CodeState = 'verified' | 'wrong' | 'lastTry' | 'blocked' | 'unblocked';
export type CardEvent = 'powerOn' | 'reset' | 'removed' | 'insertedAgain';

export interface CoverageTexts {
  readonly titles: Readonly<Record<'commands' | 'statusWords' | 'codes' | 'events' | 'never', string>>;
  readonly cps2ter: string;
  readonly others: string;
  /** Behind 63CX. */
  readonly triesLeft: string;
  readonly codeStates: Readonly<Record<CodeState, string>>;
  readonly events: Readonly<Record<CardEvent, string>>;
}

export const COVERAGE_TEXTS: Readonly<Record<Language, CoverageTexts>> = {
  en: {
    titles: {
      commands: 'commands:',
      statusWords: 'status words:',
      codes: 'codes:',
      events: 'events:',
      never: 'never seen:',
    },
    cps2ter: 'commands of the CPS2ter volet',
    others: 'other commands',
    triesLeft: 'X tries left',
    codeStates: {
      verified: 'verified',
      wrong: 'wrong',
      lastTry: 'last try',
      blocked: 'blocked',
      unblocked: 'unblocked',
    },
    events: {
      powerOn: 'power on',
      reset: 'reset',
      removed: 'card removed',
      insertedAgain: 'card inserted again',
    },
  },
  fr: {
    titles: {
      commands: 'commandes :',
      statusWords: "mots d'état :",
      codes: 'codes :',
      events: 'événements :',
      never: 'jamais vu :',
    },
    cps2ter: 'commandes du volet CPS2ter',
    others: 'autres commandes',
    triesLeft: 'il reste X essais',
    codeStates: {
      verified: 'vérifié',
      wrong: 'faux',
      lastTry: 'dernier essai',
      blocked: 'bloqué',
      unblocked: 'débloqué',
    },
    events: {
      powerOn: 'mise sous tension',
      reset: 'réinitialisation',
      removed: 'carte retirée',
      insertedAgain: 'carte remise',
    },
  },
};
