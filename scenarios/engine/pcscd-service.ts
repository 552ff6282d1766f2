/** The system's pcscd in the hands of systemd: how a reader of vpcd is unplugged and plugged. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import type { ServiceControl } from './pcsc-target.ts';

const UNITS = ['pcscd.socket', 'pcscd.service'];

/** Undefined when pcscd is not ours to stop: not root, or no systemd. */
export function systemdService(): ServiceControl | undefined {
  if (process.getuid?.() !== 0 || !existsSync('/run/systemd/system')) return undefined;
  const systemctl = async (verb: string) => void (await promisify(execFile)('systemctl', [verb, ...UNITS]));
  return { stop: () => systemctl('stop'), start: () => systemctl('start') };
}
