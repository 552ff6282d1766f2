/** `cps-sim steps`, as it is typed. */
import { Command } from 'commander';
import { languageOption } from '../language.ts';
import type { StepsOptions } from '../steps.ts';
import { jsonOption } from './options.ts';

export function stepsCommand(): Command {
  return jsonOption(new Command('steps'))
    .description(
      'Tells the steps that scenarios are made of: what each takes, what may be expected of it, an example of the library.',
    )
    .argument('[name]', 'a step (insert), or a list of names: properties, errors, events, profiles')
    .addOption(languageOption())
    .addHelpText('after', '\nExamples: cps-sim steps CardSignData, cps-sim steps errors --lang fr')
    .action(async (name: string | undefined, options: StepsOptions) =>
      (await import('../steps.ts')).steps(name, options),
    );
}
