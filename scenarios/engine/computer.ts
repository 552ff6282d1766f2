/** The simulated computer of a world: its Plug and Play service, and what its screen has shown. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WinScard } from '#pcsc/winscard.ts';
import type { ReaderEvent } from '../../driver/pcsc/reader-events.ts';
import {
  Computer,
  PlugAndPlay,
  type PlugAndPlayEvent,
  type ReaderClass,
  servePlugAndPlay,
} from '../../driver/plug-and-play/index.ts';
import { UpdateWorld } from './update-services.ts';

interface Service {
  readonly plugAndPlay: PlugAndPlay;
  readonly running: Promise<void>;
  readonly abort: AbortController;
}

type ToldNotification = Extract<PlugAndPlayEvent, { kind: 'notification' }>;

export class WorldComputer {
  readonly updates = new UpdateWorld();
  readonly #winscard: WinScard;
  readonly #waiting = new Set<() => void>();
  /** Readers the service has dealt with, and whether it saw a card there. */
  readonly #seen = new Map<string, { readonly card: boolean }>();
  #shown: ToldNotification[] = [];
  #path = new Map<string, string[]>();
  #computer: Computer | undefined;
  #folder: string | undefined;
  #service: Service | undefined;
  #failure: unknown;

  constructor(winscard: WinScard) {
    this.#winscard = winscard;
  }

  /** Made when it is first named. */
  get computer(): Computer {
    this.#folder ??= mkdtempSync(join(tmpdir(), 'cps-sim-computer-'));
    this.#computer ??= Computer.open(this.#folder);
    return this.#computer;
  }

  get plugAndPlay(): PlugAndPlay {
    if (this.#service === undefined) throw new RangeError("Plug and Play does not run: 'PlugAndPlay: start' first");
    return this.#service.plugAndPlay;
  }

  get running(): boolean {
    return this.#service !== undefined;
  }

  start(readerClass: ReaderClass): void {
    if (this.#service !== undefined) throw new RangeError('Plug and Play runs already');
    const told = (event: PlugAndPlayEvent) => this.#told(event);
    const plugAndPlay = new PlugAndPlay({ computer: this.computer, services: this.updates.services, told });
    const abort = new AbortController();
    const done = (event: ReaderEvent) => this.#dealtWith(event);
    const options = { winscard: this.#winscard, plugAndPlay, readerClass, done };
    const running = servePlugAndPlay(options, abort.signal);
    running.catch((error) => {
      this.#failure = error;
      this.#wake();
    });
    this.#service = { plugAndPlay, running, abort };
  }

  async stop(): Promise<void> {
    const service = this.#service;
    this.#service = undefined;
    this.#failure = undefined;
    this.#seen.clear();
    service?.abort.abort();
    await service?.running;
  }

  /** Resolves when the service has seen that reader as it is now; at once when it does not run. */
  async sees(reader: string, { card }: { readonly card: boolean }): Promise<void> {
    while (this.#service !== undefined && this.#seen.get(reader)?.card !== card) {
      if (this.#failure !== undefined) throw this.#failure;
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  /** What the screen has shown of that reader and its cards, and the states it went through, since the last look. */
  take(reader: string): { readonly shown: readonly ToldNotification[]; readonly path: readonly string[] } {
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
    if (kind === 'reader-unplugged') this.#seen.delete(reader);
    else this.#seen.set(reader, { card: kind === 'card-inserted' });
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
