/**
 * Status words SW1-SW2 and the three families whose SW2 carries a number.
 *
 * The CPS2ter volet (class A0) has its own beside them: 9FXX, 92XX, 94XX, 98XX.
 *
 * Source: ISO/IEC 7816-4:2020, 5.6, tables 5 to 7; CPS2ter: reference/cps-facts.md (b),
 * reference/cryptolib.md 6.11; the words for those that clients only list: GSM 11.11, 9.4, whose status words they are.
 */

export const SW = {
  SUCCESS: 0x9000,
  /** End of file or record reached before reading Ne bytes. */
  END_OF_FILE: 0x6282,
  SELECTED_FILE_DEACTIVATED: 0x6283,
  NO_INFORMATION_CHANGED: 0x6300,
  EXECUTION_ERROR: 0x6400,
  MEMORY_FAILURE: 0x6581,
  WRONG_LENGTH: 0x6700,
  LOGICAL_CHANNEL_NOT_SUPPORTED: 0x6881,
  SECURE_MESSAGING_NOT_SUPPORTED: 0x6882,
  LAST_COMMAND_OF_CHAIN_EXPECTED: 0x6883,
  COMMAND_CHAINING_NOT_SUPPORTED: 0x6884,
  COMMAND_INCOMPATIBLE_WITH_FILE_STRUCTURE: 0x6981,
  SECURITY_STATUS_NOT_SATISFIED: 0x6982,
  AUTHENTICATION_METHOD_BLOCKED: 0x6983,
  REFERENCE_DATA_NOT_USABLE: 0x6984,
  CONDITIONS_OF_USE_NOT_SATISFIED: 0x6985,
  COMMAND_NOT_ALLOWED: 0x6986,
  INCORRECT_DATA_FIELD: 0x6a80,
  FUNCTION_NOT_SUPPORTED: 0x6a81,
  FILE_NOT_FOUND: 0x6a82,
  RECORD_NOT_FOUND: 0x6a83,
  NOT_ENOUGH_MEMORY: 0x6a84,
  NC_INCONSISTENT_WITH_TLV: 0x6a85,
  INCORRECT_P1_P2: 0x6a86,
  NC_INCONSISTENT_WITH_P1_P2: 0x6a87,
  REFERENCED_DATA_NOT_FOUND: 0x6a88,
  WRONG_P1_P2: 0x6b00,
  INS_NOT_SUPPORTED: 0x6d00,
  CLA_NOT_SUPPORTED: 0x6e00,
  NO_PRECISE_DIAGNOSIS: 0x6f00,
} as const;

/** Status words of the CPS2ter volet. */
export const CPS2TER_SW = {
  MEMORY_PROBLEM: 0x9240,
  NO_EF_SELECTED: 0x9400,
  OUT_OF_RANGE: 0x9402,
  FILE_NOT_FOUND: 0x9404,
  FILE_INCONSISTENT_WITH_COMMAND: 0x9408,
  NO_CODE: 0x9802,
  ACCESS_REFUSED: 0x9804,
  IN_CONTRADICTION_WITH_CODE_STATUS: 0x9808,
  IN_CONTRADICTION_WITH_INVALIDATION: 0x9810,
  CODE_BLOCKED: 0x9840,
} as const;

/** 9FXX: `count` response data bytes (1 to 256) are waiting for GET RESPONSE in class A0. */
export function swCps2terBytesAvailable(count: number): number {
  return 0x9f00 | (count >= 256 ? 0 : count);
}

/** 61XX: `count` response data bytes (1 to 256) are waiting for GET RESPONSE; 256 and more read 00. */
export function swBytesAvailable(count: number): number {
  return 0x6100 | (count >= 256 ? 0 : count);
}

/** 6CXX: wrong Le, `count` bytes (1 to 256) are available. */
export function swWrongLe(count: number): number {
  return 0x6c00 | (count >= 256 ? 0 : count);
}

/** 63CX: verification failed, `tries` (0 to 15) are left. */
export function swTriesRemaining(tries: number): number {
  return 0x63c0 | Math.min(tries, 15);
}

/** Bytes announced by 61XX and 9FXX (1 to 256), or undefined for another status word. */
export function bytesAvailable(sw: number): number | undefined {
  return sw >> 8 === 0x61 || sw >> 8 === 0x9f ? sw & 0xff || 256 : undefined;
}

/** The right Ne announced by 6CXX (1 to 256), or undefined for another status word. */
export function rightNe(sw: number): number | undefined {
  return sw >> 8 === 0x6c ? sw & 0xff || 256 : undefined;
}

/** The tries announced by 63CX (0 to 15), or undefined for another status word. */
export function triesRemaining(sw: number): number | undefined {
  return (sw & 0xfff0) === 0x63c0 ? sw & 0x0f : undefined;
}

/** Four hexadecimal digits: `6A82`. */
export function swText(sw: number): string {
  return sw.toString(16).toUpperCase().padStart(4, '0');
}
