/** `cps-sim steps`, as it is typed. */
import { Command } from 'commander';
import type { Text } from '#common/language.ts';
import { say } from '../language.ts';
import type { StepsOptions } from '../steps.ts';
import { jsonOption } from './options.ts';

const TEXTS = {
  stepsAbout: {
    en: 'Tells the steps that scenarios are made of: what each takes, what may be expected of it, an example of the library.',
    fr: "Dit les étapes dont les scénarios sont faits : ce que chacune prend, ce qu'on peut en attendre, un exemple de la bibliothèque.",
  },
  name: {
    en: 'a step (insert), or a list of names: properties, errors, events, profiles',
    fr: 'une étape (insert), ou une liste de noms : properties, errors, events, profiles',
  },
  after: {
    en: '\nExamples: cps-sim steps CardSignData, cps-sim steps errors --lang fr',
    fr: '\nExemples : cps-sim steps CardSignData, cps-sim steps errors --lang en',
  },
} as const satisfies Readonly<Record<string, Text>>;

export function stepsCommand(): Command {
  return jsonOption(new Command('steps'))
    .description(say(TEXTS.stepsAbout))
    .argument('[name]', say(TEXTS.name))
    .addHelpText('after', say(TEXTS.after))
    .action(async (name: string | undefined, options: StepsOptions) =>
      (await import('../steps.ts')).steps(name, options),
    );
}
