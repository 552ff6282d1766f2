/**
 * The targets: where a scenario's readers and cards stand, and the PC/SC that tells of them.
 *
 * The only place that puts simulator and driver together.
 */
import { CODE, listOf, parameters } from '#common/arguments.ts';
import type { MovableClock } from '#common/clock.ts';
import { PassingClock } from '#common/passing-clock.ts';
import { VirtualClock } from '#common/virtual-clock.ts';
import type { WinScard } from '#pcsc/winscard.ts';
import type { TraceSink } from '#trace/event.ts';
import { quickAck } from '../../../driver/pcsc/quick-ack.ts';
import type { SmartCard } from '../../../simulator/card/port.ts';
import { parsePinPadAnswer } from '../../../simulator/reader/pin-pad/answers.ts';
import { PinPad } from '../../../simulator/reader/pin-pad/pin-pad.ts';
import type { Slot } from '../../../simulator/reader/slot.ts';
import { VpcdClient } from '../../../simulator/reader/vpcd/client.ts';
import { VPCD_PORT } from '../../../simulator/reader/vpcd/framing.ts';
import { VpcdServer } from '../../../simulator/reader/vpcd/server.ts';
import { PrivateWorld, type PrivateWorldOptions } from '../../../simulator/resource-manager/pcsclite/private-world.ts';
import { ResourceManager } from '../../../simulator/resource-manager/resource-manager.ts';
import { closeAll } from '../closing.ts';
import type { OwnCalls } from '../own-calls.ts';
import { openPcscTarget, type PcscOptions } from './pcsc-target.ts';
import { type InsertedCard, type PinPadHand, type PlugOptions, type Target, TargetError } from './target.ts';
import type { ClockName, TargetName } from './target-name.ts';

/** Nothing here waits for a poll; the limit only stops a test that went wrong. */
const EVENT_TIMEOUT_MS = 5000;
const STEP_TIMEOUT_MS = 20_000;

const checkAnswers = parameters('PinPadHand.prepare', { answers: listOf(CODE) });

/** TCP_QUICKACK spares vpcd up to 3.3 a wait of 44 ms for each message. */
async function plugIntoVpcd(card: SmartCard, slot: number): Promise<InsertedCard> {
  const client = new VpcdClient({ card, port: VPCD_PORT + slot, acknowledge: quickAck, reconnect: false });
  await client.connect();
  return client;
}

export interface TargetOptions extends PcscOptions {
  /** `real` by default; `virtual` on the target `in-process` only. */
  readonly clock?: ClockName | undefined;
}

/** @throws TargetError when the target cannot be used on this machine, or not with that clock */
export async function openTarget(
  name: TargetName,
  { clock = 'real', ...options }: TargetOptions = {},
): Promise<Target> {
  if (clock === 'virtual' && name !== 'in-process') throw noVirtualClock(name);
  if (name === 'pcsc') return openPcscTarget(options, plugIntoVpcd);
  if (name === 'embedded') return new EmbeddedTarget(new PassingClock());
  return new InProcessTarget(clock === 'virtual' ? new VirtualClock() : new PassingClock());
}

/** What other processes and sockets still have to say nobody can know. */
export function noVirtualClock(target: string): TargetError {
  return new TargetError(
    `the target ${target} has no virtual clock: it cannot know when all is quiet; use the target in-process, or the ` +
      'real clock, which elapse moves',
  );
}

/** What a reader has to tell goes to whoever watches now; the readers are there before anybody does. */
class ToldLater {
  #tell: TraceSink = () => {};
  readonly sink: TraceSink = (event) => this.#tell(event);

  tell(sink: TraceSink): void {
    this.#tell = sink;
  }
}

/** The embedded resource manager with the cards directly in its slots. */
class InProcessTarget implements Target {
  readonly name: string = 'in-process';
  readonly eventTimeoutMs = EVENT_TIMEOUT_MS;
  readonly stepTimeoutMs: number = STEP_TIMEOUT_MS;
  readonly simulated = true;
  readonly clock: MovableClock;
  protected readonly resourceManager: ResourceManager;
  readonly #slots = new Map<string, Slot>();
  readonly #pinPads = new Map<string, PinPad>();
  protected readonly told: ToldLater;

  constructor(clock: MovableClock, told = new ToldLater(), manager?: ResourceManager) {
    this.clock = clock;
    this.told = told;
    this.resourceManager = manager ?? new ResourceManager({ clock, trace: told.sink });
  }

  tell(sink: TraceSink): void {
    this.told.tell(sink);
  }

  get winscard(): WinScard {
    return this.resourceManager;
  }

  async plug(reader: string, { pinPad = false, driver }: PlugOptions = {}): Promise<string> {
    const pad = pinPad ? (this.#pinPads.get(reader) ?? new PinPad({ trace: this.told.sink })) : undefined;
    if (pad !== undefined) this.#pinPads.set(reader, pad);
    const slot = this.resourceManager.plugReader(reader, pad, driver);
    this.#slots.set(reader, slot);
    return slot.name;
  }

  pinPad(reader: string): PinPadHand | undefined {
    const pad = this.#pinPads.get(reader);
    return (
      pad && {
        prepare: (answers) => {
          checkAnswers(answers);
          pad.prepare(answers.map(parsePinPadAnswer));
        },
        get asked() {
          return pad.asked;
        },
      }
    );
  }

  async unplug(reader: string): Promise<void> {
    const { name } = this.slot(reader);
    this.#slots.delete(reader);
    this.resourceManager.unplugReader(name);
  }

  async insert(reader: string, card: SmartCard): Promise<void> {
    this.slot(reader).insert(card);
  }

  async remove(reader: string): Promise<void> {
    this.slot(reader).remove();
  }

  async close(): Promise<void> {
    await this.resourceManager.close();
  }

  protected slot(reader: string): Slot {
    const slot = this.#slots.get(reader);
    if (slot === undefined)
      throw new TargetError({
        en: `the reader '${reader}' is not plugged in: plug it first`,
        fr: `le lecteur '${reader}' n'est pas branché : branchez-le d'abord`,
      });
    return slot;
  }
}

/** A step may wait for what a person does in the program. */
const PROGRAM_STEP_TIMEOUT_MS = 600_000;

/** As in process, and open to programs of this machine that have `environment`. */
class PrivateTarget extends InProcessTarget {
  override readonly name = 'private';
  override readonly stepTimeoutMs = PROGRAM_STEP_TIMEOUT_MS;
  readonly environment: Readonly<Record<string, string>>;
  readonly #world: PrivateWorld;
  readonly #own: OwnCalls | undefined;

  constructor(
    clock: MovableClock,
    world: PrivateWorld,
    { told, own }: { readonly told: ToldLater; readonly own: OwnCalls | undefined },
  ) {
    super(clock, told, world.manager);
    this.#world = world;
    this.#own = own;
    this.environment = world.environment;
  }

  asOwn(winscard: WinScard): WinScard {
    return this.#own?.through(winscard) ?? winscard;
  }

  override async close(): Promise<void> {
    await closeAll([() => super.close(), () => this.#world.close()]);
  }
}

export interface PrivateTargetOptions extends Omit<PrivateWorldOptions, 'trace'> {
  /** Through which the scenario's own calls pass. */
  readonly own?: OwnCalls;
}

/** A target into whose readers unmodified programs can look. @throws TemporaryFolderError, SocketError */
export async function openPrivateTarget({ own, ...options }: PrivateTargetOptions = {}): Promise<Target> {
  const clock = new PassingClock();
  const told = new ToldLater();
  return new PrivateTarget(clock, await PrivateWorld.open({ ref: false, ...options, clock, trace: told.sink }), {
    told,
    own,
  });
}

/**
 * The embedded resource manager whose readers are vpcd servers: the cards plug in over loopback. What is asked over a
 * connection keeps the process alive by its timer, the connection itself does not.
 */
class EmbeddedTarget extends InProcessTarget {
  override readonly name = 'embedded';
  readonly #servers = new Map<string, VpcdServer>();
  readonly #clients = new Map<string, VpcdClient>();
  /** Name of the card on its way into each reader. */
  readonly #coming = new Map<string, string>();

  override async plug(reader: string, options?: PlugOptions): Promise<string> {
    const name = await super.plug(reader, options);
    const cardName = () => this.#coming.get(reader);
    const server = new VpcdServer(this.slot(reader), {
      clock: this.clock,
      trace: this.told.sink,
      cardName,
      ref: false,
    });
    this.#servers.set(reader, server);
    await server.listen();
    return name;
  }

  override async unplug(reader: string): Promise<void> {
    await super.unplug(reader);
    await this.#closeServer(reader);
  }

  override async insert(reader: string, card: SmartCard): Promise<void> {
    this.slot(reader);
    const port = this.#servers.get(reader)?.port ?? 0;
    // Our own server asks at once, unless the machine is busy.
    const { clock, eventTimeoutMs: firstPollTimeoutMs } = this;
    const client = new VpcdClient({ card, port, reconnect: false, firstPollTimeoutMs, clock, ref: false });
    this.#coming.set(reader, card.name);
    try {
      await client.connect();
    } finally {
      this.#coming.delete(reader);
    }
    this.#clients.set(reader, client);
  }

  override async remove(reader: string): Promise<void> {
    const client = this.#clients.get(reader);
    this.#clients.delete(reader);
    await client?.eject();
  }

  override async close(): Promise<void> {
    await closeAll([
      ...[...this.#clients.keys()].map((reader) => () => this.remove(reader)),
      ...[...this.#servers.keys()].map((reader) => () => this.#closeServer(reader)),
      () => super.close(),
    ]);
  }

  async #closeServer(reader: string): Promise<void> {
    const server = this.#servers.get(reader);
    this.#servers.delete(reader);
    await this.remove(reader);
    await server?.close();
  }
}
