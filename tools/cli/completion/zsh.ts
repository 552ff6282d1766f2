/** Completion for zsh. Source: zshcompsys(1). */
import { type Completed, type CompletedCommand, everyCommand, nameOf } from './command-tree.ts';
import { quoted } from './quoted.ts';

/** Words; files where they can stand, when no word fits. */
function offered({ choices, files }: Completed): string {
  const words = choices.length === 0 ? [] : [`compadd -- ${choices.map(quoted).join(' ')}`];
  return [...words, ...(files ? ['_files'] : [])].join(' || ') || 'true';
}

function described(name: string, description: string): string {
  return quoted(`${name.replaceAll(':', '\\:')}:${description}`);
}

function ways({ path, commands }: CompletedCommand): string[] {
  return commands.flatMap((child) =>
    [nameOf(child), ...child.aliases].map((word) => `      ${quoted(`${path}:${word}`)}) at=${quoted(child.path)} ;;`),
  );
}

function values({ path, options }: CompletedCommand): string[] {
  return options.flatMap(({ names, value }) => {
    if (value === undefined) return [];
    return [`    ${names.map((name) => quoted(`${path}:${name}`)).join('|')}) ${offered(value)}; return ;;`];
  });
}

function words({ path, options, commands, arguments: others }: CompletedCommand): string[] {
  const flags = options.flatMap(({ names, description }) => names.map((name) => described(name, description)));
  const children = commands.map((child) => described(nameOf(child), child.description));
  return [
    `    ${quoted(path)})`,
    `      flags=(${flags.join(' ')})`,
    '      if [[ $PREFIX == -* ]]; then _describe option flags',
    ...(children.length === 0
      ? [`      else ${offered(others)}; fi ;;`]
      : [`      else others=(${children.join(' ')}); _describe command others; fi ;;`]),
  ];
}

const BEGINNING = `#compdef cps-sim
# zsh completion of cps-sim. Put it into a folder of $fpath as _cps-sim, or: eval "$(cps-sim completion zsh)"

_cps_sim() {
  local at='' word
  local -a flags others
  local -i i
  for ((i = 2; i < CURRENT; i++)); do
    word=$words[i]`;

/** The script. */
export function zshCompletion(program: CompletedCommand): string {
  const all = everyCommand(program);
  const passing = all.filter(({ passesThrough }) => passesThrough).map(({ path }) => quoted(path));
  return [
    BEGINNING,
    '    if [[ $word == -- ]]; then',
    `      case "$at" in ${passing.join('|')}) shift $i words; ((CURRENT -= i)); _normal; return ;; esac`,
    '      break',
    '    fi',
    '    case "$at:$word" in',
    ...all.flatMap(ways),
    '    esac',
    '  done',
    '  case "$at:$words[CURRENT-1]" in',
    ...all.flatMap(values),
    '  esac',
    '  case "$at" in',
    ...all.flatMap(words),
    '  esac',
    '}',
    '# Run from a folder of $fpath it completes at once; by eval it is only made known.',
    'if [[ $funcstack[1] == _cps-sim ]]; then _cps_sim "$@"; else compdef _cps_sim cps-sim; fi',
    '',
  ].join('\n');
}
