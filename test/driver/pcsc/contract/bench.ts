/** What a case of the contract works with: a world with two empty readers, and programs that speak PC/SC to it. */
import type { ExecutionContext } from 'ava';
import { PROTOCOL, READER_STATE, SCARD, SCOPE, SHARE } from '#pcsc/scard.ts';
import type { ScardContext, ScardHandle, WinScard } from '#pcsc/winscard.ts';
import { codeName } from '#windows/codes.ts';
import type { SmartCard } from '../../../../simulator/card/port.ts';
import { COMMAND, ContractCard } from './contract-card.ts';

/** Where one implementation differs from the other on purpose; each name is explained in contract.ts. */
type Difference = 'keeps-lock-after-exclusive' | 'answers-nothing-without-card' | 'serves-no-attributes';

export interface World {
  readonly winscard: WinScard;
  readonly readerNames: readonly [string, string];
  readonly differences: readonly Difference[];
  /** May return before the resource manager has noticed. */
  insert(reader: number, card: SmartCard): void | Promise<void>;
  /** As `insert`; nothing happens when the reader is empty. */
  remove(reader: number): void | Promise<void>;
  close(): void | Promise<void>;
}

export interface Case {
  readonly title: string;
  readonly run: (t: ExecutionContext, bench: Bench) => Promise<void>;
}

interface Connection {
  readonly reader?: string;
  readonly shareMode?: number;
  readonly protocols?: number;
}

/** Time for pcscd to notice a card: it asks its driver every 400 ms. */
const NOTICE_MS = 10_000;
/** Enough for a call that nobody blocks to come back meanwhile. */
const ROUND_TRIPS = 20;

/** One client of the resource manager. */
export class Program {
  readonly #winscard: WinScard;
  readonly #reader: string;
  readonly context: ScardContext;

  constructor(winscard: WinScard, context: ScardContext, reader: string) {
    this.#winscard = winscard;
    this.context = context;
    this.#reader = reader;
  }

  tryConnect({ reader = this.#reader, shareMode = SHARE.SHARED, protocols = PROTOCOL.ANY }: Connection = {}) {
    return this.#winscard.connect(this.context, reader, shareMode, protocols);
  }

  /** Handle of a connection that succeeds. */
  async connect(connection: Connection = {}): Promise<ScardHandle> {
    const { rv, card } = await this.tryConnect(connection);
    if (rv !== SCARD.S_SUCCESS) throw new Error(`connect: ${codeName(rv)}`);
    return card;
  }
}

export class Bench {
  readonly world: World;
  readonly winscard: WinScard;
  readonly reader: string;
  readonly otherReader: string;
  readonly #contexts: ScardContext[] = [];

  constructor(world: World) {
    this.world = world;
    this.winscard = world.winscard;
    [this.reader, this.otherReader] = world.readerNames;
  }

  async program(): Promise<Program> {
    const { rv, context } = await this.winscard.establishContext(SCOPE.SYSTEM);
    if (rv !== SCARD.S_SUCCESS) throw new Error(`establish: ${codeName(rv)}`);
    this.#contexts.push(context);
    return new Program(this.winscard, context, this.reader);
  }

  /** Puts a card in and waits until it is noticed. */
  async insert<T extends SmartCard = ContractCard>(
    card: T = new ContractCard() as SmartCard as T,
    reader = 0,
  ): Promise<T> {
    await this.world.insert(reader, card);
    await this.#until(reader, READER_STATE.PRESENT);
    return card;
  }

  /** Takes the card out and waits until that is noticed. */
  async remove(reader = 0): Promise<void> {
    await this.world.remove(reader);
    await this.#until(reader, READER_STATE.EMPTY);
  }

  async #until(reader: number, wanted: number): Promise<void> {
    const name = this.world.readerNames[reader] ?? '';
    const { context } = await this.winscard.establishContext(SCOPE.SYSTEM);
    const end = performance.now() + NOTICE_MS;
    for (let currentState: number = READER_STATE.UNAWARE; ; ) {
      const { rv, states } = await this.winscard.getStatusChange(context, NOTICE_MS, [{ reader: name, currentState }]);
      const found = states[0]?.eventState ?? 0;
      if ((found & wanted) !== 0) break;
      const waits = rv === SCARD.S_SUCCESS || rv === SCARD.E_TIMEOUT;
      if (!waits || performance.now() > end) throw new Error(`${name}: state ${found.toString(16)}, ${codeName(rv)}`);
      currentState = found & ~READER_STATE.CHANGED;
    }
    await this.winscard.releaseContext(context);
  }

  /** State of a reader as it is now, with the event counter. */
  async stateOf(reader: string = this.reader): Promise<number> {
    const { context } = await this.program();
    const { states } = await this.winscard.getStatusChange(context, 0, [
      { reader, currentState: READER_STATE.UNAWARE },
    ]);
    return (states[0]?.eventState ?? 0) & ~READER_STATE.CHANGED;
  }

  transmit(card: ScardHandle, command = COMMAND.nothing, protocol: number = PROTOCOL.T0) {
    return this.winscard.transmit(card, protocol, command);
  }

  /**
   * Asserts that `blocked` waits until `release` was called, with calls of `owner` going through meanwhile.
   * Resolves to the outcome of `blocked`.
   */
  async blockedUntil<T>(
    t: ExecutionContext,
    blocked: Promise<T>,
    owner: () => Promise<unknown>,
    release: () => Promise<unknown>,
  ): Promise<T> {
    const order: string[] = [];
    const watched = blocked.then((value) => {
      order.push('went on');
      return value;
    });
    for (let i = 0; i < ROUND_TRIPS; i++) await owner();
    order.push('released');
    await release();
    const value = await watched;
    t.deepEqual(order, ['released', 'went on']);
    return value;
  }

  /** Every program ends, every card is taken out. */
  async clear(): Promise<void> {
    for (const context of this.#contexts.splice(0)) await this.winscard.releaseContext(context);
    for (const reader of this.world.readerNames.keys()) await this.remove(reader);
  }
}

/** Asserts a return code by its name. */
export function gives(t: ExecutionContext, { rv }: { readonly rv: number }, expected: number, call?: string): void {
  t.is(codeName(rv), codeName(expected), call);
}
