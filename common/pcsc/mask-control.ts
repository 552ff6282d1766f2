/**
 * Takes reference data out of what a reader is sent by SCardControl, and of what it answers.
 *
 * Which control code verifies a code is the reader's own choice (FEATURE_VERIFY_PIN_DIRECT), and vendors have codes of
 * theirs that carry whole APDUs: of all input only the length is kept, of an answer to it a status word at most.
 *
 * Source: PC/SC part 10, revision 2.02.09, 2.2.
 */
import type { Bytes } from '#iso7816/bytes.ts';
import { CM_IOCTL_GET_FEATURE_REQUEST, WINDOWS_GET_FEATURE_REQUEST } from './part10.ts';

const MASK = 0x2a;
const STATUS_WORD_LENGTH = 2;

function masked({ length }: Bytes): Bytes {
  return new Uint8Array(length).fill(MASK);
}

/** What may be kept of one SCardControl. */
export function maskControl(controlCode: number, input: Bytes, output: Bytes): { input: Bytes; output: Bytes } {
  const asksForFeatures = controlCode === CM_IOCTL_GET_FEATURE_REQUEST || controlCode === WINDOWS_GET_FEATURE_REQUEST;
  const harmless = asksForFeatures || input.length === 0 || output.length <= STATUS_WORD_LENGTH;
  return { input: masked(input), output: harmless ? new Uint8Array(output) : masked(output) };
}
