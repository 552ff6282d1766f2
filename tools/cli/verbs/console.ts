/** `cps-sim console`, as it is typed. */
import { Command } from 'commander';
import type { Text } from '#common/language.ts';
import type { ServeOptions } from '../hand.ts';
import { say } from '../language.ts';
import { doorOptions } from './hand.ts';

const ABOUT: Text = {
  en:
    'Opens a page on loopback, until Ctrl-C: readers as slots, cards dragged into them, codes, faults, the exchange in words,\n' +
    'scenarios, recordings. It does what programs do through the same door (cps-sim hand).',
  fr:
    "Ouvre une page en boucle locale, jusqu'à Ctrl-C : lecteurs, cartes qu'on y glisse, codes, pannes, échange en mots, scénarios.\n" +
    'Elle fait ce que font les programmes par la même porte (cps-sim hand).',
};

export function consoleCommand(): Command {
  return doorOptions(new Command('console'))
    .description(say(ABOUT))
    .action(async (scenario: string | undefined, options: ServeOptions) =>
      (await import('../console.ts')).openConsole(scenario, options),
    );
}
