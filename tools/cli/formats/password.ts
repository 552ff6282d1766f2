/** Passwords of keys and PKCS#12 files: from a file, a variable, the terminal; from the command line with a remark. */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { Text } from '#common/language.ts';
import { colon, say } from '../language.ts';
import { passwordIn, secretSource } from '../secret-source.ts';
import { UsageError } from '../usage-error.ts';

const SEEN: Text = {
  en: 'a password on the command line is seen by every user of this machine (ps): file:PASSWORD.txt or env:NAME hides it',
  fr: 'un mot de passe en ligne de commande est vu de tous les utilisateurs de cette machine (ps) : file:MOTDEPASSE.txt ou env:NOM le cache',
};

/** Whoever asks for a password: the option that would have told it, and what it is of. */
export interface Asked {
  /** As it is typed: `--password`. */
  readonly option: string;
  readonly of: string;
  /** Typed twice when something is going to be encrypted with it. */
  readonly twice?: boolean;
}

/** One line of the terminal that nobody sees. @throws UsageError when it was ended */
async function typed(question: string): Promise<string> {
  const unseen = new Writable({ write: (_, __, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: unseen, terminal: true });
  process.stderr.write(question);
  const ended = new Promise<never>((_, reject) => {
    terminal.once('close', () =>
      reject(new UsageError({ en: 'no password was typed', fr: "aucun mot de passe n'a été tapé" })),
    );
  });
  try {
    return await Promise.race([terminal.question(''), ended]);
  } finally {
    ended.catch(() => {});
    terminal.close();
    process.stderr.write('\n');
  }
}

async function fromTerminal({ option, of, twice }: Asked): Promise<string> {
  if (!process.stdin.isTTY)
    throw new UsageError({
      en: `${of}: its password is needed, and there is no terminal to ask at: ${option} file:PASSWORD.txt or env:NAME`,
      fr: `${of} : il faut son mot de passe, et il n'y a pas de terminal où le demander : ${option} file:MOTDEPASSE.txt ou env:NOM`,
    });
  const password = await typed(say({ en: `Password of ${of}: `, fr: `Mot de passe de ${of} : ` }));
  if (twice && password !== (await typed(say({ en: 'Again: ', fr: 'Encore une fois : ' }))))
    throw new UsageError({ en: 'the two passwords differ', fr: 'les deux mots de passe diffèrent' });
  return password;
}

/**
 * The password; without its line end when it comes from a file.
 * @param value of the option, when it was typed
 * @throws UsageError
 */
export async function passwordOf(value: string | undefined, asked: Asked): Promise<string> {
  if (value === undefined) return fromTerminal(asked);
  const found = secretSource(asked.option, value);
  if (found !== undefined) return passwordIn(asked.option, found);
  process.stderr.write(`cps-sim: ${asked.option}${colon()} ${say(SEEN)}\n`);
  return value;
}
