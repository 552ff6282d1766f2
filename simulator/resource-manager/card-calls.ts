/**
 * The calls that name a handle: SCardReconnect to SCardSetAttrib.
 *
 * A call that pcscd's client library repeats every 100 ms is put off here until it can be answered, and then runs again
 * from its first check; nothing polls.
 *
 * Source: PC/SC part 5, 3; order of checks and codes: pcscd and libpcsclite 1.9.9, reference/pcsclite-protocol.md 5.
 */
import { type Bytes, NO_BYTES } from '#iso7816/bytes.ts';
import { DISPOSITION, SCARD } from '#pcsc/scard.ts';
import type { Result, ScardHandle, WinScard } from '#pcsc/winscard.ts';
import { type Attribute, attributeOf } from './attribute.ts';
import * as connection from './connection.ts';
import { control } from './control.ts';
import { type Exchange, exchange, refusesProtocol } from './exchange.ts';
import { isLockedByItself, isSharedWithItself } from './handle.ts';
import type { CardHandle } from './reader.ts';
import type { ReaderTable } from './status-waiter.ts';

/** An extended command APDU, and a little: 4 + 3 + 65536 + 3 + 2. */
const MAX_APDU_LENGTH = 65548;
const DEFAULT_RESPONSE_LENGTH = 65538;
const MAX_ATTRIBUTE_LENGTH = 264;

function noResponse(rv: number): Exchange {
  return { rv, response: NO_BYTES };
}

function fits({ length }: Bytes, room: number): number {
  return length <= room ? SCARD.S_SUCCESS : SCARD.E_INSUFFICIENT_BUFFER;
}

export class CardCalls {
  readonly handles = new Map<ScardHandle, CardHandle>();
  readonly #table: ReaderTable;

  constructor(table: ReaderTable) {
    this.#table = table;
  }

  async reconnect(
    card: ScardHandle,
    shareMode: number,
    preferredProtocols: number,
    initialization: number,
  ): ReturnType<WinScard['reconnect']> {
    const refused = (rv: number) => ({ rv, activeProtocol: 0 });
    const handle = this.handles.get(card);
    if (handle === undefined) return refused(SCARD.E_INVALID_HANDLE);
    if (initialization !== DISPOSITION.LEAVE_CARD && !connection.touchesCard(initialization)) {
      return refused(SCARD.E_INVALID_VALUE);
    }
    if (!connection.isShareMode(shareMode)) return refused(SCARD.E_INVALID_VALUE);
    if (connection.lacksProtocol(shareMode, preferredProtocols)) return refused(SCARD.E_PROTO_MISMATCH);
    const { reader } = handle;
    if (!reader.plugged) return refused(SCARD.E_INVALID_VALUE);
    const again = (how: number) => () => this.reconnect(card, shareMode, preferredProtocols, how);
    if (reader.lock.blocks(handle)) {
      return isLockedByItself(handle)
        ? refused(SCARD.E_SHARING_VIOLATION)
        : reader.lock.whenChanged(again(initialization));
    }
    const reopened = () => connection.reopen(handle, shareMode, preferredProtocols, initialization);
    const rv = await reader.transaction.during(reopened);
    if (rv === SCARD.E_SHARING_VIOLATION && !isSharedWithItself(handle)) {
      // The card has been reset already; only the sharing is still to be had. When the others, or this handle itself,
      // have gone meanwhile, that change is over: nobody would wake the call any more.
      const retry = again(DISPOSITION.LEAVE_CARD);
      return this.handles.has(card) && reader.sharing > 1 ? reader.lock.whenChanged(retry) : retry();
    }
    return rv === SCARD.S_SUCCESS ? { rv, activeProtocol: reader.protocol } : refused(rv);
  }

  async disconnect(card: ScardHandle, disposition: number): Promise<Result> {
    const handle = this.handles.get(card);
    if (handle === undefined) return { rv: SCARD.E_INVALID_HANDLE };
    if (!connection.isDisposition(disposition)) return { rv: SCARD.E_INVALID_VALUE };
    const { reader } = handle;
    if (reader.plugged && disposition !== DISPOSITION.LEAVE_CARD && reader.lock.blocks(handle)) {
      return reader.lock.whenChanged(() => this.disconnect(card, disposition));
    }
    this.handles.delete(card);
    await connection.close(handle, disposition);
    handle.context.handles.delete(handle);
    return { rv: SCARD.S_SUCCESS };
  }

  async status(card: ScardHandle): ReturnType<WinScard['status']> {
    const refused = (rv: number) => ({ rv, reader: '', state: 0, protocol: 0, atr: NO_BYTES });
    const handle = this.handles.get(card);
    if (handle === undefined) return refused(SCARD.E_INVALID_HANDLE);
    const { reader } = handle;
    if (!this.#table.has(reader.name)) return refused(SCARD.E_READER_UNAVAILABLE);
    if (!reader.plugged) return refused(SCARD.E_INVALID_VALUE);
    if (reader.lock.blocks(handle)) {
      return isLockedByItself(handle)
        ? refused(SCARD.E_SHARING_VIOLATION)
        : reader.lock.whenChanged(() => this.status(card));
    }
    if (handle.event !== SCARD.S_SUCCESS) return refused(handle.event);
    reader.transaction.keep();
    const state = ((reader.eventCounter << 16) | reader.state) >>> 0;
    return { rv: SCARD.S_SUCCESS, reader: reader.name, state, protocol: reader.protocol, atr: reader.atr };
  }

  async beginTransaction(card: ScardHandle): Promise<Result> {
    const handle = this.handles.get(card);
    if (handle === undefined) return { rv: SCARD.E_INVALID_HANDLE };
    const { reader } = handle;
    if (!reader.plugged) return { rv: SCARD.E_INVALID_VALUE };
    if (handle.event !== SCARD.S_SUCCESS) return { rv: handle.event };
    if (reader.lock.blocks(handle)) {
      return isLockedByItself(handle)
        ? { rv: SCARD.E_SHARING_VIOLATION }
        : reader.lock.whenChanged(() => this.beginTransaction(card));
    }
    reader.lock.take(handle);
    return { rv: SCARD.S_SUCCESS };
  }

  async endTransaction(card: ScardHandle, disposition: number): Promise<Result> {
    const handle = this.handles.get(card);
    if (handle === undefined) return { rv: SCARD.E_INVALID_HANDLE };
    if (!connection.isDisposition(disposition)) return { rv: SCARD.E_INVALID_VALUE };
    const { reader } = handle;
    if (!reader.plugged) return { rv: SCARD.E_INVALID_VALUE };
    if (handle.event !== SCARD.S_SUCCESS) return { rv: handle.event };
    if (reader.lock.blocks(handle)) return { rv: SCARD.E_SHARING_VIOLATION };
    return { rv: await connection.endTransaction(handle, disposition) };
  }

  /** Answers at once when neither lock nor card makes it wait. */
  transmit(
    card: ScardHandle,
    protocol: number,
    command: Bytes,
    maxResponseLength: number = DEFAULT_RESPONSE_LENGTH,
  ): Exchange | Promise<Exchange> {
    const handle = this.handles.get(card);
    if (handle === undefined) return noResponse(SCARD.E_INVALID_HANDLE);
    if (command.length > MAX_APDU_LENGTH) return noResponse(SCARD.E_INSUFFICIENT_BUFFER);
    const { reader } = handle;
    if (!reader.plugged) return noResponse(SCARD.E_INVALID_VALUE);
    if (reader.lock.blocks(handle)) {
      return isLockedByItself(handle)
        ? noResponse(SCARD.E_SHARING_VIOLATION)
        : reader.lock.whenChanged(async () => this.transmit(card, protocol, command, maxResponseLength));
    }
    if (handle.event !== SCARD.S_SUCCESS) return noResponse(handle.event);
    const refusal = refusesProtocol(reader, protocol);
    if (refusal !== SCARD.S_SUCCESS) return noResponse(refusal);
    return reader.transaction.during(() => exchange(handle, command, maxResponseLength));
  }

  async control(
    card: ScardHandle,
    controlCode: number,
    input: Bytes,
    maxOutputLength = Number.POSITIVE_INFINITY,
  ): ReturnType<WinScard['control']> {
    const rv = this.#checkUnlocked(card);
    const handle = this.handles.get(card);
    if (rv !== SCARD.S_SUCCESS || handle === undefined) return { rv, output: NO_BYTES };
    const answer = await handle.reader.transaction.during(() => control(handle, controlCode, input));
    return { ...answer, rv: answer.rv || fits(answer.output, maxOutputLength) };
  }

  async getAttrib(card: ScardHandle, attribute: number, maxLength = Number.POSITIVE_INFINITY): Promise<Attribute> {
    const rv = this.#checkUnlocked(card) || this.#event(card);
    const handle = this.handles.get(card);
    if (rv !== SCARD.S_SUCCESS || handle === undefined) return { rv, value: NO_BYTES };
    handle.reader.transaction.keep();
    const answer = attributeOf(handle.reader, attribute);
    return { ...answer, rv: answer.rv || fits(answer.value, maxLength) };
  }

  async setAttrib(card: ScardHandle, _attribute: number, value: Bytes): Promise<Result> {
    if (value.length === 0) return { rv: SCARD.E_INVALID_PARAMETER };
    if (value.length > MAX_ATTRIBUTE_LENGTH && this.handles.has(card)) return { rv: SCARD.E_INSUFFICIENT_BUFFER };
    return { rv: this.#checkUnlocked(card) || this.#event(card) || SCARD.E_NOT_TRANSACTED };
  }

  /** For the calls that pcscd's client does not repeat: a lock held elsewhere is an error. */
  #checkUnlocked(card: ScardHandle): number {
    const handle = this.handles.get(card);
    if (handle === undefined) return SCARD.E_INVALID_HANDLE;
    if (!handle.reader.plugged) return SCARD.E_INVALID_VALUE;
    return handle.reader.lock.blocks(handle) ? SCARD.E_SHARING_VIOLATION : SCARD.S_SUCCESS;
  }

  #event(card: ScardHandle): number {
    return this.handles.get(card)?.event ?? SCARD.E_INVALID_HANDLE;
  }
}
