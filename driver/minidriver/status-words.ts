/**
 * SW1-SW2 of the card to the return code of a Card* function: the one table.
 *
 * Refused codes never come here: they are results of driver/iasecc, with their tries.
 *
 * Source: reference/minidriver.md 4.8 and 6 (OpenSC's map); SCARD_E_COMM_DATA_LOST for bad memory:
 * reference/minidriver.md 2.5.
 */
import { SW } from '#iso7816/status-word.ts';
import { SCARD } from '#pcsc/scard.ts';

const CODES: Readonly<Record<number, number>> = {
  [SW.MEMORY_FAILURE]: SCARD.E_COMM_DATA_LOST,
  [SW.WRONG_LENGTH]: SCARD.E_INVALID_PARAMETER,
  [SW.SECURITY_STATUS_NOT_SATISFIED]: SCARD.W_SECURITY_VIOLATION,
  [SW.AUTHENTICATION_METHOD_BLOCKED]: SCARD.W_CHV_BLOCKED,
  [SW.REFERENCE_DATA_NOT_USABLE]: SCARD.W_CHV_BLOCKED,
  [SW.CONDITIONS_OF_USE_NOT_SATISFIED]: SCARD.W_SECURITY_VIOLATION,
  [SW.COMMAND_NOT_ALLOWED]: SCARD.W_SECURITY_VIOLATION,
  [SW.INCORRECT_DATA_FIELD]: SCARD.E_INVALID_PARAMETER,
  [SW.FUNCTION_NOT_SUPPORTED]: SCARD.E_UNSUPPORTED_FEATURE,
  [SW.FILE_NOT_FOUND]: SCARD.E_FILE_NOT_FOUND,
  [SW.NOT_ENOUGH_MEMORY]: SCARD.E_WRITE_TOO_MANY,
  // Only MANAGE SECURITY ENVIRONMENT leaves it as an error: the key is not there.
  [SW.REFERENCED_DATA_NOT_FOUND]: SCARD.E_NO_KEY_CONTAINER,
  [SW.INS_NOT_SUPPORTED]: SCARD.E_UNSUPPORTED_FEATURE,
  [SW.CLA_NOT_SUPPORTED]: SCARD.E_UNSUPPORTED_FEATURE,
};

/** Return code of a status word nobody expected; SCARD_E_UNEXPECTED when the table has none. */
export function scardOfSw(sw: number): number {
  return CODES[sw] ?? SCARD.E_UNEXPECTED;
}
