/** A Windows of one's own in Wine, which ends with who made it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

export class WinePrefix {
  readonly environment: NodeJS.ProcessEnv;
  readonly #path: string;

  /** @param folder where it is made; removing that is the caller's */
  constructor(folder: string) {
    this.#path = join(folder, 'prefix');
    this.environment = { ...process.env, WINEPREFIX: this.#path, WINEDEBUG: '-all' };
    mkdirSync(this.#path);
    // Its server would end and begin with each program.
    this.#run('wineserver', '--persistent');
    this.#run('wineboot', '--init');
  }

  /** Wine 8 is a Windows 7 by default, on which Node does not start. */
  becomeTen(): void {
    this.#run('wine', 'reg', 'add', 'HKCU\\Software\\Wine', '/v', 'Version', '/d', 'win10', '/f');
  }

  /** Windows' own folder of DLLs. */
  get system(): string {
    return join(this.#path, 'drive_c', 'windows', 'system32');
  }

  /** The prefix's own server ends, and with it what Wine has started in it. */
  close(): void {
    // It may have ended by itself.
    spawnSync('wineserver', ['--kill'], { env: this.environment });
    this.#run('wineserver', '--wait');
  }

  #run(program: string, ...args: readonly string[]): void {
    execFileSync(program, args, { env: this.environment, stdio: 'ignore' });
  }
}
