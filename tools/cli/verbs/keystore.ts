/** `cps-sim keystore`, as it is typed. */
import { Command, Option } from 'commander';
import type { Text } from '#common/language.ts';
import type { MakeOptions } from '../formats/keystore.ts';
import { say } from '../language.ts';
import { PASSWORD_SOURCES } from './format-options.ts';

const TYPES: readonly MakeOptions['type'][] = ['auto', 'jks', 'pkcs12'];

const TEXTS = {
  about: { en: 'Keystores of Java.', fr: 'Keystores de Java.' },
  makeAbout: {
    en: 'Makes a keystore of a PKCS#12 file: JKS by keytool where Java is, PKCS#12 otherwise; says which.',
    fr: "Fait un keystore d'un fichier PKCS#12 : JKS par keytool là où il y a Java, PKCS#12 sinon ; dit lequel.",
  },
  p12: { en: 'PKCS#12 file', fr: 'fichier PKCS#12' },
  alias: {
    en: 'friendly name of the key, where there are several',
    fr: "nom convivial de la clé, s'il y en a plusieurs",
  },
  type: { en: 'type of the keystore', fr: 'type du keystore' },
  password: { en: `password of the .p12; ${PASSWORD_SOURCES.en}`, fr: `mot de passe du .p12 ; ${PASSWORD_SOURCES.fr}` },
  storePassword: {
    en: `password of the keystore; ${PASSWORD_SOURCES.en}`,
    fr: `mot de passe du keystore ; ${PASSWORD_SOURCES.fr}`,
  },
  keyPassword: {
    en: `password of the key within a JKS, when it is another: file:PASSWORD.txt, env:NAME`,
    fr: `mot de passe de la clé dans un JKS, quand il est autre : file:MOTDEPASSE.txt, env:NOM`,
  },
  out: { en: 'the keystore to write', fr: 'le keystore à écrire' },
} as const satisfies Readonly<Record<string, Text>>;

function makeCommand(): Command {
  return new Command('make')
    .description(say(TEXTS.makeAbout))
    .argument('<p12>', say(TEXTS.p12))
    .option('--alias <name>', say(TEXTS.alias))
    .addOption(new Option('--type <type>', say(TEXTS.type)).choices(TYPES).default('auto'))
    .option('--password <source>', say(TEXTS.password))
    .option('--store-password <source>', say(TEXTS.storePassword))
    .option('--key-password <source>', say(TEXTS.keyPassword))
    .requiredOption('--out <file>', say(TEXTS.out))
    .action(async (file: string, options: MakeOptions) =>
      (await import('../formats/keystore.ts')).makeKeystore(file, options),
    );
}

export function keystoreCommand(): Command {
  return new Command('keystore').description(say(TEXTS.about)).addCommand(makeCommand());
}
