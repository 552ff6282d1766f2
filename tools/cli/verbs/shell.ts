/** `cps-sim shell`, as it is typed. */
import { Command } from 'commander';
import type { ExecOptions } from '../exec.ts';
import { observerOptions, worldOptions } from './options.ts';

export function shellCommand(): Command {
  const command = new Command('shell').description(
    'Opens a shell in a PC/SC world of its own: every program started in it sees our readers and cards.',
  );
  return observerOptions(worldOptions(command))
    .addHelpText('after', '\nExample: cps-sim shell --card cps3-medecin')
    .action(async (options: ExecOptions) => (await import('../shell.ts')).shell(options));
}
