/** Folders that the environment names. */
import { posix } from 'node:path';

/** The value when it is an absolute path, else `fallback`. Source: XDG Base Directory Specification 0.8, 2: a relative one is ignored. */
export function xdgFolder(value: string | undefined, fallback: string): string {
  return value !== undefined && posix.isAbsolute(value) ? value : fallback;
}
