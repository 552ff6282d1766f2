/**
 * The Windows computer of a world: programs with the smart card CSP loaded, the person who answers their dialogs, the
 * store MY of that person and the service that fills it; its settings, and its devices with their drivers.
 */

import { rmSync } from 'node:fs';
import { members, parameters, TEXT } from '#common/arguments.ts';
import type { Clock } from '#common/clock.ts';
import { temporaryFolder } from '#files/temporary-folder.ts';
import type { WinScard } from '#pcsc/winscard.ts';
import {
  CertificatePropagation,
  CertificateStore,
  findLastCertificate,
  type PropagationSettings,
  type StoreCertificate,
  USAGES,
} from '../../../driver/certificate-store/index.ts';
import { PROPAGATION_SETTINGS } from '../../../driver/certificate-store/propagation.ts';
import { type CryptProvider, CspProcess, type CspSettings, type StorageKey } from '../../../driver/csp/index.ts';
import { CSP_SETTINGS } from '../../../driver/csp/process-settings.ts';
import type { MinidriverSettings } from '../../../driver/minidriver/index.ts';
import { closeAll } from '../closing.ts';
import type { ProgramSettings } from '../program.ts';
import type { CardMove, WorldService } from '../services.ts';
import { DeviceInstallation } from './device-installation.ts';
import { FollowingService } from './following-service.ts';
import { type LivePerson, Person } from './person.ts';
import { ProgramTls } from './program-tls.ts';
import { WindowsSettings } from './windows-settings.ts';

const NAME = { name: TEXT };
const ARGUMENTS = {
  program: parameters('WindowsComputer.program', NAME),
  startProgram: parameters('WindowsComputer.startProgram', { ...NAME, settings: CSP_SETTINGS }),
  startPropagation: parameters('WindowsComputer.startPropagation', { settings: members(PROPAGATION_SETTINGS) }),
};

/** A program: one process, and what it has open. */
export interface WindowsProgram {
  readonly process: CspProcess;
  readonly person: Person;
  /** Connections that show a card. */
  readonly tls: ProgramTls;
  provider?: CryptProvider;
  key?: StorageKey;
  /** What findCertificate found last. */
  certificate?: StoreCertificate | undefined;
}

export interface WindowsComputerOptions {
  /** PC/SC as programs call it. */
  readonly winscard: WinScard;
  /** PC/SC for the services, whose endless waits make no time pass. */
  readonly servicesWinscard: WinScard;
  readonly clock: Clock;
  /** Of every program. */
  readonly programs: ProgramSettings;
  readonly person?: LivePerson | undefined;
}

export class WindowsComputer implements WorldService {
  /** The registry, and the minidriver's log. */
  readonly settings: WindowsSettings;
  /** Devices, drivers, Plug and Play. */
  readonly devices: DeviceInstallation;
  readonly #options: WindowsComputerOptions;
  readonly #programs = new Map<string, WindowsProgram>();
  readonly #propagation = new FollowingService('CertPropSvc');
  #folder: string | undefined;

  constructor(options: WindowsComputerOptions) {
    this.#options = options;
    this.settings = new WindowsSettings(options.clock);
    this.devices = new DeviceInstallation(options.servicesWinscard, options.clock);
  }

  /** The program of that name; started with the usual settings when it is first named. */
  program(name: string): WindowsProgram {
    ARGUMENTS.program(name);
    return this.#programs.get(name) ?? this.#start(name, {});
  }

  /** Starts a program, anew when it runs already. */
  async startProgram(name: string, settings: CspSettings): Promise<WindowsProgram> {
    ARGUMENTS.startProgram(name, settings);
    const former = this.#programs.get(name);
    const program = this.#start(name, settings);
    if (former !== undefined) await ended(former);
    return program;
  }

  /** What every process finds on this computer. */
  #base(program: string): CspSettings {
    return {
      program,
      ...(this.#options.programs.trace && { trace: this.#options.programs.trace }),
      clock: this.#options.clock,
      minidriver: { ...this.settings.minidriverSettings(), ...this.#options.programs, program },
      isRegistered: (atr) => this.devices.isRegistered(atr),
    };
  }

  #start(name: string, settings: CspSettings): WindowsProgram {
    const { person: live } = this.#options;
    const person = new Person(live && ((dialog, closed) => live(name, dialog, closed)));
    const base = this.#base(name);
    const minidriver = merged(base.minidriver, settings.minidriver);
    const process = new CspProcess(this.#options.winscard, { ...base, dialogs: person, ...settings, minidriver });
    const program = { process, person, tls: new ProgramTls(process, () => this.#authenticator()) };
    this.#programs.set(name, program);
    return program;
  }

  #authenticator(): StoreCertificate | undefined {
    const query = { enhancedKeyUsages: USAGES.authentication, at: this.#options.clock.date() };
    return findLastCertificate(this.store, query);
  }

  /** The store MY, empty at first. */
  get store(): CertificateStore {
    this.#folder ??= temporaryFolder('cps-sim-my-');
    return CertificateStore.open(this.#folder);
  }

  /** Starts CertPropSvc; the cards that are there are the first it deals with. @throws RangeError when it runs */
  startPropagation(settings: PropagationSettings): void {
    ARGUMENTS.startPropagation(settings);
    this.#propagation.start(async (signal) => {
      const { servicesWinscard: winscard } = this.#options;
      const process = new CspProcess(winscard, this.#base('CertPropSvc'));
      try {
        const options = { winscard, process, store: this.store, looked: this.#propagation.looked, ...settings };
        await new CertificatePropagation(options).run(signal);
      } finally {
        await process.close();
      }
    });
  }

  stopPropagation(): Promise<void> {
    return this.#propagation.stop();
  }

  /** A hand at a reader: the services have to deal with it. */
  happened(reader: string, event: CardMove): void {
    this.#propagation.happened(reader, event);
    this.devices.happened(reader, event);
    for (const { tls } of this.#programs.values()) tls.happened(reader, event);
  }

  /** Resolves when the services have dealt with all that has happened; rejects when one ended by itself. */
  async settled(): Promise<void> {
    await this.devices.settled();
    await this.#propagation.settled();
  }

  async close(): Promise<void> {
    await closeAll([
      () => this.stopPropagation().catch(() => {}),
      () => this.devices.close(),
      ...[...this.#programs.values()].map((program) => () => ended(program)),
      () => this.settings.close(),
      () => this.#folder !== undefined && rmSync(this.#folder, { recursive: true, force: true }),
    ]);
  }
}

/** What a program sets itself goes before what the computer has. */
function merged(computer: MinidriverSettings = {}, own: MinidriverSettings = {}): MinidriverSettings {
  return { ...computer, ...own, configuration: { ...computer.configuration, ...own.configuration } };
}

async function ended({ process, tls }: WindowsProgram): Promise<void> {
  await tls.close();
  await process.close();
}
