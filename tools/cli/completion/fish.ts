/** Completion for fish. Source: fish documentation, complete. */
import { type CompletedCommand, type CompletedOption, everyCommand, nameOf } from './command-tree.ts';

/** Between single quotes, as fish takes it. */
function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function at(path: string): string {
  return `complete -c cps-sim -n ${quoted(`__cps_sim_is ${quoted(path)}`)}`;
}

function ways({ path, commands }: CompletedCommand): string[] {
  return commands.flatMap((child) =>
    [nameOf(child), ...child.aliases].map(
      (word) => `            case ${quoted(`${path}:${word}`)}\n                set at ${quoted(child.path)}`,
    ),
  );
}

function nameFlags(names: readonly string[]): string {
  return names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`)).join(' ');
}

function optionLine(path: string, { names, description, value }: CompletedOption): string {
  const choices = value?.choices ?? [];
  const words = choices.length === 0 ? '' : ` -a ${quoted(choices.join(' '))}`;
  // -x: nothing but the choices; -r: a value, which may be a file.
  const takes = value === undefined ? '' : ` ${value.files ? '-r' : '-x'}${words}`;
  return `${at(path)} ${nameFlags(names)}${takes} -d ${quoted(description)}`;
}

function lines({ path, options, commands, arguments: { choices, files } }: CompletedCommand): string[] {
  return [
    ...options.map((option) => optionLine(path, option)),
    ...commands.map((child) => `${at(path)} -f -a ${quoted(nameOf(child))} -d ${quoted(child.description)}`),
    ...(files ? [] : [`${at(path)} -f`]),
    ...(choices.length === 0 ? [] : [`${at(path)} -a ${quoted(choices.join(' '))}`]),
  ];
}

/** The script. */
export function fishCompletion(program: CompletedCommand): string {
  const all = everyCommand(program);
  const passing = all.filter(({ passesThrough }) => passesThrough).map(({ path }) => quoted(path));
  return [
    '# fish completion of cps-sim. Put it into ~/.config/fish/completions/cps-sim.fish, or: cps-sim completion fish | source',
    'function __cps_sim_at',
    "    set -l at ''",
    '    for word in (commandline -opc)[2..]',
    '        if test "$word" = --; set at "$at --"; break; end',
    '        switch "$at:$word"',
    ...all.flatMap(ways),
    '        end',
    '    end',
    '    echo $at',
    'end',
    'function __cps_sim_is',
    '    set -l at (__cps_sim_at)',
    '    test "$at" = "$argv[1]"',
    'end',
    ...passing.map(
      (path) =>
        `complete -c cps-sim -n ${quoted(`__cps_sim_is '${path.slice(1, -1)} --'`)} -a '(__fish_complete_subcommand --fcs-skip=(math (contains -i -- -- (commandline -opc))))'`,
    ),
    ...all.flatMap(lines),
    '',
  ].join('\n');
}
