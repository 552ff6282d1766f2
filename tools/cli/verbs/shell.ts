/** `cps-sim shell`, as it is typed. */
import { Command } from 'commander';
import type { Text } from '#common/language.ts';
import type { ExecOptions } from '../exec/options.ts';
import { say } from '../language.ts';
import { faultsOption, observerOptions, servicesOptions, worldOptions } from './options.ts';

const TEXTS = {
  shellAbout: {
    en: 'Opens a shell in a PC/SC world of its own: every program started in it sees our readers and cards.',
    fr: 'Ouvre un shell dans un monde PC/SC à lui : tout programme lancé dedans voit nos lecteurs et nos cartes.',
  },
  after: { en: '\nExample: cps-sim shell --card cps3-medecin', fr: '\nExemple : cps-sim shell --card cps3-medecin' },
} as const satisfies Readonly<Record<string, Text>>;

export function shellCommand(): Command {
  const command = new Command('shell').description(say(TEXTS.shellAbout));
  return observerOptions(servicesOptions(worldOptions(command)))
    .addOption(faultsOption())
    .addHelpText('after', say(TEXTS.after))
    .action(async (options: ExecOptions) => (await import('../shell.ts')).shell(options));
}
