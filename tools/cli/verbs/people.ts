/** `cps-sim people`, as it is typed. */
import { Command } from 'commander';
import type { Text } from '#common/language.ts';
import { say } from '../language.ts';
import { jsonOption } from './options.ts';

const TEXTS = {
  listAbout: {
    en: 'Lists the fictitious people who come with cps-sim, each with the card that is theirs.',
    fr: 'Donne les personnes fictives fournies avec cps-sim, chacune avec la carte qui est la sienne.',
  },
  showAbout: {
    en: "Shows a person: numbers, profession, situations d'exercice, and where that is known from.",
    fr: "Montre une personne : numéros, profession, situations d'exercice, et d'où on le sait.",
  },
  person: {
    en: 'name or IdNat_PS of a person (cps-sim people list), or a person file (*.json)',
    fr: "nom ou IdNat_PS d'une personne (cps-sim people list), ou un fichier de personne (*.json)",
  },
  peopleAbout: {
    en: 'The fictitious people who hold cards, and where they work.',
    fr: 'Les personnes fictives qui portent des cartes, et où elles travaillent.',
  },
} as const satisfies Readonly<Record<string, Text>>;

interface JsonOption {
  readonly json?: true;
}

const verbs = () => import('../people.ts');

function listCommand(): Command {
  return jsonOption(new Command('list'))
    .description(say(TEXTS.listAbout))
    .action(async (options: JsonOption) => (await verbs()).list(options));
}

function showCommand(): Command {
  return jsonOption(new Command('show'))
    .description(say(TEXTS.showAbout))
    .argument('<person>', say(TEXTS.person))
    .action(async (person: string, options: JsonOption) => (await verbs()).show(person, options));
}

export function peopleCommand(): Command {
  return new Command('people').description(say(TEXTS.peopleAbout)).addCommand(listCommand()).addCommand(showCommand());
}
