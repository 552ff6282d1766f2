/** `cps-sim tls`, as it is typed. */
import { Command, Option } from 'commander';
import type { Text } from '#common/language.ts';
import { languageOption, say } from '../language.ts';
import type { TlsOptions } from '../tls.ts';
import { parsePort } from './options.ts';

const TEXTS = {
  about: {
    en:
      'Opens a port of this machine: what connects to it goes on to the server over TLS, with the identity of the card.\n' +
      'Any program of this machine can connect to it while it is open: close it (Ctrl-C) when you are done.',
    fr:
      "Ouvre un port de cette machine : ce qui s'y connecte va au serveur par TLS, avec l'identité de la carte.\n" +
      "Tout programme de cette machine peut s'y connecter tant qu'il est ouvert : fermez-le (Ctrl-C) quand vous avez fini.",
  },
  server: { en: 'the server, as HOST:PORT', fr: 'le serveur, HÔTE:PORT' },
  listen: {
    en: 'the port; any that is free when 0',
    fr: "le port ; n'importe lequel de libre avec 0",
  },
  reader: {
    en: 'the PC/SC reader; any with a card by default',
    fr: "le lecteur PC/SC ; par défaut n'importe lequel avec une carte",
  },
  servername: {
    en: 'name in the certificate of the server (default: HOST)',
    fr: 'nom dans le certificat du serveur (par défaut : HÔTE)',
  },
  ca: {
    en: 'file of the certificates of the authorities of the server',
    fr: 'fichier des certificats des autorités du serveur',
  },
  starttls: {
    en: 'the server speaks that protocol, and TLS begins by its STARTTLS',
    fr: 'le serveur parle ce protocole, et TLS commence par son STARTTLS',
  },
  codeEnv: {
    en: 'variable of the environment that has the code of the card; it is presented once',
    fr: "variable d'environnement qui a le code de la carte ; il est présenté une fois",
  },
  generation: {
    en: 'newest generation of cards that is taken; a CPS4 does TLS 1.3',
    fr: 'la plus récente des générations de cartes acceptées ; une CPS4 fait TLS 1.3',
  },
  after: {
    en: '\nExample: CODE=1234 cps-sim exec --card cps3-medecin -- cps-sim tls localhost:8443 --listen 8080 --code-env CODE',
    fr: '\nExemple : CODE=1234 cps-sim exec --card cps3-medecin -- cps-sim tls localhost:8443 --listen 8080 --code-env CODE',
  },
} as const satisfies Readonly<Record<string, Text>>;

export function tlsCommand(): Command {
  return new Command('tls')
    .description(say(TEXTS.about))
    .argument('<server>', say(TEXTS.server))
    .option('--listen <port>', say(TEXTS.listen), parsePort, 0)
    .option('--reader <name>', say(TEXTS.reader))
    .option('--servername <name>', say(TEXTS.servername))
    .option('--ca <file>', say(TEXTS.ca))
    .option('--code-env <name>', say(TEXTS.codeEnv))
    .addOption(new Option('--starttls <protocol>', say(TEXTS.starttls)).choices(['imap', 'smtp']))
    .addOption(new Option('--generation <name>', say(TEXTS.generation)).choices(['cps3', 'cps4']).default('cps3'))
    .addOption(languageOption())
    .addHelpText('after', say(TEXTS.after))
    .action(async (server: string, options: TlsOptions) => (await import('../tls.ts')).tls(server, options));
}
