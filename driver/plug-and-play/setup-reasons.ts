/**
 * The sentences of refused installations, in French and English.
 *
 * Source: guide, figure 35, for the publisher that is not trusted; the others are no quotations (simulation).
 */
import { oneOf, parameters } from '#common/arguments.ts';
import { LANGUAGES, type Language } from '#common/language.ts';
import type { SetupCode } from './setup-error.ts';

type Reasons = Readonly<Record<SetupCode, string>>;

const FRENCH: Reasons = {
  ERROR_AUTHENTICODE_TRUST_NOT_ESTABLISHED:
    "L'éditeur d'un catalogue signé Authenticode(tm) n'était pas défini comme étant approuvé.",
  ERROR_AUTHENTICODE_PUBLISHER_NOT_TRUSTED: "L'éditeur d'un catalogue signé Authenticode(tm) n'est pas approuvé.",
  ERROR_FILE_HASH_NOT_IN_CATALOG:
    "Le catalogue ne contient pas l'empreinte du fichier. Le fichier est sans doute endommagé ou a été modifié.",
  ERROR_NO_AUTHENTICODE_CATALOG: 'Un fichier n’a pas pu être vérifié : aucun catalogue signé ne lui est associé.',
  ERROR_NO_COMPAT_DRIVERS: "Le pilote trouvé n'est pas fait pour ce périphérique.",
  ERROR_FILE_NOT_FOUND: 'Le fichier spécifié est introuvable.',
  ERROR_ACCESS_DENIED: 'Accès refusé.',
  ERROR_INVALID_PARAMETER: 'Paramètre incorrect.',
  ERROR_INF_IN_USE_BY_DEVICES: 'Des périphériques sont installés avec le fichier INF spécifié.',
  ERROR_NOT_AN_INSTALLED_OEM_INF: "Le fichier spécifié n'est pas un fichier INF OEM installé.",
  ERROR_EXPECTED_SECTION_NAME: 'Une ligne du fichier INF se trouve avant toute section.',
  ERROR_BAD_SECTION_NAME_LINE: "Le nom d'une section du fichier INF est incomplet.",
  ERROR_SECTION_NAME_TOO_LONG: "Le nom d'une section du fichier INF est trop long.",
  ERROR_GENERAL_SYNTAX: "La syntaxe du fichier INF n'est pas valide.",
  ERROR_WRONG_INF_STYLE: "Le style du fichier INF n'est pas celui attendu.",
  ERROR_SECTION_NOT_FOUND: 'Une section requise manque dans le fichier INF.',
  ERROR_LINE_NOT_FOUND: 'Une ligne requise manque dans le fichier INF.',
  ERROR_INVALID_CLASS: "La classe du périphérique n'est pas valide.",
};

const ENGLISH: Reasons = {
  ERROR_AUTHENTICODE_TRUST_NOT_ESTABLISHED:
    'The publisher of an Authenticode(tm) signed catalog has not yet been established as trusted.',
  ERROR_AUTHENTICODE_PUBLISHER_NOT_TRUSTED:
    'The publisher of an Authenticode(tm) signed catalog was explicitly distrusted.',
  ERROR_FILE_HASH_NOT_IN_CATALOG:
    'The hash of the file is not in the catalog. The file is probably damaged or was altered.',
  ERROR_NO_AUTHENTICODE_CATALOG: 'A file could not be verified: no signed catalog belongs to it.',
  ERROR_NO_COMPAT_DRIVERS: 'The driver that was found is not for this device.',
  ERROR_FILE_NOT_FOUND: 'The system cannot find the file specified.',
  ERROR_ACCESS_DENIED: 'Access is denied.',
  ERROR_INVALID_PARAMETER: 'The parameter is incorrect.',
  ERROR_INF_IN_USE_BY_DEVICES: 'Devices are installed using the specified INF.',
  ERROR_NOT_AN_INSTALLED_OEM_INF: 'The specified file is not an installed OEM INF.',
  ERROR_EXPECTED_SECTION_NAME: 'A line of the INF stands before any section.',
  ERROR_BAD_SECTION_NAME_LINE: 'The name of a section of the INF is not complete.',
  ERROR_SECTION_NAME_TOO_LONG: 'The name of a section of the INF is too long.',
  ERROR_GENERAL_SYNTAX: 'The syntax of the INF is invalid.',
  ERROR_WRONG_INF_STYLE: 'The style of the INF is different from what was expected.',
  ERROR_SECTION_NOT_FOUND: 'A required section was not found in the INF.',
  ERROR_LINE_NOT_FOUND: 'A required line was not found in the INF.',
  ERROR_INVALID_CLASS: 'The class of the device is invalid.',
};

const ARGUMENTS = {
  setupReason: parameters('setupReason', { symbol: oneOf(Object.keys(ENGLISH)), language: oneOf(LANGUAGES) }),
};

export function setupReason(symbol: SetupCode, language: Language): string {
  ARGUMENTS.setupReason(symbol, language);
  return (language === 'fr' ? FRENCH : ENGLISH)[symbol];
}
