/**
 * What reads a command line that is given as one text: the shell, which knows how, and whose exit code says whether it found
 * the program. Windows has none of which both are true.
 */
import type { Text } from '#common/language.ts';
import { UsageError } from './usage-error.ts';

export const SHELL = '/bin/sh';

/** @param instead what to do on Windows, behind a colon @throws UsageError there */
export function requireShell(option: string, instead: Text, platform: NodeJS.Platform = process.platform): void {
  if (platform === 'win32')
    throw new UsageError({
      en: `${option} gives a command line to ${SHELL}, which Windows does not have: ${instead.en}`,
      fr: `${option} donne une ligne de commande à ${SHELL}, que Windows n'a pas : ${instead.fr}`,
    });
}
