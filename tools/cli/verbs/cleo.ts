/** `cps-sim cleo`, as it is typed. */
import { Command, Option } from 'commander';
import type { Text } from '#common/language.ts';
import type { PageOptions } from '../cleo/page.ts';
import type { CompleteOptions, InitOptions, RequestOptions, WizardOptions } from '../cleo.ts';
import { languageOption, say } from '../language.ts';
import { jsonOption, parsePort, worldOptions } from './options.ts';

const TEXTS = {
  about: {
    en:
      'Server certificates asked for with the card in a reader, as CleoCPS does: by hand in three steps, by the wizard, or on a page.\n' +
      'cps-sim serve registration runs the server that answers. Nothing here is worth anything outside a test.',
    fr:
      "Certificats de serveur demandés avec la carte dans un lecteur, comme CleoCPS : en trois étapes, par l'assistant, ou sur une page.\n" +
      "cps-sim serve registration démarre le serveur qui répond. Rien de cela ne vaut hors d'un test.",
  },
  init: { en: 'step 1: a new request, and its keys', fr: 'étape 1 : une nouvelle demande, et ses clés' },
  request: {
    en: 'step 2: issues the request, signed by the card and encrypted (.p7m), and sends it by mail',
    fr: "étape 2 : émet la demande, signée par la carte et chiffrée (.p7m), et l'envoie par courrier",
  },
  complete: {
    en: 'step 3: takes the answer (smime.p7c), and writes .key, .crt and .p12',
    fr: 'étape 3 : prend la réponse (smime.p7c), et écrit .key, .crt et .p12',
  },
  wizard: { en: 'all the steps, and waits for the answer', fr: 'toutes les étapes, en attendant la réponse' },
  page: {
    en: 'all of it on a page in a browser, until Ctrl-C; the code of the card is typed there, or at the PIN pad',
    fr: "le tout sur une page de navigateur, jusqu'à Ctrl-C ; le code de la carte s'y tape, ou sur le clavier du lecteur",
  },
  port: { en: 'port of the page (default: any that is free)', fr: 'port de la page (par défaut : un port libre)' },
  noLdapAtFirst: {
    en: 'the directory is not asked unless the box is ticked',
    fr: "l'annuaire n'est interrogé que si la case est cochée",
  },
  delete: { en: 'deletes a request', fr: 'supprime une demande' },
  path: { en: 'folder of the request, as init printed it', fr: "dossier de la demande, tel qu'init l'a donné" },
  root: {
    en: 'the folder of all folders (default: of this user)',
    fr: 'le dossier des dossiers (par défaut : à cet utilisateur)',
  },
  folder: { en: 'name of the folder (default: Dossier_1...)', fr: 'nom du dossier (par défaut : Dossier_1...)' },
  name: { en: 'name of the request (default: Demande_1...)', fr: 'nom de la demande (par défaut : Demande_1...)' },
  kind: { en: 'by the DNS name of the server, or by its address', fr: 'par le nom DNS du serveur, ou par son adresse' },
  bits: { en: 'length of the key', fr: 'longueur de la clé' },
  keyPassword: {
    en: 'of the keys, which is advised: file:PATH or env:NAME',
    fr: 'des clés, conseillé : file:CHEMIN ou env:NOM',
  },
  p12Password: {
    en: 'of the .p12, which is made then, another than that of the keys: file:PATH or env:NAME',
    fr: 'du .p12, qui est alors fait, un autre que celui des clés : file:CHEMIN ou env:NOM',
  },
  code: {
    en: 'code porteur of the card: file:PATH or env:NAME',
    fr: 'code porteur de la carte : file:CHEMIN ou env:NOM',
  },
  server: { en: 'its full name, or its e-mail address', fr: 'son nom complet, ou son adresse e-mail' },
  structure: { en: 'national identification of the structure', fr: 'identification nationale de la structure' },
  structureName: { en: 'name of the structure', fr: 'raison sociale de la structure' },
  service: {
    en: 'page of the registration server, as serve prints it',
    fr: "page du serveur d'inscription, donnée par serve",
  },
  from: { en: 'your address, to which the answer comes', fr: 'votre adresse, où vient la réponse' },
  cipher: { en: 'what the request is encrypted with', fr: 'ce qui chiffre la demande' },
  noSend: { en: 'only make the .p7m', fr: 'faire le .p7m seulement' },
  noLdap: { en: 'do not ask the directory: --server is typed', fr: "sans interroger l'annuaire : --server est tapé" },
  answer: { en: 'the attachment, as it was saved', fr: "la pièce jointe, telle qu'elle a été enregistrée" },
  noPair: { en: 'no .key and .crt', fr: 'ni .key ni .crt' },
} as const satisfies Readonly<Record<string, Text>>;

const load = () => import('../cleo.ts');

function subcommand(name: string, description: Text): Command {
  return jsonOption(new Command(name)).description(say(description)).addOption(languageOption());
}

const kindOption = () => new Option('--kind <kind>', say(TEXTS.kind)).choices(['ssl', 'smime']).default('ssl');

function initCommand(): Command {
  return subcommand('init', TEXTS.init)
    .option('--root <path>', say(TEXTS.root))
    .option('--folder <name>', say(TEXTS.folder))
    .option('--name <name>', say(TEXTS.name))
    .addOption(kindOption())
    .addOption(new Option('--bits <n>', say(TEXTS.bits)).choices(['1024', '2048']).default('1024'))
    .option('--key-password <source>', say(TEXTS.keyPassword))
    .action(async (options: InitOptions) => (await load()).init(options));
}

function requestCommand(): Command {
  return subcommand('request', TEXTS.request)
    .argument('<path>', say(TEXTS.path))
    .requiredOption('--server <name>', say(TEXTS.server))
    .requiredOption('--structure <id>', say(TEXTS.structure))
    .option('--structure-name <name>', say(TEXTS.structureName))
    .requiredOption('--service <url>', say(TEXTS.service))
    .requiredOption('--from <address>', say(TEXTS.from))
    .option('--key-password <source>', say(TEXTS.keyPassword))
    .option('--code <source>', say(TEXTS.code))
    .addOption(
      new Option('--cipher <name>', say(TEXTS.cipher)).choices(['3des', 'aes-256', 'aes-256-oaep']).default('3des'),
    )
    .option('--no-send', say(TEXTS.noSend))
    .action(async (path: string, options: RequestOptions) => (await load()).request(path, options));
}

function completeCommand(): Command {
  return subcommand('complete', TEXTS.complete)
    .argument('<path>', say(TEXTS.path))
    .requiredOption('--answer <file>', say(TEXTS.answer))
    .option('--key-password <source>', say(TEXTS.keyPassword))
    .option('--p12-password <source>', say(TEXTS.p12Password))
    .option('--no-pair', say(TEXTS.noPair))
    .action(async (path: string, options: CompleteOptions) => (await load()).completeRequest(path, options));
}

function wizardCommand(): Command {
  return subcommand('wizard', TEXTS.wizard)
    .option('--root <path>', say(TEXTS.root))
    .addOption(kindOption())
    .option('--server <name>', say(TEXTS.server))
    .requiredOption('--service <url>', say(TEXTS.service))
    .requiredOption('--from <address>', say(TEXTS.from))
    .option('--key-password <source>', say(TEXTS.keyPassword))
    .option('--code <source>', say(TEXTS.code))
    .option('--no-ldap', say(TEXTS.noLdap))
    .action(async (options: WizardOptions) => (await load()).runWizard(options));
}

function pageCommand(): Command {
  return worldOptions(subcommand('page', TEXTS.page))
    .option('--root <path>', say(TEXTS.root))
    .requiredOption('--service <url>', say(TEXTS.service))
    .requiredOption('--from <address>', say(TEXTS.from))
    .option('--port <n>', say(TEXTS.port), parsePort)
    .option('--no-ldap', say(TEXTS.noLdapAtFirst))
    .action(async (options: PageOptions) => (await import('../cleo/page.ts')).cleoPage(options));
}

export function cleoCommand(): Command {
  return new Command('cleo')
    .description(say(TEXTS.about))
    .addCommand(initCommand())
    .addCommand(requestCommand())
    .addCommand(completeCommand())
    .addCommand(wizardCommand())
    .addCommand(pageCommand())
    .addCommand(
      new Command('delete')
        .description(say(TEXTS.delete))
        .argument('<path>', say(TEXTS.path))
        .addOption(languageOption())
        .action(async (path: string) => (await load()).remove(path)),
    );
}
