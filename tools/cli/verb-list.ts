/** The verbs of the command line, in the order in which its help tells them. */
import type { Command } from 'commander';
import type { Text } from '#common/language.ts';

export interface Verb {
  readonly name: string;
  readonly summary: Text;
  /** @param whole builds the command line with all its verbs */
  readonly load: (whole: () => Promise<Command>) => Promise<Command>;
}

export const VERBS: readonly Verb[] = [
  {
    name: 'run',
    summary: {
      en: 'run scenarios and print their table',
      fr: 'joue des scénarios et en donne le tableau',
    },
    load: async () => (await import('./verbs/run.ts')).runCommand(),
  },
  {
    name: 'merge-reports',
    summary: {
      en: 'make one report of a run that was played in parts',
      fr: "fait un seul rapport d'une exécution jouée en plusieurs parts",
    },
    load: async () => (await import('./verbs/merge-reports.ts')).mergeReportsCommand(),
  },
  {
    name: 'steps',
    summary: {
      en: 'tell the steps that scenarios are made of, and what they take',
      fr: 'dit les étapes dont les scénarios sont faits, et ce que chacune prend',
    },
    load: async () => (await import('./verbs/steps.ts')).stepsCommand(),
  },
  {
    name: 'hand',
    summary: {
      en: 'open worlds to programs of any language over HTTP, and move their cards: serve, insert, remove...',
      fr: 'ouvre des mondes aux programmes de tout langage par HTTP, et en bouge les cartes : serve, insert, remove...',
    },
    load: async () => (await import('./verbs/hand.ts')).handCommand(),
  },
  {
    name: 'console',
    summary: {
      en: 'open a page in which cards are put into readers, made to fail, and looked at',
      fr: 'ouvre une page où les cartes sont mises dans les lecteurs, mises en panne et observées',
    },
    load: async () => (await import('./verbs/console.ts')).consoleCommand(),
  },
  {
    name: 'fleet',
    summary: {
      en: 'open many readers at once, each with a card of its own, for load tests',
      fr: 'ouvre beaucoup de lecteurs à la fois, chacun avec sa carte, pour les tests de charge',
    },
    load: async () => (await import('./verbs/fleet.ts')).fleetCommand(),
  },
  {
    name: 'plug',
    summary: {
      en: "keep a card in the system's reader until Ctrl-C",
      fr: "garde une carte dans le lecteur du système jusqu'à Ctrl-C",
    },
    load: async () => (await import('./verbs/plug.ts')).plugCommand(),
  },
  {
    name: 'exec',
    summary: {
      en: 'run a program in a PC/SC world of its own, with a card in its reader',
      fr: 'lance un programme dans un monde PC/SC à lui, une carte dans son lecteur',
    },
    load: async () => (await import('./verbs/exec.ts')).execCommand(),
  },
  {
    name: 'winscard',
    summary: {
      en: 'put our winscard.dll beside a Windows program, and take it away: add, remove',
      fr: "met notre winscard.dll à côté d'un programme Windows, et l'enlève : add, remove",
    },
    load: async () => (await import('./verbs/winscard.ts')).winscardCommand(),
  },
  {
    name: 'record',
    summary: {
      en: 'run a program and write down what passes between it and its readers',
      fr: 'lance un programme et note ce qui passe entre lui et ses lecteurs',
    },
    load: async () => (await import('./verbs/record.ts')).recordCommand(),
  },
  {
    name: 'replay',
    summary: {
      en: 'run a program before a card that answers from a recording',
      fr: 'lance un programme devant une carte qui répond depuis un enregistrement',
    },
    load: async () => (await import('./verbs/record.ts')).replayCommand(),
  },
  {
    name: 'diff',
    summary: {
      en: 'tell two recordings apart, command by command, in words',
      fr: 'dit en mots ce qui distingue deux enregistrements, commande par commande',
    },
    load: async () => (await import('./verbs/record.ts')).diffCommand(),
  },
  {
    name: 'shell',
    summary: {
      en: 'open a shell in a PC/SC world of its own',
      fr: 'ouvre un shell dans un monde PC/SC à lui',
    },
    load: async () => (await import('./verbs/shell.ts')).shellCommand(),
  },
  {
    name: 'browser',
    summary: {
      en: 'open Firefox or Chromium in a PC/SC world of its own, with a card in its reader',
      fr: 'ouvre Firefox ou Chromium dans un monde PC/SC à lui, une carte dans son lecteur',
    },
    load: async () => (await import('./verbs/browser.ts')).browserCommand(),
  },
  {
    name: 'card',
    summary: {
      en: 'create, show, check or update a card file',
      fr: 'crée, montre, vérifie ou met à jour un fichier de carte',
    },
    load: async () => (await import('./verbs/card.ts')).cardCommand(),
  },
  {
    name: 'people',
    summary: {
      en: 'the fictitious people who hold cards, and where they work',
      fr: 'les personnes fictives qui portent des cartes, et où elles travaillent',
    },
    load: async () => (await import('./verbs/people.ts')).peopleCommand(),
  },
  {
    name: 'keys',
    summary: {
      en: 'look for the keys of many cards once, for all later runs',
      fr: 'cherche une fois les clés de beaucoup de cartes, pour toutes les fois suivantes',
    },
    load: async () => (await import('./verbs/keys.ts')).keysCommand(),
  },
  {
    name: 'apdu',
    summary: {
      en: 'send raw APDUs to a card',
      fr: 'envoie des APDU brutes à une carte',
    },
    load: async () => (await import('./verbs/apdu.ts')).apduCommand(),
  },
  {
    name: 'decode',
    summary: {
      en: 'put an APDU, data objects or a recorded exchange into words',
      fr: 'met en mots une APDU, des objets de données ou un échange enregistré',
    },
    load: async () => (await import('./verbs/decode.ts')).decodeCommand(),
  },
  {
    name: 'store',
    summary: {
      en: 'the certificates of cards in the store MY: list, show, propagate, watch, search, clean',
      fr: 'les certificats des cartes dans le magasin MY : list, show, propagate, watch, search, clean',
    },
    load: async () => (await import('./verbs/store.ts')).storeCommand(),
  },
  {
    name: 'tls',
    summary: {
      en: 'a port of this machine that leads to a TLS server with the card',
      fr: 'un port de cette machine qui mène à un serveur TLS avec la carte',
    },
    load: async () => (await import('./verbs/tls.ts')).tlsCommand(),
  },
  {
    name: 'pnp',
    summary: {
      en: 'Windows plug and play: drivers found and installed, pnputil, the update catalogue, WSUS',
      fr: 'le plug and play de Windows : pilotes trouvés et installés, pnputil, catalogue, WSUS',
    },
    load: async () => (await import('./verbs/pnp.ts')).pnpCommand(),
  },
  {
    name: 'serve',
    summary: {
      en: 'start the services around the card on loopback: directory of the authorities, mailbox',
      fr: 'démarre en boucle locale les services autour de la carte : annuaire des autorités, boîte aux lettres',
    },
    load: async () => (await import('./verbs/serve.ts')).serveCommand(),
  },
  {
    name: 'rehearse',
    summary: {
      en: 'play the migration of an MSSanté operator on any day, and hold it against the notice',
      fr: "joue la migration d'un opérateur MSSanté à n'importe quelle date, et la compare à la notice",
    },
    load: async () => (await import('./verbs/rehearse.ts')).rehearseCommand(),
  },
  {
    name: 'csr',
    summary: {
      en: 'make and read certificate requests, as OpenSSL, XCA and CertReq do',
      fr: 'fait et lit des demandes de certificat, comme OpenSSL, XCA et CertReq',
    },
    load: async () => (await import('./verbs/csr.ts')).csrCommand(),
  },
  {
    name: 'cert',
    summary: {
      en: 'show, convert and complete certificates',
      fr: 'montre, convertit et complète des certificats',
    },
    load: async () => (await import('./verbs/cert.ts')).certCommand(),
  },
  {
    name: 'p12',
    summary: {
      en: 'put a key and its certificate into a PKCS#12 file, and show one',
      fr: 'met une clé et son certificat dans un fichier PKCS#12, et en montre un',
    },
    load: async () => (await import('./verbs/p12.ts')).p12Command(),
  },
  {
    name: 'keystore',
    summary: {
      en: 'make a keystore of Java',
      fr: 'fait un keystore de Java',
    },
    load: async () => (await import('./verbs/keystore.ts')).keystoreCommand(),
  },
  {
    name: 'cleo',
    summary: {
      en: 'ask for server certificates with the card in a reader: init, request, complete, wizard, page, delete',
      fr: 'demande des certificats de serveur avec la carte dans un lecteur : init, request, complete, wizard, page, delete',
    },
    load: async () => (await import('./verbs/cleo.ts')).cleoCommand(),
  },
  {
    name: 'init',
    summary: {
      en: 'write a first scenario, a first test and a CI file into a project',
      fr: 'écrit un premier scénario, un premier test et un fichier de CI dans un projet',
    },
    load: async () => (await import('./verbs/init.ts')).initCommand(),
  },
  {
    name: 'fuzz',
    summary: {
      en: 'send random commands, frames and messages to cards and servers of ours, and look what holds',
      fr: "envoie des commandes, trames et messages au hasard à des cartes et serveurs d'ici, et regarde ce qui tient",
    },
    load: async () => (await import('./verbs/fuzz.ts')).fuzzCommand(),
  },
  {
    name: 'doctor',
    summary: {
      en: 'say what is wrong with PC/SC on this machine and what to type',
      fr: 'dit ce qui ne va pas avec PC/SC sur cette machine, et quoi taper',
    },
    load: async () => (await import('./verbs/doctor.ts')).doctorCommand(),
  },
  {
    name: 'completion',
    summary: {
      en: 'print a script that lets bash, zsh or fish complete what is typed',
      fr: 'donne un script par lequel bash, zsh ou fish complète ce qui est tapé',
    },
    load: async (whole) => (await import('./verbs/completion.ts')).completionCommand(whole),
  },
];
