/**
 * The binding of winscard: the functions of native-library.ts behind the port.
 *
 * Each function is one call of the library on a thread of libuv's pool; nothing here blocks the event loop. What a small
 * pool and a process that wants to end ask for is in patient-winscard.ts.
 *
 * Source: PC/SC part 5, 3.2; winscard.h.
 */
import { type Bytes, NO_BYTES } from '#iso7816/bytes.ts';
import { SCARD } from '#pcsc/scard.ts';
import type { ReaderState, ReaderStateQuery, WinScard } from '#pcsc/winscard.ts';
import { NativeHandles } from './native-handles.ts';
import { exitProcess, type FunctionName, type NativeFunctions, openFunctions } from './native-library.ts';
import { PatientWinScard, type SystemCalls } from './patient-winscard.ts';
import {
  type Platform,
  platformOf,
  portCardState,
  portProtocol,
  systemControlCode,
  systemProtocol,
} from './platform.ts';

/** Return codes come back signed where LONG has 32 bits. */
function unsigned(rv: number | bigint): number {
  return Number(rv) >>> 0;
}

const READER_NAMES_CHARACTERS = 4096;
const READER_NAME_CHARACTERS = 256;
/** pcsc-lite refuses a larger buffer in SCardGetAttrib. */
const ATTRIBUTE_BYTES = 264;
const CONTROL_BYTES = 4096;
const RESPONSE_BYTES = 65538;
const SPARE_BUFFERS = 4;

interface SystemReaderState {
  readonly szReader: string;
  readonly pvUserData: null;
  readonly dwCurrentState: number;
  readonly dwEventState: number;
  readonly cbAtr: number;
  readonly rgbAtr: Uint8Array;
}

/** Out parameters are arrays of one element, as the binding wants them. */
class NativeWinScard implements SystemCalls {
  readonly #platform: Platform;
  readonly #functions: NativeFunctions;
  readonly #handles = new NativeHandles();
  readonly #requests = new Map<number, Uint8Array>();
  readonly #spareBuffers: Uint8Array[] = [];

  constructor(platform: Platform) {
    this.#platform = platform;
    this.#functions = openFunctions(platform);
  }

  #call(name: FunctionName, ...args: readonly unknown[]): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#functions[name].async(...args, (error: unknown, rv: number | bigint) => {
        if (error) reject(error);
        else resolve(unsigned(rv));
      });
    });
  }

  #text(bytes: Uint8Array, characters: number): string[] {
    const { wide } = this.#platform;
    const text = new TextDecoder(wide ? 'utf-16le' : 'utf-8').decode(
      bytes.subarray(0, wide ? 2 * characters : characters),
    );
    return text.split('\0').filter((name) => name !== '');
  }

  #textBuffer(characters: number): Uint8Array {
    return new Uint8Array(this.#platform.wide ? 2 * characters : characters);
  }

  async establishContext(scope: number) {
    const context: [number | bigint] = [0];
    const rv = await this.#call('SCardEstablishContext', scope, null, null, context);
    return { rv, context: this.#handles.add(context[0]) };
  }

  async releaseContext(context: number) {
    return { rv: await this.#call('SCardReleaseContext', this.#handles.take(context)) };
  }

  async isValidContext(context: number) {
    return { rv: await this.#call('SCardIsValidContext', this.#handles.get(context)) };
  }

  async listReaders(context: number): Promise<{ rv: number; readers: readonly string[] }> {
    for (let characters = READER_NAMES_CHARACTERS; ; ) {
      const names = this.#textBuffer(characters);
      const length: [number] = [characters];
      const rv = await this.#call('SCardListReaders', this.#handles.get(context), null, names, length);
      if (rv !== SCARD.E_INSUFFICIENT_BUFFER || length[0] <= characters)
        return { rv, readers: rv === SCARD.S_SUCCESS ? this.#text(names, length[0]) : [] };
      characters = length[0];
    }
  }

  async getStatusChange(context: number, timeoutMs: number, queries: readonly ReaderStateQuery[]) {
    const states: SystemReaderState[] = queries.map(({ reader, currentState }) => ({
      szReader: reader,
      pvUserData: null,
      dwCurrentState: currentState,
      dwEventState: 0,
      cbAtr: 0,
      rgbAtr: new Uint8Array(this.#platform.atrBytes),
    }));
    const array = states.length === 0 ? null : states;
    const native = this.#handles.get(context);
    const rv = await this.#call('SCardGetStatusChange', native, timeoutMs, array, states.length);
    const found = states.map(
      ({ dwCurrentState, dwEventState, cbAtr, rgbAtr }, i): ReaderState => ({
        reader: queries[i]?.reader ?? '',
        currentState: dwCurrentState,
        eventState: unsigned(dwEventState),
        atr: rgbAtr.slice(0, Math.min(cbAtr, rgbAtr.length)),
      }),
    );
    return { rv, states: found };
  }

  async cancel(context: number) {
    return { rv: await this.#call('SCardCancel', this.#handles.get(context)) };
  }

  cancelNow(context: number): void {
    this.#functions.SCardCancel(this.#handles.get(context));
  }

  exitNow(code: number): void {
    if (!this.#platform.wide) exitProcess(code);
  }

  async connect(context: number, reader: string, shareMode: number, preferredProtocols: number) {
    const card: [number | bigint] = [0];
    const protocol: [number] = [0];
    const wanted = systemProtocol(this.#platform, preferredProtocols);
    const native = this.#handles.get(context);
    const rv = await this.#call('SCardConnect', native, reader, shareMode, wanted, card, protocol);
    const activeProtocol = portProtocol(this.#platform, protocol[0]);
    return { rv, card: rv === SCARD.S_SUCCESS ? this.#handles.add(card[0]) : 0, activeProtocol };
  }

  async reconnect(card: number, shareMode: number, preferredProtocols: number, initialization: number) {
    const protocol: [number] = [0];
    const wanted = systemProtocol(this.#platform, preferredProtocols);
    const native = this.#handles.get(card);
    const rv = await this.#call('SCardReconnect', native, shareMode, wanted, initialization, protocol);
    return { rv, activeProtocol: portProtocol(this.#platform, protocol[0]) };
  }

  async disconnect(card: number, disposition: number) {
    const rv = await this.#call('SCardDisconnect', this.#handles.get(card), disposition);
    if (rv === SCARD.S_SUCCESS) this.#handles.take(card);
    return { rv };
  }

  async status(card: number) {
    const names = this.#textBuffer(READER_NAME_CHARACTERS);
    const atr = new Uint8Array(this.#platform.atrBytes);
    const out = { name: [READER_NAME_CHARACTERS], state: [0], protocol: [0], atr: [atr.length] };
    const native = this.#handles.get(card);
    const rv = await this.#call('SCardStatus', native, names, out.name, out.state, out.protocol, atr, out.atr);
    if (rv !== SCARD.S_SUCCESS) return { rv, reader: '', state: 0, protocol: 0, atr: NO_BYTES };
    return {
      rv,
      reader: this.#text(names, out.name[0] ?? 0)[0] ?? '',
      state: portCardState(this.#platform, unsigned(out.state[0] ?? 0)),
      protocol: portProtocol(this.#platform, out.protocol[0] ?? 0),
      atr: atr.slice(0, out.atr[0]),
    };
  }

  async beginTransaction(card: number) {
    return { rv: await this.#call('SCardBeginTransaction', this.#handles.get(card)) };
  }

  async endTransaction(card: number, disposition: number) {
    return { rv: await this.#call('SCardEndTransaction', this.#handles.get(card), disposition) };
  }

  /** SCARD_IO_REQUEST: dwProtocol, cbPciLength; only read by the library. */
  #request(protocol: number): Uint8Array {
    const known = this.#requests.get(protocol);
    if (known !== undefined) return known;
    const { dwordBytes } = this.#platform;
    const fields = [systemProtocol(this.#platform, protocol), 2 * dwordBytes];
    const array = dwordBytes === 8 ? BigUint64Array.from(fields, BigInt) : Uint32Array.from(fields);
    const request = new Uint8Array(array.buffer);
    this.#requests.set(protocol, request);
    return request;
  }

  async transmit(card: number, protocol: number, command: Bytes, maxResponseLength = RESPONSE_BYTES) {
    const whole = maxResponseLength === RESPONSE_BYTES;
    const buffer = (whole ? this.#spareBuffers.pop() : undefined) ?? new Uint8Array(maxResponseLength);
    const length: [number] = [maxResponseLength];
    const request = this.#request(protocol);
    const native = this.#handles.get(card);
    const rv = await this.#call('SCardTransmit', native, request, command, command.length, null, buffer, length);
    const response = rv === SCARD.S_SUCCESS ? buffer.slice(0, length[0]) : NO_BYTES;
    if (whole && this.#spareBuffers.length < SPARE_BUFFERS) this.#spareBuffers.push(buffer);
    return { rv, response };
  }

  async control(card: number, controlCode: number, input: Bytes) {
    const output = new Uint8Array(CONTROL_BYTES);
    const length: [number] = [0];
    const native = this.#handles.get(card);
    const { length: size } = output;
    const code = systemControlCode(this.#platform, controlCode);
    const rv = await this.#call('SCardControl', native, code, input, input.length, output, size, length);
    return { rv, output: rv === SCARD.S_SUCCESS ? output.slice(0, length[0]) : NO_BYTES };
  }

  async getAttrib(card: number, attribute: number) {
    const value = new Uint8Array(ATTRIBUTE_BYTES);
    const length: [number] = [value.length];
    const rv = await this.#call('SCardGetAttrib', this.#handles.get(card), attribute, value, length);
    return { rv, value: rv === SCARD.S_SUCCESS ? value.slice(0, length[0]) : NO_BYTES };
  }

  async setAttrib(card: number, attribute: number, value: Bytes) {
    return { rv: await this.#call('SCardSetAttrib', this.#handles.get(card), attribute, value, value.length) };
  }
}

/** As `nativeWinScard`, for the platform given. @throws PcscLibraryError when its library is missing */
export function loadWinScard(platform: Platform): WinScard {
  return new PatientWinScard(new NativeWinScard(platform));
}

let system: WinScard | undefined;

/**
 * The winscard of this machine: pcscd, macOS or Windows.
 * @throws PcscLibraryError when its library is missing
 */
export function nativeWinScard(): WinScard {
  system ??= loadWinScard(platformOf(process.platform));
  return system;
}
