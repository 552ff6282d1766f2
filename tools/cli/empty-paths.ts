/** Paths of nothing: `--trace "$FILE"` where FILE is not set. The system would say that there is no such file, and name none. */
import type { Command } from 'commander';
import { UsageError } from './usage-error.ts';

/** What stands for a path in the help. */
const A_PATH = /[<[](?:file|folder|path|paths|card)\b/;

/** Paths as they were typed, each with the word of the help that takes it. */
function* given(command: Command): Generator<readonly [name: string, value: unknown]> {
  for (const option of command.options)
    if (A_PATH.test(option.flags)) yield [option.long ?? option.flags, command.getOptionValue(option.attributeName())];
  for (const [i, argument] of command.registeredArguments.entries())
    if (A_PATH.test(`<${argument.name()}`)) yield [argument.name(), command.processedArgs[i]];
    // The arguments of a program may be empty, its name may not.
    else if (argument.name() === 'program') yield ['program', [command.processedArgs[i]].flat()[0]];
}

/** @throws UsageError */
export function refuseEmptyPaths(command: Command): void {
  for (const [name, value] of given(command))
    if ([value].flat().includes(''))
      throw new UsageError({
        en: `${name}: the path is empty, expected that of a file or folder (an unset variable of the shell?)`,
        fr: `${name} : le chemin est vide, attendu : celui d'un fichier ou d'un dossier (une variable du shell non définie ?)`,
      });
}
