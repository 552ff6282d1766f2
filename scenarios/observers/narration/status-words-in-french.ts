/** What status words mean, in French. Source: as for `swMeaning`, ISO/IEC 7816-4:2020, 5.6. */
import { CPS2TER_SW, SW, swMeaning, triesRemaining } from '#iso7816/status-word.ts';

const MEANINGS: Readonly<Record<number, string>> = {
  [SW.SUCCESS]: 'succès',
  [SW.END_OF_FILE]: 'fin du fichier avant Ne octets',
  [SW.SELECTED_FILE_DEACTIVATED]: 'fichier sélectionné désactivé',
  [SW.NO_INFORMATION_CHANGED]: 'vérification échouée',
  [SW.EXECUTION_ERROR]: "erreur d'exécution, mémoire inchangée",
  [SW.MEMORY_FAILURE]: 'défaut de mémoire',
  [SW.WRONG_LENGTH]: 'longueur fausse',
  [SW.LOGICAL_CHANNEL_NOT_SUPPORTED]: 'canal logique non pris en charge',
  [SW.SECURE_MESSAGING_NOT_SUPPORTED]: 'messagerie sécurisée non prise en charge',
  [SW.LAST_COMMAND_OF_CHAIN_EXPECTED]: 'dernière commande de la chaîne attendue',
  [SW.COMMAND_CHAINING_NOT_SUPPORTED]: 'chaînage de commandes non pris en charge',
  [SW.COMMAND_INCOMPATIBLE_WITH_FILE_STRUCTURE]: 'commande incompatible avec la structure du fichier',
  [SW.SECURITY_STATUS_NOT_SATISFIED]: "conditions d'accès non remplies",
  [SW.AUTHENTICATION_METHOD_BLOCKED]: 'code bloqué',
  [SW.REFERENCE_DATA_NOT_USABLE]: 'code ou clé inutilisable',
  [SW.CONDITIONS_OF_USE_NOT_SATISFIED]: "conditions d'emploi non remplies",
  [SW.COMMAND_NOT_ALLOWED]: 'commande refusée (aucun fichier courant)',
  [SW.INCORRECT_DATA_FIELD]: 'paramètres faux dans les données',
  [SW.FUNCTION_NOT_SUPPORTED]: 'fonction non prise en charge',
  [SW.FILE_NOT_FOUND]: 'fichier ou application absent',
  [SW.RECORD_NOT_FOUND]: 'enregistrement absent',
  [SW.NOT_ENOUGH_MEMORY]: 'mémoire insuffisante',
  [SW.NC_INCONSISTENT_WITH_TLV]: 'Nc incohérent avec la structure TLV',
  [SW.INCORRECT_P1_P2]: 'paramètres P1-P2 faux',
  [SW.NC_INCONSISTENT_WITH_P1_P2]: 'Nc incohérent avec P1-P2',
  [SW.REFERENCED_DATA_NOT_FOUND]: 'donnée référencée absente',
  [SW.WRONG_P1_P2]: 'paramètres P1-P2 faux (au-delà du fichier)',
  [SW.INS_NOT_SUPPORTED]: 'INS non prise en charge',
  [SW.CLA_NOT_SUPPORTED]: 'CLA non prise en charge',
  [SW.NO_PRECISE_DIAGNOSIS]: 'sans diagnostic précis',
  [CPS2TER_SW.MEMORY_PROBLEM]: 'défaut de mémoire',
  [CPS2TER_SW.NO_EF_SELECTED]: 'aucun EF sélectionné',
  [CPS2TER_SW.OUT_OF_RANGE]: 'au-delà du fichier',
  [CPS2TER_SW.FILE_NOT_FOUND]: 'fichier absent',
  [CPS2TER_SW.FILE_INCONSISTENT_WITH_COMMAND]: 'fichier incohérent avec la commande',
  [CPS2TER_SW.NO_CODE]: 'aucun code initialisé',
  [CPS2TER_SW.ACCESS_REFUSED]: "condition d'accès non remplie ou code faux",
  [CPS2TER_SW.IN_CONTRADICTION_WITH_CODE_STATUS]: "en contradiction avec l'état du code",
  [CPS2TER_SW.IN_CONTRADICTION_WITH_INVALIDATION]: "en contradiction avec l'état d'invalidation",
  [CPS2TER_SW.CODE_BLOCKED]: 'code bloqué',
};

/** As `swMeaning`; in English where there is no French for it. */
export function swMeaningInFrench(sw: number): string {
  const tries = triesRemaining(sw);
  if (tries !== undefined) return `vérification échouée, il reste ${tries} essai${tries > 1 ? 's' : ''}`;
  return MEANINGS[sw] ?? swMeaning(sw);
}
