/** Whether a program could be run, without running it. */
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { isProgramPath } from '#files/program-path.ts';
import { programOnWindows } from '../../../driver/winscard-launch/launched.ts';

type SystemError = Pick<NodeJS.ErrnoException, 'code' | 'message'>;

function refusal(path: string): SystemError | undefined {
  try {
    if (!statSync(path).isFile()) return { code: 'EACCES', message: 'EACCES' };
    accessSync(path, constants.X_OK);
    return undefined;
  } catch (error) {
    return error as NodeJS.ErrnoException;
  }
}

const NOT_FOUND: SystemError = { code: 'ENOENT', message: 'ENOENT' };

/** What execvp(3) would say, or CreateProcess; undefined when it would run. */
export function notExecutable(program: string, { PATH = '' }: NodeJS.ProcessEnv): SystemError | undefined {
  if (process.platform === 'win32') return programOnWindows(program) === undefined ? NOT_FOUND : undefined;
  if (isProgramPath(program)) return refusal(program);
  const refusals = PATH.split(delimiter).map((folder) => refusal(join(folder, program)));
  if (refusals.includes(undefined)) return undefined;
  return refusals.find((one) => one?.code === 'EACCES') ?? NOT_FOUND;
}
