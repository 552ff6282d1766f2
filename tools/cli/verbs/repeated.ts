/** What may be given several times, and what once: of two the last one would win, unseen. */
import type { Command } from 'commander';
import { say } from '../language.ts';

const SEVERAL = new WeakSet<object>();

/** That option parser, which takes what came before too: its option may be repeated. */
export function several<Parser extends object>(parser: Parser): Parser {
  SEVERAL.add(parser);
  return parser;
}

/** Parser of an option whose texts are all kept. */
export const list = several((text: string, before: readonly string[] = []): readonly string[] => [...before, text]);

/** Each other option that takes a value is refused when it comes a second time. */
export function refuseRepeated(command: Command): void {
  for (const option of command.options) {
    const { flags, parseArg, required, optional, variadic } = option;
    const alone = (required || optional) && !variadic;
    if (!alone || (parseArg !== undefined && SEVERAL.has(parseArg))) continue;
    let given = false;
    command.on(`option:${option.name()}`, () => {
      if (given)
        command.error(
          say({
            en: `error: option '${flags}' is given twice, expected once`,
            fr: `erreur : l'option '${flags}' est donnée deux fois, attendu : une fois`,
          }),
        );
      given = true;
    });
  }
}
