/**
 * winscard with its calls told: which program called, what it asked for, what came of it.
 *
 * Every refusal is told. What succeeds is not when somebody else tells it (SCardTransmit: whoever answers it, as `apdu`) or
 * when it only asks (SCardStatus, SCardListReaders), nor an SCardGetStatusChange that had nothing to tell in its time.
 *
 * Source: PC/SC part 5, 3.2; winscard.h.
 */
import { type Clock, SYSTEM_CLOCK } from '#common/clock.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { maskControl } from '#pcsc/mask-control.ts';
import { ATTRIBUTE, DISPOSITION, PNP_NOTIFICATION, PROTOCOL, READER_STATE, SCARD, SHARE } from '#pcsc/scard.ts';
import type {
  ContextOptions,
  ReaderState,
  ReaderStateQuery,
  Result,
  ScardContext,
  ScardHandle,
  WinScard,
} from '#pcsc/winscard.ts';
import { codeName } from '#windows/codes.ts';
import type { PcscEvent, TraceOrigin, TraceSink } from './event.ts';
import { ToldExchanges, type ToldExchangesOptions, type Transmitted } from './told-exchanges.ts';

/** Whose call it is, on which reader. */
interface Caller {
  readonly program: string;
  readonly reader?: string;
}

const UNKNOWN: Caller = { program: 'unknown' };

/** `SCARD_SHARE_SHARED` for 2; hexadecimal for a number that has no name here. */
function nameIn(constants: Readonly<Record<string, number>>, prefix: string, value: number): string {
  const found = Object.entries(constants).find(([, number]) => number === value);
  return found === undefined ? `0x${value.toString(16).toUpperCase().padStart(8, '0')}` : `${prefix}${found[0]}`;
}

const shareMode = (mode: number) => nameIn(SHARE, 'SCARD_SHARE_', mode);
const disposition = (value: number) => nameIn(DISPOSITION, 'SCARD_', value);
/** `detail` of an SCardGetAttrib. */
export const attribute = (value: number) => nameIn(ATTRIBUTE, 'SCARD_ATTR_', value);
/** `detail` of an SCardControl. */
export const control = (code: number) => nameIn({}, '', code);
const sendPci = (protocol: number) => nameIn(PROTOCOL, 'SCARD_PCI_', protocol);

/** `bureau 00 00: PRESENT INUSE` of each reader that changed. */
function changes(states: readonly ReaderState[]): string {
  const names = Object.entries(READER_STATE).filter(([name]) => name !== 'CHANGED');
  return states
    .filter(({ reader, eventState }) => (eventState & READER_STATE.CHANGED) !== 0 && reader !== PNP_NOTIFICATION)
    .map(({ reader, eventState }) => {
      const bits = names.filter(([, bit]) => (eventState & bit) !== 0).map(([name]) => name);
      return `${reader}: ${bits.join(' ')}`;
    })
    .join(', ');
}

export interface ToldCallsOptions {
  readonly sink: TraceSink;
  readonly origin: TraceOrigin;
  /** For the durations. */
  readonly clock?: Clock;
  /** For a recording: what passes between programs, readers and cards is told too. */
  readonly exchanges?: Pick<ToldExchangesOptions, 'atrOf' | 'codes'> | undefined;
}

/** What is told of a call besides who made it and what came of it. */
type Asked = Pick<PcscEvent, 'call' | 'detail' | 'input' | 'output'>;

export class ToldCalls implements WinScard {
  readonly #winscard: WinScard;
  readonly #options: Required<Pick<ToldCallsOptions, 'sink' | 'origin' | 'clock'>>;
  readonly #exchanges: ToldExchanges | undefined;
  readonly #contexts = new Map<ScardContext, Caller>();
  readonly #cards = new Map<ScardHandle, Caller & { readonly context: ScardContext }>();
  /** Programs so far that gave no name. */
  #nameless = 0;

  constructor(winscard: WinScard, { sink, origin, clock = SYSTEM_CLOCK, exchanges }: ToldCallsOptions) {
    this.#winscard = winscard;
    this.#options = { sink, origin, clock };
    this.#exchanges = exchanges && new ToldExchanges({ sink, origin, clock, ...exchanges });
  }

  async establishContext(scope: number, options?: ContextOptions): ReturnType<WinScard['establishContext']> {
    const caller = { program: options?.program ?? `program ${++this.#nameless}` };
    const asked = { call: 'SCardEstablishContext' };
    const result = await this.#ifRefused(caller, asked, () => this.#winscard.establishContext(scope, options));
    if (result.rv === SCARD.S_SUCCESS) this.#contexts.set(result.context, caller);
    return result;
  }

  async releaseContext(context: ScardContext): Promise<Result> {
    const caller = this.#contexts.get(context);
    this.#contexts.delete(context);
    for (const [card, { context: its }] of this.#cards) if (its === context) this.#cards.delete(card);
    const asked = { call: 'SCardReleaseContext' };
    return this.#ifRefused(caller, asked, () => this.#winscard.releaseContext(context));
  }

  isValidContext(context: ScardContext): Promise<Result> {
    const asked = { call: 'SCardIsValidContext' };
    return this.#ifRefused(this.#contexts.get(context), asked, () => this.#winscard.isValidContext(context));
  }

  listReaders(context: ScardContext): ReturnType<WinScard['listReaders']> {
    const asked = { call: 'SCardListReaders' };
    return this.#ifRefused(this.#contexts.get(context), asked, () => this.#winscard.listReaders(context));
  }

  cancel(context: ScardContext): Promise<Result> {
    const asked = { call: 'SCardCancel' };
    return this.#ifRefused(this.#contexts.get(context), asked, () => this.#winscard.cancel(context));
  }

  status(card: ScardHandle): ReturnType<WinScard['status']> {
    const asked = { call: 'SCardStatus' };
    return this.#ifRefused(this.#cards.get(card), asked, () => this.#winscard.status(card));
  }

  /** When an SCardTransmit begins whose end is going to be told. */
  now(): number {
    return this.#options.clock.now();
  }

  async transmit(...call: Parameters<WinScard['transmit']>): ReturnType<WinScard['transmit']> {
    const [card, protocol, command] = call;
    const sentAt = this.now();
    const result = await this.#winscard.transmit(...call);
    this.transmitted(card, protocol, result.rv, { command, response: result.response, sentAt });
    return result;
  }

  /** An SCardTransmit that has been answered, here or by somebody who was not asked by way of us. */
  transmitted(card: ScardHandle, protocol: number, rv: number, what: Transmitted): void {
    const caller = this.#cards.get(card);
    if (rv !== SCARD.S_SUCCESS)
      this.#tell(caller, { call: 'SCardTransmit', detail: sendPci(protocol) }, { rv }, what.sentAt);
    else if (caller?.reader !== undefined) this.#exchanges?.transmitted(caller.reader, caller.program, what);
  }

  async getStatusChange(
    context: ScardContext,
    timeoutMs: number,
    states: readonly ReaderStateQuery[],
  ): ReturnType<WinScard['getStatusChange']> {
    const start = this.#options.clock.now();
    const result = await this.#winscard.getStatusChange(context, timeoutMs, states);
    if (result.rv === SCARD.E_TIMEOUT) return result;
    const detail = result.rv === SCARD.S_SUCCESS ? changes(result.states) : '';
    const asked = { call: 'SCardGetStatusChange', ...(detail !== '' && { detail }) };
    this.#tell(this.#contexts.get(context), asked, result, start);
    return result;
  }

  async connect(
    context: ScardContext,
    reader: string,
    mode: number,
    preferredProtocols: number,
  ): ReturnType<WinScard['connect']> {
    const caller = { ...(this.#contexts.get(context) ?? UNKNOWN), reader };
    const asked = { call: 'SCardConnect', detail: shareMode(mode) };
    const connecting = () => this.#winscard.connect(context, reader, mode, preferredProtocols);
    const result = await this.#told(caller, asked, connecting);
    if (result.rv !== SCARD.S_SUCCESS) return result;
    this.#cards.set(result.card, { ...caller, context });
    this.#exchanges?.connected(reader, result.activeProtocol);
    return result;
  }

  async reconnect(card: ScardHandle, mode: number, protocols: number, initialization: number) {
    const asked = { call: 'SCardReconnect', detail: `${shareMode(mode)} ${disposition(initialization)}` };
    const result = await this.#of(card, asked, () => this.#winscard.reconnect(card, mode, protocols, initialization));
    this.#left(card, initialization, result);
    return result;
  }

  async disconnect(card: ScardHandle, how: number): Promise<Result> {
    const asked = { call: 'SCardDisconnect', detail: disposition(how) };
    const result = await this.#of(card, asked, () => this.#winscard.disconnect(card, how));
    this.#left(card, how, result);
    if (result.rv === SCARD.S_SUCCESS) this.#cards.delete(card);
    return result;
  }

  beginTransaction(card: ScardHandle): Promise<Result> {
    return this.#of(card, { call: 'SCardBeginTransaction' }, () => this.#winscard.beginTransaction(card));
  }

  async endTransaction(card: ScardHandle, how: number): Promise<Result> {
    const asked = { call: 'SCardEndTransaction', detail: disposition(how) };
    const result = await this.#of(card, asked, () => this.#winscard.endTransaction(card, how));
    this.#left(card, how, result);
    return result;
  }

  /** What is sent may hold a code: it is told of a recording alone, and masked. */
  async control(...call: Parameters<WinScard['control']>): ReturnType<WinScard['control']> {
    const [card, controlCode, input] = call;
    const asked = { call: 'SCardControl', detail: control(controlCode) };
    const start = this.now();
    const result = await this.#winscard.control(...call);
    const passed = this.#exchanges && maskControl(controlCode, input, result.output);
    this.#tell(this.#cards.get(card), { ...asked, ...passed }, result, start);
    return result;
  }

  async getAttrib(...call: Parameters<WinScard['getAttrib']>): ReturnType<WinScard['getAttrib']> {
    const [card, name] = call;
    const asked = { call: 'SCardGetAttrib', detail: attribute(name) };
    const start = this.now();
    const result = await this.#winscard.getAttrib(...call);
    const passed = this.#exchanges && { output: result.value };
    this.#tell(this.#cards.get(card), { ...asked, ...passed }, result, start);
    return result;
  }

  setAttrib(card: ScardHandle, name: number, value: Bytes): Promise<Result> {
    const asked = { call: 'SCardSetAttrib', detail: attribute(name) };
    return this.#of(card, asked, () => this.#winscard.setAttrib(card, name, value));
  }

  #left(card: ScardHandle, how: number, { rv }: Result): void {
    if (rv === SCARD.S_SUCCESS) this.#exchanges?.left(this.#cards.get(card)?.reader, how);
  }

  #of<T extends Result>(card: ScardHandle, asked: Asked, call: () => Promise<T>): Promise<T> {
    return this.#told(this.#cards.get(card), asked, call);
  }

  async #told<T extends Result>(caller: Caller | undefined, asked: Asked, call: () => Promise<T>): Promise<T> {
    const start = this.#options.clock.now();
    const result = await call();
    this.#tell(caller, asked, result, start);
    return result;
  }

  async #ifRefused<T extends Result>(caller: Caller | undefined, asked: Asked, call: () => Promise<T>): Promise<T> {
    const start = this.#options.clock.now();
    const result = await call();
    if (result.rv !== SCARD.S_SUCCESS) this.#tell(caller, asked, result, start);
    return result;
  }

  #tell(caller: Caller = UNKNOWN, { call, ...asked }: Asked, { rv }: Result, start: number): void {
    const { sink, origin, clock } = this.#options;
    const { program, reader } = caller;
    sink({
      kind: 'pcsc',
      origin,
      program,
      call,
      ...(reader !== undefined && { reader }),
      result: codeName(rv),
      ...asked,
      durationMs: clock.now() - start,
    });
  }
}
