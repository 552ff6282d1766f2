/** What status words mean, in the standard's words. Source: as for status-word.ts. */
import type { Text } from '#common/language.ts';
import { bytesAvailable, CPS2TER_SW, rightNe, SW, triesRemaining } from './status-word.ts';

const MEANINGS: Readonly<Record<number, Text>> = {
  [SW.SUCCESS]: { en: 'success', fr: 'succès' },
  [SW.END_OF_FILE]: { en: 'end of file reached before Ne bytes', fr: 'fin du fichier avant Ne octets' },
  [SW.SELECTED_FILE_DEACTIVATED]: { en: 'selected file deactivated', fr: 'fichier sélectionné désactivé' },
  [SW.NO_INFORMATION_CHANGED]: { en: 'verification failed', fr: 'vérification échouée' },
  [SW.EXECUTION_ERROR]: { en: 'execution error, memory unchanged', fr: "erreur d'exécution, mémoire inchangée" },
  [SW.MEMORY_FAILURE]: { en: 'memory failure', fr: 'défaut de mémoire' },
  [SW.WRONG_LENGTH]: { en: 'wrong length', fr: 'longueur fausse' },
  [SW.LOGICAL_CHANNEL_NOT_SUPPORTED]: { en: 'logical channel not supported', fr: 'canal logique non pris en charge' },
  [SW.SECURE_MESSAGING_NOT_SUPPORTED]: {
    en: 'secure messaging not supported',
    fr: 'messagerie sécurisée non prise en charge',
  },
  [SW.LAST_COMMAND_OF_CHAIN_EXPECTED]: {
    en: 'last command of the chain expected',
    fr: 'dernière commande de la chaîne attendue',
  },
  [SW.COMMAND_CHAINING_NOT_SUPPORTED]: {
    en: 'command chaining not supported',
    fr: 'chaînage de commandes non pris en charge',
  },
  [SW.COMMAND_INCOMPATIBLE_WITH_FILE_STRUCTURE]: {
    en: 'command incompatible with file structure',
    fr: 'commande incompatible avec la structure du fichier',
  },
  [SW.SECURITY_STATUS_NOT_SATISFIED]: { en: 'security status not satisfied', fr: "conditions d'accès non remplies" },
  [SW.AUTHENTICATION_METHOD_BLOCKED]: { en: 'authentication method blocked', fr: 'code bloqué' },
  [SW.REFERENCE_DATA_NOT_USABLE]: { en: 'reference data not usable', fr: 'code ou clé inutilisable' },
  [SW.CONDITIONS_OF_USE_NOT_SATISFIED]: {
    en: 'conditions of use not satisfied',
    fr: "conditions d'emploi non remplies",
  },
  [SW.COMMAND_NOT_ALLOWED]: {
    en: 'command not allowed (no current EF)',
    fr: 'commande refusée (aucun fichier courant)',
  },
  [SW.INCORRECT_DATA_FIELD]: { en: 'incorrect parameters in the data field', fr: 'paramètres faux dans les données' },
  [SW.FUNCTION_NOT_SUPPORTED]: { en: 'function not supported', fr: 'fonction non prise en charge' },
  [SW.FILE_NOT_FOUND]: { en: 'file or application not found', fr: 'fichier ou application absent' },
  [SW.RECORD_NOT_FOUND]: { en: 'record not found', fr: 'enregistrement absent' },
  [SW.NOT_ENOUGH_MEMORY]: { en: 'not enough memory', fr: 'mémoire insuffisante' },
  [SW.NC_INCONSISTENT_WITH_TLV]: {
    en: 'Nc inconsistent with TLV structure',
    fr: 'Nc incohérent avec la structure TLV',
  },
  [SW.INCORRECT_P1_P2]: { en: 'incorrect parameters P1-P2', fr: 'paramètres P1-P2 faux' },
  [SW.NC_INCONSISTENT_WITH_P1_P2]: { en: 'Nc inconsistent with P1-P2', fr: 'Nc incohérent avec P1-P2' },
  [SW.REFERENCED_DATA_NOT_FOUND]: { en: 'referenced data not found', fr: 'donnée référencée absente' },
  [SW.WRONG_P1_P2]: {
    en: 'wrong parameters P1-P2 (offset outside the file)',
    fr: 'paramètres P1-P2 faux (au-delà du fichier)',
  },
  [SW.INS_NOT_SUPPORTED]: { en: 'INS not supported', fr: 'INS non prise en charge' },
  [SW.CLA_NOT_SUPPORTED]: { en: 'CLA not supported', fr: 'CLA non prise en charge' },
  [SW.NO_PRECISE_DIAGNOSIS]: { en: 'no precise diagnosis', fr: 'sans diagnostic précis' },
  [CPS2TER_SW.MEMORY_PROBLEM]: { en: 'memory problem', fr: 'défaut de mémoire' },
  [CPS2TER_SW.NO_EF_SELECTED]: { en: 'no EF selected', fr: 'aucun EF sélectionné' },
  [CPS2TER_SW.OUT_OF_RANGE]: { en: 'offset outside the file', fr: 'au-delà du fichier' },
  [CPS2TER_SW.FILE_NOT_FOUND]: { en: 'file not found', fr: 'fichier absent' },
  [CPS2TER_SW.FILE_INCONSISTENT_WITH_COMMAND]: {
    en: 'file inconsistent with the command',
    fr: 'fichier incohérent avec la commande',
  },
  [CPS2TER_SW.NO_CODE]: { en: 'no code initialised', fr: 'aucun code initialisé' },
  [CPS2TER_SW.ACCESS_REFUSED]: {
    en: 'access condition not fulfilled or wrong code',
    fr: "condition d'accès non remplie ou code faux",
  },
  [CPS2TER_SW.IN_CONTRADICTION_WITH_CODE_STATUS]: {
    en: 'in contradiction with the status of the code',
    fr: "en contradiction avec l'état du code",
  },
  [CPS2TER_SW.IN_CONTRADICTION_WITH_INVALIDATION]: {
    en: 'in contradiction with the invalidation status',
    fr: "en contradiction avec l'état d'invalidation",
  },
  [CPS2TER_SW.CODE_BLOCKED]: { en: 'code blocked', fr: 'code bloqué' },
};

const UNKNOWN: Text = { en: 'unknown status word', fr: "mot d'état inconnu" };

/** `2 tries remaining` */
export function triesText(tries: number): Text {
  return { en: `${tries} tries remaining`, fr: `il reste ${tries} essai${tries > 1 ? 's' : ''}` };
}

/** `vérification échouée, il reste 2 essais` for 63C2. */
export function swMeaning(sw: number): Text {
  const available = bytesAvailable(sw);
  if (available !== undefined) return { en: `${available} bytes available`, fr: `${available} octets à lire` };
  const ne = rightNe(sw);
  if (ne !== undefined) return { en: `wrong Le, ${ne} bytes available`, fr: `Le faux, ${ne} octets à lire` };
  const tries = triesRemaining(sw);
  if (tries === undefined) return MEANINGS[sw] ?? UNKNOWN;
  const left = triesText(tries);
  return { en: `verification failed, ${left.en}`, fr: `vérification échouée, ${left.fr}` };
}
