/** What the commands of one client work on: the resource manager, the client's context and handles. */
import type { Bytes } from '#iso7816/bytes.ts';
import type { ScardContext, ScardHandle, WinScard } from '#pcsc/winscard.ts';
import type { ResourceManager } from '../resource-manager.ts';
import type { EventWait } from './event-wait.ts';

/** What the clients of one socket share. */
export interface World {
  readonly manager: ResourceManager;
  /** The manager, its calls told where somebody listens. */
  readonly calls: WinScard;
  /** Told of each command APDU that a card has answered. */
  readonly answered: (command: Bytes) => void;
  /** Told of each command APDU that did not reach a card: it goes past `calls`. */
  notTransmitted(card: ScardHandle, protocol: number, rv: number): void;
  /** Told why a client was cut off. */
  cutOff(error: unknown): void;
  /** Counts readers that came and went, from 1. */
  readonly readerEvents: number;
  /** The client that has this context. */
  clientOf(context: ScardContext): Client | undefined;
}

export interface Client {
  readonly world: World;
  /** In the trace; a program does not say its name. */
  readonly program: string;
  /** Minor protocol version, as the client named it; 4 until it does. */
  minor: number;
  /** 0 while there is none. */
  context: ScardContext;
  readonly cards: Set<ScardHandle>;
  readonly wait: EventWait;
}
