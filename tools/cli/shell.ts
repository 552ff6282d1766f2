/** `cps-sim shell`: a shell in a PC/SC world of its own. */
import { Command } from 'commander';
import { execWithCards, worldOptions } from './exec.ts';
import { observerOptions } from './observers.ts';
import { UsageError } from './usage-error.ts';

type ShellOptions = Parameters<typeof execWithCards>[2];

async function shell(options: ShellOptions): Promise<void> {
  if (options.card === undefined) throw new UsageError('expected --card CARD, a card file or the name of a profile');
  const program = process.env.SHELL ?? '/bin/sh';
  process.exitCode = await execWithCards(program, [], options, ({ manager }) => {
    const readers = manager.readers().map((name) => `'${name}'`);
    process.stderr.write(`cps-sim: ${readers.join(', ')}: programs started here see nothing else; 'exit' leaves\n`);
  });
}

export function shellCommand(): Command {
  const command = new Command('shell').description(
    'Opens a shell in a PC/SC world of its own: every program started in it sees our readers and cards.',
  );
  return observerOptions(worldOptions(command))
    .addHelpText('after', '\nExample: cps-sim shell --card cps3-medecin')
    .action(shell);
}
