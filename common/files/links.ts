/** One rule for links: what a user names is the file behind them, whether it is there or not. */
import { readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { hasErrorCode } from './error-code.ts';

/**
 * The path behind all links. Of a file that is not there yet: the one that would be made by writing through them.
 * @throws an error of the file system: links in a circle, a folder that may not be entered
 */
export function throughLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (!hasErrorCode(error, 'ENOENT')) throw error;
  }
  const target = targetOf(path);
  return target === undefined ? inRealFolder(path) : throughLinks(resolve(dirname(path), target));
}

/** Undefined when no link stands there. */
function targetOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT', 'EINVAL')) return undefined;
    throw error;
  }
}

function inRealFolder(path: string): string {
  try {
    return join(realpathSync(dirname(path)), basename(path));
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return path;
    throw error;
  }
}
