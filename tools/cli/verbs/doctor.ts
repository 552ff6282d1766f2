/** `cps-sim doctor`, as it is typed. */
import { Command } from 'commander';

export function doctorCommand(): Command {
  return new Command('doctor')
    .description(
      'Looks at Node, pcscd, polkit, vpcd and OpenSC: says of each what it found and, where it is wrong, what to type.\n' +
        'Plugs a throw-away card into a free slot of vpcd for a second. Exit code 1 when something is bad.',
    )
    .action(async () => (await import('../doctor.ts')).doctor());
}
