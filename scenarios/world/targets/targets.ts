/**
 * The targets: where a scenario's readers and cards stand, and the PC/SC that tells of them.
 *
 * This room alone puts simulator and driver together.
 */
import { once } from 'node:events';
import type { MovableClock } from '#common/clock.ts';
import { PassingClock } from '#common/passing-clock.ts';
import { VirtualClock } from '#common/virtual-clock.ts';
import type { WinScard } from '#pcsc/winscard.ts';
import type { TraceSink } from '#trace/event.ts';
import { quickAck } from '../../../driver/pcsc/quick-ack.ts';
import { type Launched, launchedOnWindows } from '../../../driver/winscard-launch/launched.ts';
import type { SmartCard } from '../../../simulator/card/port.ts';
import { VpcdClient } from '../../../simulator/reader/vpcd/client.ts';
import { VPCD_PORT } from '../../../simulator/reader/vpcd/framing.ts';
import { VpcdServer } from '../../../simulator/reader/vpcd/server.ts';
import { PrivateWorld, type PrivateWorldOptions } from '../../../simulator/resource-manager/pcsclite/private-world.ts';
import { closeAll } from '../closing.ts';
import type { OwnCalls } from '../own-calls.ts';
import { waitedFor } from '../waited-for.ts';
import { InProcessTarget, type KeypadPerson, ToldLater } from './in-process-target.ts';
import { KillableService } from './killable-service.ts';
import { openPcscTarget, type PcscOptions } from './pcsc-target.ts';
import { type RecordingSink, recordedCalls, tellingBoth, tellReaders } from './recording-sinks.ts';
import { type InsertedCard, type PlugOptions, type Target, TargetError } from './target.ts';
import type { ClockName, TargetName } from './target-name.ts';

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
  const { date } = options;
  if (name === 'embedded') return new EmbeddedTarget(new PassingClock({ date }));
  return new InProcessTarget(clock === 'virtual' ? new VirtualClock({ date }) : new PassingClock({ date }));
}

/** What other processes and sockets still have to say nobody can know. */
export function noVirtualClock(target: string): TargetError {
  return new TargetError({
    en:
      `the target ${target} has no virtual clock: it cannot know when all is quiet; use the target in-process, or the ` +
      'real clock, which elapse moves',
    fr: `la cible ${target} n'a pas d'horloge virtuelle : elle ne peut pas savoir quand tout est calme ; prenez la cible in-process, ou l'horloge réelle, que elapse avance`,
  });
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
  readonly #recorded: WinScard | undefined;

  constructor(
    clock: MovableClock,
    world: PrivateWorld,
    {
      told,
      own,
      recording,
      keypad,
    }: Pick<PrivateTargetOptions, 'own' | 'recording' | 'keypad'> & { readonly told: ToldLater },
  ) {
    super(clock, told, world.manager, { keypad, codes: recording?.codes });
    this.#world = world;
    this.#own = own;
    this.#recorded = recording && recordedCalls({ winscard: super.winscard, manager: world.manager, clock }, recording);
    this.environment = world.environment;
  }

  launched(command: string, args: readonly string[]): Launched {
    return process.platform === 'win32' ? launchedOnWindows(command, args) : { command, args };
  }

  /** For the programs beside too. */
  protected override killable(): KillableService {
    const kill = () => this.#world.kill();
    return new KillableService(this.resourceManager, { kill, start: () => this.#world.start() });
  }

  override get winscard(): WinScard {
    return this.#recorded ?? super.winscard;
  }

  tellReaders(sink: TraceSink): void {
    tellReaders(this.resourceManager, sink);
  }

  asOwn(winscard: WinScard): WinScard {
    return this.#own?.through(winscard) ?? winscard;
  }

  override async close(): Promise<void> {
    await closeAll([() => super.close(), () => this.#world.close()]);
  }
}

export interface PrivateTargetOptions extends Omit<PrivateWorldOptions, 'trace' | 'recording'> {
  /** Told what passes in it too, of programs and of the scenario itself. */
  readonly recording?: RecordingSink | undefined;
  /** Through which the scenario's own calls pass. */
  readonly own?: OwnCalls | undefined;
  /** What its calendar shows at first; that of the machine by default. */
  readonly date?: Date | undefined;
  /** At the PIN pads of its readers; nobody by default. */
  readonly keypad?: KeypadPerson | undefined;
}

/** A target into whose readers unmodified programs can look. @throws TemporaryFolderError, SocketError */
export async function openPrivateTarget(given: PrivateTargetOptions = {}): Promise<Target> {
  const { own, date, recording, keypad, ...options } = given;
  const clock = new PassingClock({ date });
  const told = new ToldLater();
  const world = await PrivateWorld.open({
    ...{ ref: false, ...options, clock, trace: told.sink },
    ...(recording && { trace: tellingBoth(told.sink, recording), recording: recording.codes }),
  });
  return new PrivateTarget(clock, world, { told, own, recording, keypad });
}

/**
 * The embedded resource manager whose readers are vpcd servers: the cards plug in over loopback. A connection keeps the
 * process alive while a question waits for its answer (`VpiccCard`), an idle one does not; a program that waits for
 * anything else is waited for as on every target (`waitedFor`).
 */
class EmbeddedTarget extends InProcessTarget {
  override readonly name = 'embedded';
  readonly #servers = new Map<string, VpcdServer>();
  readonly #clients = new Map<string, VpcdClient>();
  /** The cards behind them. */
  readonly #inserted = new Map<string, SmartCard>();
  /** Name of the card on its way into each reader. */
  readonly #coming = new Map<string, string>();

  override async plug(reader: string, options?: PlugOptions): Promise<string> {
    const name = await super.plug(reader, options);
    const cardName = () => this.#coming.get(reader);
    const server = new VpcdServer(this.slot(reader), {
      clock: this.clock,
      trace: this.told.sink,
      cardName,
      mute: () => this.#inserted.get(reader)?.mute ?? false,
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
    this.#inserted.set(reader, card);
  }

  override async remove(reader: string): Promise<void> {
    const client = this.#clients.get(reader);
    this.#clients.delete(reader);
    this.#inserted.delete(reader);
    if (client === undefined) return;
    // The reader learns it by its connection, and no killed service tells when.
    const slot = this.slots.get(reader);
    const left = slot?.card && once(slot, 'removed');
    await client.eject();
    if (left) await waitedFor(left);
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
