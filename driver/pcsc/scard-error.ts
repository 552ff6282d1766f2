/**
 * A winscard function that did not return SCARD_S_SUCCESS.
 */
import { CodedError } from '#common/coded-error.ts';
import { PCSCLITE_E_UNSUPPORTED_FEATURE, SCARD } from '#pcsc/scard.ts';
import { codeHex, codeName, type ScardName } from '#windows/codes.ts';

const ADVICE: Readonly<Record<number, string>> = {
  [SCARD.E_NO_SERVICE]:
    'the smart card service does not answer; start it (Debian: apt install pcscd, then systemctl start pcscd.socket or pcscd)',
  [SCARD.E_SERVICE_STOPPED]: 'the smart card service was stopped; start it and establish a new context',
  [SCARD.F_COMM_ERROR]: 'the connection to the smart card service or to the card broke; establish a new context',
  [SCARD.E_NO_ACCESS]:
    'the smart card service refuses this user; see its polkit rules (org.debian.pcsc-lite.access_pcsc)',
  [SCARD.W_SECURITY_VIOLATION]:
    'the smart card service refuses this user; see its polkit rules (org.debian.pcsc-lite.access_card)',
  [SCARD.E_UNKNOWN_READER]: 'no reader of that name',
  [SCARD.E_NO_READERS_AVAILABLE]: 'no reader is plugged in',
  [SCARD.E_READER_UNAVAILABLE]: 'the reader was unplugged; plug it in and connect again',
  [SCARD.E_NO_SMARTCARD]: 'no card in the reader; insert one',
  [SCARD.W_REMOVED_CARD]: 'the card was removed; insert it and connect again',
  [SCARD.W_RESET_CARD]: 'another program reset the card; reconnect, then select and authenticate again',
  [SCARD.W_UNRESPONSIVE_CARD]: 'the card gives no ATR; check that it is inserted the right way round',
  [SCARD.W_UNPOWERED_CARD]: 'the card has no power; reconnect to power it on',
  [SCARD.E_SHARING_VIOLATION]: 'another program holds the card exclusively; close it or wait',
  [SCARD.E_PROTO_MISMATCH]:
    'the card or the reader does not speak the wanted protocol; connect with T=0 and T=1 allowed',
  [SCARD.E_INVALID_HANDLE]: 'the handle or the context is closed already',
  [SCARD.E_INVALID_VALUE]: 'a parameter is out of range, or the reader of this handle was unplugged',
  [SCARD.E_INSUFFICIENT_BUFFER]: 'the response is longer than the buffer',
  [SCARD.E_NOT_TRANSACTED]: 'the reader did not carry the command, or no transaction is open',
  [SCARD.E_TIMEOUT]: 'nothing happened within the time',
  [SCARD.E_CANCELLED]: 'the wait was cancelled',
};

/** What is known beside the return code. */
export interface ScardErrorDetails {
  readonly reader?: string | undefined;
  /** Added to the advice, for instance the reader names that were found. */
  readonly hint?: string | undefined;
}

function nameOf(scard: number, func: string): ScardName {
  const capability = /^SCard(Control|GetAttrib|SetAttrib)$/.test(func);
  return capability && scard === PCSCLITE_E_UNSUPPORTED_FEATURE ? 'SCARD_E_UNSUPPORTED_FEATURE' : codeName(scard);
}

/** Tell cases apart by `scard`, never by the message. */
export class ScardError extends CodedError {
  override readonly name = 'ScardError';
  readonly code = 'ERR_SCARD';
  /** Return code, unsigned 32 bits: SCARD.W_REMOVED_CARD. */
  readonly scard: number;
  /** `SCARD_W_REMOVED_CARD` */
  readonly scardName: ScardName;
  /** The winscard function: `SCardTransmit`. */
  readonly function: string;
  readonly reader: string | undefined;
  /** What it means and what to do, without function and code; empty when the code says it all. */
  readonly why: string;

  constructor(scard: number, func: string, { reader, hint }: ScardErrorDetails = {}) {
    const symbol = nameOf(scard, func);
    const where = reader === undefined ? '' : ` on '${reader}'`;
    const why = [ADVICE[scard], hint].filter((text) => text !== undefined).join('; ');
    super(`${func}${where}: ${symbol} (${codeHex(scard)})${why && `: ${why}`}`);
    this.scard = scard;
    this.scardName = symbol;
    this.function = func;
    this.reader = reader;
    this.why = why;
  }
}

const SERVICE_LOST: readonly number[] = [
  SCARD.E_NO_SERVICE,
  SCARD.E_SERVICE_STOPPED,
  SCARD.F_COMM_ERROR,
  // The service went away while the call was under way: the context is not known to the next one.
  SCARD.E_INVALID_HANDLE,
];

/** Whether the smart card service went away, and with it every context, handle and reader. */
export function isServiceLost(error: unknown): boolean {
  return error instanceof ScardError && SERVICE_LOST.includes(error.scard);
}

/** The result itself when `rv` is S_SUCCESS. @throws ScardError otherwise */
export function successful<T extends { readonly rv: number }>(result: T, func: string, details?: ScardErrorDetails): T {
  if (result.rv !== SCARD.S_SUCCESS) throw new ScardError(result.rv, func, details);
  return result;
}
