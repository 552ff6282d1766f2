/** `cps-sim card`: creates, shows, checks and updates card files (`*.cps.json`). */
import { randomInt } from 'node:crypto';
import { Command } from 'commander';
import { toPem } from '#asn1/pem.ts';
import { CardFile, CardFileError } from '../../simulator/card/state/card-file.ts';
import {
  onLineUpdate,
  personaliseApart,
  profileOf,
  shippedProfile,
  shippedProfileNames,
} from '../../simulator/personalisation/index.ts';
import { checkCard, describeCard } from '../../simulator/personalisation/inspection/index.ts';
import { defaultPki } from '../../simulator/pki/index.ts';
import { CIA_READER } from './card/cia-reader.ts';
import { cardLines } from './card/show.ts';
import { parseSeed } from './card/source.ts';
import { EXIT } from './exit-code.ts';
import { UsageError } from './usage-error.ts';

/** Enough that two cards made without --seed differ; small enough to be typed again. */
const MAX_RANDOM_SEED = 2 ** 31;

interface CreateOptions {
  readonly profile: string;
  readonly out: string;
  readonly seed?: number;
  readonly force?: true;
}

async function create({ profile: name, out, seed = randomInt(MAX_RANDOM_SEED), force }: CreateOptions): Promise<void> {
  const profile = profileOf(name);
  CardFile.create(out, { profile, seed, state: await personaliseApart(profile, seed) }, { overwrite: force === true });
  const { holder, cardNumber } = describeCard(CardFile.openReadOnly(out));
  console.log(`${out}: card ${cardNumber} of ${holder} (profile ${profile.name}, seed ${seed})`);
}

interface ShowOptions {
  readonly json?: true;
  readonly certificates?: true;
  readonly ca?: true;
}

function show(file: string | undefined, { json, certificates, ca }: ShowOptions): void {
  if (ca) {
    const { intermediate, root } = defaultPki.certificates();
    process.stdout.write(toPem(intermediate) + toPem(root));
    return;
  }
  if (file === undefined) throw new UsageError('which card? type: cps-sim card show FILE (or --ca, without a file)');
  const card = describeCard(CardFile.openReadOnly(file));
  console.log(json ? JSON.stringify(card, null, 2) : cardLines(card, certificates === true).join('\n'));
}

function check(file: string): void {
  let card: CardFile;
  try {
    card = CardFile.openReadOnly(file);
  } catch (error) {
    if (!(error instanceof CardFileError)) throw error;
    console.log(`wrong  ${error.message}`);
    process.exitCode = EXIT.FAILED;
    return;
  }
  const results = checkCard(card, CIA_READER);
  for (const { name, problems } of results)
    console.log(
      [`${problems.length === 0 ? 'ok   ' : 'wrong'}  ${name}`, ...problems.map(({ text }) => text)].join(
        '\n         ',
      ),
    );
  if (results.some(({ problems }) => problems.length > 0)) process.exitCode = EXIT.FAILED;
}

function update(file: string, { actua }: { readonly actua: string }): void {
  const card = CardFile.open(file);
  try {
    card.commit(onLineUpdate(card.profile, actua));
    console.log(`${file}: EF_ACTUA ${describeCard(card).actua}`);
  } finally {
    card.close();
  }
}

function profiles(): void {
  const names = shippedProfileNames();
  const width = Math.max(...names.map((name) => name.length));
  for (const name of names) console.log(`${name.padEnd(width)}  ${shippedProfile(name).title.en}`);
}

function createCommand(): Command {
  return new Command('create')
    .description('Makes a card file. The same profile and the same seed give the same card, keys included.')
    .requiredOption('--profile <name>', "a shipped profile (see 'cps-sim card profiles') or a profile file (*.json)")
    .requiredOption('--out <file>', 'the card file to write, e.g. medecin.cps.json')
    .option('--seed <n>', 'an integer; drawn at random by default', parseSeed)
    .option('--force', 'overwrite a card file that is there')
    .action((options: CreateOptions) => create(options));
}

function showCommand(): Command {
  return new Command('show')
    .description('Shows a card file: holder, numbers, codes (tries, never the codes), files, certificates.')
    .argument('[file]', 'card file')
    .option('--json', 'as JSON')
    .option('--certificates', 'with the certificates in PEM')
    .option('--ca', 'instead: the certificates of the simulated authorities in PEM, for servers that shall trust cards')
    .action((file: string | undefined, options: ShowOptions) => show(file, options));
}

function checkCommand(): Command {
  return new Command('check')
    .description('Checks a card file: schema, EF.SN, directory files, certificates and keys. Exit code 0 well, 1 not.')
    .argument('<file>', 'card file')
    .action(check);
}

function updateCommand(): Command {
  return new Command('update')
    .description('Does to a card file what the on-line update service does: changes its EF_ACTUA.')
    .argument('<file>', 'card file')
    .requiredOption('--actua <time>', 'absent, invalid, now, 2026-01-31, 2026-01-31T12:00:00Z, or START/END')
    .action(update);
}

function profilesCommand(): Command {
  return new Command('profiles').description('Lists the profiles that come with cps-sim.').action(profiles);
}

export function cardCommand(): Command {
  return new Command('card')
    .description('Creates, shows, checks and updates card files.')
    .addCommand(createCommand())
    .addCommand(showCommand())
    .addCommand(checkCommand())
    .addCommand(updateCommand())
    .addCommand(profilesCommand());
}
