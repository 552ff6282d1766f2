import { execFileSync, type spawn } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from './temporary-directory.ts';

/** A named pipe that nobody has open. */
export function namedPipe(path = join(temporaryDirectory('pipe-'), 'pipe')): string {
  execFileSync('sh', ['-c', 'mkfifo "$0"', path]);
  return path;
}

/** A pipe that this process was given open, as by `>(gzip)` of a shell; `reader` is started with its name. */
export function givenPipe(reader: (path: string) => ReturnType<typeof spawn>) {
  const path = namedPipe();
  const child = reader(path);
  const file = openSync(path, constants.O_WRONLY);
  return { child, path: `/dev/fd/${file}`, close: () => closeSync(file) };
}
