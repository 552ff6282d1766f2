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

/** Of the codes that scenarios meet. Source: winerror.h, setupapi.h, in our words. */
export const RETURN_CODE_TEXTS: Texts = {
  SCARD_E_INVALID_PARAMETER: { en: 'A parameter is wrong', fr: 'Un paramètre est faux' },
  SCARD_E_UNKNOWN_READER: { en: 'There is no reader of that name', fr: "Il n'y a pas de lecteur de ce nom" },
  SCARD_E_TIMEOUT: { en: 'The time that was given has passed', fr: 'Le temps donné est passé' },
  SCARD_E_SHARING_VIOLATION: {
    en: 'Another program has the card for itself',
    fr: 'Un autre programme a la carte pour lui seul',
  },
  SCARD_E_NO_SMARTCARD: { en: 'No card is in the reader', fr: "Il n'y a pas de carte dans le lecteur" },
  SCARD_E_UNKNOWN_CARD: {
    en: 'The card is none that the minidriver knows',
    fr: "La carte n'est pas de celles que connaît le minidriver",
  },
  SCARD_E_READER_UNAVAILABLE: { en: 'The reader was unplugged', fr: 'Le lecteur a été débranché' },
  SCARD_E_NO_SERVICE: { en: 'PC/SC does not run', fr: 'PC/SC ne tourne pas' },
  SCARD_E_UNSUPPORTED_FEATURE: {
    en: 'The card, or its minidriver, does not do that',
    fr: 'La carte, ou son minidriver, ne fait pas cela',
  },
  SCARD_E_DIR_NOT_FOUND: { en: 'There is no such directory', fr: "Ce répertoire n'existe pas" },
  SCARD_E_FILE_NOT_FOUND: { en: 'There is no such file', fr: "Ce fichier n'existe pas" },
  SCARD_E_INVALID_CHV: {
    en: 'What was given cannot be a code: its length, its characters',
    fr: 'Ce qui est donné ne peut être un code : sa longueur, ses caractères',
  },
  SCARD_E_NO_KEY_CONTAINER: { en: 'There is no such container', fr: "Ce conteneur n'existe pas" },
  SCARD_E_READ_ONLY_CARD: { en: 'Nothing can be written to the card', fr: "Rien ne s'écrit sur la carte" },
  SCARD_F_COMM_ERROR: { en: 'The card did not answer', fr: "La carte n'a pas répondu" },
  SCARD_W_UNPOWERED_CARD: { en: 'The card has no power', fr: "La carte n'est pas alimentée" },
  SCARD_W_RESET_CARD: {
    en: 'The card was reset by another program',
    fr: 'La carte a été réinitialisée par un autre programme',
  },
  SCARD_W_REMOVED_CARD: { en: 'The card was taken out', fr: 'La carte a été retirée' },
  SCARD_W_SECURITY_VIOLATION: { en: 'The code has to be presented first', fr: "Le code doit d'abord être présenté" },
  SCARD_W_WRONG_CHV: { en: 'The code is wrong: a try is spent', fr: 'Le code est faux : un essai est perdu' },
  SCARD_W_CHV_BLOCKED: { en: 'No try is left', fr: "Il ne reste plus d'essai" },
  SCARD_W_CANCELLED_BY_USER: { en: 'The person cancelled', fr: 'La personne a annulé' },
  SCARD_W_CARD_NOT_AUTHENTICATED: { en: 'No code was presented', fr: "Aucun code n'a été présenté" },
  NTE_BAD_KEY: { en: 'The key is not for that', fr: "La clé n'est pas faite pour cela" },
  NTE_NO_KEY: { en: 'There is no such key', fr: "Cette clé n'existe pas" },
  NTE_BAD_KEYSET: { en: 'The container is not there, or is broken', fr: "Le conteneur n'est pas là, ou est abîmé" },
  NTE_KEYSET_NOT_DEF: { en: 'There is no such provider', fr: "Ce fournisseur n'existe pas" },
  NTE_PROV_TYPE_NO_MATCH: { en: 'The provider is of another type', fr: "Le fournisseur est d'un autre type" },
  NTE_SILENT_CONTEXT: {
    en: 'Somebody would have to be asked, and nobody may be',
    fr: "Il faudrait interroger quelqu'un, et c'est interdit",
  },
  NTE_TOKEN_KEYSET_STORAGE_FULL: {
    en: 'No further container fits on the card',
    fr: 'Aucun conteneur de plus ne tient sur la carte',
  },
  NTE_INVALID_HANDLE: {
    en: 'There is no context, or no key, to work with',
    fr: "Il n'y a ni contexte ni clé avec quoi travailler",
  },
  ERROR_FILE_NOT_FOUND: { en: 'There is no such file', fr: "Ce fichier n'existe pas" },
  ERROR_ACCESS_DENIED: { en: 'Only an administrator may do that', fr: 'Seul un administrateur le peut' },
  ERROR_INVALID_PARAMETER: { en: 'The command line is wrong', fr: 'La ligne de commande est fausse' },
  ERROR_NO_AUTHENTICODE_CATALOG: {
    en: 'The package has no catalogue file',
    fr: "Le paquet n'a pas de fichier catalogue",
  },
  ERROR_AUTHENTICODE_TRUST_NOT_ESTABLISHED: {
    en: 'The publisher is not trusted yet',
    fr: "L'éditeur n'est pas encore approuvé",
  },
  ERROR_AUTHENTICODE_PUBLISHER_NOT_TRUSTED: { en: 'The publisher is distrusted', fr: "L'éditeur est refusé" },
  ERROR_FILE_HASH_NOT_IN_CATALOG: {
    en: 'A file is not the one that was signed',
    fr: "Un fichier n'est pas celui qui a été signé",
  },
  ERROR_NOT_AN_INSTALLED_OEM_INF: {
    en: 'No package of that name is in the store',
    fr: "Aucun paquet de ce nom n'est dans le magasin",
  },
  ERROR_INF_IN_USE_BY_DEVICES: {
    en: 'A device still uses that package',
    fr: 'Un périphérique se sert encore de ce paquet',
  },
};
