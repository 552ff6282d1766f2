/** What return codes mean, in both languages. */
import type { Texts } from './list-texts.ts';

/** Source: winerror.h, setupapi.h, in our words. */
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
  SCARD_F_INTERNAL_ERROR: {
    en: 'PC/SC found something wrong in itself',
    fr: 'PC/SC a trouvé une incohérence en lui-même',
  },
  SCARD_E_CANCELLED: {
    en: 'The call was cancelled, by SCardCancel or by the person',
    fr: "L'appel a été annulé, par SCardCancel ou par la personne",
  },
  SCARD_E_INVALID_HANDLE: {
    en: 'The handle is none, or was given back',
    fr: "Le descripteur n'en est pas un, ou a été rendu",
  },
  SCARD_E_INVALID_TARGET: {
    en: 'The program that PC/SC is to start is not named as it should be',
    fr: 'Le programme que PC/SC doit lancer est mal nommé',
  },
  SCARD_E_NO_MEMORY: { en: 'There is not enough memory', fr: 'La mémoire manque' },
  SCARD_F_WAITED_TOO_LONG: {
    en: 'PC/SC waited for itself for too long',
    fr: "PC/SC s'est attendu lui-même trop longtemps",
  },
  SCARD_E_INSUFFICIENT_BUFFER: {
    en: 'The answer is longer than the room given for it',
    fr: 'La réponse est plus longue que la place donnée',
  },
  SCARD_E_CANT_DISPOSE: {
    en: 'The card could not be left as was asked for',
    fr: "La carte n'a pu être laissée comme demandé",
  },
  SCARD_E_PROTO_MISMATCH: {
    en: 'The card speaks none of the protocols asked for',
    fr: 'La carte ne parle aucun des protocoles demandés',
  },
  SCARD_E_NOT_READY: {
    en: 'The reader or the card is not ready for commands',
    fr: "Le lecteur ou la carte n'est pas prêt à recevoir des commandes",
  },
  SCARD_E_INVALID_VALUE: {
    en: 'A value is none that the call knows',
    fr: "Une valeur n'est pas de celles que l'appel connaît",
  },
  SCARD_E_SYSTEM_CANCELLED: {
    en: 'The system cancelled the call, to end or to sleep',
    fr: "Le système a annulé l'appel, pour s'arrêter ou se mettre en veille",
  },
  SCARD_F_UNKNOWN_ERROR: {
    en: 'Something went wrong, and PC/SC does not know what',
    fr: 'Quelque chose a échoué, et PC/SC ne sait pas quoi',
  },
  SCARD_E_INVALID_ATR: { en: 'The ATR is none', fr: "L'ATR n'en est pas un" },
  SCARD_E_NOT_TRANSACTED: {
    en: 'The command did not reach the card, or its answer did not come back; or no transaction was begun',
    fr: "La commande n'a pas atteint la carte, ou sa réponse n'est pas revenue ; ou aucune transaction n'était commencée",
  },
  SCARD_E_PCI_TOO_SMALL: {
    en: "The room for the protocol's data is too small",
    fr: 'La place pour les données du protocole est trop petite',
  },
  SCARD_E_READER_UNSUPPORTED: {
    en: 'The driver of the reader lacks what is asked for',
    fr: "Le pilote du lecteur n'a pas ce qui est demandé",
  },
  SCARD_E_DUPLICATE_READER: { en: 'A reader of that name is there already', fr: 'Un lecteur de ce nom est déjà là' },
  SCARD_E_CARD_UNSUPPORTED: {
    en: 'The card lacks what its minidriver needs',
    fr: "La carte n'a pas ce dont son minidriver a besoin",
  },
  SCARD_E_SERVICE_STOPPED: { en: 'PC/SC has ended', fr: "PC/SC s'est arrêté" },
  SCARD_E_UNEXPECTED: {
    en: 'The card, or its minidriver, did what nobody expected',
    fr: "La carte, ou son minidriver, a fait ce que personne n'attendait",
  },
  SCARD_E_NO_DIR: {
    en: 'There is no directory for it on the card',
    fr: "Il n'y a pas de répertoire pour cela sur la carte",
  },
  SCARD_E_NO_FILE: { en: 'There is no file for it on the card', fr: "Il n'y a pas de fichier pour cela sur la carte" },
  SCARD_E_NO_ACCESS: { en: 'The card does not allow it', fr: 'La carte ne le permet pas' },
  SCARD_E_WRITE_TOO_MANY: { en: 'There is no room for it on the card', fr: "La carte n'a pas de place pour cela" },
  SCARD_E_BAD_SEEK: { en: 'The place is outside the file', fr: "L'endroit est hors du fichier" },
  SCARD_E_NO_SUCH_CERTIFICATE: { en: 'There is no such certificate', fr: "Ce certificat n'existe pas" },
  SCARD_E_CERTIFICATE_UNAVAILABLE: { en: 'The certificate cannot be had', fr: 'Le certificat ne peut être obtenu' },
  SCARD_E_NO_READERS_AVAILABLE: { en: 'No reader is plugged in', fr: "Aucun lecteur n'est branché" },
  SCARD_E_COMM_DATA_LOST: {
    en: 'Data was lost on the way between reader and card',
    fr: 'Des données se sont perdues entre le lecteur et la carte',
  },
  SCARD_E_SERVER_TOO_BUSY: { en: 'PC/SC has more to do than it can', fr: "PC/SC a plus à faire qu'il ne peut" },
  SCARD_W_UNSUPPORTED_CARD: {
    en: 'The ATR is none that the reader can work with',
    fr: "L'ATR n'est pas de ceux avec lesquels le lecteur peut travailler",
  },
  SCARD_W_UNRESPONSIVE_CARD: {
    en: 'The card does not answer to reset',
    fr: 'La carte ne répond pas à la remise à zéro',
  },
  SCARD_W_EOF: { en: 'The file ends before that', fr: "Le fichier s'arrête avant" },
  NTE_BAD_HASH: { en: 'The hash object is none', fr: "L'objet de hachage n'en est pas un" },
  NTE_BAD_DATA: {
    en: 'The data is not as the key or the algorithm wants it',
    fr: "Les données ne sont pas ce que veut la clé ou l'algorithme",
  },
  NTE_BAD_SIGNATURE: { en: 'The signature does not verify', fr: 'La signature ne se vérifie pas' },
  NTE_BAD_ALGID: {
    en: 'The provider does not know that algorithm',
    fr: 'Le fournisseur ne connaît pas cet algorithme',
  },
  NTE_BAD_FLAGS: {
    en: 'A flag is none that the call knows',
    fr: "Un indicateur n'est pas de ceux que l'appel connaît",
  },
  NTE_BAD_TYPE: {
    en: 'The provider does not do that kind of thing',
    fr: 'Le fournisseur ne fait pas ce genre de chose',
  },
  NTE_BAD_HASH_STATE: {
    en: 'The hash is finished: nothing can be added',
    fr: "Le hachage est terminé : rien ne s'y ajoute plus",
  },
  NTE_EXISTS: { en: 'It is there already', fr: 'Il est déjà là' },
  NTE_BAD_PROV_TYPE: { en: 'There is no provider of that type', fr: "Il n'y a pas de fournisseur de ce type" },
  NTE_INVALID_PARAMETER: { en: 'A parameter is wrong', fr: 'Un paramètre est faux' },
  NTE_NOT_SUPPORTED: { en: 'The provider does not do that', fr: 'Le fournisseur ne fait pas cela' },
  ERROR_INSUFFICIENT_BUFFER: {
    en: 'The answer is longer than the room given for it',
    fr: 'La réponse est plus longue que la place donnée',
  },
  ERROR_REVISION_MISMATCH: {
    en: 'The structure is of another version than the one asked for',
    fr: "La structure est d'une autre version que celle demandée",
  },
  ERROR_EXPECTED_SECTION_NAME: {
    en: 'The INF has a line before its first section',
    fr: "L'INF a une ligne avant sa première section",
  },
  ERROR_BAD_SECTION_NAME_LINE: {
    en: "The INF has a section's name that does not end",
    fr: "L'INF a un nom de section qui ne se termine pas",
  },
  ERROR_SECTION_NAME_TOO_LONG: {
    en: "The INF has a section's name of more than 255 characters",
    fr: "L'INF a un nom de section de plus de 255 caractères",
  },
  ERROR_GENERAL_SYNTAX: { en: 'The INF is not written as one', fr: "L'INF n'est pas écrit comme il faut" },
  ERROR_WRONG_INF_STYLE: {
    en: "The file is no INF of today's form",
    fr: "Le fichier n'est pas un INF de la forme actuelle",
  },
  ERROR_SECTION_NOT_FOUND: {
    en: 'The INF lacks a section that is named',
    fr: "Il manque à l'INF une section qui est nommée",
  },
  ERROR_LINE_NOT_FOUND: { en: 'The INF lacks a line that is needed', fr: "Il manque à l'INF une ligne nécessaire" },
  ERROR_INVALID_CLASS: { en: 'The class of devices is none', fr: "La classe de périphériques n'en est pas une" },
  ERROR_NO_COMPAT_DRIVERS: {
    en: 'No driver is known for the device',
    fr: "Aucun pilote n'est connu pour le périphérique",
  },
};
