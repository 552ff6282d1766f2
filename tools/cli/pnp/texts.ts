/** What `cps-sim pnp` says beside Windows' own messages, in French and English. */
import type { Language } from '#common/language.ts';
import type { SetupCode, WorkstationState } from '../../../driver/plug-and-play/index.ts';

export interface PnpTexts {
  readonly states: Readonly<Record<WorkstationState, string>>;
  readonly statuses: Readonly<Record<'working' | 'null-driver' | 'no-driver' | 'failed', string>>;
  readonly updates: Readonly<Record<'windows-update' | 'wsus' | 'none', string>>;
  readonly outcomes: Readonly<Record<'updated' | 'up-to-date' | 'no-driver' | 'offline' | 'failed', string>>;
  readonly progress: Readonly<Record<'waiting' | 'done', string>>;
  readonly online: (online: boolean) => string;
  readonly yes: (yes: boolean) => string;
  readonly sections: {
    readonly devices: string;
    readonly store: string;
    readonly cards: string;
    readonly events: string;
    readonly publishers: string;
  };
  readonly none: string;
  readonly policies: string;
  readonly folder: string;
  readonly absent: string;
  readonly trust: Readonly<Record<'trusted' | 'distrusted' | 'forgotten', (name: string) => string>>;
  readonly watching: (folder: string) => string;
  readonly noCard: (reader: string) => string;
  readonly noIdentity: string;
  readonly entry: { readonly title: string; readonly size: string; readonly basket: string; readonly approved: string };
  readonly found: (count: number, words: string) => string;
  readonly basket: (count: number, megabytes: string) => string;
  readonly basketEmpty: string;
  readonly downloaded: (title: string, folder: string) => string;
  readonly published: (title: string) => string;
  readonly approved: (count: number) => string;
  readonly noImports: string;
  readonly infRight: (file: string) => string;
  readonly packageRight: (publisher: string) => string;
  readonly packageWritten: (inf: string) => string;
  readonly noMatch: (atr: string) => string;
  readonly pnputil: {
    readonly processing: string;
    readonly added: string;
    readonly installed: string;
    readonly failed: (why: string) => string;
    readonly publishedName: string;
    readonly provider: string;
    readonly deviceClass: string;
    readonly dateAndVersion: string;
    readonly signer: string;
    readonly deleted: string;
    readonly attempted: string;
    readonly imported: string;
    readonly empty: string;
    readonly help: string;
    readonly damaged: (why: string) => string;
  };
  readonly hints: Readonly<Partial<Record<SetupCode, string>>>;
}

const FRENCH: PnpTexts = {
  states: {
    A3: 'lecteur branché',
    A4: 'pilote du lecteur installé',
    A5: 'prêt pour une carte',
    A6: 'carte insérée',
    A7: 'pilote de la carte obtenu',
    A8: 'poste de travail fonctionnel',
  },
  statuses: { working: 'fonctionne', 'null-driver': 'pilote NULL', 'no-driver': 'sans pilote', failed: 'en erreur' },
  updates: { 'windows-update': 'Windows Update', wsus: 'WSUS', none: 'aucun service' },
  outcomes: {
    updated: 'Le pilote a été mis à jour.',
    'up-to-date': 'Le meilleur pilote est déjà installé.',
    'no-driver': 'Aucun pilote pour cette carte.',
    offline: 'Windows Update ne répond pas.',
    failed: "Un pilote a été trouvé, mais n'a pas pu être installé.",
  },
  progress: { waiting: 'En attente', done: 'Terminé' },
  online: (online) => (online ? 'en ligne' : 'hors ligne'),
  yes: (yes) => (yes ? 'oui' : 'non'),
  sections: {
    devices: 'Périphériques',
    store: 'Magasin de pilotes',
    cards: 'Cartes enregistrées',
    events: "Journal d'événements",
    publishers: 'Éditeurs',
  },
  none: '(rien)',
  policies: 'Stratégies',
  folder: 'Dossier',
  absent: 'absent',
  trust: {
    trusted: (name) => `${name} est approuvé.`,
    distrusted: (name) => `${name} est refusé.`,
    forgotten: (name) => `${name} n'est plus ni approuvé ni refusé.`,
  },
  watching: (folder) => `Plug and play aux lecteurs de cette machine, ordinateur ${folder} ; Ctrl-C pour arrêter.`,
  noCard: (reader) => `aucune carte n'a été vue dans '${reader}' : tapez 'cps-sim pnp insert' d'abord`,
  noIdentity: "La carte ne dit pas ce qu'elle est.",
  entry: { title: 'Titre', size: 'Taille', basket: 'panier', approved: 'approuvé' },
  found: (count, words) => `${count} résultat(s) pour « ${words} »`,
  basket: (count, megabytes) => `Mises à jour : ${count}   Taille : ${megabytes.replace('.', ',')} Mo`,
  basketEmpty: "Le panier est vide : tapez 'cps-sim pnp catalog add --all'.",
  downloaded: (title, folder) => `Terminé  ${title}  ${folder}`,
  published: (title) => `Publié : ${title}`,
  approved: (count) => `${count} approuvée(s).`,
  noImports: "Rien n'a été importé : tapez 'cps-sim pnp wsus import'.",
  infRight: (file) => `${file} : bien formé.`,
  packageRight: (publisher) => `Paquet complet, catalogue de « ${publisher} ».`,
  packageWritten: (inf) => `Écrit : ${inf}`,
  noMatch: (atr) => `Aucune carte enregistrée ne correspond à ${atr}.`,
  pnputil: {
    processing: "Traitement de l'inf",
    added: 'Paquet de pilotes ajouté.',
    installed: 'Pilote installé sur un périphérique du système.',
    failed: (why) => `Échec : ${why}`,
    publishedName: 'Nom publié',
    provider: 'Fournisseur du paquet',
    deviceClass: 'Classe',
    dateAndVersion: 'Date et version',
    signer: 'Nom du signataire',
    deleted: 'Paquet de pilotes supprimé.',
    attempted: 'Nombre total de tentatives',
    imported: "Nombre d'importations réussies",
    empty: 'Aucun paquet de pilotes tiers.',
    help: 'pnputil.exe [-f | -i] [-? | -a | -d | -e] <INF>\n  -a x.inf        ajoute au magasin de pilotes (*.inf : tous)\n  -i -a x.inf     ajoute et installe\n  -e              énumère les paquets\n  -d oem0.inf     supprime\n  -f -d oem0.inf  supprime même en service\nWindows 10 : /add-driver x.inf [/install], /enum-drivers, /delete-driver oem0.inf [/uninstall] [/force]',
    damaged: (why) => `endommagé (${why})`,
  },
  hints: {
    ERROR_ACCESS_DENIED: 'laissez --not-elevated de côté',
    ERROR_AUTHENTICODE_TRUST_NOT_ESTABLISHED: "'cps-sim pnp publisher trust NOM' approuve l'éditeur",
    ERROR_NOT_AN_INSTALLED_OEM_INF: "'cps-sim pnp pnputil -e' montre les noms publiés",
    ERROR_INF_IN_USE_BY_DEVICES: "'cps-sim pnp remove' retire la carte, '-f -d' force",
  },
};

const ENGLISH: PnpTexts = {
  states: {
    A3: 'reader plugged in',
    A4: 'driver of the reader installed',
    A5: 'ready for a card',
    A6: 'card inserted',
    A7: 'driver of the card fetched',
    A8: 'workstation functional',
  },
  statuses: { working: 'working', 'null-driver': 'NULL driver', 'no-driver': 'no driver', failed: 'failed' },
  updates: { 'windows-update': 'Windows Update', wsus: 'WSUS', none: 'no service' },
  outcomes: {
    updated: 'The driver was updated.',
    'up-to-date': 'The best driver is installed already.',
    'no-driver': 'No driver for this card.',
    offline: 'Windows Update does not answer.',
    failed: 'A driver was found, but could not be installed.',
  },
  progress: { waiting: 'waiting', done: 'done' },
  online: (online) => (online ? 'online' : 'offline'),
  yes: (yes) => (yes ? 'yes' : 'no'),
  sections: {
    devices: 'Devices',
    store: 'Driver store',
    cards: 'Registered cards',
    events: 'Event log',
    publishers: 'Publishers',
  },
  none: '(nothing)',
  policies: 'Policies',
  folder: 'Folder',
  absent: 'absent',
  trust: {
    trusted: (name) => `${name} is trusted.`,
    distrusted: (name) => `${name} is not trusted.`,
    forgotten: (name) => `${name} is neither trusted nor distrusted.`,
  },
  watching: (folder) => `Plug and play at the readers of this machine, computer ${folder}; Ctrl-C to stop.`,
  noCard: (reader) => `no card was seen in '${reader}': type 'cps-sim pnp insert' first`,
  noIdentity: 'The card does not tell what it is.',
  entry: { title: 'Title', size: 'Size', basket: 'basket', approved: 'approved' },
  found: (count, words) => `${count} result(s) for "${words}"`,
  basket: (count, megabytes) => `Updates: ${count}   Size: ${megabytes} MB`,
  basketEmpty: "The basket is empty: type 'cps-sim pnp catalog add --all'.",
  downloaded: (title, folder) => `done  ${title}  ${folder}`,
  published: (title) => `Published: ${title}`,
  approved: (count) => `${count} approved.`,
  noImports: "Nothing was imported: type 'cps-sim pnp wsus import'.",
  infRight: (file) => `${file}: well formed.`,
  packageRight: (publisher) => `The package is complete, its catalogue is of '${publisher}'.`,
  packageWritten: (inf) => `Written: ${inf}`,
  noMatch: (atr) => `No registered card matches ${atr}.`,
  pnputil: {
    processing: 'Processing inf',
    added: 'Driver package added successfully.',
    installed: 'Successfully installed the driver on a device on the system.',
    failed: (why) => `Failed: ${why}`,
    publishedName: 'Published name',
    provider: 'Driver package provider',
    deviceClass: 'Class',
    dateAndVersion: 'Driver date and version',
    signer: 'Signer name',
    deleted: 'Driver package deleted successfully.',
    attempted: 'Total attempted',
    imported: 'Number successfully imported',
    empty: 'No third-party driver package.',
    help: 'pnputil.exe [-f | -i] [-? | -a | -d | -e] <INF>\n  -a x.inf        adds to the driver store (*.inf: all)\n  -i -a x.inf     adds and installs\n  -e              lists the packages\n  -d oem0.inf     deletes\n  -f -d oem0.inf  deletes even if in use\nWindows 10: /add-driver x.inf [/install], /enum-drivers, /delete-driver oem0.inf [/uninstall] [/force]',
    damaged: (why) => `damaged (${why})`,
  },
  hints: {
    ERROR_ACCESS_DENIED: 'leave --not-elevated out',
    ERROR_AUTHENTICODE_TRUST_NOT_ESTABLISHED: "'cps-sim pnp publisher trust NAME' trusts the publisher",
    ERROR_NOT_AN_INSTALLED_OEM_INF: "'cps-sim pnp pnputil -e' shows the published names",
    ERROR_INF_IN_USE_BY_DEVICES: "'cps-sim pnp remove' takes the card out, '-f -d' forces it",
  },
};

export function pnpTexts(language: Language): PnpTexts {
  return language === 'fr' ? FRENCH : ENGLISH;
}
