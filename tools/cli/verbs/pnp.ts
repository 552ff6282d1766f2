/** `cps-sim pnp`, as it is typed: a simulated Windows computer and what happens when a card is inserted into its reader. */
import { Argument, Command, Option } from 'commander';
import { LANGUAGES } from '#common/language.ts';
import { ARCHITECTURES, UPDATE_SERVICES, WINDOWS_NAMES } from '../../../driver/plug-and-play/windows.ts';
import { FAULTS, SIGNATURES } from '../../../simulator/services/windows-update/driver-packages.ts';
import { languageOption } from '../language.ts';
import type { AddOptions, PublishOptions } from '../pnp/catalogue.ts';
import type { CommonOptions } from '../pnp/desk.ts';
import type { InsertOptions, ReaderOptions } from '../pnp/devices.ts';
import { DEFAULT_FOLDER } from '../pnp/folder.ts';
import type { PackageOptions, PnputilOptions } from '../pnp/pnputil.ts';
import type { ConfigureOptions, Decision } from '../pnp/status.ts';
import { faceOption, jsonOption, parseSeed } from './options.ts';

const EXAMPLES = `
Examples:
  cps-sim pnp insert --profile cps3-medecin        the driver comes from Windows Update
  cps-sim pnp configure --windows 7 --online no    the next card finds no driver
  cps-sim pnp package paquet && cps-sim pnp pnputil -i -a paquet/cpsmd.inf
  cps-sim pnp watch                                at the PC/SC readers of this machine`;

const READER = 'cps-sim 00 00';

const ofStatus = () => import('../pnp/status.ts');
const ofDevices = () => import('../pnp/devices.ts');
const ofPackages = () => import('../pnp/pnputil.ts');
const ofServices = () => import('../pnp/catalogue.ts');

/** A verb with the options that all have. */
function verb(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .addOption(new Option('--folder <path>', `folder of the computer (default: ${DEFAULT_FOLDER})`))
    .addOption(languageOption());
}

function onReader(command: Command): Command {
  return command.option('--reader <name>', 'the reader it concerns', READER);
}

/** The options that make a package another one. */
function variantOptions(command: Command): Command {
  return command
    .option('--version <version>', 'such as 2.5.0.0 (default: that of the guide)')
    .option('--date <day>', 'such as 2018-03-14 (default: that of the guide)')
    .addOption(new Option('--signature <kind>', 'authenticode: signed by its provider alone').choices(SIGNATURES))
    .addOption(new Option('--fault <kind>', 'what is wrong with it').choices(FAULTS));
}

const yesOrNo = (flags: string, description: string) => new Option(flags, description).choices(['yes', 'no']);

function configureCommand(): Command {
  return jsonOption(verb('configure', 'Changes what the computer is; tells how it is now.'))
    .addOption(new Option('--windows <release>', 'its Windows').choices(WINDOWS_NAMES))
    .addOption(new Option('--architecture <name>', 'of its processor').choices(ARCHITECTURES))
    .addOption(new Option('--language <language>', 'of its messages').choices(LANGUAGES))
    .addOption(new Option('--updates <service>', 'where it looks for drivers').choices(UPDATE_SERVICES))
    .addOption(yesOrNo('--online <yes>', 'whether Windows Update can be reached'))
    .addOption(yesOrNo('--EnableScPnP <yes>', 'the policy: smart card plug and play'))
    .addOption(yesOrNo('--ScPnPNotification <yes>', 'the policy: tell when software was installed'))
    .action(async (options: ConfigureOptions) => (await ofStatus()).configure(options));
}

function statusCommands(): Command[] {
  return [
    jsonOption(verb('status', 'What the computer is: devices, drivers, registered cards, events.')).action(
      async (options: CommonOptions) => (await ofStatus()).status(options),
    ),
    configureCommand(),
    verb('publisher', 'Decides whether the computer trusts a publisher that is not Microsoft.')
      .addArgument(new Argument('<decision>').choices(['trust', 'distrust', 'forget']))
      .argument('<name>', "as its catalogue has it: 'ASIP Sante'")
      .action(async (decision: Decision, name: string, options: CommonOptions) =>
        (await ofStatus()).publisher(decision, name, options),
      ),
    jsonOption(verb('cards', 'The cards registered on the computer (Calais), in both views; those an ATR matches.'))
      .argument('[atr]', 'answer to reset in hexadecimal')
      .action(async (atr: string | undefined, options: CommonOptions) => (await ofStatus()).cards(atr, options)),
    jsonOption(verb('events', 'The event log.')).action(async (options: CommonOptions) =>
      (await ofStatus()).events(options),
    ),
  ];
}

function deviceCommands(): Command[] {
  return [
    jsonOption(
      onReader(verb('insert', 'A card comes into a reader that is only imagined. Exit code 1 when it cannot be used.')),
    )
      .option('--atr <hex>', 'a card by its answer to reset')
      .option('--profile <name>', 'a card of ours, by its profile or card file: it is asked what it is')
      .option('--seed <n>', 'which card of the profile', parseSeed)
      .addOption(faceOption())
      .action(async (options: InsertOptions) => (await ofDevices()).insert(options)),
    onReader(verb('remove', 'The card leaves that reader.')).action(async (options: ReaderOptions) =>
      (await ofDevices()).remove(options),
    ),
    jsonOption(onReader(verb('update', 'Device Manager: searches for an updated driver of the card.'))).action(
      async (options: ReaderOptions) => (await ofDevices()).update(options),
    ),
    verb('watch', 'Plug and play at the PC/SC readers of this machine, until Ctrl-C.').action(
      async (options: CommonOptions) => (await ofDevices()).watch(options),
    ),
  ];
}

function packageCommands(): Command[] {
  const inf = new Command('inf').description('INF files.');
  inf.addCommand(
    jsonOption(verb('check', 'Checks an INF and the package around it; tells file, line, what was read and expected.'))
      .argument('<file>')
      .action(async (file: string, options: CommonOptions) => (await ofPackages()).check(file, options)),
  );
  return [
    jsonOption(verb('pnputil', 'pnputil with the words behind it, as typed on Windows.'))
      .aliases(['pnputil.exe', 'Pnputil.exe', 'PnPUtil'])
      .argument('[words...]', '-i -a cpsmd.inf, -a *.inf, -e, -d oem0.inf, -f -d oem0.inf, /add-driver ...')
      .option('--not-elevated', 'from a console that was not started as administrator')
      .allowUnknownOption()
      .action(async (words: string[], options: PnputilOptions) => (await ofPackages()).pnputil(words, options)),
    inf,
    variantOptions(verb('package', "Writes the minidriver's driver package into a folder, for pnputil."))
      .argument('<folder>', 'a new folder')
      .action(async (folder: string, options: PackageOptions) => (await ofPackages()).writePackage(folder, options)),
  ];
}

function catalogueCommand(): Command {
  return new Command('catalog')
    .description('The Microsoft Update catalogue.')
    .addCommand(
      jsonOption(verb('search', 'Entries whose title has those words.'))
        .argument('<words...>', 'asip')
        .action(async (words: string[], options: CommonOptions) => (await ofServices()).search(words, options)),
    )
    .addCommand(
      jsonOption(verb('add', 'Puts entries into the basket.'))
        .argument('[ids...]')
        .option('--all', 'all that the word asip finds')
        .action(async (ids: string[], options: AddOptions) => (await ofServices()).add(ids, options)),
    )
    .addCommand(
      jsonOption(verb('basket', 'Shows the basket.')).action(async (options: CommonOptions) =>
        (await ofServices()).basket(options),
      ),
    )
    .addCommand(
      verb('download', 'Downloads the basket: a folder for each entry.')
        .argument('<folder>')
        .action(async (folder: string, options: CommonOptions) => (await ofServices()).download(folder, options)),
    )
    .addCommand(
      variantOptions(verb('publish', 'A new version of the minidriver comes into the catalogue.')).action(
        async (options: PublishOptions) => (await ofServices()).publish(options),
      ),
    );
}

function wsusCommand(): Command {
  const server = new Command('wsus').description("The organisation's update server.");
  const described = {
    list: 'What was imported.',
    import: 'Imports the basket of the catalogue.',
    approve: 'Lets computers have what was imported.',
  } as const;
  for (const work of ['list', 'import', 'approve'] as const)
    server.addCommand(
      jsonOption(verb(work, described[work])).action(async (options: CommonOptions) =>
        (await ofServices()).wsus(work, options),
      ),
    );
  return server;
}

export function pnpCommand(): Command {
  const command = new Command('pnp')
    .description('A simulated Windows computer in a folder: its drivers, its devices, what its user sees.')
    .addHelpText('after', EXAMPLES);
  const verbs = [...statusCommands(), ...deviceCommands(), ...packageCommands(), catalogueCommand(), wsusCommand()];
  for (const child of verbs) command.addCommand(child);
  return command;
}
