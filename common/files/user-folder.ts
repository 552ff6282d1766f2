/** Where the platform keeps what belongs to a user. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { xdgFolder } from './xdg-folder.ts';

/** The folder of that name among those of cps-sim. */
export function userFolder(name: string, { APPDATA, XDG_DATA_HOME }: NodeJS.ProcessEnv = process.env): string {
  if (process.platform === 'win32') return join(APPDATA ?? homedir(), 'cps-sim', name);
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'cps-sim', name);
  return join(xdgFolder(XDG_DATA_HOME, join(homedir(), '.local', 'share')), 'cps-sim', name);
}
