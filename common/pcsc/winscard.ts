/**
 * The functions of winscard as one table: what libpcsclite, winscard.dll and the embedded resource manager all offer.
 *
 * Each function resolves to its return code `rv` (SCARD.*) and its outputs; a refusal is a return code, never an
 * exception. Outputs are only meaningful when `rv` is S_SUCCESS, unless said otherwise.
 *
 * Source: PC/SC part 5, 3.2; winscard.h.
 */
import type { Bytes } from '#iso7816/bytes.ts';

export type ScardContext = number;
export type ScardHandle = number;

export interface Result {
  readonly rv: number;
}

/** SCARD_READERSTATE. In: `reader`, `currentState`. Out: all of it. */
export interface ReaderState {
  readonly reader: string;
  /** READER_STATE bits the caller believes, with the event counter in the high 16 bits. */
  readonly currentState: number;
  /** READER_STATE bits found, with the event counter in the high 16 bits. */
  readonly eventState: number;
  readonly atr: Bytes;
}

export type ReaderStateQuery = Pick<ReaderState, 'reader' | 'currentState'>;

export interface ContextOptions {
  /** Name of the program, for the trace; PC/SC itself knows none. */
  readonly program?: string | undefined;
  /** Whether its waits keep the process alive, where the service is in this process; true by default. */
  readonly ref?: boolean | undefined;
}

export interface WinScard {
  establishContext(scope: number, options?: ContextOptions): Promise<Result & { readonly context: ScardContext }>;
  releaseContext(context: ScardContext): Promise<Result>;
  isValidContext(context: ScardContext): Promise<Result>;
  /** rv E_NO_READERS_AVAILABLE when there is none. */
  listReaders(context: ScardContext): Promise<Result & { readonly readers: readonly string[] }>;
  /** Waits until a state differs from `currentState`, at most `timeoutMs` (INFINITE allowed); `states` also on E_TIMEOUT. */
  getStatusChange(
    context: ScardContext,
    timeoutMs: number,
    states: readonly ReaderStateQuery[],
  ): Promise<Result & { readonly states: readonly ReaderState[] }>;
  /** Ends the waiting getStatusChange of that context with E_CANCELLED. */
  cancel(context: ScardContext): Promise<Result>;
  connect(
    context: ScardContext,
    reader: string,
    shareMode: number,
    preferredProtocols: number,
  ): Promise<Result & { readonly card: ScardHandle; readonly activeProtocol: number }>;
  reconnect(
    card: ScardHandle,
    shareMode: number,
    preferredProtocols: number,
    initialization: number,
  ): Promise<Result & { readonly activeProtocol: number }>;
  disconnect(card: ScardHandle, disposition: number): Promise<Result>;
  /** `state`: CARD_STATE bits, with the event counter in the high 16 bits. */
  status(
    card: ScardHandle,
  ): Promise<
    Result & { readonly reader: string; readonly state: number; readonly protocol: number; readonly atr: Bytes }
  >;
  beginTransaction(card: ScardHandle): Promise<Result>;
  endTransaction(card: ScardHandle, disposition: number): Promise<Result>;
  /** `protocol`: PROTOCOL bit of the send PCI; `maxResponseLength` the size of the caller's buffer, default 65538. */
  transmit(
    card: ScardHandle,
    protocol: number,
    command: Bytes,
    maxResponseLength?: number,
  ): Promise<Result & { readonly response: Bytes }>;
  /** `maxOutputLength`: size of the caller's buffer; `output` also with rv E_INSUFFICIENT_BUFFER. */
  control(
    card: ScardHandle,
    controlCode: number,
    input: Bytes,
    maxOutputLength?: number,
  ): Promise<Result & { readonly output: Bytes }>;
  /** `maxLength`: size of the caller's buffer; `value` also with rv E_INSUFFICIENT_BUFFER. */
  getAttrib(card: ScardHandle, attribute: number, maxLength?: number): Promise<Result & { readonly value: Bytes }>;
  setAttrib(card: ScardHandle, attribute: number, value: Bytes): Promise<Result>;
}
