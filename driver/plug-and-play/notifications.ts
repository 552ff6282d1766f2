/**
 * What the person at the screen reads while a driver is installed, in French and English.
 *
 * Source: guide, figures 10 to 15 (G09, G10), 31 to 34 (G35), 35 (G36); the sentences of figures whose text was lost, and
 * all English ones, are no quotations (simulation).
 */
import type { Language } from '#common/language.ts';
import type { SetupCode } from './setup-error.ts';
import { setupReason } from './setup-reasons.ts';

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
};

function textsOf(language: Language): Texts {
  return language === 'fr' ? FRENCH : ENGLISH;
}

/** What a device is called before its driver names it. */
export function deviceClass(kind: NotifiedDevice['kind'], language: Language): string {
  return textsOf(language).device[kind];
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
