/** What the help of `cps-sim pnp` says. */
import type { Text } from '#common/language.ts';
import { DEFAULT_FOLDER } from '../pnp/folder.ts';

export const TEXTS = {
  folder: {
    en: `folder of the computer (default: ${DEFAULT_FOLDER})`,
    fr: `dossier de l'ordinateur (par défaut : ${DEFAULT_FOLDER})`,
  },
  reader: { en: 'the reader it concerns', fr: 'le lecteur concerné' },
  version: {
    en: 'such as 2.5.0.0 (default: that of the guide)',
    fr: 'telle que 2.5.0.0 (par défaut : celle du guide)',
  },
  date: {
    en: 'such as 2018-03-14 (default: that of the guide)',
    fr: 'telle que 2018-03-14 (par défaut : celle du guide)',
  },
  signature: { en: 'authenticode: signed by its provider alone', fr: 'authenticode : signé par son seul fournisseur' },
  fault: { en: 'what is wrong with it', fr: 'ce qui ne va pas avec lui' },
  configure: {
    en: 'Changes what the computer is; tells how it is now.',
    fr: "Change ce qu'est l'ordinateur ; dit comment il est maintenant.",
  },
  windows: { en: 'its Windows', fr: 'son Windows' },
  architecture: { en: 'of its processor', fr: 'celle de son processeur' },
  language: { en: 'of its messages', fr: 'celle de ses messages' },
  updates: { en: 'where it looks for drivers', fr: 'où il cherche des pilotes' },
  online: { en: 'whether Windows Update can be reached', fr: 'si Windows Update est joignable' },
  enableScPnP: { en: 'the policy: smart card plug and play', fr: 'la stratégie : plug and play des cartes à puce' },
  scPnPNotification: {
    en: 'the policy: tell when software was installed',
    fr: 'la stratégie : dire quand un logiciel a été installé',
  },
  status: {
    en: 'What the computer is: devices, drivers, registered cards, events.',
    fr: "Ce qu'est l'ordinateur : périphériques, pilotes, cartes enregistrées, événements.",
  },
  publisher: {
    en: 'Decides whether the computer trusts a publisher that is not Microsoft.',
    fr: "Décide si l'ordinateur fait confiance à un éditeur autre que Microsoft.",
  },
  name: { en: "as its catalogue has it: 'ASIP Sante'", fr: "comme son catalogue l'écrit : 'ASIP Sante'" },
  cards: {
    en: 'The cards registered on the computer (Calais), in both views; those an ATR matches.',
    fr: "Les cartes enregistrées sur l'ordinateur (Calais), dans les deux vues ; celles auxquelles une ATR correspond.",
  },
  atr: { en: 'answer to reset in hexadecimal', fr: 'réponse au reset en hexadécimal' },
  events: { en: 'The event log.', fr: "Le journal d'événements." },
  insert: {
    en: 'A card comes into a reader that is only imagined. Exit code 1 when it cannot be used.',
    fr: 'Une carte vient dans un lecteur seulement imaginé. Code de sortie 1 quand elle ne peut servir.',
  },
  atrOfCard: { en: 'a card by its answer to reset', fr: 'une carte par sa réponse au reset' },
  profile: {
    en: 'a card of ours, by its profile or card file: it is asked what it is',
    fr: "une de nos cartes, par son profil ou son fichier de carte : on lui demande ce qu'elle est",
  },
  seed: { en: 'which card of the profile', fr: 'quelle carte du profil' },
  remove: { en: 'The card leaves that reader.', fr: 'La carte quitte ce lecteur.' },
  update: {
    en: 'Device Manager: searches for an updated driver of the card.',
    fr: 'Gestionnaire de périphériques : cherche un pilote plus récent pour la carte.',
  },
  watch: {
    en: 'Plug and play at the PC/SC readers of this machine, until Ctrl-C.',
    fr: "Plug and play aux lecteurs PC/SC de cette machine, jusqu'à Ctrl-C.",
  },
  infAbout: { en: 'INF files.', fr: 'Les fichiers INF.' },
  check: {
    en: 'Checks an INF and the package around it; tells file, line, what was read and expected.',
    fr: 'Vérifie un INF et le paquet autour ; dit le fichier, la ligne, ce qui a été lu et ce qui était attendu.',
  },
  pnputil: {
    en: 'pnputil with the words behind it, as typed on Windows.',
    fr: 'pnputil avec les mots qui suivent, comme on le tape sous Windows.',
  },
  notElevated: {
    en: 'from a console that was not started as administrator',
    fr: "depuis une console qui n'a pas été lancée en administrateur",
  },
  package: {
    en: "Writes the minidriver's driver package into a folder, for pnputil.",
    fr: 'Écrit le paquet de pilotes du minidriver dans un dossier, pour pnputil.',
  },
  newFolder: { en: 'a new folder', fr: 'un nouveau dossier' },
  catalogAbout: { en: 'The Microsoft Update catalogue.', fr: 'Le catalogue Microsoft Update.' },
  search: { en: 'Entries whose title has those words.', fr: 'Les entrées dont le titre a ces mots.' },
  add: { en: 'Puts entries into the basket.', fr: 'Met des entrées dans le panier.' },
  all: { en: 'all that the word asip finds', fr: 'tout ce que le mot asip trouve' },
  basket: { en: 'Shows the basket.', fr: 'Montre le panier.' },
  download: {
    en: 'Downloads the basket: a folder for each entry.',
    fr: 'Télécharge le panier : un dossier par entrée.',
  },
  publish: {
    en: 'A new version of the minidriver comes into the catalogue.',
    fr: 'Une nouvelle version du minidriver arrive au catalogue.',
  },
  wsusAbout: { en: "The organisation's update server.", fr: "Le serveur de mises à jour de l'organisation." },
  listImports: { en: 'What was imported.', fr: 'Ce qui a été importé.' },
  importBasket: { en: 'Imports the basket of the catalogue.', fr: 'Importe le panier du catalogue.' },
  approveImports: {
    en: 'Lets computers have what was imported.',
    fr: 'Laisse les ordinateurs recevoir ce qui a été importé.',
  },
  pnpAbout: {
    en: 'A simulated Windows computer in a folder: its drivers, its devices, what its user sees.',
    fr: 'Un ordinateur Windows simulé dans un dossier : ses pilotes, ses périphériques, ce que voit son utilisateur.',
  },
} as const satisfies Readonly<Record<string, Text>>;
