/** An agent for https and what is written over it (axios, got, node-fetch): its connections show the card. */
import { Agent, type AgentOptions, type RequestOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import { instanceOf, optional, parameters } from '#common/arguments.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { AGENT_OPTIONS } from './arguments.ts';
import { CardKey } from './card-key.ts';
import type { CardSocket } from './card-socket.ts';
import type { CardConnectionOptions } from './tunnel-messages.ts';

/** What of a request is about the connection. */
const OF_CONNECTION = [
  ...['host', 'port', 'servername', 'rejectUnauthorized', 'ALPNProtocols', 'session'],
  ...['ca', 'crl', 'chain', 'ciphers', 'ecdhCurve', 'minVersion', 'maxVersion', 'secureOptions', 'sigalgs'],
] as const;

/** Of every connection, and before those of a request, as those of any agent. */
export type CardAgentOptions = Partial<CardConnectionOptions> &
  Pick<AgentOptions, 'keepAlive' | 'maxSockets' | 'timeout'> & {
    /**
     * Resumes the sessions of servers: the card is not asked again, even when it has left. False by default.
     */
    readonly resume?: boolean;
  };

/** What a request may say of the card. */
export interface CardRequestOptions extends RequestOptions {
  /** The card that is shown, in place of the agent's. */
  readonly cardKey?: CardKey;
}

const KEY = instanceOf(CardKey, 'a key of openCardKey');
const checkArguments = parameters('CardAgent', { key: KEY, options: AGENT_OPTIONS });
const checkRequest = parameters('CardAgent', { cardKey: optional(KEY) });

/**
 * Requests with different cards share neither connections nor sessions, be it through one agent: Node's own agents look
 * at neither card nor context, and give the second card's requests the identity of the first.
 */
export class CardAgent extends Agent {
  readonly key: CardKey;
  readonly #resumes: boolean;

  constructor(key: CardKey, options: CardAgentOptions = {}) {
    checkArguments(key, options);
    const { resume = false, ...rest } = options;
    super(rest as AgentOptions);
    this.key = key;
    this.#resumes = resume;
  }

  override getName(options: CardRequestOptions = {}): string {
    return `${super.getName(options)}:${this.#keyOf(options).identity}`;
  }

  override createConnection(
    options: CardRequestOptions,
    opened: (error: Error | null, socket?: Duplex) => void,
  ): CardSocket | undefined {
    try {
      return this.#opened(options);
    } catch (error) {
      opened(error as Error);
      return undefined;
    }
  }

  /** On its way, as Node's agents give it: the signal and the time of a request end the handshake, too. */
  #opened(options: CardRequestOptions): CardSocket {
    const key = this.#keyOf(options);
    const server = this.getName(options);
    const session = this.#resumes ? key.session(server) : undefined;
    const socket = key.open({ ...connectionOptions(options), ...(session && { session }) });
    if (this.#resumes) socket.on('session', (bytes: Bytes) => key.keepSession(server, bytes));
    if (options.timeout) socket.setTimeout(options.timeout);
    return socket;
  }

  #keyOf({ cardKey }: CardRequestOptions): CardKey {
    checkRequest(cardKey);
    return cardKey ?? this.key;
  }
}

function connectionOptions(options: RequestOptions): CardConnectionOptions {
  const given = OF_CONNECTION.map((name) => [name, Reflect.get(options, name)]);
  const connection = Object.fromEntries(given.filter(([, value]) => value !== undefined && value !== null));
  // A request may have the port of its address as text.
  return { ...connection, port: Number(connection.port) };
}
