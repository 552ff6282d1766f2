/** `cps-sim pnp`, as it is typed: a simulated Windows computer and what happens when a card is inserted into its reader. */
import { Argument, Command, Option } from 'commander';
import type { Text } from '#common/language.ts';
import { LANGUAGES } from '#common/language.ts';
import { ARCHITECTURES, UPDATE_SERVICES, WINDOWS_NAMES } from '../../../driver/plug-and-play/windows.ts';
import { FAULTS, SIGNATURES } from '../../../simulator/services/windows-update/driver-packages.ts';
import { languageOption, say } from '../language.ts';
import type { AddOptions, PublishOptions } from '../pnp/catalogue.ts';
import type { CommonOptions } from '../pnp/desk.ts';
import type { InsertOptions, ReaderOptions } from '../pnp/devices.ts';
import type { PackageOptions, PnputilOptions } from '../pnp/pnputil.ts';
import type { ConfigureOptions, Decision } from '../pnp/status.ts';
import { faceOption, jsonOption, parseSeed } from './options.ts';
import { TEXTS } from './pnp-texts.ts';

const EXAMPLES: Text = {
  en: `
Examples:
  cps-sim pnp insert --profile cps3-medecin        the driver comes from Windows Update
  cps-sim pnp configure --windows 7 --online no    the next card finds no driver
  cps-sim pnp package paquet && cps-sim pnp pnputil -i -a paquet/cpsmd.inf
  cps-sim pnp watch                                at the PC/SC readers of this machine`,
  fr: `
Exemples :
  cps-sim pnp insert --profile cps3-medecin        le pilote vient de Windows Update
  cps-sim pnp configure --windows 7 --online no    la prochaine carte ne trouve pas de pilote
  cps-sim pnp package paquet && cps-sim pnp pnputil -i -a paquet/cpsmd.inf
  cps-sim pnp watch                                aux lecteurs PC/SC de cette machine`,
};

const READER = 'cps-sim 00 00';

const ofStatus = () => import('../pnp/status.ts');
const ofDevices = () => import('../pnp/devices.ts');
const ofPackages = () => import('../pnp/pnputil.ts');
const ofServices = () => import('../pnp/catalogue.ts');

/** A verb with the options that all have. */
function verb(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .addOption(new Option('--folder <path>', say(TEXTS.folder)))
    .addOption(languageOption());
}

function onReader(command: Command): Command {
  return command.option('--reader <name>', say(TEXTS.reader), READER);
}

/** The options that make a package another one. */
function variantOptions(command: Command): Command {
  return command
    .option('--version <version>', say(TEXTS.version))
    .option('--date <day>', say(TEXTS.date))
    .addOption(new Option('--signature <kind>', say(TEXTS.signature)).choices(SIGNATURES))
    .addOption(new Option('--fault <kind>', say(TEXTS.fault)).choices(FAULTS));
}

const yesOrNo = (flags: string, description: string) => new Option(flags, description).choices(['yes', 'no']);

function configureCommand(): Command {
  return jsonOption(verb('configure', say(TEXTS.configure)))
    .addOption(new Option('--windows <release>', say(TEXTS.windows)).choices(WINDOWS_NAMES))
    .addOption(new Option('--architecture <name>', say(TEXTS.architecture)).choices(ARCHITECTURES))
    .addOption(new Option('--language <language>', say(TEXTS.language)).choices(LANGUAGES))
    .addOption(new Option('--updates <service>', say(TEXTS.updates)).choices(UPDATE_SERVICES))
    .addOption(yesOrNo('--online <yes>', say(TEXTS.online)))
    .addOption(yesOrNo('--EnableScPnP <yes>', say(TEXTS.enableScPnP)))
    .addOption(yesOrNo('--ScPnPNotification <yes>', say(TEXTS.scPnPNotification)))
    .action(async (options: ConfigureOptions) => (await ofStatus()).configure(options));
}

function statusCommands(): Command[] {
  return [
    jsonOption(verb('status', say(TEXTS.status))).action(async (options: CommonOptions) =>
      (await ofStatus()).status(options),
    ),
    configureCommand(),
    verb('publisher', say(TEXTS.publisher))
      .addArgument(new Argument('<decision>').choices(['trust', 'distrust', 'forget']))
      .argument('<name>', say(TEXTS.name))
      .action(async (decision: Decision, name: string, options: CommonOptions) =>
        (await ofStatus()).publisher(decision, name, options),
      ),
    jsonOption(verb('cards', say(TEXTS.cards)))
      .argument('[atr]', say(TEXTS.atr))
      .action(async (atr: string | undefined, options: CommonOptions) => (await ofStatus()).cards(atr, options)),
    jsonOption(verb('events', say(TEXTS.events))).action(async (options: CommonOptions) =>
      (await ofStatus()).events(options),
    ),
  ];
}

function deviceCommands(): Command[] {
  return [
    jsonOption(onReader(verb('insert', say(TEXTS.insert))))
      .option('--atr <hex>', say(TEXTS.atrOfCard))
      .option('--profile <name>', say(TEXTS.profile))
      .option('--seed <n>', say(TEXTS.seed), parseSeed)
      .addOption(faceOption())
      .action(async (options: InsertOptions) => (await ofDevices()).insert(options)),
    onReader(verb('remove', say(TEXTS.remove))).action(async (options: ReaderOptions) =>
      (await ofDevices()).remove(options),
    ),
    jsonOption(onReader(verb('update', say(TEXTS.update)))).action(async (options: ReaderOptions) =>
      (await ofDevices()).update(options),
    ),
    verb('watch', say(TEXTS.watch)).action(async (options: CommonOptions) => (await ofDevices()).watch(options)),
  ];
}

function packageCommands(): Command[] {
  const inf = new Command('inf').description(say(TEXTS.infAbout));
  inf.addCommand(
    jsonOption(verb('check', say(TEXTS.check)))
      .argument('<file>')
      .action(async (file: string, options: CommonOptions) => (await ofPackages()).check(file, options)),
  );
  return [
    jsonOption(verb('pnputil', say(TEXTS.pnputil)))
      .aliases(['pnputil.exe', 'Pnputil.exe', 'PnPUtil'])
      .argument('[words...]', '-i -a cpsmd.inf, -a *.inf, -e, -d oem0.inf, -f -d oem0.inf, /add-driver ...')
      .option('--not-elevated', say(TEXTS.notElevated))
      .allowUnknownOption()
      .action(async (words: string[], options: PnputilOptions) => (await ofPackages()).pnputil(words, options)),
    inf,
    variantOptions(verb('package', say(TEXTS.package)))
      .argument('<folder>', say(TEXTS.newFolder))
      .action(async (folder: string, options: PackageOptions) => (await ofPackages()).writePackage(folder, options)),
  ];
}

function catalogueCommand(): Command {
  return new Command('catalog')
    .description(say(TEXTS.catalogAbout))
    .addCommand(
      jsonOption(verb('search', say(TEXTS.search)))
        .argument('<words...>', 'asip')
        .action(async (words: string[], options: CommonOptions) => (await ofServices()).search(words, options)),
    )
    .addCommand(
      jsonOption(verb('add', say(TEXTS.add)))
        .argument('[ids...]')
        .option('--all', say(TEXTS.all))
        .action(async (ids: string[], options: AddOptions) => (await ofServices()).add(ids, options)),
    )
    .addCommand(
      jsonOption(verb('basket', say(TEXTS.basket))).action(async (options: CommonOptions) =>
        (await ofServices()).basket(options),
      ),
    )
    .addCommand(
      verb('download', say(TEXTS.download))
        .argument('<folder>')
        .action(async (folder: string, options: CommonOptions) => (await ofServices()).download(folder, options)),
    )
    .addCommand(
      variantOptions(verb('publish', say(TEXTS.publish))).action(async (options: PublishOptions) =>
        (await ofServices()).publish(options),
      ),
    );
}

function wsusCommand(): Command {
  const server = new Command('wsus').description(say(TEXTS.wsusAbout));
  const described = {
    list: say(TEXTS.listImports),
    import: say(TEXTS.importBasket),
    approve: say(TEXTS.approveImports),
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
  const command = new Command('pnp').description(say(TEXTS.pnpAbout)).addHelpText('after', say(EXAMPLES));
  const verbs = [...statusCommands(), ...deviceCommands(), ...packageCommands(), catalogueCommand(), wsusCommand()];
  for (const child of verbs) command.addCommand(child);
  return command;
}
