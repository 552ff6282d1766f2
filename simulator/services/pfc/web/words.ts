/** The words of the pages. Labels of tabs, columns and buttons are those of the documents where they print them. */
import type { Language, Text } from '#common/language.ts';
import type { ProductState } from '../product.ts';

/** Source: reference/documents.md P04, P06, P07, P21. */
const WORDS = {
  title: { en: 'Orders of certificates', fr: 'Gestion et commande de certificats' },
  simulation: { en: 'SIMULATION: no authority of the State', fr: "SIMULATION : aucune autorité de l'État" },
  skip: { en: 'To the contents', fr: 'Aller au contenu' },
  tabs: { en: 'Tabs', fr: 'Onglets' },
  order: { en: 'Order', fr: 'Demander' },
  withdraw: { en: 'Withdraw', fr: 'Retirer' },
  follow: { en: 'Follow', fr: 'Suivre' },
  revoke: { en: 'Revoke', fr: 'Révoquer' },
  logOut: { en: 'Log out', fr: 'Déconnexion' },
  logIn: { en: 'Enter with this card', fr: 'Entrer avec cette carte' },
  cardOf: { en: 'Your card names', fr: 'Votre carte est celle de' },
  loggedOut: {
    en: 'You are logged out. The browser goes on showing the certificate of the card until it is closed.',
    fr: "Vous êtes déconnecté. Le navigateur présente encore le certificat de la carte tant qu'il n'est pas fermé.",
  },
  refused: { en: 'Refused', fr: 'Refusé' },
  again: { en: 'To the beginning', fr: "Retour à l'accueil" },
  number: { en: 'Product No.', fr: 'N° produit' },
  channel: { en: 'Channel', fr: 'Canal' },
  offer: { en: 'Offer', fr: 'Offre' },
  usage: { en: 'Usage', fr: 'Usage' },
  structure: { en: 'Structure', fr: 'Structure' },
  beneficiary: { en: 'Beneficiary', fr: 'Bénéficiaire' },
  applicant: { en: 'Applicant', fr: 'Demandeur' },
  end: { en: 'Ends', fr: 'Fin de validité' },
  state: { en: 'State', fr: 'État' },
  withdrawal: { en: 'Withdrawal', fr: 'Retrait' },
  serial: { en: 'Serial number', fr: 'Numéro de série' },
  ordered: { en: 'Ordered', fr: 'Demandé le' },
  all: { en: 'all', fr: 'toutes' },
  search: { en: 'Search', fr: 'Rechercher' },
  none: { en: 'No product.', fr: 'Aucun produit.' },
  step: { en: 'Step', fr: 'Étape' },
  finalisation: { en: 'Finalisation', fr: 'Finalisation' },
  chooseOffer: { en: 'Offer and structure', fr: 'Offre et structure' },
  noOffer: {
    en: 'You are not habilitated for anything: the representative of a structure sends form 413.',
    fr: "Vous n'êtes habilité à rien : le représentant d'une structure envoie le formulaire 413.",
  },
  newProduct: { en: 'Order a new product', fr: 'Demander un nouveau produit' },
  yourself: { en: 'yourself', fr: 'vous-même' },
  domains: { en: 'Domains of your habilitation', fr: 'Domaines de votre habilitation' },
  service: { en: 'Service applicatif', fr: 'Service applicatif' },
  serviceName: {
    en: 'The name of the program, as Client_Diapason_PSP: it becomes the CN.',
    fr: "Le nom de l'application, tel que Client_Diapason_PSP : c'est le CN.",
  },
  serviceServer: {
    en: 'SSL_SERV: the full name of the server (FQDN), SERVER.DOMAIN. S/MIME: its e-mail address.',
    fr: 'SSL_SERV : le nom complet du serveur (FQDN), SERVEUR.DOMAINE. S/MIME : son adresse de courriel.',
  },
  keyPair: { en: 'Key pair', fr: 'Bi-clé' },
  haveRequest: { en: 'You have made your CSR already', fr: 'Vous avez déjà réalisé votre CSR' },
  loadRequest: { en: 'Load the CSR (file)', fr: 'Charger la CSR (fichier)' },
  pasteRequest: { en: 'or paste it (PEM)', fr: 'ou la coller (PEM)' },
  onLine: { en: 'Key pair and CSR made on line', fr: 'Bi-clé et CSR générés en ligne' },
  keyPassword: { en: 'Password of the private key', fr: 'Mot de passe de la clé privée' },
  keyPasswordHelp: {
    en: '8 characters at least. It is asked again at the withdrawal; nobody can find it again.',
    fr: '8 caractères au moins. Il sera redemandé au retrait ; nul ne peut le retrouver.',
  },
  assisted: {
    en: 'Key pair and CSR made by this browser (JavaScript)',
    fr: 'Bi-clé et CSR faits par ce navigateur (JavaScript)',
  },
  assistedHelp: {
    en: 'The private key never leaves this browser but as a file that you keep: nobody else has it. A password of 8 characters at least protects the file; without one keep it for yourself alone.',
    fr: "La clé privée ne quitte ce navigateur que dans un fichier que vous gardez : nul autre ne l'a. Un mot de passe de 8 caractères au moins protège ce fichier ; sans lui, gardez-le pour vous seul.",
  },
  assistedPassword: {
    en: 'Password of the file of the key (optional)',
    fr: 'Mot de passe du fichier de la clé (facultatif)',
  },
  assistedMake: { en: 'Make the key and its CSR', fr: 'Fabriquer la clé et sa CSR' },
  assistedMaking: { en: 'The key is being made...', fr: 'Fabrication de la clé…' },
  assistedMade: {
    en: 'The CSR is in the form, the key in a file of your downloads: look that it is there, then choose Finalise.',
    fr: "La CSR est dans le formulaire, la clé dans un fichier de vos téléchargements : vérifiez qu'il y est, puis choisissez Finaliser.",
  },
  assistedAgain: { en: 'Save the file of the key again', fr: 'Enregistrer de nouveau le fichier de la clé' },
  assistedFirst: {
    en: 'Make the key and its CSR first.',
    fr: "Fabriquez d'abord la clé et sa CSR.",
  },
  assistedShort: {
    en: 'Password: 8 characters at least, or none.',
    fr: 'Mot de passe : 8 caractères au moins, ou aucun.',
  },
  assistedDiffers: {
    en: 'The confirmation is not the password: type both again.',
    fr: "La confirmation diffère du mot de passe : tapez de nouveau l'un et l'autre.",
  },
  assistedFailed: {
    en: 'This browser could not make the key: make the CSR yourself, or choose keys made on line.',
    fr: "Ce navigateur n'a pas pu fabriquer la clé : faites vous-même la CSR, ou choisissez le bi-clé en ligne.",
  },
  renew: { en: 'Renew', fr: 'Renouveler' },
  renewalTitle: { en: 'Renewal of the product', fr: 'Renouvellement du produit' },
  renewHelp: {
    en: 'Offer, usage, structure and service applicatif stay as they are; another key is needed. The certificate that you have stays valid until its end, or until it is revoked.',
    fr: "Offre, usage, structure et service applicatif restent ce qu'ils sont ; il faut une autre clé. Le certificat que vous avez reste valide jusqu'à sa fin, ou jusqu'à sa révocation.",
  },
  renews: { en: 'Renews No.', fr: 'Renouvelle le N°' },
  renewedBy: { en: 'Renewed by No.', fr: 'Renouvelé par le N°' },
  oneKey: {
    en: 'One key pair for each certificate and use: a new product begins with a new key.',
    fr: 'Un bi-clé par certificat et par usage : un nouveau produit commence par une nouvelle clé.',
  },
  finalise: { en: 'Finalise', fr: 'Finaliser' },
  cancel: { en: 'Cancel', fr: 'Annuler' },
  details: { en: 'Details of the product', fr: 'Détails du produit' },
  download: { en: 'Download', fr: 'Télécharger' },
  downloadDer: { en: 'Certificate (DER)', fr: 'Certificat (DER)' },
  downloadP12: { en: 'Key and certificates (PKCS#12)', fr: 'Clé et certificats (PKCS#12)' },
  form: { en: 'Protection', fr: 'Protection' },
  formOld: { en: 'compatible: 3DES, SHA-1', fr: 'compatible : 3DES, SHA-1' },
  formNew: { en: 'AES-256, SHA-256 (not read by old programs)', fr: 'AES-256, SHA-256 (non lue par les anciens)' },
  sensitive: {
    en: 'A PKCS#12 file and its password are secrets: keep them apart, for yourself alone (mode 0600).',
    fr: 'Un fichier PKCS#12 et son mot de passe sont secrets : gardez-les à part, pour vous seul (mode 0600).',
  },
  finish: { en: 'Finish', fr: 'Terminer' },
  orderTaken: { en: 'Your order is taken.', fr: 'Votre demande est enregistrée.' },
  mailSent: {
    en: 'A mail with its number and the link to withdraw it is in the mailbox.',
    fr: 'Un courriel, avec son numéro et le lien de retrait, est dans la boîte aux lettres.',
  },
  code: { en: 'Revocation code', fr: 'Code de révocation' },
  codeHelp: {
    en: '12 characters at least, one capital, one that is no letter. It is needed to revoke the certificate.',
    fr: "12 caractères au moins, une majuscule, un qui n'est pas une lettre. Il servira à révoquer le certificat.",
  },
  confirmation: { en: 'Confirmation', fr: 'Confirmation' },
  strength: { en: 'Level of security', fr: 'Niveau de sécurité' },
  measure: { en: 'Measure the level', fr: 'Mesurer le niveau' },
  typeAgain: { en: 'Type the codes again.', fr: 'Tapez de nouveau les codes.' },
  conditions: {
    en: 'The beneficiary accepts the certificate and the conditions of use (CGU), and keeps to the policy (PC).',
    fr: 'Le bénéficiaire accepte le certificat et les CGU, et se conforme à la PC.',
  },
  revocationTitle: { en: 'Revocation of the product', fr: 'Révocation du produit' },
  withdrawalTitle: { en: 'Withdrawal of the product', fr: 'Retrait du produit' },
  reason: { en: 'Reason', fr: 'Motif' },
  final: {
    en: 'A revocation is final. As its administrator you need no code.',
    fr: "Une révocation est définitive. Son administrateur n'a pas besoin du code.",
  },
  byCode: { en: 'Revoke with the code', fr: 'Révoquer avec le code' },
  unspecified: { en: 'not said', fr: 'non précisé' },
  keyCompromise: { en: 'key lost, stolen or known', fr: 'clé perdue, volée ou connue' },
  superseded: { en: 'replaced, or with errors', fr: 'remplacé, ou erroné' },
  cessationOfOperation: { en: 'used no more', fr: 'plus utilisé' },
  affiliationChanged: { en: 'structure changed', fr: 'structure modifiée' },
} as const satisfies Readonly<Record<string, Text>>;

export type Words = Readonly<Record<keyof typeof WORDS, string>>;

const SPOKEN = {
  fr: spoken('fr'),
  en: spoken('en'),
};

function spoken(language: Language): Words {
  const said = Object.entries(WORDS).map(([name, text]) => [name, text[language]]);
  return Object.fromEntries(said) as Words;
}

export function wordsIn(language: Language): Words {
  return SPOKEN[language];
}

/** Source: reference/documents.md P07 for the first; the others: simulation. */
export const STATE_TEXTS: Readonly<Record<ProductState, Text>> = {
  toWithdraw: { en: 'to be withdrawn', fr: 'À retirer' },
  withdrawn: { en: 'withdrawn', fr: 'Retiré' },
  revoked: { en: 'revoked', fr: 'Révoqué' },
  expired: { en: 'expired', fr: 'Expiré' },
};
