/** How the Windows computer installs devices: its Plug and Play service, and what its screen has shown. */

import { rmSync } from 'node:fs';
import { parameters, TEXT } from '#common/arguments.ts';
import type { Clock } from '#common/clock.ts';
import { temporaryFolder } from '#files/temporary-folder.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import type { WinScard } from '#pcsc/winscard.ts';
import { PcscContext } from '../../../driver/pcsc/context.ts';
import type { ReaderEvent } from '../../../driver/pcsc/reader-events.ts';
import {
  Computer,
  listCards,
  PlugAndPlay,
  type PlugAndPlayEvent,
  type ReaderClass,
  servePlugAndPlay,
} from '../../../driver/plug-and-play/index.ts';
import { READER_CLASS } from '../../../driver/plug-and-play/plug-and-play.ts';
import type { CardMove } from '../services.ts';
import { WorldError } from '../world-error.ts';
import { FollowingService } from './following-service.ts';
import { UpdateWorld } from './update-services.ts';

const READER = { reader: TEXT };
const ARGUMENTS = {
  start: parameters('DeviceInstallation.start', { readerClass: READER_CLASS }),
  readerSeen: parameters('DeviceInstallation.readerSeen', READER),
  atrOf: parameters('DeviceInstallation.atrOf', READER),
  take: parameters('DeviceInstallation.take', READER),
};

/** A notification, and the reader it tells of. */
export type ShownNotification = Extract<PlugAndPlayEvent, { kind: 'notification' }>;

export class DeviceInstallation {
  readonly updates = new UpdateWorld();
  readonly #winscard: WinScard;
  readonly #clock: Clock;
  readonly #service = new FollowingService('Plug and Play');
  /** Readers the service has dealt with. */
  readonly #readers = new Set<string>();
  #shown: ShownNotification[] = [];
  readonly #path = new Map<string, string[]>();
  #computer: Computer | undefined;
  #folder: string | undefined;
  #plugAndPlay: PlugAndPlay | undefined;
  #started = false;

  constructor(winscard: WinScard, clock: Clock) {
    this.#winscard = winscard;
    this.#clock = clock;
  }

  /** Made when it is first named. */
  get computer(): Computer {
    this.#folder ??= temporaryFolder('cps-sim-computer-');
    this.#computer ??= Computer.open(this.#folder, {}, this.#clock);
    return this.#computer;
  }

  get plugAndPlay(): PlugAndPlay {
    if (this.#plugAndPlay === undefined)
      throw new WorldError({
        en: "Plug and Play does not run: 'PlugAndPlay: start' first",
        fr: "Plug and Play n'est pas lancé : d'abord 'PlugAndPlay: start'",
      });
    return this.#plugAndPlay;
  }

  /**
   * Whether programs find a card of that ATR: what Plug and Play has registered, once it has dealt with all cards. Until
   * it is started for the first time the minidriver is taken to be there.
   */
  async isRegistered(atr: Bytes): Promise<boolean> {
    if (!this.#started) return true;
    await this.settled();
    return listCards(this.computer.registry, atr).length > 0;
  }

  /** Starts the service; the readers and cards that are there are the first it deals with. */
  start(readerClass: ReaderClass): void {
    ARGUMENTS.start(readerClass);
    this.#service.start((signal) => {
      this.#started = true;
      const told = (event: PlugAndPlayEvent) => this.#told(event);
      const plugAndPlay = new PlugAndPlay({ computer: this.computer, services: this.updates.services, told });
      this.#plugAndPlay = plugAndPlay;
      const done = (event: ReaderEvent) => this.#dealtWith(event);
      const { looked } = this.#service;
      return servePlugAndPlay({ winscard: this.#winscard, plugAndPlay, readerClass, done, looked }, signal);
    });
  }

  stop(): Promise<void> {
    this.#plugAndPlay = undefined;
    this.#readers.clear();
    return this.#service.stop();
  }

  /** A hand at a reader: the service has to deal with it. */
  happened(reader: string, event: CardMove): void {
    this.#service.happened(reader, event);
  }

  /** Resolves when the service has dealt with all that has happened; rejects when it ended by itself. */
  settled(): Promise<void> {
    return this.#service.settled();
  }

  /** Resolves when the service has dealt with that reader being there. */
  async readerSeen(reader: string): Promise<void> {
    ARGUMENTS.readerSeen(reader);
    return this.#service.until(() => this.#readers.has(reader));
  }

  /** The answer to reset of the card in that reader. @throws ScardError */
  async atrOf(reader: string): Promise<Bytes> {
    ARGUMENTS.atrOf(reader);
    const context = await PcscContext.establish(this.#winscard, { program: 'Plug and Play' });
    try {
      return (await (await context.connect(reader)).status()).atr;
    } finally {
      await context.release();
    }
  }

  /** What the screen has shown of that reader and its cards, and the states it went through, since the last look. */
  take(reader: string): { readonly shown: readonly ShownNotification[]; readonly path: readonly string[] } {
    ARGUMENTS.take(reader);
    const shown = this.#shown.filter((told) => told.reader === reader);
    this.#shown = this.#shown.filter((told) => told.reader !== reader);
    const path = this.#path.get(reader) ?? [];
    this.#path.delete(reader);
    return { shown, path };
  }

  async close(): Promise<void> {
    await this.stop().catch(() => {});
    this.updates.close();
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
  }

  #told(event: PlugAndPlayEvent): void {
    if (event.kind === 'notification') this.#shown.push(event);
    else this.#path.set(event.reader, [...(this.#path.get(event.reader) ?? []), event.state]);
  }

  #dealtWith({ kind, reader }: ReaderEvent): void {
    if (kind === 'reader-plugged') this.#readers.add(reader);
    if (kind === 'reader-unplugged') this.#readers.delete(reader);
    this.#service.wake();
  }
}
