import type { Bytes } from '#iso7816/bytes.ts';
import { COMMAND_NAMES, COMMANDS, commandOf, type IsoName } from '#iso7816/commands.ts';

/** A command that a card can be torn away from, by its name in the standard: any that a program may send. */
export type InterruptibleCommand = IsoName;

const nameOf = (name: (typeof COMMAND_NAMES)[number]) => COMMANDS[name].name as IsoName;

export const INTERRUPTIBLE: readonly InterruptibleCommand[] = [...new Set(COMMAND_NAMES.map(nameOf))];

const HEADER_AND_P3 = 5;

/** The command's name; undefined when it has none here, and for a VERIFY without data, which only asks: programs ask often. */
export function commandName(bytes: Bytes): InterruptibleCommand | undefined {
  const name = commandOf(bytes[1] ?? 0);
  if (name === undefined || (name === 'VERIFY' && bytes.length <= HEADER_AND_P3)) return undefined;
  return nameOf(name);
}
