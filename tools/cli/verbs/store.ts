/** `cps-sim store`, as it is typed. */
import { Command, Option } from 'commander';
import { languageOption } from '../language.ts';
import { DEFAULT_FOLDER } from '../store/folder.ts';
import type { CleanOptions, CommonOptions, SearchOptions, ShowOptions, WatchOptions } from '../store.ts';
import { jsonOption } from './options.ts';

const USAGES: readonly NonNullable<SearchOptions['usage']>[] = ['signature', 'authentication'];

const verbs = () => import('../store.ts');

function subcommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .addOption(new Option('--folder <path>', `folder of the store (default: ${DEFAULT_FOLDER})`))
    .addOption(languageOption());
}

function searchCommand(): Command {
  return jsonOption(subcommand('search', "Finds a certificate as the guide's sample does: the last one that fits."))
    .option('--issuer <name>', 'common name of the issuer')
    .addOption(new Option('--usage <usage>', 'by its extended key usages').choices(USAGES))
    .option('--eku <oid...>', 'extended key usages it must have')
    .option('--include-expired', 'certificates out of date too')
    .option('--all', 'every certificate that fits')
    .action(async (options: SearchOptions) => (await verbs()).search(options));
}

export function storeCommand(): Command {
  return new Command('store')
    .description('The certificates of cards in the store MY of this user: a folder of PEM files that OpenSSL reads.')
    .addCommand(
      jsonOption(subcommand('list', 'Lists the certificates in the order they came.')).action(
        async (options: CommonOptions) => (await verbs()).list(options),
      ),
    )
    .addCommand(
      jsonOption(subcommand('show', 'Shows a certificate.'))
        .argument('<thumbprint>', 'its thumbprint, or the beginning of it')
        .option('--pem', 'the certificate itself')
        .action(async (thumbprint: string, options: ShowOptions) => (await verbs()).show(thumbprint, options)),
    )
    .addCommand(
      jsonOption(subcommand('propagate', 'Copies the certificates of the cards in the readers, once.')).action(
        async (options: CommonOptions) => (await verbs()).propagate(options),
      ),
    )
    .addCommand(
      subcommand('watch', 'Copies the certificates of each card that is inserted, until Ctrl-C.')
        .option('--remove-with-card', 'takes them out when the card leaves, which Windows never does')
        .action(async (options: WatchOptions) => (await verbs()).watch(options)),
    )
    .addCommand(searchCommand())
    .addCommand(
      jsonOption(subcommand('clean', 'Takes certificates of cards out of the store.'))
        .option('--absent', 'those of cards that are in no reader now')
        .option('--expired', 'those out of date')
        .option('--dry-run', 'only says which')
        .action(async (options: CleanOptions) => (await verbs()).clean(options)),
    );
}
