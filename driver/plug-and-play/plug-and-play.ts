/**
 * The Plug and Play service: for each device that comes it finds a driver (on the computer, in the driver store, at an
 * update service), installs it, and tells the person at the screen.
 *
 * The states are those of the guide's figure 9; A5 and A7 have no sentence of their own there (simulation).
 *
 * Source: guide 7.7, 11, 12 (G07 to G11, G35, G36); reference/minidriver.md 12.
 */

import {
  BYTES,
  FLAG,
  FUNCTION,
  having,
  instanceOf,
  members,
  oneOf,
  optional,
  parameters,
  port,
  TEXT,
} from '#common/arguments.ts';
import type { Language } from '#common/language.ts';
import { LANGUAGES } from '#common/language.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { Registry, softwareKey } from '../registry/index.ts';
import { listCards } from './calais.ts';
import { Computer } from './computer.ts';
import type { ComputerState, Device } from './computer-state.ts';
import { deviceOf } from './devices.ts';
import { type CardIdentity, DISCOVERY_FAILED } from './discovery.ts';
import type { UpdateServices } from './driver-source.ts';
import { Equipper, type Finding } from './equipper.ts';
import { logDeviceIdFailure, logInstalled } from './event-log.ts';
import { forgetOrphans } from './install.ts';
import { deviceClass, type Notification, type NotificationKind, notification } from './notifications.ts';
import type { SetupCode } from './setup-error.ts';
import { hasNullDriver } from './windows.ts';

/**
 * A3 reader plugged in, A4 its driver is installed, A5 ready for a card, A6 card inserted, A7 its driver was fetched,
 * A8 the workstation is functional.
 */
export type WorkstationState = 'A3' | 'A4' | 'A5' | 'A6' | 'A7' | 'A8';

export type PlugAndPlayEvent =
  | { readonly kind: 'state'; readonly reader: string; readonly state: WorkstationState }
  | { readonly kind: 'notification'; readonly reader: string; readonly notification: Notification };

const CARD_STATES: readonly WorkstationState[] = ['A6', 'A7', 'A8'];

export interface PlugAndPlayOptions {
  readonly computer: Computer;
  readonly services: UpdateServices;
  readonly told?: (event: PlugAndPlayEvent) => void;
  /** Of the messages; that of the computer by default. */
  readonly language?: Language;
}

/** How a reader gets its driver: it is of the class CCID, or Windows has to look for it. */
export type ReaderClass = 'ccid' | 'vendor';

/** Source: guide, figures 10 and 11, which name it so; the numbers are fictitious. */
const VENDOR_READER = { hardwareIds: ['USB\\VID_0000&PID_0001'], description: 'USB SmartCard Reader' };
/** Compatible id of the class CCID: USB class 0B. */
const CCID_READER = { hardwareIds: ['USB\\Class_0B'], description: 'Microsoft Usbccid Smartcard Reader' };

const POLICY = softwareKey('HKLM', 'native', 'Policies\\Microsoft\\Windows\\ScPnP');
/** The policies of smart card Plug and Play, with their defaults. */
export const POLICIES = { EnableScPnP: true, ScPnPNotification: false } as const;
export type PolicyName = keyof typeof POLICIES;

const READER = { reader: TEXT };
export const READER_CLASS = oneOf(['ccid', 'vendor']);
const SOURCE = port('a source of drivers with searchDrivers', 'searchDrivers');
const SERVICES = having({ 'windows-update': SOURCE, wsus: SOURCE });
const STATE = having({ registry: instanceOf(Registry, 'a Registry') });
const NAME = oneOf(Object.keys(POLICIES));
const ARGUMENTS = {
  policy: parameters('policy', { state: STATE, name: NAME }),
  setPolicy: parameters('setPolicy', { state: STATE, name: NAME, on: FLAG }),
  plugAndPlay: parameters('PlugAndPlay', {
    options: members({
      computer: instanceOf(Computer, 'a Computer: Computer.open(folder)'),
      services: SERVICES,
      told: optional(FUNCTION),
      language: optional(oneOf(LANGUAGES)),
    }),
  }),
  stateOf: parameters('PlugAndPlay.stateOf', READER),
  readerPlugged: parameters('PlugAndPlay.readerPlugged', { ...READER, readerClass: READER_CLASS }),
  readerUnplugged: parameters('PlugAndPlay.readerUnplugged', READER),
  cardInserted: parameters('PlugAndPlay.cardInserted', { ...READER, atr: BYTES, discover: FUNCTION }),
  cardRemoved: parameters('PlugAndPlay.cardRemoved', READER),
  update: parameters('PlugAndPlay.update', READER),
};

export function policy(state: ComputerState, name: PolicyName): boolean {
  ARGUMENTS.policy(state, name);
  const value = state.registry.get(POLICY, name);
  return value?.type === 'REG_DWORD' ? value.data !== 0 : POLICIES[name];
}

export function setPolicy(state: ComputerState, name: PolicyName, on: boolean): void {
  ARGUMENTS.setPolicy(state, name, on);
  state.registry.set(POLICY, name, { type: 'REG_DWORD', data: on ? 1 : 0 });
}

/** What looking for an updated driver led to. */
export type UpdateOutcome = 'updated' | 'up-to-date' | 'no-driver' | 'offline' | 'failed';

export class PlugAndPlay {
  readonly #computer: Computer;
  readonly #equipper: Equipper;
  readonly #told: (event: PlugAndPlayEvent) => void;
  readonly #language: Language | undefined;
  readonly #states = new Map<string, WorkstationState>();

  constructor(options: PlugAndPlayOptions) {
    ARGUMENTS.plugAndPlay(options);
    const { computer, services, told = () => {}, language } = options;
    this.#computer = computer;
    this.#language = language;
    this.#told = told;
    const fetched = (device: Device) => {
      if (device.kind === 'card') this.#enter(device.reader, 'A7');
    };
    const notify = (device: Device, kind: NotificationKind, symbol?: SetupCode) => this.#notify(device, kind, symbol);
    this.#equipper = new Equipper({ computer, services, fetched, notify });
  }

  /** Undefined for a reader that is not there. What pnputil has done meanwhile counts. */
  stateOf(reader: string): WorkstationState | undefined {
    ARGUMENTS.stateOf(reader);
    const entered = this.#states.get(reader);
    if (entered === undefined || !CARD_STATES.includes(entered)) return entered;
    const { state } = this.#computer;
    if (!policy(state, 'EnableScPnP')) return entered;
    const cards = state.devices.filter(
      (device) => device.reader === reader && device.kind === 'card' && device.present,
    );
    return cards.some(({ status }) => status === 'working') ? 'A8' : 'A6';
  }

  /** Nothing is there any more, or not yet: the computer starts or stops. */
  async nothingPresent(): Promise<void> {
    this.#states.clear();
    await this.#computer.change((state) => {
      for (const device of state.devices) device.present = false;
      forgetOrphans(this.#computer, state);
    });
  }

  async readerPlugged(reader: string, readerClass: ReaderClass = 'ccid'): Promise<void> {
    ARGUMENTS.readerPlugged(reader, readerClass);
    this.#enter(reader, 'A3');
    const ccid = readerClass === 'ccid';
    const { hardwareIds, description } = ccid ? CCID_READER : VENDOR_READER;
    const { device, known } = await this.#arrived(reader, 'reader', hardwareIds, description);
    if (!known && (await this.#equipper.equip(device, ccid ? description : undefined)) !== 'installed') return;
    this.#enter(reader, 'A4');
    this.#enter(reader, 'A5');
  }

  async readerUnplugged(reader: string): Promise<void> {
    ARGUMENTS.readerUnplugged(reader);
    this.#states.delete(reader);
    await this.#left(reader);
  }

  /**
   * @param discover asks the card what it is
   */
  async cardInserted(reader: string, atr: Bytes, discover: () => Promise<CardIdentity | undefined>): Promise<void> {
    ARGUMENTS.cardInserted(reader, atr, discover);
    // Without its driver a reader tells Windows of no card.
    if (this.#states.get(reader) === 'A3') return;
    this.#enter(reader, 'A6');
    const { state } = this.#computer;
    if (!policy(state, 'EnableScPnP')) {
      if (listCards(state.registry, atr).length > 0) this.#enter(reader, 'A8');
      return;
    }
    const identity = await this.#identity(reader, discover);
    if (identity !== undefined) await this.#equipCard(reader, identity);
  }

  async cardRemoved(reader: string): Promise<void> {
    ARGUMENTS.cardRemoved(reader);
    await this.#left(reader, 'card');
    const state = this.#states.get(reader);
    if (state !== undefined && state !== 'A3') this.#enter(reader, 'A5');
  }

  /**
   * "Search automatically for updated driver software" of the Device Manager, for the card of that reader.
   * @returns undefined when no card was ever seen there
   */
  async update(reader: string): Promise<UpdateOutcome | undefined> {
    ARGUMENTS.update(reader);
    const device = this.#computer.state.devices.findLast((known) => known.reader === reader && known.kind === 'card');
    if (device === undefined) return undefined;
    const finding = await this.#equipper.update(device);
    if (finding === 'installed') await this.#installed(device);
    return OUTCOMES[finding];
  }

  async #identity(reader: string, discover: () => Promise<CardIdentity | undefined>) {
    try {
      const identity = await discover();
      if (identity === undefined) await logDeviceIdFailure(this.#computer, reader, DISCOVERY_FAILED);
      return identity;
    } catch (error) {
      const { code, scard } = error as { readonly code?: unknown; readonly scard?: number };
      if (code !== 'ERR_SCARD' || scard === undefined) throw error;
      await logDeviceIdFailure(this.#computer, reader, scard);
      return undefined;
    }
  }

  async #equipCard(reader: string, { hardwareIds }: CardIdentity): Promise<void> {
    const language = this.#language ?? this.#computer.state.settings.language;
    const { device, known } = await this.#arrived(reader, 'card', hardwareIds, deviceClass('card', language));
    if (known) this.#enter(reader, 'A8');
    else if ((await this.#equipper.equip(device, inBoxDriver(hardwareIds))) === 'installed')
      await this.#installed(device);
  }

  async #installed({ reader, kind, hardwareIds }: Device): Promise<void> {
    const { state } = this.#computer;
    const device = deviceOf(state.devices, { reader, kind, hardwareIds });
    if (device === undefined || kind !== 'card') return;
    await logInstalled(this.#computer, reader, device.description);
    if (policy(state, 'ScPnPNotification')) this.#notify(device, 'confirmation');
    if (device.present) this.#enter(reader, 'A8');
  }

  /** A device is there; `known` when its driver works already. */
  async #arrived(reader: string, kind: Device['kind'], hardwareIds: readonly string[], description: string) {
    const device = await this.#computer.change((state) => {
      const found = deviceOf(state.devices, { reader, kind, hardwareIds });
      if (found !== undefined) found.present = true;
      else {
        const status = hasNullDriver(state.settings.windows) && kind === 'card' ? 'null-driver' : 'no-driver';
        state.devices.push({ reader, kind, hardwareIds: [...hardwareIds], present: true, status, description });
      }
      return deviceOf(state.devices, { reader, kind, hardwareIds }) as Device;
    });
    return { device, known: device.status === 'working' };
  }

  #left(reader: string, kind?: Device['kind']): Promise<void> {
    return this.#computer.change((state) => {
      for (const device of state.devices) {
        if (device.reader === reader && (kind === undefined || device.kind === kind)) device.present = false;
      }
      forgetOrphans(this.#computer, state);
    });
  }

  #enter(reader: string, state: WorkstationState): void {
    this.#states.set(reader, state);
    this.#told({ kind: 'state', reader, state });
  }

  #notify({ reader, kind, description }: Device, what: NotificationKind, symbol?: SetupCode): void {
    const language = this.#language ?? this.#computer.state.settings.language;
    const told = notification(what, { kind, description }, language, symbol);
    this.#told({ kind: 'notification', reader, notification: told });
  }
}

const OUTCOMES: Readonly<Record<Finding, UpdateOutcome>> = {
  installed: 'updated',
  'up-to-date': 'up-to-date',
  none: 'no-driver',
  offline: 'offline',
  failed: 'failed',
};

/** Windows has class drivers for these cards. Source: reference/minidriver.md 12.1. */
function inBoxDriver(hardwareIds: readonly string[]): string | undefined {
  if (hardwareIds.includes('SCFILTER\\CID_PIV')) return 'Identity Device (NIST SP 800-73 [PIV])';
  return hardwareIds.includes('SCFILTER\\CID_GIDS') ? 'Identity Device (Microsoft Generic Profile)' : undefined;
}
