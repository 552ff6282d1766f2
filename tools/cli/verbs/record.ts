/** `cps-sim record`, `cps-sim replay` and `cps-sim diff`, as they are typed. */
import { Command, Option } from 'commander';
import type { Language, Text } from '#common/language.ts';
import { REPLAY_MODES } from '../../../simulator/replay/matcher.ts';
import type { DiffOptions } from '../diff.ts';
import { languageOption, say } from '../language.ts';
import type { RecordOptions } from '../record.ts';
import type { ReplayOptions } from '../replay.ts';
import { jsonOption, parseSeed, worldOptions } from './options.ts';

const TEXTS = {
  recordAbout: {
    en:
      'Runs a program, unmodified, and writes down what passes between it and its readers: over the readers of this machine,\n' +
      'physical ones too, or with --card before a simulated card. Codes are masked before anything is kept.',
    fr:
      'Lance un programme, tel quel, et note ce qui passe entre lui et ses lecteurs : ceux de cette machine, matériels aussi,\n' +
      'ou, avec --card, devant une carte simulée. Les codes sont masqués avant que rien ne soit gardé.',
  },
  file: { en: 'the recording; one that is there is replaced', fr: "l'enregistrement ; un ancien est remplacé" },
  replayed: { en: 'the recording', fr: "l'enregistrement" },
  program: { en: 'behind --, the program and its arguments', fr: 'derrière --, le programme et ses arguments' },
  keepIdentity: {
    en: 'keep names, serial numbers and certificates as the card has them',
    fr: "garde les noms, numéros de série et certificats tels qu'ils sont sur la carte",
  },
  replayAbout: {
    en: 'Runs a program, unmodified, before readers and cards that answer from a recording.',
    fr: 'Lance un programme, tel quel, devant des lecteurs et des cartes qui répondent depuis un enregistrement.',
  },
  mode: {
    en: 'exact: the next command and no other; ordered: may leave some out; loose: goes back too, and takes header and length',
    fr: "exact : la commande suivante, nulle autre ; ordered : peut en sauter ; loose : revient aussi en arrière, et se contente de l'en-tête et de la longueur",
  },
  withCard: {
    en: 'profile or card file of a simulated card that signs, deciphers, and answers what is not in the recording',
    fr: "profil ou fichier d'une carte simulée qui signe, déchiffre, et répond à ce qui n'est pas dans l'enregistrement",
  },
  diffAbout: {
    en:
      'Holds two recordings against each other: which commands are alike, which were answered otherwise, which only one has.\n' +
      'It takes what record and --trace wrote, and lines of => and <= of other tools.',
    fr:
      "Compare deux enregistrements : quelles commandes sont pareilles, lesquelles ont une autre réponse, lesquelles n'y sont qu'une fois.\n" +
      'Il prend ce que record et --trace ont écrit, et les lignes de => et <= d’autres outils.',
  },
  first: { en: 'the one from before', fr: "celui d'avant" },
  second: { en: 'the one from now', fr: 'celui de maintenant' },
  diffAfter: {
    en: '\nExit code: 0 when they are alike, 1 when they are not.\n\nExample: cps-sim diff good.jsonl today.jsonl',
    fr: "\nCode de sortie : 0 s'ils sont pareils, 1 sinon.\n\nExemple : cps-sim diff bon.jsonl aujourdhui.jsonl",
  },
  seed: { en: 'which card of the profile', fr: 'quelle carte du profil' },
} as const satisfies Readonly<Record<string, Text>>;

const RECORD_HELP: Readonly<Record<Language, string>> = {
  en:
    '\nWithout --card, --reader NAME shows the program that reader alone; with it, it names the simulated one.\n' +
    "Exit code: the program's. A recording that would hold a code in clear is not written.\n\n" +
    'Examples:\n' +
    '  cps-sim record t.jsonl -- pkcs11-tool --module opensc-pkcs11.so --login --test\n' +
    '  cps-sim record --card cps3-medecin t.jsonl -- pkcs15-tool --dump\n' +
    '  cps-sim replay t.jsonl -- pkcs15-tool --dump',
  fr:
    '\nSans --card, --reader NOM ne montre au programme que ce lecteur-là ; avec elle, il nomme le lecteur simulé.\n' +
    "Code de sortie : celui du programme. Un enregistrement qui contiendrait un code en clair n'est pas écrit.\n\n" +
    'Exemples :\n' +
    '  cps-sim record t.jsonl -- pkcs11-tool --module opensc-pkcs11.so --login --test\n' +
    '  cps-sim record --card cps3-medecin t.jsonl -- pkcs15-tool --dump\n' +
    '  cps-sim replay t.jsonl -- pkcs15-tool --dump',
};

const REPLAY_HELP: Readonly<Record<Language, string>> = {
  en:
    '\nEach command that was not answered in its order is told on standard error, and all are counted at the end.\n' +
    "Exit code: the program's; 1 when it is 0 and a command was not in the recording (the card says 6F00 to it).\n\n" +
    'Example: cps-sim replay --mode ordered t.jsonl -- pkcs15-tool --dump',
  fr:
    "\nChaque commande qui n'a pas sa réponse dans l'ordre est dite sur la sortie d'erreur, et toutes sont comptées à la fin.\n" +
    "Code de sortie : celui du programme ; 1 quand c'est 0 et qu'une commande n'était pas dans l'enregistrement (la carte y répond 6F00).\n\n" +
    'Exemple : cps-sim replay --mode ordered t.jsonl -- pkcs15-tool --dump',
};

type Program = [string, ...string[]];

export function recordCommand(): Command {
  const command = new Command('record')
    .description(say(TEXTS.recordAbout))
    .argument('<file>', say(TEXTS.file))
    .argument('<program...>', say(TEXTS.program));
  return worldOptions(command)
    .option('--keep-identity', say(TEXTS.keepIdentity))
    .addOption(languageOption())
    .addHelpText('after', say(RECORD_HELP))
    .action(async (file: string, program: Program, options: RecordOptions) =>
      (await import('../record.ts')).record(file, program, options),
    );
}

export function replayCommand(): Command {
  return new Command('replay')
    .description(say(TEXTS.replayAbout))
    .argument('<file>', say(TEXTS.replayed))
    .argument('<program...>', say(TEXTS.program))
    .addOption(new Option('--mode <mode>', say(TEXTS.mode)).choices(REPLAY_MODES).default('loose'))
    .option('--with-card <card>', say(TEXTS.withCard))
    .option('--seed <n>', say(TEXTS.seed), parseSeed)
    .addOption(languageOption())
    .addHelpText('after', say(REPLAY_HELP))
    .action(async (file: string, program: Program, options: ReplayOptions) =>
      (await import('../replay.ts')).replay(file, program, options),
    );
}

export function diffCommand(): Command {
  return jsonOption(new Command('diff'))
    .description(say(TEXTS.diffAbout))
    .argument('<first>', say(TEXTS.first))
    .argument('<second>', say(TEXTS.second))
    .addOption(languageOption())
    .addHelpText('after', say(TEXTS.diffAfter))
    .action(async (first: string, second: string, options: DiffOptions) =>
      (await import('../diff.ts')).diff(first, second, options),
    );
}
