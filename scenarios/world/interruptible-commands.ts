import type { Bytes } from '#iso7816/bytes.ts';
import { CPS_COMMANDS, type CpsCommandName } from '#iso7816/commands.ts';

type Tearable = {
  [Name in CpsCommandName]: (typeof CPS_COMMANDS)[Name] extends { tearable: true }
    ? (typeof CPS_COMMANDS)[Name]
    : never;
}[CpsCommandName];

/** A command that a card can be torn away from, by its name in the standard. */
export type InterruptibleCommand = Tearable['name'];

const TEARABLE = Object.values(CPS_COMMANDS).filter((command): command is Tearable => 'tearable' in command);
const INS_BY_NAME = new Map<InterruptibleCommand, number>(TEARABLE.map(({ name, ins }) => [name, ins]));

export const INTERRUPTIBLE: readonly InterruptibleCommand[] = [...INS_BY_NAME.keys()];

const HEADER_AND_P3 = 5;

/** A VERIFY without data only asks; programs ask often before they present a code. */
export function isCommand(bytes: Bytes, name: InterruptibleCommand): boolean {
  return bytes[1] === INS_BY_NAME.get(name) && (name !== 'VERIFY' || bytes.length > HEADER_AND_P3);
}
