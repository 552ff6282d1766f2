/** `cps-sim p12`, as it is typed. */
import { Command, Option } from 'commander';
import type { Text } from '#common/language.ts';
import { PKCS12_FORMS } from '#formats/pkcs12-forms.ts';
import type { MakeOptions, ShowOptions } from '../formats/p12.ts';
import { say } from '../language.ts';
import { authorityOption, PASSWORD_SOURCES } from './format-options.ts';
import { jsonOption } from './options.ts';

const CHAINS: readonly MakeOptions['chain'][] = ['none', 'aci', 'all'];

const TEXTS = {
  about: {
    en: 'PKCS#12 files (.p12, .pfx): key, certificate and authorities in one file. Who reads which form: docs/formats.md.',
    fr: 'Fichiers PKCS#12 (.p12, .pfx) : clé, certificat et autorités en un fichier. Qui lit quelle forme : docs/formats.fr.md.',
  },
  makeAbout: {
    en: 'Puts a key and its certificate together. A certificate of another key is refused, both keys named.',
    fr: "Réunit une clé et son certificat. Le certificat d'une autre clé est refusé, les deux clés nommées.",
  },
  key: { en: 'the private key', fr: 'la clé privée' },
  computer: {
    en: 'instead: the simulated computer where CertReq made the key',
    fr: "à la place : l'ordinateur simulé où CertReq a fait la clé",
  },
  cert: { en: 'its certificate', fr: 'son certificat' },
  chain: {
    en: 'authorities that go in: none, the intermediate (ACI), or all (ACI and ACR)',
    fr: "autorités à mettre : aucune (none), l'intermédiaire (aci), toutes (all : ACI et ACR)",
  },
  form: {
    en: "'3des' is the compatibility form of the CSR guide, 'aes-256' that of OpenSSL 3",
    fr: "'3des' est la forme de compatibilité du guide CSR, 'aes-256' celle de OpenSSL 3",
  },
  name: { en: 'friendly name, or alias', fr: 'nom convivial, ou alias' },
  password: {
    en: `password of the file; ${PASSWORD_SOURCES.en}`,
    fr: `mot de passe du fichier ; ${PASSWORD_SOURCES.fr}`,
  },
  keyPassword: {
    en: `password of the private key; ${PASSWORD_SOURCES.en}`,
    fr: `mot de passe de la clé privée ; ${PASSWORD_SOURCES.fr}`,
  },
  out: { en: 'the .p12 to write', fr: 'le .p12 à écrire' },
  showAbout: {
    en: 'Shows what is in a file and how it is protected; never a key.',
    fr: "Montre ce qu'il y a dans un fichier et comment il est protégé ; jamais une clé.",
  },
  file: { en: 'PKCS#12 file', fr: 'fichier PKCS#12' },
} as const satisfies Readonly<Record<string, Text>>;

function makeCommand(): Command {
  return authorityOption(new Command('make'))
    .description(say(TEXTS.makeAbout))
    .option('--key <file>', say(TEXTS.key))
    .option('--computer <folder>', say(TEXTS.computer))
    .requiredOption('--cert <file>', say(TEXTS.cert))
    .addOption(new Option('--chain <which>', say(TEXTS.chain)).choices(CHAINS).default('all'))
    .addOption(new Option('--form <name>', say(TEXTS.form)).choices(Object.keys(PKCS12_FORMS)).default('3des'))
    .option('--name <text>', say(TEXTS.name))
    .option('--password <source>', say(TEXTS.password))
    .option('--key-password <source>', say(TEXTS.keyPassword))
    .requiredOption('--out <file>', say(TEXTS.out))
    .action(async (options: MakeOptions) => (await import('../formats/p12.ts')).makeP12(options));
}

function showCommand(): Command {
  return jsonOption(new Command('show'))
    .description(say(TEXTS.showAbout))
    .argument('<file>', say(TEXTS.file))
    .option('--password <source>', say(TEXTS.password))
    .action(async (file: string, options: ShowOptions) => (await import('../formats/p12.ts')).showP12(file, options));
}

export function p12Command(): Command {
  return new Command('p12').description(say(TEXTS.about)).addCommand(makeCommand()).addCommand(showCommand());
}
