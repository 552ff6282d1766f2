/** `cps-sim exec`, as it is typed. */
import { Command } from 'commander';
import type { Language, Text } from '#common/language.ts';
import type { ExecOptions } from '../exec/options.ts';
import { say } from '../language.ts';
import { faultsOption, observerOptions, parseTimeout, servicesOptions, worldOptions } from './options.ts';
import { list } from './repeated.ts';

const TEXTS = {
  execAbout: {
    en:
      'Runs a program, unmodified, in a PC/SC world of its own: it sees our readers and cards, and nobody else does.\n' +
      'No daemon, no root; as many at a time as you like.',
    fr:
      'Lance un programme, tel quel, dans un monde PC/SC à lui : il voit nos lecteurs et nos cartes, lui seul.\n' +
      "Ni démon, ni root ; autant à la fois qu'on veut.",
  },
  program: { en: 'the program', fr: 'le programme' },
  args: { en: 'its arguments', fr: 'ses arguments' },
  scenario: {
    en: 'plays a scenario meanwhile: removes the card at the 30th command, swaps it, ...',
    fr: "joue un scénario en même temps : retire la carte à la 30e commande, l'échange, ...",
  },
  reporter: {
    en: 'with --scenario: pretty, tap, junit=FILE, json=FILE, github, gitlab=FILE in place of the table; what has no file goes to standard error, and what the program prints is kept; may be repeated',
    fr: "avec --scenario : pretty, tap, junit=FICHIER, json=FICHIER, github, gitlab=FICHIER à la place du tableau ; sans fichier il va sur la sortie d'erreur, et ce que le programme affiche est gardé ; peut être répétée",
  },
  timeout: {
    en: 'ends the program after that time, with exit code 124; with --scenario, what a scenario may take that names no timeout itself',
    fr: "arrête le programme après ce temps, avec le code 124 ; avec --scenario, ce que peut prendre un scénario qui n'a pas de timeout à lui",
  },
} as const satisfies Readonly<Record<string, Text>>;

const AFTER_HELP: Readonly<Record<Language, readonly string[]>> = {
  en: [
    '',
    'A card file keeps what happens to it; with --scenario its cards are copies, and --card replaces the first one.',
    'The world ends with the program: what it leaves running in the background loses its reader then, and is sent the',
    'signal by which cps-sim was told to end the program. If cps-sim itself is killed (SIGKILL) the program goes on',
    "without a reader: 'cps-sim doctor' names it.",
    "Exit code: the program's (128 and more for a signal, 127 when there is no such program); 1 when the scenario",
    'failed, whatever the program says; 0 when it passed and has itself expected the exit code.',
    '',
    'Example: cps-sim exec --card cps3-medecin -- pkcs11-tool --module opensc-pkcs11.so -L -O',
  ],
  fr: [
    '',
    'Un fichier de carte garde ce qui lui arrive ; avec --scenario ses cartes sont des copies, et --card remplace la première.',
    "Le monde finit avec le programme : ce qu'il laisse tourner derrière lui perd alors son lecteur, et reçoit le signal",
    'par lequel on a dit à cps-sim de finir le programme. Si cps-sim lui-même est tué (SIGKILL) le programme continue',
    "sans lecteur : 'cps-sim doctor' le nomme.",
    "Code de sortie : celui du programme (128 et plus pour un signal, 127 quand ce programme n'existe pas) ; 1 quand le",
    "scénario a échoué, quoi qu'en dise le programme ; 0 quand il a réussi et attendait lui-même le code de sortie.",
    '',
    'Exemple : cps-sim exec --card cps3-medecin -- pkcs11-tool --module opensc-pkcs11.so -L -O',
  ],
};

export function execCommand(): Command {
  const command = new Command('exec')
    .description(say(TEXTS.execAbout))
    .argument('<program>', say(TEXTS.program))
    .argument('[args...]', say(TEXTS.args))
    .passThroughOptions();
  return observerOptions(servicesOptions(worldOptions(command)))
    .option('--scenario <file>', say(TEXTS.scenario))
    .option('--reporter <spec>', say(TEXTS.reporter), list)
    .addOption(faultsOption())
    .option('--timeout <time>', say(TEXTS.timeout), parseTimeout)
    .addHelpText('after', say({ en: AFTER_HELP.en.join('\n'), fr: AFTER_HELP.fr.join('\n') }))
    .action(async (program: string, args: string[], options: ExecOptions) =>
      (await import('../exec.ts')).exec(program, args, options),
    );
}
