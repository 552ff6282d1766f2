/** A folder in the file manager of the desktop, where there is one. Source: reference/documents.md L13, L25. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program that shows a folder; undefined where nobody would see it. */
function opener(
  { DISPLAY, WAYLAND_DISPLAY, PATH = '' }: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
): string | undefined {
  if (platform === 'darwin') return 'open';
  if (platform === 'win32') return 'explorer.exe';
  if (!DISPLAY && !WAYLAND_DISPLAY) return undefined;
  return PATH.split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, 'xdg-open'))
    .find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Opens it; false when this machine has nothing to open it with.
 * @param path absolute, so that it is never taken for an option
 */
export async function openFolder(
  path: string,
  environment = process.env,
  platform = process.platform,
): Promise<boolean> {
  const program = opener(environment, platform);
  if (program === undefined) return false;
  const child = spawn(program, [path], { stdio: 'ignore', detached: true, env: environment });
  child.unref();
  try {
    await once(child, 'spawn');
    return true;
  } catch {
    return false;
  }
}
