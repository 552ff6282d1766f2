/** Connections with a card's identity. */
import { once } from 'node:events';
import { addAbortSignal } from 'node:stream';
import { instanceOf, parameters } from '#common/arguments.ts';
import { CONNECT_OPTIONS } from './arguments.ts';
import { CardKey } from './card-key.ts';
import type { CardSocket } from './card-socket.ts';
import type { CardConnectionOptions } from './tunnel-messages.ts';

export interface ConnectOptions extends CardConnectionOptions {
  /**
   * Ends the handshake, its TCP connection and the wait of a dialog that is open; afterwards, as that of `tls.connect`, the
   * connection: destroyed with an AbortError whose `cause` is the signal's reason.
   */
  readonly signal?: AbortSignal | undefined;
}

const checkArguments = parameters('connect', {
  key: instanceOf(CardKey, 'a key of openCardKey'),
  options: CONNECT_OPTIONS,
});

/**
 * Opens a TLS connection and shows the card; resolves when the server has taken it.
 *
 * Without a signal a server that says nothing is waited for as long as TCP lets it. `AbortSignal.timeout` is a limit of the
 * whole life of the connection; one of the handshake alone is an AbortController that nobody aborts any more afterwards.
 * @throws CardTlsError with the reason: of the card, of the person, of the server; before the handshake is done, the
 *   reason of the signal
 */
export async function connect(key: CardKey, options: ConnectOptions): Promise<CardSocket> {
  checkArguments(key, options);
  const { signal, ...place } = options;
  signal?.throwIfAborted();
  const socket = key.open(place);
  if (signal !== undefined) addAbortSignal(signal, socket);
  try {
    await once(socket, 'secureConnect');
    return socket;
  } catch (error) {
    throw signal?.aborted && (error as Error).cause === signal.reason ? signal.reason : error;
  }
}
