/** `cps-sim exec`, as it is typed. */
import { Command } from 'commander';
import type { ExecOptions } from '../exec.ts';
import { observerOptions, worldOptions } from './options.ts';

export function execCommand(): Command {
  const command = new Command('exec')
    .description(
      'Runs a program, unmodified, in a PC/SC world of its own: it sees our readers and cards, and nobody else does.\n' +
        'No daemon, no root; as many at a time as you like.',
    )
    .argument('<program>', 'the program')
    .argument('[args...]', 'its arguments')
    .passThroughOptions();
  return observerOptions(worldOptions(command))
    .option('--scenario <file>', 'plays a scenario meanwhile: removes the card at the 30th command, swaps it, ...')
    .addHelpText(
      'after',
      [
        '',
        'A card file keeps what happens to it; with --scenario its cards are copies, and --card replaces the first one.',
        'The world ends with the program: what it leaves running in the background loses its reader then, and is sent the',
        'signal by which cps-sim was told to end the program. If cps-sim itself is killed (SIGKILL) the program goes on',
        "without a reader: 'cps-sim doctor' names it.",
        "Exit code: the program's (128 and more for a signal, 127 when there is no such program); 1 when the scenario",
        'failed, whatever the program says; 0 when it passed and has itself expected the exit code.',
        '',
        'Example: cps-sim exec --card cps3-medecin -- pkcs11-tool --module opensc-pkcs11.so -L -O',
      ].join('\n'),
    )
    .action(async (program: string, args: string[], options: ExecOptions) =>
      (await import('../exec.ts')).exec(program, args, options),
    );
}
