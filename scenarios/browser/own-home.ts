/** A home of its own for a browser: all it writes goes there, and goes with it. */
import { rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { longestFolderName, temporaryFolder } from '#files/temporary-folder.ts';
import { worldPlaces } from '../../simulator/resource-manager/pcsclite/private-socket.ts';
import { fitsSocketName } from '../../simulator/resource-manager/pcsclite/server.ts';

const PREFIX = 'cps-sim-';
/** The longest name that Chromium makes among temporary files: without it Chromium does not start. */
const CHROMIUM_SOCKET = 'org.chromium.Chromium.XXXXXX/SingletonSocket';
/** A browser's last processes end a moment behind it. */
const REMOVAL = { recursive: true, force: true, maxRetries: 20, retryDelay: 50 } as const;

/** The directory for temporary files or, where its name is too long, one that a world may stand in. */
function place(): string {
  const name = longestFolderName(PREFIX);
  const [usual, ...others] = worldPlaces();
  return [usual, ...others].find((folder) => fitsSocketName(join(folder, name, CHROMIUM_SOCKET))) ?? usual;
}

export class OwnHome {
  readonly folder: string;

  /** @throws TemporaryFolderError */
  constructor() {
    this.folder = temporaryFolder(PREFIX, place());
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Variables that bring a browser there, beside those of this process; Chromium leaves its lock folders in TMPDIR. */
  get environment(): Record<string, string> {
    const { XAUTHORITY = join(homedir(), '.Xauthority'), ...others } = process.env as Record<string, string>;
    const kept = Object.entries(others).filter(([name]) => !/^(XDG_(CONFIG|CACHE|DATA|STATE)_HOME|MOZ_.*)$/.test(name));
    return { ...Object.fromEntries(kept), XAUTHORITY, HOME: this.folder, TMPDIR: this.folder };
  }

  remove(): void {
    rmSync(this.folder, REMOVAL);
  }
}
