/**
 * The Windows desktop of a world: programs with the smart card CSP loaded, the person who answers their dialogs, the
 * store MY of that person and the service that fills it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '#common/clock.ts';
import type { WinScard } from '#pcsc/winscard.ts';
import {
  CertificatePropagation,
  CertificateStore,
  type PropagationEvent,
  type PropagationSettings,
  type StoreCertificate,
} from '../../../driver/certificate-store/index.ts';
import { type CryptProvider, CspProcess, type CspSettings, type StorageKey } from '../../../driver/csp/index.ts';
import type { ProgramSettings } from '../program.ts';
import { WorldComputer } from './computer.ts';
import { FollowingService } from './following-service.ts';
import type { Machine } from './machine.ts';
import { Person } from './person.ts';

/** A program: one process, and what it has open. */
export interface DesktopProgram {
  readonly process: CspProcess;
  readonly person: Person;
  provider?: CryptProvider;
  key?: StorageKey;
  /** What findCertificate found last. */
  certificate?: StoreCertificate | undefined;
}

export interface DesktopOptions {
  /** PC/SC as programs call it. */
  readonly winscard: WinScard;
  /** PC/SC for the services, whose endless waits make no time pass. */
  readonly servicesWinscard: WinScard;
  readonly machine: Machine;
  readonly clock: Clock;
  readonly settings: ProgramSettings;
}

export class Desktop {
  /** What the desktop runs on: devices, drivers, Plug and Play. */
  readonly computer: WorldComputer;
  readonly #options: DesktopOptions;
  readonly #programs = new Map<string, DesktopProgram>();
  readonly #propagation = new FollowingService('CertPropSvc');
  #folder: string | undefined;

  constructor(options: DesktopOptions) {
    this.#options = options;
    this.computer = new WorldComputer(options.servicesWinscard, options.clock);
  }

  /** The program of that name; started with the usual settings when it is first named. */
  program(name: string): DesktopProgram {
    return this.#programs.get(name) ?? this.#start(name, {});
  }

  /** Starts a program, anew when it runs already. */
  async startProgram(name: string, settings: CspSettings): Promise<DesktopProgram> {
    const former = this.#programs.get(name);
    const program = this.#start(name, settings);
    await former?.process.close();
    return program;
  }

  /** What every process finds on this machine. */
  #base(program: string): CspSettings {
    return {
      program,
      ...(this.#options.settings.trace && { trace: this.#options.settings.trace }),
      clock: this.#options.clock,
      minidriver: { ...this.#options.machine.minidriverSettings(), ...this.#options.settings, program },
      isRegistered: (atr) => this.computer.isRegistered(atr),
    };
  }

  #start(name: string, settings: CspSettings): DesktopProgram {
    const person = new Person();
    const process = new CspProcess(this.#options.winscard, { ...this.#base(name), dialogs: person, ...settings });
    const program = { process, person };
    this.#programs.set(name, program);
    return program;
  }

  /** The store MY, empty at first. */
  get store(): CertificateStore {
    this.#folder ??= mkdtempSync(join(tmpdir(), 'cps-sim-my-'));
    return CertificateStore.open(this.#folder);
  }

  /** Starts CertPropSvc; the cards that are there are the first it deals with. @throws RangeError when it runs */
  startPropagation(settings: PropagationSettings): void {
    this.#propagation.start(async (signal) => {
      const { servicesWinscard: winscard } = this.#options;
      const process = new CspProcess(winscard, this.#base('CertPropSvc'));
      const told = ({ reader }: PropagationEvent) => reader !== undefined && this.#propagation.dealtWith(reader);
      try {
        const options = { winscard, process, store: this.store, told, ...settings };
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
  happened(reader: string, event: 'card-inserted' | 'card-removed'): void {
    this.#propagation.happened(reader, event);
    this.computer.happened(reader, event);
  }

  /** Resolves when the services have dealt with all that has happened; rejects when one ended by itself. */
  async settled(): Promise<void> {
    await this.computer.settled();
    await this.#propagation.settled();
  }

  async close(): Promise<void> {
    await this.stopPropagation().catch(() => {});
    await this.computer.close();
    for (const { process } of this.#programs.values()) await process.close();
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
  }
}
