/** `cps-sim hand`, as it is typed. */
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Text } from '#common/language.ts';
import type { Face } from '../../../simulator/card/profile/schema.ts';
import type { HandExecOptions } from '../hand/exec.ts';
import type { HandOptions, ServeOptions } from '../hand.ts';
import { languageOption, say } from '../language.ts';
import { faceOption, jsonOption } from './options.ts';

const LAST_PORT = 65_535;

const TEXTS = {
  handAbout: {
    en:
      'A door of loopback for programs of any language: worlds with readers and cards, moved by REST, with a stream of what happens.\n' +
      'Only who has its token comes in. docs/door.md tells the rest.',
    fr:
      'Une porte de la boucle locale pour les programmes de tout langage : des mondes avec lecteurs et cartes, bougés par REST,\n' +
      "et le flux de ce qui s'y passe. N'entre que qui a son jeton. docs/door.fr.md dit le reste.",
  },
  serveAbout: {
    en: 'Opens the door until Ctrl-C; the first world is made of the cards and readers of a scenario file, or of our own.',
    fr: "Ouvre la porte jusqu'à Ctrl-C ; le premier monde a les cartes et lecteurs d'un fichier de scénario, ou les nôtres.",
  },
  execAbout: {
    en:
      'Runs a program in a world that it moves itself: its PC/SC sees our readers, CPS_SIM_DOOR and CPS_SIM_TOKEN are the door.\n' +
      'Ends with the exit code of the program.',
    fr:
      'Lance un programme dans un monde qu’il bouge lui-même : son PC/SC voit nos lecteurs, CPS_SIM_DOOR et CPS_SIM_TOKEN sont\n' +
      'la porte. Finit avec le code de sortie du programme.',
  },
  program: { en: 'the program', fr: 'le programme' },
  args: { en: 'its arguments', fr: 'ses arguments' },
  scenario: {
    en: 'a scenario file, for its cards, readers, services and faults; its steps are not played',
    fr: 'un fichier de scénario, pour ses cartes, lecteurs, services et pannes ; ses étapes ne sont pas jouées',
  },
  port: { en: 'port of the door (default: any that is free)', fr: 'port de la porte (par défaut : un port libre)' },
  portExpected: { en: `Expected 0 to ${LAST_PORT}.`, fr: `Attendu : 0 à ${LAST_PORT}.` },
  door: {
    en: 'address of the door (default: CPS_SIM_DOOR, or the only one that is open)',
    fr: 'adresse de la porte (par défaut : CPS_SIM_DOOR, ou la seule qui est ouverte)',
  },
  world: { en: 'name of the world', fr: 'nom du monde' },
  reader: { en: 'which reader (default: the first one)', fr: 'quel lecteur (par défaut : le premier)' },
  card: { en: 'name of the card', fr: 'nom de la carte' },
  insertAbout: {
    en: 'Inserts a card into a reader of a running world.',
    fr: "Insère une carte dans un lecteur d'un monde ouvert.",
  },
  removeAbout: { en: 'Takes a card out of its reader.', fr: 'Retire une carte de son lecteur.' },
  stepAbout: {
    en: "Does any step of scenarios in a running world: 'cps-sim steps' tells them.",
    fr: "Fait n'importe quelle étape de scénario dans un monde ouvert : « cps-sim steps » les dit.",
  },
  key: {
    en: 'the step, such as fault, or the whole of it in JSON',
    fr: "l'étape, par exemple fault, ou l'étape entière en JSON",
  },
  value: { en: 'what it takes: a word, or JSON', fr: "ce qu'elle prend : un mot, ou du JSON" },
  stateAbout: {
    en: 'Tells the readers, cards and codes of a running world.',
    fr: "Dit les lecteurs, cartes et codes d'un monde ouvert.",
  },
  eventsAbout: {
    en: 'Tells what happens in a running world, a line of JSON an event, until Ctrl-C.',
    fr: "Dit ce qui se passe dans un monde ouvert, une ligne de JSON par événement, jusqu'à Ctrl-C.",
  },
  since: {
    en: 'events behind that number (default: all that are kept)',
    fr: 'les événements après ce numéro (par défaut : tous ceux gardés)',
  },
  resetAbout: {
    en: 'Makes a running world what it was at first: cards new, readers empty, no fault.',
    fr: 'Remet un monde ouvert comme au début : cartes neuves, lecteurs vides, aucune panne.',
  },
  after: {
    en: '\nExample: cps-sim hand serve   and in another terminal   cps-sim hand insert medecin',
    fr: '\nExemple : cps-sim hand serve   et dans un autre terminal   cps-sim hand insert medecin',
  },
} as const satisfies Readonly<Record<string, Text>>;

const verbs = () => import('../hand.ts');

function wholeNumber(most: number, expected: Text): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d{1,15}$/.test(text) && number <= most) return number;
    throw new InvalidArgumentError(say(expected));
  };
}

/** Of the door. */
export function portOption(): Option {
  return new Option('--port <n>', say(TEXTS.port)).argParser(wholeNumber(LAST_PORT, TEXTS.portExpected));
}

/** What goes to a running world. */
function onWorld(command: Command): Command {
  return jsonOption(command)
    .option('--door <url>', say(TEXTS.door))
    .option('--world <name>', say(TEXTS.world), 'main')
    .addOption(languageOption());
}

/** What opens a door. */
export function doorOptions(command: Command): Command {
  return jsonOption(command)
    .argument('[scenario]', say(TEXTS.scenario))
    .addOption(portOption())
    .addOption(languageOption());
}

function serveCommand(): Command {
  return doorOptions(new Command('serve'))
    .description(say(TEXTS.serveAbout))
    .action(async (scenario: string | undefined, options: ServeOptions) => (await verbs()).serve(scenario, options));
}

function execCommand(): Command {
  return new Command('exec')
    .description(say(TEXTS.execAbout))
    .argument('<program>', say(TEXTS.program))
    .argument('[args...]', say(TEXTS.args))
    .passThroughOptions()
    .option('--scenario <file>', say(TEXTS.scenario))
    .addOption(languageOption())
    .action(async (program: string, args: string[], options: HandExecOptions) =>
      (await import('../hand/exec.ts')).exec(program, args, options),
    );
}

interface ReaderOption extends HandOptions {
  readonly reader?: string;
  readonly face?: Face;
}

function insertCommand(): Command {
  return onWorld(new Command('insert'))
    .description(say(TEXTS.insertAbout))
    .argument('<card>', say(TEXTS.card))
    .option('--reader <name>', say(TEXTS.reader))
    .addOption(faceOption())
    .action(async (card: string, { reader, face, ...options }: ReaderOption) =>
      (await verbs()).step({ insert: { card, ...(face && { face }) }, ...(reader && { reader }) }, options),
    );
}

function removeCommand(): Command {
  return onWorld(new Command('remove'))
    .description(say(TEXTS.removeAbout))
    .argument('<card>', say(TEXTS.card))
    .action(async (card: string, options: HandOptions) => (await verbs()).step({ remove: card }, options));
}

function stepCommand(): Command {
  return onWorld(new Command('step'))
    .description(say(TEXTS.stepAbout))
    .argument('<step>', say(TEXTS.key))
    .argument('[value]', say(TEXTS.value))
    .option('--reader <name>', say(TEXTS.reader))
    .action(async (key: string, value: string | undefined, { reader, ...options }: ReaderOption) =>
      (await verbs()).typedStep(key, value, reader, options),
    );
}

function stateCommand(): Command {
  return onWorld(new Command('state'))
    .description(say(TEXTS.stateAbout))
    .action(async (options: HandOptions) => (await verbs()).state(options));
}

function resetCommand(): Command {
  return onWorld(new Command('reset'))
    .description(say(TEXTS.resetAbout))
    .action(async (options: HandOptions) => (await verbs()).reset(options));
}

function eventsCommand(): Command {
  const expected = { en: 'Expected the number of an event.', fr: "Attendu : le numéro d'un événement." };
  return new Command('events')
    .description(say(TEXTS.eventsAbout))
    .addOption(new Option('--since <n>', say(TEXTS.since)).argParser(wholeNumber(Number.MAX_SAFE_INTEGER, expected)))
    .option('--door <url>', say(TEXTS.door))
    .option('--world <name>', say(TEXTS.world), 'main')
    .addOption(languageOption())
    .action(async (options: HandOptions & { readonly since?: number }) => (await verbs()).events(options));
}

export function handCommand(): Command {
  const command = new Command('hand')
    .enablePositionalOptions()
    .description(say(TEXTS.handAbout))
    .addHelpText('after', say(TEXTS.after));
  const children = [
    serveCommand,
    execCommand,
    insertCommand,
    removeCommand,
    stepCommand,
    stateCommand,
    eventsCommand,
    resetCommand,
  ];
  for (const child of children) command.addCommand(child());
  return command;
}
