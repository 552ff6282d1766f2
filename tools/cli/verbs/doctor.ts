/** `cps-sim doctor`, as it is typed. */
import { Command } from 'commander';
import type { DoctorOptions } from '../doctor.ts';
import { jsonOption } from './options.ts';

export function doctorCommand(): Command {
  return jsonOption(new Command('doctor'))
    .description(
      'Looks at Node, pcscd, polkit, vpcd and OpenSC: says of each what it found and, where it is wrong, what to type.\n' +
        'Plugs a throw-away card into a free slot of vpcd for a second. Exit code 1 when something is bad.',
    )
    .action(async (options: DoctorOptions) => (await import('../doctor.ts')).doctor(options));
}
