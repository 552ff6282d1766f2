/** `cps-sim run`, as it is typed. */
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Text } from '#common/language.ts';
import { CLOCKS, TARGETS } from '../../../scenarios/world/targets/target-name.ts';
import { say } from '../language.ts';
import type { RunOptions, Shard } from '../run.ts';
import { parseSeed } from './options.ts';

const TEXTS = {
  expected: { en: 'Expected i/n, for instance 1/4.', fr: 'Attendu : i/n, par exemple 1/4.' },
  runAbout: {
    en: 'Runs scenarios: the library that comes with cps-sim, or the files and directories named.',
    fr: 'Joue des scénarios : la bibliothèque fournie avec cps-sim, ou les fichiers et dossiers nommés.',
  },
  paths: { en: 'scenario files (*.yaml) or directories', fr: 'fichiers de scénario (*.yaml) ou dossiers' },
  target: { en: 'where the cards and readers stand', fr: 'où se trouvent les cartes et les lecteurs' },
  reader: {
    en: 'reader of the target pcsc by its PC/SC name, virtual or real',
    fr: 'lecteur de la cible pcsc par son nom PC/SC, virtuel ou réel',
  },
  clock: {
    en: 'virtual: no time passes but what is waited for; in-process',
    fr: "virtual : seul passe le temps qu'on attend ; cible in-process",
  },
  seed: { en: 'seed of the cards that name none', fr: "graine des cartes qui n'en donnent pas" },
  reporter: {
    en: 'pretty, tap, junit=FILE, json=FILE; may be repeated, one of them without a file (default: pretty)',
    fr: 'pretty, tap, junit=FICHIER, json=FICHIER ; peut être répétée, une seule fois sans fichier (par défaut : pretty)',
  },
  grep: {
    en: 'only scenarios whose title or path matches',
    fr: 'seulement les scénarios dont le titre ou le chemin correspond',
  },
  bail: { en: 'stop after the first scenario that fails', fr: "s'arrête après le premier scénario en échec" },
  shard: { en: 'only part i of n', fr: 'seulement la part i sur n' },
  trace: {
    en: 'write everything that happens as JSON lines; codes are masked',
    fr: 'écrit tout ce qui se passe en lignes JSON ; les codes sont masqués',
  },
  allowPinBlocking: {
    en: 'let scenarios present codes to a real card',
    fr: 'laisse les scénarios présenter des codes à une carte réelle',
  },
  printSchema: {
    en: 'print the JSON Schema of scenario files, for editors',
    fr: 'donne le schéma JSON des fichiers de scénario, pour les éditeurs',
  },
  after: {
    en: '\nExit codes: 0 all passed, 1 a scenario failed, 2 one could not be played or a report could not be written.',
    fr: "\nCodes de sortie : 0 tout a réussi, 1 un scénario a échoué, 2 l'un n'a pu être joué ou un rapport n'a pu être écrit.",
  },
} as const satisfies Readonly<Record<string, Text>>;

function parseShard(text: string): Shard {
  const [, index = 0, count = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []).map(Number);
  if (index < 1 || index > count) throw new InvalidArgumentError(say(TEXTS.expected));
  return { index, count };
}

/** A regular expression; a text that is none stands for itself. */
function parsePattern(text: string): RegExp {
  try {
    return new RegExp(text, 'iu');
  } catch {
    return new RegExp(text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'iu');
  }
}

export function runCommand(): Command {
  return new Command('run')
    .description(say(TEXTS.runAbout))
    .argument('[paths...]', say(TEXTS.paths))
    .addOption(new Option('--target <name>', say(TEXTS.target)).choices(TARGETS).default('embedded'))
    .option('--reader <name>', say(TEXTS.reader))
    .addOption(new Option('--clock <name>', say(TEXTS.clock)).choices(CLOCKS).default('real'))
    .option('--seed <n>', say(TEXTS.seed), parseSeed, 1)
    .option('--reporter <spec>', say(TEXTS.reporter), (spec: string, specs: readonly string[] = []) => [...specs, spec])
    .option('--grep <pattern>', say(TEXTS.grep), parsePattern)
    .option('--bail', say(TEXTS.bail))
    .option('--shard <i/n>', say(TEXTS.shard), parseShard)
    .option('--trace <file>', say(TEXTS.trace))
    .option('--allow-pin-blocking', say(TEXTS.allowPinBlocking))
    .option('--print-schema', say(TEXTS.printSchema))
    .addHelpText('after', say(TEXTS.after))
    .action(async (paths: string[], options: RunOptions) =>
      (await import('../run.ts')).run(paths, { ...options, reporter: options.reporter ?? ['pretty'] }),
    );
}
