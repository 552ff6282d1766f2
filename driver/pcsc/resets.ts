/**
 * Living with other programs that reset the card.
 *
 * Source: PC/SC part 5, SCardReconnect; pcscd 1.9.9: SCardDisconnect with a reset waits for a transaction to end but
 * does not take its place, so that a card may be reset in the middle of somebody's transaction.
 */
import { type Clock, SYSTEM_CLOCK } from '#common/clock.ts';
import { SCARD } from '#pcsc/scard.ts';

/** What is asked of the card's handle. */
interface Handle {
  reconnect(): Promise<void>;
  endTransaction(): Promise<void>;
}

function scardOf(error: unknown): number | undefined {
  const { scard } = error as { readonly scard?: unknown };
  return typeof scard === 'number' ? scard : undefined;
}

/** Other programs may reset the card again and again while this one waits for it; a card that resets itself ends it. */
const MAX_RESETS = 1000;

/**
 * True when another program has reset the card: the handle has to reconnect. A handle that connected in the middle of a
 * reset knows no protocol, and is told only that it has the wrong one.
 */
export function isReset(error: unknown): boolean {
  const scard = scardOf(error);
  return scard === SCARD.W_RESET_CARD || scard === SCARD.E_PROTO_MISMATCH;
}

/** A reset takes some milliseconds; both protocols are asked for, so that no card is refused for good. */
const MAX_UNSETTLED = 200;
const UNSETTLED_MS = 5;

/**
 * `call`, again while the service refuses the protocol: in the middle of somebody's reset it knows no ATR, and so no
 * protocol of the card.
 */
export async function onceSettled<T>(call: () => Promise<T>, clock: Clock = SYSTEM_CLOCK): Promise<T> {
  for (let unsettled = 0; ; unsettled++) {
    try {
      return await call();
    } catch (error) {
      if (scardOf(error) !== SCARD.E_PROTO_MISMATCH || unsettled === MAX_UNSETTLED) throw error;
      await clock.wait(UNSETTLED_MS);
    }
  }
}

/**
 * `call`, again after each reset by another program, until it meets none.
 * @returns how many resets it met, and what the call gave
 */
export async function despiteResets<T>(
  card: Handle,
  call: () => Promise<T>,
  clock: Clock = SYSTEM_CLOCK,
): Promise<{ readonly resets: number; readonly value: T }> {
  for (let resets = 0; ; resets++) {
    try {
      return { value: await call(), resets };
    } catch (error) {
      if (!isReset(error) || resets === MAX_RESETS) throw error;
      await onceSettled(() => card.reconnect(), clock);
    }
  }
}

/**
 * Gives back a transaction in which the card was reset: the service goes on holding it, and does not let it end before
 * the handle has reconnected. Nothing happens when it is not held any more.
 */
export async function giveBackAfterReset(card: Handle, clock: Clock = SYSTEM_CLOCK): Promise<void> {
  await onceSettled(() => card.reconnect(), clock);
  await despiteResets(card, () => card.endTransaction(), clock).catch((error) => {
    const scard = scardOf(error);
    if (scard !== SCARD.E_NOT_TRANSACTED && scard !== SCARD.E_SHARING_VIOLATION) throw error;
  });
}
