/** Completion for bash 3.2 and later. Source: bash manual, Programmable Completion. */
import { type CompletedCommand, everyCommand, nameOf } from './command-tree.ts';
import { quoted } from './quoted.ts';

/** `"card show") at="card show" ;;` for each word that leads on. */
function ways({ path, commands }: CompletedCommand): string[] {
  return commands.flatMap((child) =>
    [nameOf(child), ...child.aliases].map((word) => `      ${quoted(`${path}:${word}`)}) at=${quoted(child.path)} ;;`),
  );
}

function values({ path, options }: CompletedCommand): string[] {
  return options.flatMap(({ names, value }) => {
    if (value === undefined) return [];
    const places = names.map((name) => quoted(`${path}:${name}`)).join('|');
    return [`    ${places}) _cps_sim_words ${quoted(value.choices.join(' '))}${closed(value.files)}; return ;;`];
  });
}

/** bash 3.2 has no compopt, and offers files all the same. */
function closed(files: boolean): string {
  return files ? '' : '; compopt +o default 2>/dev/null';
}

function words({ path, options, commands, arguments: { choices, files } }: CompletedCommand): string {
  const flags = options.flatMap(({ names }) => names).join(' ');
  const others = [...commands.map(nameOf), ...choices].join(' ');
  return `    ${quoted(path)}) flags=${quoted(flags)} others=${quoted(others)}${closed(files)} ;;`;
}

const BEGINNING = `# bash completion of cps-sim. Put it into ~/.local/share/bash-completion/completions/cps-sim,
# or: eval "$(cps-sim completion bash)"

# Words that begin as what was typed; when there is none, bash offers files.
_cps_sim_words() {
  local IFS=$'\\n'
  COMPREPLY=($(IFS=' '; compgen -W "$1" -- "$cur"))
}

_cps_sim() {
  local cur prev at='' flags='' others='' word i program=''
  cur=\${COMP_WORDS[COMP_CWORD]}
  prev=\${COMP_WORDS[COMP_CWORD-1]}
  COMPREPLY=()
  # --target=pcsc is three words for bash.
  if [[ $cur == = ]]; then cur=''; elif [[ $prev == = ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [[ $word == -- ]]; then program=$i; break; fi
    case "$at:$word" in`;

/** The script. */
export function bashCompletion(program: CompletedCommand): string {
  const all = everyCommand(program);
  const passing = all.filter(({ passesThrough }) => passesThrough).map(({ path }) => quoted(path));
  return [
    BEGINNING,
    ...all.flatMap(ways),
    '    esac',
    '  done',
    '  case "$at" in',
    `    ${passing.join('|')})`,
    '      if [[ -n $program ]]; then',
    '        if ((COMP_CWORD == program + 1)); then COMPREPLY=($(compgen -c -- "$cur")); fi',
    '        return',
    '      fi ;;',
    '  esac',
    '  case "$at:$prev" in',
    ...all.flatMap(values),
    '  esac',
    '  case "$at" in',
    ...all.map(words),
    '  esac',
    '  if [[ $cur == -* ]]; then _cps_sim_words "$flags"; else _cps_sim_words "$others"; fi',
    '}',
    'complete -o default -F _cps_sim cps-sim',
    '',
  ].join('\n');
}
