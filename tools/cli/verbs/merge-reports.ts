/** `cps-sim merge-reports`, as it is typed. */
import { Command } from 'commander';
import type { Text } from '#common/language.ts';
import { languageOption, say } from '../language.ts';
import type { MergeOptions } from '../merge-reports.ts';
import { list } from './repeated.ts';

const TEXTS = {
  about: {
    en:
      'Makes one report of a run whose parts were played on several machines: each with\n' +
      'cps-sim run --shard i/n --reporter blob=DIR, its directory kept by the CI server.',
    fr:
      "Fait un seul rapport d'une exécution dont les parts ont été jouées sur plusieurs machines, chacune par\n" +
      'cps-sim run --shard i/n --reporter blob=DOSSIER, son dossier gardé par le serveur de CI.',
  },
  paths: {
    en: 'directories with the parts, or their files (*.jsonl.gz)',
    fr: 'les dossiers où sont les parts, ou leurs fichiers (*.jsonl.gz)',
  },
  reporter: {
    en: 'pretty, tap, junit=FILE, json=FILE, html=FILE, github, gitlab=FILE; may be repeated (default: pretty)',
    fr: 'pretty, tap, junit=FICHIER, json=FICHIER, html=FICHIER, github, gitlab=FICHIER ; peut être répétée (par défaut : pretty)',
  },
  after: {
    en: '\nExit codes: those of the run; 2 as well when a part is missing, or is of another run.',
    fr: "\nCodes de sortie : ceux de l'exécution ; 2 aussi quand une part manque, ou est d'une autre exécution.",
  },
} as const satisfies Readonly<Record<string, Text>>;

export function mergeReportsCommand(): Command {
  return new Command('merge-reports')
    .description(say(TEXTS.about))
    .argument('<paths...>', say(TEXTS.paths))
    .option('--reporter <spec>', say(TEXTS.reporter), list)
    .addOption(languageOption())
    .addHelpText('after', say(TEXTS.after))
    .action(async (paths: string[], options: Partial<MergeOptions>) =>
      (await import('../merge-reports.ts')).mergeReports(paths, { reporter: options.reporter ?? ['pretty'] }),
    );
}
