/**
 * What the person at the screen reads while a driver is installed, in French and English.
 *
 * Source: guide, figures 10 to 15 (G09, G10), 31 to 34 (G35), 35 (G36); the sentences of figures whose text was lost, and
 * all English ones, are no quotations (simulation).
 */
import { type SetupCode, setupHex } from './setup-error.ts';

export type Language = 'fr' | 'en';

/** In the order in which they come: looking for a driver, then one of the others. */
export type NotificationKind = 'installing' | 'searching' | 'ready' | 'confirmation' | 'no-driver' | 'install-error';

export interface Notification {
  readonly kind: NotificationKind;
  readonly title: string;
  /** The lines below the title. */
  readonly lines: readonly string[];
}

export interface NotifiedDevice {
  readonly kind: 'reader' | 'card';
  /** `Carte de Professionnel de Sante CPS3`; that of the class before the driver is known. */
  readonly description: string;
}

interface Texts {
  readonly device: Readonly<Record<NotifiedDevice['kind'], string>>;
  installing(device: NotifiedDevice): Omit<Notification, 'kind'>;
  searching(device: NotifiedDevice): Omit<Notification, 'kind'>;
  ready(device: NotifiedDevice): Omit<Notification, 'kind'>;
  confirmation(device: NotifiedDevice): Omit<Notification, 'kind'>;
  noDriver(device: NotifiedDevice): Omit<Notification, 'kind'>;
  installError(device: NotifiedDevice, why: string): Omit<Notification, 'kind'>;
  readonly reasons: Readonly<Partial<Record<SetupCode, string>>>;
}

const FRENCH: Texts = {
  device: { reader: 'Lecteur de carte à puce', card: 'Carte à puce' },
  installing: () => ({
    title: 'Installation du périphérique',
    lines: [
      'Installation du périphérique...',
      "Patientez pendant que le programme d'installation installe les fichiers nécessaires sur votre système. Cette opération peut prendre plusieurs minutes.",
    ],
  }),
  searching: ({ description }) => ({
    title: 'Installation du logiciel de pilote',
    lines: [
      'Installation du pilote de périphérique',
      `${description} : Recherche sur Windows Update en cours`,
      "L'obtention de logiciels pilotes de périphériques à partir de Windows Update peut prendre un certain temps.",
      'Ne pas obtenir de logiciels pilotes à partir de Windows Update',
    ],
  }),
  ready: ({ description }) => ({
    title: 'Installation terminée',
    lines: [`${description} : le périphérique est prêt à être utilisé.`],
  }),
  confirmation: ({ description }) => ({
    title: 'Carte à puce',
    lines: [`Le logiciel de la carte à puce a été installé : ${description}.`],
  }),
  noDriver: ({ kind }) => ({
    title: "Le pilote de périphérique n'a pas pu être installé",
    lines: [FRENCH.device[kind], "Aucun pilote n'a été trouvé."],
  }),
  installError: ({ kind, description }, why) => ({
    title: `Mettre à jour le pilote - ${FRENCH.device[kind]}`,
    lines: [
      "Windows a rencontré un problème lors de l'installation du pilote pour votre périphérique.",
      "Windows a trouvé un pilote pour votre périphérique, mais a rencontré une erreur en essayant de l'installer.",
      description,
      why,
      'Si vous connaissez le fabricant de votre périphérique, vous pouvez visiter son site Web et consulter la section Support technique ou Téléchargements pour rechercher le pilote pour ce périphérique.',
    ],
  }),
  reasons: {
    ERROR_AUTHENTICODE_TRUST_NOT_ESTABLISHED:
      "L'éditeur d'un catalogue signé Authenticode(tm) n'était pas défini comme étant approuvé.",
    ERROR_AUTHENTICODE_PUBLISHER_NOT_TRUSTED: "L'éditeur d'un catalogue signé Authenticode(tm) n'est pas approuvé.",
    ERROR_FILE_HASH_NOT_IN_CATALOG:
      "Le catalogue ne contient pas l'empreinte du fichier. Le fichier est sans doute endommagé ou a été modifié.",
    ERROR_NO_AUTHENTICODE_CATALOG: 'Un fichier n’a pas pu être vérifié : aucun catalogue signé ne lui est associé.',
    ERROR_NO_COMPAT_DRIVERS: "Le pilote trouvé n'est pas fait pour ce périphérique.",
    ERROR_FILE_NOT_FOUND: 'Le fichier spécifié est introuvable.',
  },
};

const ENGLISH: Texts = {
  device: { reader: 'Smart card reader', card: 'Smart card' },
  installing: () => ({
    title: 'Device Setup',
    lines: [
      'Installing device...',
      'Please wait while Setup installs the necessary files on your system. This may take several minutes.',
    ],
  }),
  searching: ({ description }) => ({
    title: 'Driver Software Installation',
    lines: [
      'Installing device driver software',
      `${description}: Searching Windows Update`,
      'Obtaining device driver software from Windows Update might take a while.',
      'Skip obtaining driver software from Windows Update',
    ],
  }),
  ready: ({ description }) => ({ title: 'Setup is complete', lines: [`${description}: the device is ready to use.`] }),
  confirmation: ({ description }) => ({
    title: 'Smart card',
    lines: [`The software of the smart card was installed: ${description}.`],
  }),
  noDriver: ({ kind }) => ({
    title: 'Device driver software was not successfully installed',
    lines: [ENGLISH.device[kind], 'No driver found'],
  }),
  installError: ({ kind, description }, why) => ({
    title: `Update Driver Software - ${ENGLISH.device[kind]}`,
    lines: [
      'Windows encountered a problem installing the driver software for your device',
      'Windows found driver software for your device but encountered an error while attempting to install it.',
      description,
      why,
      'If you know the manufacturer of your device, you can visit its website and check the support section for driver software.',
    ],
  }),
  reasons: {
    ERROR_AUTHENTICODE_TRUST_NOT_ESTABLISHED:
      'The publisher of an Authenticode(tm) signed catalog has not yet been established as trusted.',
    ERROR_AUTHENTICODE_PUBLISHER_NOT_TRUSTED:
      'The publisher of an Authenticode(tm) signed catalog was explicitly distrusted.',
    ERROR_FILE_HASH_NOT_IN_CATALOG:
      'The hash of the file is not in the catalog. The file is probably damaged or was altered.',
    ERROR_NO_AUTHENTICODE_CATALOG: 'A file could not be verified: no signed catalog belongs to it.',
    ERROR_NO_COMPAT_DRIVERS: 'The driver that was found is not for this device.',
    ERROR_FILE_NOT_FOUND: 'The system cannot find the file specified.',
  },
};

function textsOf(language: Language): Texts {
  return language === 'fr' ? FRENCH : ENGLISH;
}

/** What a device is called before its driver names it. */
export function deviceClass(kind: NotifiedDevice['kind'], language: Language): string {
  return textsOf(language).device[kind];
}

/** The sentence of a refusal; its number for those that have none here, as Windows does. */
function setupReason(symbol: SetupCode, language: Language): string {
  return textsOf(language).reasons[symbol] ?? setupHex(symbol);
}

/** @param symbol of an `install-error` */
export function notification(
  kind: NotificationKind,
  device: NotifiedDevice,
  language: Language,
  symbol: SetupCode = 'ERROR_NO_COMPAT_DRIVERS',
): Notification {
  const texts = textsOf(language);
  const content = {
    installing: () => texts.installing(device),
    searching: () => texts.searching(device),
    ready: () => texts.ready(device),
    confirmation: () => texts.confirmation(device),
    'no-driver': () => texts.noDriver(device),
    'install-error': () => texts.installError(device, setupReason(symbol, language)),
  } as const;
  return { kind, ...content[kind]() };
}
