/** `cps-sim store`, as it is typed. */
import { Command, Option } from 'commander';
import { languageOption, say } from '../language.ts';
import type { CleanOptions, CommonOptions, SearchOptions, ShowOptions, WatchOptions } from '../store.ts';
import { jsonOption } from './options.ts';
import { TEXTS } from './store-texts.ts';

const USAGES: readonly NonNullable<SearchOptions['usage']>[] = ['signature', 'authentication'];

const verbs = () => import('../store.ts');

function subcommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .addOption(new Option('--folder <path>', say(TEXTS.folder)))
    .addOption(languageOption());
}

function searchCommand(): Command {
  return jsonOption(subcommand('search', say(TEXTS.search)))
    .option('--issuer <name>', say(TEXTS.issuer))
    .addOption(new Option('--usage <usage>', say(TEXTS.usage)).choices(USAGES))
    .option('--eku <oid...>', say(TEXTS.eku))
    .option('--include-expired', say(TEXTS.includeExpired))
    .option('--all', say(TEXTS.all))
    .action(async (options: SearchOptions) => (await verbs()).search(options));
}

export function storeCommand(): Command {
  return new Command('store')
    .description(say(TEXTS.storeAbout))
    .addCommand(
      jsonOption(subcommand('list', say(TEXTS.list))).action(async (options: CommonOptions) =>
        (await verbs()).list(options),
      ),
    )
    .addCommand(
      jsonOption(subcommand('show', say(TEXTS.show)))
        .argument('<thumbprint>', say(TEXTS.thumbprint))
        .option('--pem', say(TEXTS.pem))
        .action(async (thumbprint: string, options: ShowOptions) => (await verbs()).show(thumbprint, options)),
    )
    .addCommand(
      jsonOption(subcommand('propagate', say(TEXTS.propagate))).action(async (options: CommonOptions) =>
        (await verbs()).propagate(options),
      ),
    )
    .addCommand(
      subcommand('watch', say(TEXTS.watch))
        .option('--remove-with-card', say(TEXTS.removeWithCard))
        .action(async (options: WatchOptions) => (await verbs()).watch(options)),
    )
    .addCommand(searchCommand())
    .addCommand(
      jsonOption(subcommand('clean', say(TEXTS.clean)))
        .option('--absent', say(TEXTS.absent))
        .option('--expired', say(TEXTS.expired))
        .option('--dry-run', say(TEXTS.dryRun))
        .action(async (options: CleanOptions) => (await verbs()).clean(options)),
    );
}
