/** Connections with a card's identity. */
import { once } from 'node:events';
import { instanceOf, parameters } from '#common/arguments.ts';
import { CONNECTION_OPTIONS } from './arguments.ts';
import { CardKey } from './card-key.ts';
import type { CardSocket } from './card-socket.ts';
import type { CardConnectionOptions } from './tunnel-messages.ts';

const checkArguments = parameters('connect', {
  key: instanceOf(CardKey, 'a key of openCardKey'),
  options: CONNECTION_OPTIONS,
});

/**
 * Opens a TLS connection and shows the card; resolves when the server has taken it.
 * @throws CardTlsError with the reason: of the card, of the person, of the server
 */
export async function connect(key: CardKey, options: CardConnectionOptions): Promise<CardSocket> {
  checkArguments(key, options);
  const socket = key.open(options);
  await once(socket, 'secureConnect');
  return socket;
}
