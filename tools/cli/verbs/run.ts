/** `cps-sim run`, as it is typed. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { CLOCKS, TARGETS } from '../../../scenarios/world/targets/target-name.ts';
import type { RunOptions, Shard } from '../run.ts';
import { parseSeed } from './options.ts';

function parseShard(text: string): Shard {
  const [, index = 0, count = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []).map(Number);
  if (index < 1 || index > count) throw new InvalidArgumentError('Expected i/n, for instance 1/4.');
  return { index, count };
}

/** A regular expression; a text that is none stands for itself. */
function parsePattern(text: string): RegExp {
  try {
    return new RegExp(text, 'iu');
  } catch {
    return new RegExp(text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'iu');
  }
}

export function runCommand(): Command {
  return new Command('run')
    .description('Runs scenarios: the library that comes with cps-sim, or the files and directories named.')
    .argument('[paths...]', 'scenario files (*.yaml) or directories')
    .addOption(new Option('--target <name>', 'where the cards and readers stand').choices(TARGETS).default('embedded'))
    .option('--reader <name>', 'reader of the target pcsc by its PC/SC name, virtual or real')
    .addOption(
      new Option('--clock <name>', 'virtual: no time passes but what is waited for; in-process')
        .choices(CLOCKS)
        .default('real'),
    )
    .option('--seed <n>', 'seed of the cards that name none', parseSeed, 1)
    .option(
      '--reporter <spec>',
      'pretty, tap, junit=FILE, json=FILE; may be repeated, one of them without a file (default: pretty)',
      (spec: string, specs: readonly string[] = []) => [...specs, spec],
    )
    .option('--grep <pattern>', 'only scenarios whose title or path matches', parsePattern)
    .option('--bail', 'stop after the first scenario that fails')
    .option('--shard <i/n>', 'only part i of n', parseShard)
    .option('--trace <file>', 'write everything that happens as JSON lines; codes are masked')
    .option('--allow-pin-blocking', 'let scenarios present codes to a real card')
    .option('--print-schema', 'print the JSON Schema of scenario files, for editors')
    .addHelpText(
      'after',
      '\nExit codes: 0 all passed, 1 a scenario failed, 2 one could not be played or a report could not be written.',
    )
    .action(async (paths: string[], options: RunOptions) =>
      (await import('../run.ts')).run(paths, { ...options, reporter: options.reporter ?? ['pretty'] }),
    );
}
