/** What steps take and expect by name: properties of the card, return codes, events, profiles of cards. */
import type { Language } from '#common/language.ts';
import { own } from '#common/own.ts';
import { CODE_NAMES, codeHex, codeOf } from '#windows/codes.ts';
import { PROPERTY_NAMES } from '../../../driver/minidriver/index.ts';
import { shippedProfiles } from '../../world/card-stock.ts';
import { EVENT_NAMES } from '../../world/specs.ts';
import { EVENT_TEXTS, PROPERTY_TEXTS, type Texts } from './list-texts.ts';
import { RETURN_CODE_TEXTS } from './return-code-texts.ts';

export const LISTS = ['properties', 'errors', 'events', 'profiles'] as const;
export type ListName = (typeof LISTS)[number];

interface ListedName {
  readonly name: string;
  /** The number behind a return code. */
  readonly value?: string;
  readonly text: string;
}

export interface List {
  readonly title: string;
  readonly names: readonly ListedName[];
}

const TITLES: Readonly<Record<ListName, Readonly<Record<Language, string>>>> = {
  properties: {
    en: 'Properties of the card, for CardGetProperty; with or without blanks',
    fr: 'Propriétés de la carte, pour CardGetProperty ; avec ou sans espaces',
  },
  errors: { en: "Return codes, for 'error:'", fr: "Codes de retour, pour 'error:'" },
  events: { en: 'Events of readers and cards', fr: 'Événements des lecteurs et des cartes' },
  profiles: { en: 'Profiles of cards', fr: 'Profils de cartes' },
};

function told(names: readonly string[], texts: Texts, language: Language): ListedName[] {
  return names.map((name) => ({ name, text: own(texts, name)?.[language] ?? '' }));
}

function namesOf(list: ListName, language: Language): ListedName[] {
  switch (list) {
    case 'properties':
      return told(PROPERTY_NAMES, PROPERTY_TEXTS, language);
    case 'events':
      return told(EVENT_NAMES, EVENT_TEXTS, language);
    case 'profiles':
      return shippedProfiles().map(({ name, title }) => ({ name, text: title[language] }));
    case 'errors':
      return CODE_NAMES.filter((name) => name !== 'SCARD_S_SUCCESS').map((name) => ({
        name,
        value: codeHex(codeOf(name)),
        text: own(RETURN_CODE_TEXTS, name)?.[language] ?? '',
      }));
  }
}

/** One of those lists in that language. */
export function listOf(list: ListName, language: Language): List {
  return { title: TITLES[list][language], names: namesOf(list, language) };
}
