/** `cps-sim shell`: a shell in a PC/SC world of its own. */
import { type ExecOptions, execWithCards } from './exec.ts';
import { say } from './language.ts';
import { UsageError } from './usage-error.ts';

export async function shell(options: ExecOptions): Promise<void> {
  if (options.card === undefined)
    throw new UsageError({
      en: 'expected --card CARD, a card file or the name of a profile',
      fr: "attendu : --card CARTE, un fichier de carte ou le nom d'un profil",
    });
  const program = process.env.SHELL ?? '/bin/sh';
  process.exitCode = await execWithCards(program, [], options, ({ manager }) => {
    const readers = manager.readers().map((name) => `'${name}'`);
    const names = readers.join(', ');
    const notice = say({
      en: `${names}: programs started here see nothing else; 'exit' leaves`,
      fr: `${names} : les programmes lancés ici ne voient rien d'autre ; 'exit' pour sortir`,
    });
    process.stderr.write(`cps-sim: ${notice}\n`);
  });
}
