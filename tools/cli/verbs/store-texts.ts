/** What the help of `cps-sim store` says. */
import type { Text } from '#common/language.ts';
import { DEFAULT_FOLDER } from '../store/folder.ts';

export const TEXTS = {
  folder: {
    en: `folder of the store (default: ${DEFAULT_FOLDER})`,
    fr: `dossier du magasin (par défaut : ${DEFAULT_FOLDER})`,
  },
  search: {
    en: "Finds a certificate as the guide's sample does: the last one that fits.",
    fr: "Trouve un certificat comme l'exemple du guide : le dernier qui convient.",
  },
  issuer: { en: 'common name of the issuer', fr: "nom commun de l'émetteur" },
  usage: { en: 'by its extended key usages', fr: 'par ses usages étendus de clé' },
  eku: { en: 'extended key usages it must have', fr: "usages étendus de clé qu'il doit avoir" },
  includeExpired: { en: 'certificates out of date too', fr: 'les certificats périmés aussi' },
  all: { en: 'every certificate that fits', fr: 'tous les certificats qui conviennent' },
  storeAbout: {
    en: 'The certificates of cards in the store MY of this user: a folder of PEM files that OpenSSL reads.',
    fr: "Les certificats des cartes dans le magasin MY de cet utilisateur : un dossier de fichiers PEM qu'OpenSSL lit.",
  },
  list: {
    en: 'Lists the certificates in the order they came.',
    fr: "Donne les certificats dans l'ordre de leur arrivée.",
  },
  show: { en: 'Shows a certificate.', fr: 'Montre un certificat.' },
  thumbprint: { en: 'its thumbprint, or the beginning of it', fr: 'son empreinte, ou le début' },
  pem: { en: 'the certificate itself', fr: 'le certificat lui-même' },
  propagate: {
    en: 'Copies the certificates of the cards in the readers, once.',
    fr: 'Copie une fois les certificats des cartes qui sont dans les lecteurs.',
  },
  watch: {
    en: 'Copies the certificates of each card that is inserted, until Ctrl-C.',
    fr: "Copie les certificats de chaque carte insérée, jusqu'à Ctrl-C.",
  },
  removeWithCard: {
    en: 'takes them out when the card leaves, which Windows never does',
    fr: "les retire quand la carte s'en va, ce que Windows ne fait jamais",
  },
  clean: {
    en: 'Takes certificates of cards out of the store.',
    fr: 'Retire du magasin des certificats de cartes.',
  },
  absent: {
    en: 'those of cards that are in no reader now',
    fr: 'ceux des cartes qui ne sont dans aucun lecteur maintenant',
  },
  expired: { en: 'those out of date', fr: 'ceux qui sont périmés' },
  dryRun: { en: 'only says which', fr: 'dit seulement lesquels' },
} as const satisfies Readonly<Record<string, Text>>;
