/**
 * Takes reference data (PIN, PUK) out of a command APDU before it may be seen.
 *
 * Applied where a trace event is made, so that no log, report or error further down can hold a code.
 */
import type { Bytes } from './bytes.ts';

const VERIFY = 0x20;
const CHANGE_REFERENCE_DATA = 0x24;
const RESET_RETRY_COUNTER = 0x2c;
const MASK = 0x2a;
/** Lc and what follows it stay readable: the length of a code is no secret here, its digits are. */
const BODY_OFFSET = 5;

/** True when the data field of this INS holds reference data; bit 1 (odd INS) does not change that. */
export function carriesReferenceData(ins: number): boolean {
  const even = ins & 0xfe;
  return even === VERIFY || even === CHANGE_REFERENCE_DATA || even === RESET_RETRY_COUNTER;
}

/** The same command with every byte behind Lc set to 2A when it carries reference data, else the command itself. */
export function maskCommand(command: Bytes): Bytes {
  const ins = command[1];
  if (ins === undefined || command.length <= BODY_OFFSET || !carriesReferenceData(ins)) return command;
  const masked = command.slice();
  masked.fill(MASK, BODY_OFFSET);
  return masked;
}
