/** What Plug and Play writes into the event log. Source: reference/minidriver.md 12.5 (Microsoft, Smart Card Events). */
import { codeHex, codeName } from '#windows/codes.ts';
import type { Computer } from './computer.ts';
import type { LogEntry } from './computer-state.ts';

const SOURCE = 'SmartCard-ScPnP';
/** Older entries make room. */
const MAX_ENTRIES = 1000;

function log(computer: Computer, entry: Pick<LogEntry, 'id' | 'level' | 'message'>): Promise<void> {
  return computer.change((state) => {
    state.events.push({ time: computer.clock.date().toISOString(), source: SOURCE, ...entry });
    state.events.splice(0, Math.max(0, state.events.length - MAX_ENTRIES));
  });
}

/** 1000: the card did not tell what it is. */
export function logDeviceIdFailure(computer: Computer, reader: string, scard: number): Promise<void> {
  const code = `${codeHex(scard)} ${codeName(scard)}`;
  const message = `Couldn't get device ID for smart card in reader ${reader}. The return code is ${code}.`;
  return log(computer, { id: 1000, level: 'Error', message });
}

/** 1001 */
export function logInstalled(computer: Computer, reader: string, card: string): Promise<void> {
  const message = `Software successfully installed for smart card in reader ${reader}. The smart card name is ${card}.`;
  return log(computer, { id: 1001, level: 'Information', message });
}
