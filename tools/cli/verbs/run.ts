/** `cps-sim run`, as it is typed. */
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Text } from '#common/language.ts';
import { CLOCKS, TARGETS } from '../../../scenarios/world/targets/target-name.ts';
import { Interruption } from '../interruption.ts';
import { say } from '../language.ts';
import type { RunOptions, Shard } from '../run/options.ts';
import { shardOf } from '../run/shard.ts';
import { faultsOption, parseCount, parseSeed, parseTimeout } from './options.ts';
import { list, several } from './repeated.ts';

const TEXTS = {
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
    en: 'pretty, tap, junit=FILE, json=FILE, html=FILE, github, gitlab=FILE, blob=DIR for merge-reports; may be repeated, one of them without a file, github beside pretty too (default: pretty)',
    fr: 'pretty, tap, junit=FICHIER, json=FICHIER, html=FICHIER, github, gitlab=FICHIER, blob=DOSSIER pour merge-reports ; peut être répétée, une seule fois sans fichier, github aussi à côté de pretty (par défaut : pretty)',
  },
  grep: {
    en: 'only scenarios whose title or path matches',
    fr: 'seulement les scénarios dont le titre ou le chemin correspond',
  },
  tags: {
    en: 'only scenarios with one of these tags, with !TAG none that has it; commas between: slow,csp or !slow',
    fr: "seulement les scénarios qui ont l'une de ces étiquettes, avec !ETIQUETTE aucun qui l'a ; des virgules entre : lent,csp ou !lent",
  },
  list: {
    en: 'print what would be played, a line each, and play nothing',
    fr: 'donne ce qui serait joué, une ligne chacun, et ne joue rien',
  },
  json: { en: 'with --list: as JSON, for programs', fr: 'avec --list : en JSON, pour les programmes' },
  lastFailed: {
    en: 'only files that did not pass when they were last played from this folder; everything when all did',
    fr: "seulement les fichiers qui n'ont pas réussi la dernière fois depuis ce dossier ; tout si tous avaient réussi",
  },
  repeatEach: {
    en: 'play each scenario so many times, each for itself',
    fr: 'joue chaque scénario autant de fois, chacune pour elle-même',
  },
  retries: {
    en: 'play a scenario that does not pass so many times more; one that then passes is named flaky',
    fr: "rejoue autant de fois un scénario qui ne réussit pas ; s'il réussit alors, il est dit instable",
  },
  workers: {
    en: 'play so many scenarios at once, each in a process of its own; the reports are the same',
    fr: 'joue autant de scénarios à la fois, chacun dans un processus à lui ; les rapports sont les mêmes',
  },
  program: {
    en: 'a command line to run beside each scenario, in a world of its own: many situations, one program, one report',
    fr: 'une ligne de commande à lancer à côté de chaque scénario, dans un monde à lui : plusieurs situations, un programme, un rapport',
  },
  timeout: {
    en: 'what a scenario may take that names no timeout itself: 30s, 2min',
    fr: "ce que peut prendre un scénario qui n'a pas de timeout à lui : 30s, 2min",
  },
  bail: { en: 'stop after the first scenario that fails', fr: "s'arrête après le premier scénario en échec" },
  shard: {
    en: 'only part i of n; auto takes both from the variables of GitLab, CircleCI, Buildkite or Kubernetes',
    fr: 'seulement la part i sur n ; auto prend les deux dans les variables de GitLab, CircleCI, Buildkite ou Kubernetes',
  },
  durations: {
    en: 'with --shard: parts that take about as long, by a report of --reporter json=FILE; the same file for all parts',
    fr: "avec --shard : des parts d'à peu près la même durée, d'après un rapport de --reporter json=FICHIER ; le même fichier pour toutes",
  },
  trace: {
    en: 'write everything that happens as JSON lines, pcapng=FILE the exchange for Wireshark; codes are masked',
    fr: "écrit tout ce qui se passe en lignes JSON, pcapng=FICHIER l'échange pour Wireshark ; les codes sont masqués",
  },
  baseline: {
    en: 'the recording (--trace) of the last good run: --reporter html shows what differs',
    fr: "l'enregistrement (--trace) de la dernière bonne exécution : --reporter html montre ce qui diffère",
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
    en: '\nExit codes: 0 all passed, 1 a scenario failed, else 2 when one could not be played or a report could not be written.',
    fr: "\nCodes de sortie : 0 tout a réussi, 1 un scénario a échoué, sinon 2 quand l'un n'a pu être joué ou un rapport n'a pu être écrit.",
  },
} as const satisfies Readonly<Record<string, Text>>;

function parseShard(text: string): Shard {
  const shard = shardOf(text, process.env);
  if ('en' in shard) throw new InvalidArgumentError(say(shard));
  return shard;
}

const MOST_TIMES = 1000;

/** Each is a process of some hundred megabytes. */
const MOST_WORKERS = 64;

/** One option may stand after the other: all of them count. */
function parseTags(text: string, before: readonly string[] = []): readonly string[] {
  const tags = text.split(',').map((tag) => tag.trim().normalize('NFC'));
  if (tags.every((tag) => /^!?[\p{L}\p{N}_-]+$/u.test(tag))) return [...before, ...tags];
  throw new InvalidArgumentError(
    say({ en: 'Expected tags, commas between.', fr: 'Attendu : des étiquettes, des virgules entre.' }),
  );
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
    .option('--reporter <spec>', say(TEXTS.reporter), list)
    .option('--grep <pattern>', say(TEXTS.grep), parsePattern)
    .option('--tags <tags>', say(TEXTS.tags), several(parseTags))
    .option('--list', say(TEXTS.list))
    .option('--json', say(TEXTS.json))
    .option('--last-failed', say(TEXTS.lastFailed))
    .option('--repeat-each <n>', say(TEXTS.repeatEach), (text: string) => parseCount(text, 1, MOST_TIMES))
    .option('--retries <n>', say(TEXTS.retries), (text: string) => parseCount(text, 0, MOST_TIMES))
    .option('--workers <n>', say(TEXTS.workers), (text: string) => parseCount(text, 1, MOST_WORKERS))
    .option('--program <command line>', say(TEXTS.program))
    .option('--timeout <time>', say(TEXTS.timeout), parseTimeout)
    .addOption(faultsOption())
    .option('--bail', say(TEXTS.bail))
    .option('--shard <i/n>', say(TEXTS.shard), parseShard)
    .option('--durations <file>', say(TEXTS.durations))
    .option('--trace <file>', say(TEXTS.trace))
    .option('--baseline <file>', say(TEXTS.baseline))
    .option('--allow-pin-blocking', say(TEXTS.allowPinBlocking))
    .option('--print-schema', say(TEXTS.printSchema))
    .addHelpText('after', say(TEXTS.after))
    .action(async (paths: string[], options: RunOptions) => {
      // What plays takes a while to load, and Ctrl-C may come then.
      const interruption = new Interruption();
      const { run } = await import('../run.ts');
      await run(paths, { ...options, reporter: options.reporter ?? ['pretty'] }, interruption);
    });
}
