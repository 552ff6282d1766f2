/**
 * Takes reference data (PIN, PUK) out of a command APDU before it may be seen.
 *
 * Applied where a trace event is made, so that no log, report or error further down can hold a code.
 */
import type { Bytes } from './bytes.ts';
import { COMMANDS } from './commands.ts';

const MASK = 0x2a;
const HEADER_LENGTH = 4;

const WITH_REFERENCE_DATA: ReadonlySet<number> = new Set(
  Object.values(COMMANDS).flatMap(({ ins, carriesReferenceData }) => (carriesReferenceData ? [ins] : [])),
);

/** True when the data field of this INS holds reference data; bit 1 (odd INS) does not change that. */
export function carriesReferenceData(ins: number): boolean {
  return WITH_REFERENCE_DATA.has(ins & 0xfe);
}

/** Lc stays readable (the length of a code is no secret here), unless it may itself be the first digit of a code. */
function bodyOffset(command: Bytes): number {
  const p3 = command[HEADER_LENGTH];
  const following = command.length - HEADER_LENGTH - 1;
  const isLength = p3 === 0 || p3 === following || p3 === following - 1;
  return isLength ? HEADER_LENGTH + 1 : HEADER_LENGTH;
}

/** The same command with every byte behind Lc set to 2A when it carries reference data, else the command itself. */
export function maskCommand(command: Bytes): Bytes {
  const ins = command[1];
  if (ins === undefined || command.length <= HEADER_LENGTH || !carriesReferenceData(ins)) return command;
  // Not `slice`: that of a Buffer shares its memory, and the command on its way would be masked too.
  const masked = Uint8Array.from(command);
  masked.fill(MASK, bodyOffset(command));
  return masked;
}
