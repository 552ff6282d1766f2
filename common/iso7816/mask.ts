/**
 * Takes reference data (PIN, PUK) and private keys out of a command APDU before it may be seen.
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

const CHAINED = 0x10;
/** Tags of an SDO's secret parts: the value of a code, a private key. Source: IAS-ECC v1.0.1. */
const SECRET_PARTS: readonly (readonly [number, number])[] = [
  [0x7f, 0x41],
  [0x7f, 0x48],
];

/** PUT DATA of a code or of a private key; a chained one is cut anywhere. */
function carriesSecretObject(command: Bytes): boolean {
  if (command[1] !== COMMANDS.PUT_DATA_ODD.ins) return false;
  if (((command[0] ?? 0) & CHAINED) !== 0) return true;
  return SECRET_PARTS.some(([first, second]) => command.some((byte, i) => byte === first && command[i + 1] === second));
}

/** True when the data field of this INS holds reference data; bit 1 (odd INS) does not change that. */
export function carriesReferenceData(ins: number): boolean {
  return WITH_REFERENCE_DATA.has(ins & 0xfe);
}

/** A last byte up to this is Lc or Le whose data are missing: as ASCII no digit, packed a single one. */
const NO_DIGIT = 0x0f;

/** Lc stays readable (the length of a code is no secret here), unless it may itself be the first digit of a code. */
function bodyOffset(command: Bytes): number {
  const p3 = command[HEADER_LENGTH];
  const following = command.length - HEADER_LENGTH - 1;
  const isLength = p3 === 0 || p3 === following || p3 === following - 1 || (following === 0 && (p3 ?? 0) <= NO_DIGIT);
  return isLength ? HEADER_LENGTH + 1 : HEADER_LENGTH;
}

/** The same command with every byte behind Lc set to 2A when it carries reference data or a secret object, else the command itself. */
export function maskCommand(command: Bytes): Bytes {
  const ins = command[1];
  if (ins === undefined || command.length <= HEADER_LENGTH) return command;
  if (!carriesReferenceData(ins) && !carriesSecretObject(command)) return command;
  // Not `slice`: that of a Buffer shares its memory, and the command on its way would be masked too.
  const masked = Uint8Array.from(command);
  masked.fill(MASK, bodyOffset(command));
  return masked;
}
