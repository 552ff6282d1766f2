/** The words of the page. Menus, tabs and buttons are those of the manual where it prints them. */
import type { Language, Text } from '#common/language.ts';
import type { RequestStep, WizardStage } from '../../../../driver/cleo/index.ts';

/** Source: the user manual of CleoCPS; reference/documents.md L11 to L27. */
const WORDS = {
  title: { en: 'CleoCPS: certificates of servers', fr: 'CleoCPS : certificats de serveur' },
  simulation: {
    en: 'SIMULATION: no certificate from here is worth anything outside a test',
    fr: "SIMULATION : aucun certificat d'ici ne vaut hors d'un test",
  },
  skip: { en: 'To the contents', fr: 'Aller au contenu' },
  menu: { en: 'Menu', fr: 'Menu' },
  folders: { en: 'Folders', fr: 'Dossiers' },
  toWizard: { en: 'Go to CleoWizard', fr: 'Accéder à CleoWizard' },
  byItself: {
    en: 'CleoWizard obtains a certificate by itself. By hand: create a folder, and a request in it.',
    fr: 'CleoWizard obtient un certificat tout seul. À la main : créez un dossier, et une demande dedans.',
  },
  createFolder: { en: 'Create a folder', fr: 'Créer un dossier' },
  createRequest: { en: 'Create a request in this folder', fr: 'Créer une demande de certificat' },
  folderName: { en: 'Name of the folder', fr: 'Nom du dossier' },
  requestName: { en: 'Name of the request', fr: 'Nom de la demande' },
  defaultName: { en: 'empty: the default name', fr: 'vide : le nom par défaut' },
  kind: { en: 'Kind of certificate', fr: 'Type de certificat' },
  ssl: { en: 'server, SSL (by its DNS name)', fr: 'serveur SSL (par son nom DNS)' },
  smime: { en: 'server, S/MIME (by its e-mail address)', fr: 'serveur S/MIME (par son adresse e-mail)' },
  root: { en: 'Where they are', fr: 'Où ils sont' },
  noFolder: { en: 'No folder yet.', fr: "Aucun dossier pour l'instant." },
  noRequest: { en: 'No request in it.', fr: 'Aucune demande dedans.' },
  request: { en: 'Request', fr: 'Demande' },
  server: { en: 'Server', fr: 'Serveur' },
  state: { en: 'State', fr: 'État' },
  step1: { en: 'Step 1: initialisation', fr: 'Étape 1 : Initialisation' },
  step2: { en: 'Step 2: request', fr: 'Étape 2 : Demande de certificat' },
  step3: { en: 'Step 3: completion', fr: 'Étape 3 : Finalisation du certificat' },
  mail: { en: 'Mail', fr: 'Courrier' },
  files: { en: 'Files', fr: 'Fichiers' },
  steps: { en: 'Steps', fr: 'Étapes' },
  makeKeys: { en: 'Make the keys', fr: 'Générer les clés' },
  makeKeysAgain: { en: 'Make the keys anew', fr: 'Générer de nouvelles clés' },
  keysThere: { en: 'The keys are made.', fr: 'Les clés sont générées.' },
  toStep2: { en: 'Go on with step 2', fr: "Passer à l'étape 2" },
  keyPassword: { en: 'Password of the keys', fr: 'Mot de passe des clés' },
  keyPasswordNew: {
    en: 'Advised. Empty: the keys have none.',
    fr: "Fortement recommandé. Vide : les clés n'en ont pas.",
  },
  keyPasswordAgain: { en: 'The one of step 1.', fr: "Celui de l'étape 1." },
  bits: { en: 'Length of the key', fr: 'Longueur de la clé' },
  bitsHelp: { en: 'Leave 1024.', fr: 'Laissez 1024.' },
  serverName: { en: 'Full name of the server (FQDN)', fr: 'Nom complet du serveur (FQDN)' },
  serverAddress: { en: 'E-mail address of the server', fr: 'Adresse e-mail du serveur' },
  asInFile: { en: 'As in the administrative file.', fr: "Le même qu'au dossier administratif." },
  structure: { en: 'National identification of the structure', fr: 'Identification nationale de la structure' },
  structureName: { en: 'Name of the structure', fr: 'Raison sociale de la structure' },
  sealed: {
    en: 'Sign and encrypt the request with the CPS card',
    fr: 'Signer et chiffrer la demande avec la carte CPS',
  },
  card: { en: 'CPS card', fr: 'Carte CPS' },
  cardOf: { en: 'In the reader: the card of', fr: 'Dans le lecteur : la carte de' },
  insertCard: { en: 'Insert the CPS card into the reader.', fr: 'Insérez la carte CPS dans le lecteur.' },
  lookAgain: { en: 'Look again', fr: 'Regarder à nouveau' },
  cardInUse: { en: 'CleoCPS is at work with the card.', fr: 'CleoCPS travaille avec la carte.' },
  code: { en: 'Code porteur of the card', fr: 'Code porteur de la carte' },
  codeHelp: {
    en: 'Empty with a PIN pad, where it is typed, and when it was given already.',
    fr: "Vide avec un clavier (PIN pad), où il se tape, et s'il a déjà été donné.",
  },
  issue: { en: 'Make the request', fr: 'Générer la demande' },
  issued: {
    en: 'The request is issued: it can be neither changed nor played again.',
    fr: 'La demande est émise : elle ne peut être ni modifiée ni rejouée.',
  },
  firstKeys: { en: 'First make the keys, in step 1.', fr: "Générez d'abord les clés, à l'étape 1." },
  firstIssue: { en: 'First make the request, in step 2.', fr: "Générez d'abord la demande, à l'étape 2." },
  result: { en: 'Resulting file', fr: 'Fichier résultat' },
  mailReady: { en: 'Mail, ready to be sent', fr: "Courrier, prêt à l'envoi" },
  mailSent: { en: 'Mail that was sent', fr: 'Courrier envoyé' },
  from: { en: 'From', fr: 'De' },
  to: { en: 'To', fr: 'À' },
  subject: { en: 'Subject', fr: 'Objet' },
  attachment: { en: 'Attachment', fr: 'Pièce jointe' },
  noAttachment: { en: 'no attachment shows', fr: 'aucune pièce jointe ne se montre' },
  send: { en: 'Send', fr: 'Envoyer' },
  answers: { en: 'Answer of the registration server', fr: "Réponse du serveur d'inscription" },
  waiting: {
    en: 'No answer yet: it comes after some minutes. This page looks again by itself.',
    fr: "Pas encore de réponse : elle vient après quelques minutes. Cette page regarde d'elle-même.",
  },
  notSent: { en: 'The request was not sent by mail from here.', fr: "La demande n'est pas partie par courrier d'ici." },
  showAll: { en: 'Show all attachments', fr: 'Montrer toutes les pièces jointes' },
  showAllWhy: {
    en: 'Mail programs may hide an attachment: this display option shows every part of the mail.',
    fr: "Un logiciel de messagerie peut cacher une pièce jointe : cette option d'affichage montre toutes les parties du message.",
  },
  importAnswer: { en: 'Import the answer', fr: 'Importer la réponse' },
  whichAnswer: { en: 'The answer (smime.p7c)', fr: 'La réponse (smime.p7c)' },
  fromMail: { en: 'from the mail', fr: 'du courrier' },
  fromFile: { en: 'a file that was saved', fr: 'un fichier enregistré' },
  form: { en: 'In which form', fr: 'Sous quelle forme' },
  pair: { en: 'files .key and .crt', fr: 'fichiers .key et .crt' },
  p12: { en: 'package PKCS#12 (.p12)', fr: 'package PKCS#12 (.p12)' },
  p12Password: { en: 'Password of the .p12', fr: 'Mot de passe du .p12' },
  p12PasswordHelp: {
    en: 'ANOTHER one than that of the keys: it is given to whoever installs the certificate.',
    fr: 'Un AUTRE que celui des clés : il se donne à qui installe le certificat.',
  },
  toFiles: { en: 'Go to the files', fr: 'Accéder aux fichiers' },
  toCertificates: { en: 'Go to the certificates', fr: 'Accéder aux certificats obtenus' },
  openFolder: { en: 'Open the folder', fr: 'Ouvrir le répertoire' },
  folder: { en: 'Folder', fr: 'Répertoire' },
  file: { en: 'File', fr: 'Fichier' },
  size: { en: 'Bytes', fr: 'Octets' },
  download: { en: 'Download', fr: 'Télécharger' },
  noFile: { en: 'No file yet.', fr: 'Aucun fichier.' },
  secretFiles: {
    en: 'The .key, the .p12 and password.txt are secrets. Their holder answers for the key; the authority, for the truth of the certificate alone.',
    fr: "Le .key, le .p12 et password.txt sont des secrets. Leur détenteur répond de la clé ; l'autorité, de la seule véracité du certificat.",
  },
  former: { en: 'Former results', fr: 'Anciens résultats' },
  deleteRequest: { en: 'Delete this request', fr: 'Supprimer cette demande' },
  deleteWhat: {
    en: 'The request goes with all its files, keys included.',
    fr: 'La demande part avec tous ses fichiers, clés comprises.',
  },
  wizardTitle: { en: 'Obtain a certificate for a server', fr: 'Obtenir un certificat serveur' },
  wizardServer: {
    en: 'S/MIME: its e-mail address. SSL: only where the directory cannot say it.',
    fr: "S/MIME : son adresse e-mail. SSL : seulement si l'annuaire ne peut pas le dire.",
  },
  ldap: {
    en: 'Ask the directory (LDAP). Unticked: the degraded way, for servers of the structure of the card.',
    fr: 'Interroger l’annuaire (LDAP). Décoché : la voie dégradée, pour un serveur de la structure de la carte.',
  },
  wizardFormer: {
    en: 'When the wizard begins again, what it obtained before goes into a sub-folder.',
    fr: "Quand l'assistant recommence, ce qu'il avait obtenu est sauvegardé dans un sous-répertoire.",
  },
  allowMail: {
    en: 'Let CleoCPS send the mail, and read its answer',
    fr: 'Autoriser CleoCPS à envoyer le courrier, et à lire la réponse',
  },
  working: { en: 'CleoCPS is at work', fr: 'CleoCPS travaille' },
  patience: { en: 'This page goes on by itself.', fr: "Cette page avance d'elle-même." },
  refused: { en: 'Refused', fr: 'Refusé' },
  layer: { en: 'Layer', fr: 'Couche' },
  rule: { en: 'Rule', fr: 'Règle' },
  warning: { en: 'Warning', fr: 'Attention' },
  back: { en: 'To the folders', fr: 'Aux dossiers' },
  cancel: { en: 'Cancel', fr: 'Annuler' },
} as const satisfies Readonly<Record<string, Text>>;

export type Words = Readonly<Record<keyof typeof WORDS, string>>;

function spoken(language: Language): Words {
  const said = Object.entries(WORDS).map(([name, text]) => [name, text[language]]);
  return Object.fromEntries(said) as Words;
}

const SPOKEN: Readonly<Record<Language, Words>> = { fr: spoken('fr'), en: spoken('en') };

export function wordsIn(language: Language): Words {
  return SPOKEN[language];
}

export const STEP_TEXTS: Readonly<Record<RequestStep, Text>> = {
  created: { en: 'created', fr: 'créée' },
  initialised: { en: 'keys made', fr: 'clés générées' },
  issued: { en: 'issued', fr: 'émise' },
  completed: { en: 'certificate obtained', fr: 'certificat obtenu' },
};

export const STAGES: Readonly<Record<WizardStage, Text>> = {
  server: { en: 'reads the card, and asks the directory', fr: "lit la carte, et interroge l'annuaire" },
  keys: { en: 'makes the keys', fr: 'génère les clés' },
  request: { en: 'signs the request with the card', fr: 'signe la demande avec la carte' },
  answer: {
    en: 'has sent the request, and waits for the answer by mail (some minutes)',
    fr: 'a envoyé la demande, et attend la réponse par courrier (quelques minutes)',
  },
  certificate: { en: 'makes the files of the certificate', fr: 'fait les fichiers du certificat' },
};

/** At the reader, when it has a keypad. */
export function padText(reader: string): Text {
  return {
    en: `waits for the code porteur: type it at the keypad of the reader ${reader}`,
    fr: `attend le code porteur : tapez-le sur le clavier du lecteur ${reader}`,
  };
}
