/** `cps-sim shell`: a shell in a PC/SC world of its own. */

import type { Text } from '#common/language.ts';
import type { ExecOptions } from './exec/options.ts';
import { refuseIdentityAlone, refuseTrustAlone } from './exec/refusals.ts';
import { execWithCards } from './exec.ts';
import { say } from './language.ts';
import { UsageError } from './usage-error.ts';

const ON_WINDOWS = process.platform === 'win32';

function alone(names: string): Text {
  return {
    en: `${names}: programs started here see nothing else; 'exit' leaves`,
    fr: `${names} : les programmes lancés ici ne voient rien d'autre ; 'exit' pour sortir`,
  };
}

/** Our launcher brings the shell to the world, and not what it starts. */
function besideOurDll(names: string): Text {
  return {
    en: `${names}: seen here by programs that have our winscard.dll beside them (cps-sim winscard add FOLDER); 'exit' leaves`,
    fr: `${names} : vus ici par les programmes qui ont notre winscard.dll à côté d'eux (cps-sim winscard add DOSSIER) ; 'exit' pour sortir`,
  };
}

export async function shell(options: ExecOptions): Promise<void> {
  if (options.card === undefined && options.services === undefined)
    throw new UsageError({
      en: 'expected --card CARD, a card file or the name of a profile, or --services NAMES',
      fr: "attendu : --card CARTE, un fichier de carte ou le nom d'un profil, ou --services NOMS",
    });
  refuseTrustAlone(options);
  refuseIdentityAlone(options);
  const program = (ON_WINDOWS ? process.env.ComSpec : process.env.SHELL) ?? (ON_WINDOWS ? 'cmd.exe' : '/bin/sh');
  process.exitCode = await execWithCards(program, [], options, ({ manager }) => {
    const readers = manager.readers().map((name) => `'${name}'`);
    if (readers.length === 0) return;
    const names = readers.join(', ');
    process.stderr.write(`cps-sim: ${say(ON_WINDOWS ? besideOurDll(names) : alone(names))}\n`);
  });
}
