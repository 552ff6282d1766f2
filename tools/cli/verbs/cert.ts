/** `cps-sim cert`, as it is typed. */
import { Command, Option } from 'commander';
import type { Text } from '#common/language.ts';
import type { ChainOptions, ConvertOptions } from '../formats/cert.ts';
import { say } from '../language.ts';
import { authorityOption } from './format-options.ts';
import { jsonOption } from './options.ts';

const FORMS: readonly ConvertOptions['to'][] = ['pem', 'der', 'p7b', 'p7b-pem'];

const TEXTS = {
  about: {
    en: 'Certificates: shown field by field, converted, completed with their authorities.',
    fr: 'Certificats : montrés champ par champ, convertis, complétés de leurs autorités.',
  },
  showAbout: {
    en: 'Shows every certificate of a file field by field, string types included.',
    fr: "Montre chaque certificat d'un fichier champ par champ, types de chaînes compris.",
  },
  file: {
    en: 'certificates: .cer, .crt (DER or PEM), .p7b, .p7c',
    fr: 'certificats : .cer, .crt (DER ou PEM), .p7b, .p7c',
  },
  convertAbout: {
    en: 'Writes the certificates of a file in another form; the portal gives DER, most tools want PEM.',
    fr: "Écrit les certificats d'un fichier sous une autre forme ; le portail donne du DER, la plupart des outils veulent du PEM.",
  },
  to: { en: 'the form', fr: 'la forme' },
  out: {
    en: 'file to write (PEM also to standard output)',
    fr: 'fichier à écrire (le PEM aussi sur la sortie standard)',
  },
  chainAbout: {
    en:
      'Finds the authorities above a certificate, verifying each signature: among those given, those in its file and those of\n' +
      'the simulation. Exit code 1 when one is missing: it is named.',
    fr:
      'Trouve les autorités au-dessus du certificat, chaque signature vérifiée : parmi celles données, celles de son fichier et\n' +
      'celles de la simulation. Code de sortie 1 quand il en manque une : elle est nommée.',
  },
  chainOut: { en: 'the chain in PEM, the certificate first', fr: 'la chaîne en PEM, le certificat en premier' },
} as const satisfies Readonly<Record<string, Text>>;

function showCommand(): Command {
  return jsonOption(new Command('show'))
    .description(say(TEXTS.showAbout))
    .argument('<file>', say(TEXTS.file))
    .action(async (file: string, options: { readonly json?: true }) =>
      (await import('../formats/cert.ts')).showCertificates(file, options),
    );
}

function convertCommand(): Command {
  return new Command('convert')
    .description(say(TEXTS.convertAbout))
    .argument('<file>', say(TEXTS.file))
    .addOption(new Option('--to <form>', say(TEXTS.to)).choices(FORMS).default('pem'))
    .option('--out <file>', say(TEXTS.out))
    .action(async (file: string, options: ConvertOptions) =>
      (await import('../formats/cert.ts')).convertCertificates(file, options),
    );
}

function chainCommand(): Command {
  return jsonOption(authorityOption(new Command('chain')))
    .description(say(TEXTS.chainAbout))
    .argument('<file>', say(TEXTS.file))
    .option('--out <file>', say(TEXTS.chainOut))
    .action(async (file: string, options: ChainOptions) =>
      (await import('../formats/cert.ts')).showChain(file, options),
    );
}

export function certCommand(): Command {
  return new Command('cert')
    .description(say(TEXTS.about))
    .addCommand(showCommand())
    .addCommand(convertCommand())
    .addCommand(chainCommand());
}
