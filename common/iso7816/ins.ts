import { COMMAND_NAMES, COMMANDS, type CommandName } from './commands.ts';

/** Instruction bytes by the names of the commands. */
export const INS = Object.fromEntries(COMMAND_NAMES.map((name) => [name, COMMANDS[name].ins])) as Readonly<
  Record<CommandName, number>
>;
