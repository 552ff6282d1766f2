/** Faults are told to whoever keeps the card, also where nobody asked to be told what happens. */
import { terminalLines } from '#common/terminal-text.ts';
import type { FaultEvent, TraceEvent } from '#trace/event.ts';
import { colon, say } from './language.ts';

/** The first line; what stands below is a stack, for the trace. */
function faultText({ card, message, why }: FaultEvent): string {
  const said = why === undefined ? message.split('\n', 1)[0] : say(why);
  return `${card}${colon()} ${said}`;
}

/** Each fault of a card once, on standard error: a card that cannot store answers so to every command. */
export function toldFaults(): (event: TraceEvent) => void {
  const told = new Set<string>();
  return (event) => {
    if (event.kind !== 'fault' || event.origin !== 'card' || event.reason !== undefined) return;
    const text = faultText(event);
    if (told.has(text)) return;
    told.add(text);
    process.stderr.write(`cps-sim: ${terminalLines(text)}\n`);
  };
}
