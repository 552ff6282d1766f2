/**
 * Opening, changing and closing the handles of one reader, once its lock is known not to be in the way.
 *
 * Source: PC/SC part 5, SCardConnect, SCardReconnect, SCardDisconnect, SCardEndTransaction; order of the checks:
 * reference/pcsclite-protocol.md 5.
 */
import { CARD_STATE, DISPOSITION, PCSCLITE_E_UNSUPPORTED_FEATURE, PROTOCOL, SCARD, SHARE } from '#pcsc/scard.ts';
import { PROTOCOL_ANY_OLD } from './atr.ts';
import type { CardHandle, Reader } from './reader.ts';
import { SHARING_EXCLUSIVE } from './status-change.ts';

const KNOWN_PROTOCOLS = PROTOCOL.T0 | PROTOCOL.T1 | PROTOCOL.RAW | PROTOCOL_ANY_OLD;

/** True when `protocols` holds none that a card could speak; only a direct connection does without. */
export function lacksProtocol(shareMode: number, protocols: number): boolean {
  return shareMode !== SHARE.DIRECT && (protocols & KNOWN_PROTOCOLS) === 0;
}

export function isShareMode(shareMode: number): boolean {
  return shareMode === SHARE.EXCLUSIVE || shareMode === SHARE.SHARED || shareMode === SHARE.DIRECT;
}

export function isDisposition(disposition: number): boolean {
  return (
    Number.isInteger(disposition) && disposition >= DISPOSITION.LEAVE_CARD && disposition <= DISPOSITION.EJECT_CARD
  );
}

export function touchesCard(disposition: number): boolean {
  return disposition === DISPOSITION.RESET_CARD || disposition === DISPOSITION.UNPOWER_CARD;
}

function negotiate(reader: Reader, shareMode: number, protocols: number): number {
  const negotiated = shareMode !== SHARE.DIRECT || (protocols & PROTOCOL.RAW) !== 0;
  return negotiated ? reader.negotiate(protocols) : SCARD.S_SUCCESS;
}

/** Adds `handle` to a reader whose card, unless the mode is direct, is powered. */
export function open(handle: CardHandle, shareMode: number, protocols: number): number {
  const { reader } = handle;
  const rv = negotiate(reader, shareMode, protocols);
  if (rv !== SCARD.S_SUCCESS) return rv;
  if (shareMode === SHARE.EXCLUSIVE && reader.sharing !== 0) return SCARD.E_SHARING_VIOLATION;
  reader.handles.add(handle);
  if (shareMode === SHARE.EXCLUSIVE) reader.lock.take(handle);
  reader.setSharing(shareMode === SHARE.EXCLUSIVE ? SHARING_EXCLUSIVE : reader.sharing + 1);
  return SCARD.S_SUCCESS;
}

async function initialize(reader: Reader, initialization: number): Promise<number> {
  if (touchesCard(initialization)) {
    const rv = await (initialization === DISPOSITION.RESET_CARD ? reader.reset() : reader.powerCycle());
    if (rv === SCARD.W_REMOVED_CARD) return SCARD.E_NO_SMARTCARD;
    return rv === SCARD.S_SUCCESS ? rv : SCARD.W_UNRESPONSIVE_CARD;
  }
  if (reader.state & CARD_STATE.ABSENT) return SCARD.E_NO_SMARTCARD;
  return reader.state & CARD_STATE.SWALLOWED ? SCARD.W_UNRESPONSIVE_CARD : SCARD.S_SUCCESS;
}

/** @returns E_SHARING_VIOLATION when exclusive use is asked for while others are connected */
export async function reopen(
  handle: CardHandle,
  shareMode: number,
  protocols: number,
  initialization: number,
): Promise<number> {
  const { reader } = handle;
  let rv = await initialize(reader, initialization);
  if (rv === SCARD.S_SUCCESS && shareMode !== SHARE.DIRECT && !reader.powered) rv = await reader.powerUp();
  if (rv === SCARD.S_SUCCESS) rv = negotiate(reader, shareMode, protocols);
  if (rv === SCARD.S_SUCCESS) rv = share(handle, shareMode);
  if (rv === SCARD.S_SUCCESS) handle.event = SCARD.S_SUCCESS;
  return rv;
}

function share(handle: CardHandle, shareMode: number): number {
  const { reader } = handle;
  const exclusive = reader.sharing === SHARING_EXCLUSIVE;
  if (shareMode === SHARE.EXCLUSIVE && !exclusive) {
    if (reader.sharing !== 1) return SCARD.E_SHARING_VIOLATION;
    reader.lock.take(handle);
    reader.setSharing(SHARING_EXCLUSIVE);
  } else if (shareMode !== SHARE.EXCLUSIVE && exclusive) {
    // pcscd 1.9.9 forgets to give the lock back here, and nobody else can ever connect: not reproduced.
    reader.setSharing(1);
    reader.lock.release(0);
  }
  return SCARD.S_SUCCESS;
}

/** Removes the handle, whatever becomes of the card; a handle that is being closed already is only waited for. */
export function close(handle: CardHandle, disposition: number): Promise<void> {
  handle.letGo.abort();
  handle.closing ??= closeOnce(handle, disposition);
  return handle.closing;
}

async function closeOnce(handle: CardHandle, disposition: number): Promise<void> {
  const { reader } = handle;
  if (disposition === DISPOSITION.RESET_CARD) await reader.reset();
  if (disposition === DISPOSITION.UNPOWER_CARD) await reader.powerOff();
  reader.handles.delete(handle);
  if (reader.plugged) reader.setSharing(reader.sharing === SHARING_EXCLUSIVE ? 0 : Math.max(0, reader.sharing - 1));
  if (reader.lock.blocks(handle)) reader.lock.wake();
  else reader.lock.free();
}

/** What SCardEndTransaction does to the card before it gives the lock back. */
async function dispose(reader: Reader, disposition: number): Promise<number> {
  if (disposition === DISPOSITION.RESET_CARD) return reader.reset();
  if (disposition === DISPOSITION.UNPOWER_CARD) return reader.powerCycle();
  return disposition === DISPOSITION.EJECT_CARD ? PCSCLITE_E_UNSUPPORTED_FEATURE : SCARD.S_SUCCESS;
}

export async function endTransaction(handle: CardHandle, disposition: number): Promise<number> {
  const { reader } = handle;
  const disposed = disposition === DISPOSITION.LEAVE_CARD ? SCARD.S_SUCCESS : await dispose(reader, disposition);
  if (reader.lock.blocks(handle)) return SCARD.E_SHARING_VIOLATION;
  const released = reader.lock.release(reader.sharing === SHARING_EXCLUSIVE ? 1 : 0);
  if (disposed !== SCARD.S_SUCCESS) return disposed;
  return released ? SCARD.S_SUCCESS : SCARD.E_NOT_TRANSACTED;
}
