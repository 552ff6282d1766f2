/**
 * The public door of cps-sim: the world of a test, for any test runner.
 *
 * ```ts
 * const w = await world();
 * const bureau = w.reader('bureau');
 * await bureau.insert(w.card('cps3-medecin', { seed: 1 }));
 * const card = await w.acquire(bureau);
 * await card.cardAuthenticateEx({ pin: '1234' });
 * const signature = await card.cardSignData({ container: 'SIGN', hash: 'sha256', message });
 * await w.close();
 * ```
 */
import { ArgumentError, listOf, members, oneOf, optional, parameters, TEXT } from '#common/arguments.ts';
import { parseMoment } from '#common/calendar.ts';
import { watchedProcess } from './blocked-process.ts';
import { SERVICE_NAME } from './health-services.ts';
import { type NamedServices, openWorld } from './open-world.ts';
import { CLOCKS, type ClockName, TARGETS, type TargetName } from './targets/target-name.ts';
import { noVirtualClock, openPrivateTarget, openTarget } from './targets/targets.ts';
import type { World } from './world.ts';
import { DATE, WORLD_OPTIONS } from './world-arguments.ts';

export interface WorldSettings extends NamedServices {
  /**
   * `in-process` (default), `embedded` (cards over loopback), `private` (open to unmodified programs, see
   * `World.spawn`) or `pcsc` (the PC/SC of this machine).
   */
  readonly target?: TargetName | 'private';
  /**
   * `real` (default): time as it passes, and as much more as `World.elapse` says. `virtual`, on the target `in-process`:
   * time passes by `elapse` alone, and while a program waits and nothing else goes on, so that hours take milliseconds.
   */
  readonly clock?: ClockName;
  /**
   * The moment at which its calendar begins, as `2018-07-01`, `2018-07-01T12:00:00Z` or a Date: certificates, lists and
   * services are of that time. The machine's own by default.
   */
  readonly date?: Date | string;
  /** Reader of the target `pcsc` by its PC/SC name; the virtual readers of vpcd by default. */
  readonly pcscReader?: string;
}

const checkArguments = parameters('world', {
  settings: members({
    target: optional(oneOf([...TARGETS, 'private'])),
    clock: optional(oneOf(CLOCKS)),
    date: optional(DATE),
    pcscReader: optional(TEXT),
    ...WORLD_OPTIONS,
    services: optional(listOf(SERVICE_NAME)),
    servicesState: optional(TEXT),
  }),
});

/** Opens a world with no reader in it; `close` it when the test ends. @throws ArgumentError for settings that mean nothing, TargetError when the target is not there */
export async function world(settings: WorldSettings = {}): Promise<World> {
  checkArguments(settings);
  const { target = 'in-process', clock, date: given, pcscReader: reader, ...options } = settings;
  const date = typeof given === 'string' ? parseMoment(given) : given;
  if (reader !== undefined && target !== 'pcsc')
    throw new ArgumentError('world', `settings.pcscReader: a reader of the target pcsc, and the target is ${target}`);
  if (options.servicesState !== undefined && (options.services ?? []).length === 0)
    throw new ArgumentError('world', 'settings.servicesState: services keep it, and settings.services names none');
  if (target === 'private' && clock === 'virtual') throw noVirtualClock(target);
  const open = target === 'private' ? openPrivateTarget({ date }) : openTarget(target, { reader, clock, date });
  const opened = await openWorld(await open, options);
  if (target === 'private' || target === 'pcsc') opened.start(watchedProcess());
  return opened;
}

export type { Clock, MovableClock, TimerOptions } from '#common/clock.ts';
export type { Bytes } from '#iso7816/bytes.ts';
export type { WinScard } from '#pcsc/winscard.ts';
export type * from '#trace/event.ts';
export { type LostSubscriber, TraceStream, type TraceStreamOptions, type TraceSubscriber } from '#trace/stream.ts';
export { MinidriverError } from '../../driver/minidriver/index.ts';
export { ScardError } from '../../driver/pcsc/scard-error.ts';
export * from './authorities.ts';
export type { CardOptions, Opposition, Validity } from './card-options.ts';
export type { Face } from './card-stock.ts';
export {
  type Cleo,
  type CleoGround,
  type CleoSettings,
  type Completed,
  type CompleteRequest,
  cleoIn,
  type IssueRequest,
  type NewRequest,
  type RequestFolder,
  type WizardRequest,
  type WizardResult,
} from './cleo/index.ts';
export type * from './cleo-types.ts';
export {
  FAULT_NAMES,
  type FaultAction,
  type FaultCondition,
  type FaultName,
  type FaultPinState,
  type FaultRecord,
  type FaultRule,
} from './fault-types.ts';
export { Guest, type GuestProgram, type GuestWaitOptions } from './guest.ts';
export type * from './health-services.ts';
export type { InterruptibleCommand } from './interruptible-commands.ts';
export type { CardFunctionName, Container, FileName, Hash, MinidriverSession } from './minidriver-session.ts';
export type { NamedServices } from './open-world.ts';
export type { Program, ProgramSettings } from './program.ts';
export type { Random } from './randomness.ts';
export type { CardMove, WorldService } from './services.ts';
export type { SmartCardService } from './smart-card-service.ts';
export type * from './specs.ts';
export type { CardInReader, PlugOptions, Target, TargetService } from './targets/target.ts';
export { type PinPadHand, TargetError } from './targets/target.ts';
export type { ClockName, TargetName } from './targets/target-name.ts';
export type { DeviceInstallation, ShownNotification } from './windows/device-installation.ts';
export type { Answer as PersonAnswer, LivePerson, Person, ShownDialog } from './windows/person.ts';
export type { ProgramTls, ShownCard } from './windows/program-tls.ts';
export type {
  CatalogueEntry,
  Fault as PackageFault,
  Offer,
  PackageContents,
  PackageVariant,
  SearchAnswer,
  SearchRequest,
  ServicesState,
  UpdateServices,
  UpdateWorld,
} from './windows/update-services.ts';
export type { WindowsComputer, WindowsComputerOptions, WindowsProgram } from './windows/windows-computer.ts';
export type { WindowsSettings } from './windows/windows-settings.ts';
export {
  type InsertOptions,
  type SeenEvent,
  type WaitOptions,
  World,
  WorldCard,
  WorldError,
  type WorldFaults,
  type WorldOptions,
  WorldReader,
} from './world.ts';
export type { HoldingReader } from './world-card.ts';
