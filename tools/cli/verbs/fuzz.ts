/** `cps-sim fuzz`, as it is typed. */
import { Argument, Command, InvalidArgumentError } from 'commander';
import type { Text } from '#common/language.ts';
import type { FuzzOptions, FuzzTargetName } from '../fuzz.ts';
import { say } from '../language.ts';
import { jsonOption, parseSeed } from './options.ts';

const TARGETS: readonly FuzzTargetName[] = ['apdu', 'vpcd', 'vpicc', 'pcsclite'];
const MOST_CASES = 1_000_000_000;

const TEXTS = {
  about: {
    en:
      'Sends random commands to a card made for it, random frames to both sides of vpcd (vpcd: to the card, vpicc: to the reader) and\n' +
      'random messages to the PC/SC server, and looks after each: no exception, no try lost or won, no secret out, a card file that\n' +
      'loads, each question its own answer, other clients undisturbed.',
    fr:
      'Envoie des commandes au hasard à une carte faite pour cela, des trames au hasard aux deux côtés de vpcd (vpcd : à la carte,\n' +
      "vpicc : au lecteur) et des messages au hasard au serveur PC/SC, et regarde après chacun : pas d'exception, pas d'essai perdu ni\n" +
      'gagné, pas de secret qui sort, un fichier de carte qui se lit, à chaque question sa réponse, les autres clients en paix.',
  },
  targets: {
    en: 'what is fuzzed; everything when nothing is named',
    fr: "ce qui est éprouvé ; tout si rien n'est nommé",
  },
  cases: { en: 'cases of all together', fr: 'nombre de cas en tout' },
  seed: { en: 'the same seed, the same cases', fr: 'même graine, mêmes cas' },
  card: {
    en: 'profile of the card, by its name or a profile file (*.json)',
    fr: 'profil de la carte, par son nom ou un fichier de profil (*.json)',
  },
  expected: {
    en: `Expected a whole number from 1 to ${MOST_CASES}.`,
    fr: `Attendu : un nombre entier de 1 à ${MOST_CASES}.`,
  },
  after: {
    en: '\nWhat is found is made small: the fewest and shortest inputs that do it again. Exit codes: 0 everything holds, 1 something does not.',
    fr: "\nCe qui est trouvé est réduit : le moins d'entrées, les plus courtes, qui y mènent encore. Codes de sortie : 0 tout tient, 1 non.",
  },
} as const satisfies Readonly<Record<string, Text>>;

function parseCases(text: string): number {
  const cases = /^[0-9]{1,10}$/.test(text) ? Number(text) : 0;
  if (cases < 1 || cases > MOST_CASES) throw new InvalidArgumentError(say(TEXTS.expected));
  return cases;
}

export function fuzzCommand(): Command {
  return jsonOption(new Command('fuzz'))
    .description(say(TEXTS.about))
    .addArgument(new Argument('[targets...]', say(TEXTS.targets)).choices(TARGETS))
    .option('--cases <n>', say(TEXTS.cases), parseCases, 200_000)
    .option('--seed <n>', say(TEXTS.seed), parseSeed, 1)
    .option('--card <profile>', say(TEXTS.card), 'cps3-medecin')
    .addHelpText('after', say(TEXTS.after))
    .action(async (targets: FuzzTargetName[], options: FuzzOptions) =>
      (await import('../fuzz.ts')).fuzz(targets.length > 0 ? [...new Set(targets)] : TARGETS, options),
    );
}
