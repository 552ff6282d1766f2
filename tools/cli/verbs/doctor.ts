/** `cps-sim doctor`, as it is typed. */
import { Command } from 'commander';
import type { Text } from '#common/language.ts';
import type { DoctorOptions } from '../doctor.ts';
import { say } from '../language.ts';
import { jsonOption } from './options.ts';

const TEXTS = {
  doctorAbout: {
    en:
      'Looks at Node, pcscd, polkit, vpcd and OpenSC: says of each what it found and, where it is wrong, what to type.\n' +
      'Plugs a throw-away card into a free slot of vpcd for a second. Exit code 1 when something is bad.',
    fr:
      'Regarde Node, pcscd, polkit, vpcd et OpenSC : dit de chacun ce qui a été trouvé et, si cela ne va pas, quoi taper.\n' +
      'Met une seconde une carte jetable dans un emplacement libre de vpcd. Code de sortie 1 quand quelque chose ne va pas.',
  },
} as const satisfies Readonly<Record<string, Text>>;

export function doctorCommand(): Command {
  return jsonOption(new Command('doctor'))
    .description(say(TEXTS.doctorAbout))
    .action(async (options: DoctorOptions) => (await import('../doctor.ts')).doctor(options));
}
