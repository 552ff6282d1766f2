/** Options that npm took for its own, where `--` was forgotten in front of what is meant for cps-sim. */
import type { Command } from 'commander';
import type { Text } from '#common/language.ts';

function optionsOf(command: Command): string[] {
  return [...command.options.flatMap(({ long }) => long ?? []), ...command.commands.flatMap(optionsOf)];
}

/**
 * What to type instead; undefined: npm took none. It hands them on as variables, and their values as words of the command line.
 *
 * Source: npm 11, config, environment variables (`npm_config_`); scripts, environment (`npm_lifecycle_event`).
 */
export function takenByNpm(
  command: Command,
  words: readonly string[],
  variables: NodeJS.ProcessEnv = process.env,
): Text | undefined {
  const { npm_lifecycle_event: script } = variables;
  const variableOf = (long: string) => variables[`npm_config_${long.slice(2).replaceAll('-', '_')}`];
  const taken = [...new Set(optionsOf(command))].filter((long) => variableOf(long) && !words.includes(long)).join(', ');
  if (script === undefined || taken === '') return undefined;
  return {
    en: `npm took ${taken} for itself: type -- in front of what is meant for cps-sim, as in npm run -s ${script} -- VERB ${taken} ...`,
    fr: `npm a pris ${taken} pour lui : tapez -- devant ce qui s'adresse à cps-sim, comme dans npm run -s ${script} -- VERBE ${taken} ...`,
  };
}
