/** What `cps-sim store` says, in French and English. */
import type { Language } from '#common/language.ts';

export interface StoreTexts {
  readonly locale: string;
  readonly empty: (folder: string) => string;
  readonly labels: {
    readonly thumbprint: string;
    readonly subject: string;
    readonly issuer: string;
    readonly serial: string;
    readonly valid: string;
    readonly usages: string;
    readonly friendlyName: string;
    readonly container: string;
    readonly provider: string;
    readonly card: string;
  };
  readonly period: (from: string, to: string) => string;
  readonly expired: string;
  readonly noKey: string;
  readonly damaged: (file: string, why: string) => string;
  readonly notFound: (thumbprint: string) => string;
  readonly several: (thumbprint: string, found: readonly string[]) => string;
  readonly noMatch: string;
  readonly others: (count: number) => string;
  readonly added: (thumbprint: string, subject: string) => string;
  readonly removed: (thumbprint: string, subject: string) => string;
  readonly wouldRemove: (thumbprint: string, subject: string) => string;
  readonly nothingNew: (count: number) => string;
  readonly noReader: string;
  readonly noCard: (readers: readonly string[]) => string;
  readonly nothingToClean: string;
  readonly watching: (folder: string) => string;
  readonly cardRemoved: (reader: string) => string;
  readonly cardUnreadable: (reader: string, why: string) => string;
  readonly chooseCleaning: string;
}

const FRENCH: StoreTexts = {
  locale: 'fr-FR',
  empty: (folder) => `Aucun certificat dans le magasin ${folder}`,
  labels: {
    thumbprint: 'empreinte',
    subject: 'délivré à',
    issuer: 'délivré par',
    serial: 'n° de série',
    valid: 'validité',
    usages: 'usages',
    friendlyName: 'nom convivial',
    container: 'conteneur',
    provider: 'fournisseur',
    card: 'carte',
  },
  period: (from, to) => `du ${from} au ${to}`,
  expired: 'périmé',
  noKey: 'sans clé privée',
  damaged: (file, why) => `${file} laissé de côté : ${why}`,
  notFound: (thumbprint) =>
    `aucun certificat dont l'empreinte commence par '${thumbprint}' : tapez 'cps-sim store list' pour les voir`,
  several: (thumbprint, found) =>
    `plusieurs empreintes commencent par '${thumbprint}' (${found.join(', ')}) : donnez-en davantage`,
  noMatch: 'Aucun certificat ne convient.',
  others: (count) => `Le dernier de ${count} certificats qui conviennent.`,
  added: (thumbprint, subject) => `ajouté   ${thumbprint}  ${subject}`,
  removed: (thumbprint, subject) => `retiré   ${thumbprint}  ${subject}`,
  wouldRemove: (thumbprint, subject) => `à retirer  ${thumbprint}  ${subject}`,
  nothingNew: (count) => `Rien de nouveau ; ${count} certificat${count < 2 ? '' : 's'} dans le magasin.`,
  noReader: 'Aucun lecteur de carte.',
  noCard: (readers) => `Aucune carte CPS avec des certificats dans : ${readers.join(', ')}.`,
  nothingToClean: "Rien à retirer parmi les certificats venus d'une carte.",
  watching: (folder) => `Les certificats des cartes insérées sont copiés dans ${folder} ; Ctrl-C pour arrêter.`,
  cardRemoved: (reader) => `carte retirée de ${reader}, ses certificats restent`,
  cardUnreadable: (reader, why) => `carte illisible dans ${reader} : ${why}`,
  chooseCleaning: 'que retirer ? --absent, --expired, ou les deux',
};

const ENGLISH: StoreTexts = {
  locale: 'en-GB',
  empty: (folder) => `No certificate in the store ${folder}`,
  labels: {
    thumbprint: 'thumbprint',
    subject: 'issued to',
    issuer: 'issued by',
    serial: 'serial',
    valid: 'valid',
    usages: 'usages',
    friendlyName: 'friendly name',
    container: 'container',
    provider: 'provider',
    card: 'card',
  },
  period: (from, to) => `from ${from} to ${to}`,
  expired: 'expired',
  noKey: 'no private key',
  damaged: (file, why) => `${file} left aside: ${why}`,
  notFound: (thumbprint) =>
    `no certificate with a thumbprint that begins with '${thumbprint}': type 'cps-sim store list' to see them`,
  several: (thumbprint, found) =>
    `several thumbprints begin with '${thumbprint}' (${found.join(', ')}): give more of it`,
  noMatch: 'No certificate fits.',
  others: (count) => `The last of ${count} certificates that fit.`,
  added: (thumbprint, subject) => `added    ${thumbprint}  ${subject}`,
  removed: (thumbprint, subject) => `removed  ${thumbprint}  ${subject}`,
  wouldRemove: (thumbprint, subject) => `would go  ${thumbprint}  ${subject}`,
  nothingNew: (count) => `Nothing new; ${count} certificate${count === 1 ? '' : 's'} in the store.`,
  noReader: 'No card reader.',
  noCard: (readers) => `No CPS with certificates in: ${readers.join(', ')}.`,
  nothingToClean: 'Nothing to remove among the certificates that came from a card.',
  watching: (folder) => `The certificates of inserted cards are copied into ${folder}; Ctrl-C to stop.`,
  cardRemoved: (reader) => `card removed from ${reader}, its certificates stay`,
  cardUnreadable: (reader, why) => `card in ${reader} cannot be read: ${why}`,
  chooseCleaning: 'what to remove? --absent, --expired, or both',
};

export function storeTexts(language: Language): StoreTexts {
  return language === 'fr' ? FRENCH : ENGLISH;
}
