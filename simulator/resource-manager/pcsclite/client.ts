/** What the commands of one client work on: the resource manager, the client's context and handles. */
import type { Bytes } from '#iso7816/bytes.ts';
import type { ScardContext, ScardHandle, WinScard } from '#pcsc/winscard.ts';
import type { Exchange } from '../exchange.ts';
import type { ServedManager } from '../served-manager.ts';
import type { EventWait } from './event-wait.ts';

/** A command of a client. */
export interface SentCommand {
  readonly command: Bytes;
  /** As `World.now`. */
  readonly sentAt: number;
}

/** What the clients of one socket share. */
export interface World {
  readonly manager: ServedManager;
  /** The manager, its calls told where somebody listens. */
  readonly calls: WinScard;
  /** Told of each command APDU that a card has answered. */
  readonly answered: (command: Bytes) => void;
  /** When a command begins; 0 where nobody wants to know. */
  now(): number;
  /** Told of each command APDU and what came of it: it goes past `calls`. */
  transmitted(card: ScardHandle, protocol: number, sent: SentCommand, exchange: Exchange): void;
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
