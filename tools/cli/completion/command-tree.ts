/** What can be typed, as the definitions of commander have it: the ground of the completion of every shell. */
import type { Argument, Command, Option } from 'commander';
import { own } from '#common/own.ts';
import { shippedPersonNames } from '../../../simulator/people/index.ts';
import { shippedProfileNames } from '../../../simulator/personalisation/index.ts';

export interface CompletedOption {
  /** `--target`; and `-v`, where there is one. */
  readonly names: readonly string[];
  readonly description: string;
  /** Absent for an option without value. */
  readonly value?: Completed;
}

export interface CompletedCommand {
  /** `card create`; '' for the program itself. */
  readonly path: string;
  readonly description: string;
  readonly options: readonly CompletedOption[];
  readonly commands: readonly CompletedCommand[];
  /** Names by which it goes besides its own. */
  readonly aliases: readonly string[];
  readonly arguments: Completed;
  /** What follows is the command line of another program. */
  readonly passesThrough: boolean;
}

/** What can stand somewhere. */
export interface Completed {
  readonly choices: readonly string[];
  /** Files too. */
  readonly files: boolean;
}

/** Names that can stand beside files, by what a place is called. */
const NAMES: Readonly<Record<string, () => readonly string[]>> = {
  card: shippedProfileNames,
  profile: shippedProfileNames,
  identity: shippedPersonNames,
  person: shippedPersonNames,
};

function sentence(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

function completedOption(option: Option): CompletedOption {
  const { long, short, description, required, optional, argChoices } = option;
  const names = [long, short].flatMap((name) => (name ? [name] : []));
  const value = completed(argChoices, option.attributeName());
  return { names, description: sentence(description), ...((required || optional) && { value }) };
}

/** @param choices all there is, where there are some */
function completed(choices: readonly string[] | undefined, name: string): Completed {
  if (choices !== undefined) return { choices, files: false };
  return { choices: own(NAMES, name)?.() ?? [], files: true };
}

function completedArguments(all: readonly Argument[]): Completed {
  const each = all.map((argument) => completed(argument.argChoices, argument.name()));
  return { choices: each.flatMap(({ choices }) => choices), files: each.some(({ files }) => files) };
}

/** The command with all below it. */
export function commandTree(command: Command, path = ''): CompletedCommand {
  const help = command.createHelp();
  const commands = command.commands.map((child) => commandTree(child, `${path} ${child.name()}`.trim()));
  return {
    path,
    description: sentence(command.summary() || command.description()),
    options: help.visibleOptions(command).map(completedOption),
    commands,
    aliases: command.aliases(),
    arguments: completedArguments(command.registeredArguments),
    passesThrough: command.registeredArguments[0]?.name() === 'program',
  };
}

/** The command and all below it, in one list. */
export function everyCommand(command: CompletedCommand): CompletedCommand[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

/** The last word of a path: what is typed. */
export function nameOf({ path }: CompletedCommand): string {
  return path.split(' ').at(-1) ?? '';
}
