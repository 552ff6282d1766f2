/** What the names in the lists mean, in both languages. */
import type { Language } from '#common/language.ts';

export type Texts = Readonly<Record<string, Readonly<Record<Language, string>>>>;

/** Source: reference/minidriver.md 14.1; of the agency's five: docs/windows.md. */
export const PROPERTY_TEXTS: Texts = {
  'Free Space': { en: 'CARD_FREE_SPACE_INFO', fr: 'CARD_FREE_SPACE_INFO' },
  Capabilities: { en: 'CARD_CAPABILITIES', fr: 'CARD_CAPABILITIES' },
  'Key Sizes': {
    en: 'CARD_KEY_SIZES; flags: 1 AT_KEYEXCHANGE, 2 AT_SIGNATURE',
    fr: 'CARD_KEY_SIZES ; flags : 1 AT_KEYEXCHANGE, 2 AT_SIGNATURE',
  },
  'Read Only Mode': { en: '1: nothing can be written', fr: "1 : rien ne s'écrit" },
  'Cache Mode': { en: 'What of the card may be kept', fr: 'Ce qui peut être gardé de la carte' },
  'Supports Windows x.509 Enrollment': {
    en: '0: no certificate can be enrolled',
    fr: "0 : aucun certificat ne s'inscrit",
  },
  'Card Identifier': {
    en: 'cardid: 16 bytes that are never those of another card',
    fr: "cardid : 16 octets qui ne sont jamais ceux d'une autre carte",
  },
  'Card Serial Number': { en: 'The serial number of the chip', fr: 'Le numéro de série de la puce' },
  'PIN Information': { en: 'PIN_INFO; flags: the PIN_ID', fr: 'PIN_INFO ; flags : le PIN_ID' },
  'PIN List': { en: 'The codes there are, one bit each', fr: 'Les codes présents, un bit chacun' },
  'Authenticated State': {
    en: 'The codes verified now, one bit each',
    fr: 'Les codes vérifiés à présent, un bit chacun',
  },
  'PIN Strength Verify': { en: 'How a code can be presented', fr: 'Comment un code peut être présenté' },
  'PIN Strength Change': { en: 'How it can be changed', fr: 'Comment il peut être changé' },
  'PIN Strength Unblock': { en: 'How it can be unblocked', fr: 'Comment il peut être débloqué' },
  'Key Import Support': { en: '0: no key can be imported', fr: "0 : aucune clé ne s'importe" },
  Algorithms: { en: 'The algorithms of an operation', fr: "Les algorithmes d'une opération" },
  'Padding Schemes': { en: 'The paddings of an operation', fr: "Les bourrages d'une opération" },
  CPSVersion: {
    en: "The agency's: the version of the card, UTF-16LE",
    fr: "De l'Agence : la version de la carte, UTF-16LE",
  },
  CPSEFData: { en: "The agency's: CPS_DATA", fr: "De l'Agence : CPS_DATA" },
  CPSEFLang: { en: "The agency's: CPS_LANG_PS", fr: "De l'Agence : CPS_LANG_PS" },
  CPSPersoVersion: {
    en: "The agency's: the pre-issuing data of the ATR",
    fr: "De l'Agence : les données de préémission de l'ATR",
  },
  CPSCPLC: { en: "The agency's: the CPLC of the chip", fr: "De l'Agence : le CPLC de la puce" },
};

export const EVENT_TEXTS: Texts = {
  'card-inserted': {
    en: 'A card is in the reader, and its program has seen it',
    fr: 'Une carte est dans le lecteur, et un programme la voit',
  },
  'card-removed': { en: 'No card is in the reader any more', fr: "Il n'y a plus de carte dans le lecteur" },
  'reader-plugged': { en: 'The reader is there', fr: 'Le lecteur est là' },
  'reader-unplugged': { en: 'The reader is gone, with its card', fr: "Le lecteur n'est plus là, ni sa carte" },
};
