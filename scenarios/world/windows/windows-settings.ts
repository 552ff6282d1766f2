/** What the programs of the Windows computer find set: its registry, and the folder where the minidriver writes its log. */

import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '#common/clock.ts';
import { temporaryFolder } from '#files/temporary-folder.ts';
import { type MinidriverSettings, readSettings, TraceLog } from '../../../driver/minidriver/index.ts';
import { Registry } from '../../../driver/registry/index.ts';

export class WindowsSettings {
  /** Empty at first: the settings of the machine the test runs on do not count. */
  readonly registry = new Registry();
  readonly #clock: Clock;
  #logFolder: string | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What a card module finds when it is loaded now. */
  minidriverSettings(): MinidriverSettings {
    const { configuration } = readSettings(this.registry);
    const { traces = 0 } = configuration;
    if (traces === 0) return { configuration };
    this.#logFolder ??= temporaryFolder('cps-sim-log-');
    return { configuration, log: TraceLog.open(traces, this.#logFolder, process.pid, this.#clock) };
  }

  /** What stands in the log; '' when there is none. */
  log(): string {
    const folder = this.#logFolder;
    if (folder === undefined || !existsSync(folder)) return '';
    return readdirSync(folder)
      .map((file) => readFileSync(join(folder, file), 'utf8'))
      .join('');
  }

  close(): void {
    if (this.#logFolder !== undefined) rmSync(this.#logFolder, { recursive: true, force: true });
  }
}
