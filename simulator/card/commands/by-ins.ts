import type { CpsCommandName } from '#iso7816/commands.ts';
import { INS } from '#iso7816/ins.ts';
import type { CommandHandler } from './context.ts';

/** The handlers of a volet by instruction byte, as commands ask for them. */
export function byIns(handlers: Partial<Record<CpsCommandName, CommandHandler>>): ReadonlyMap<number, CommandHandler> {
  return new Map(Object.entries(handlers).map(([name, handler]) => [INS[name as CpsCommandName], handler]));
}
