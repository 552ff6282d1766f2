/**
 * The whole bench on one core: card, service and client take turns anyway, and a ratio then tells their work and not where
 * the scheduler put them (between cores a wake-up costs up to ten times the rest of an APDU).
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The last core this process may use. */
function lastCore(): string {
  const allowed = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return allowed?.split(/[,-]/).at(-1) ?? '0';
}

const CORE = lastCore();

/** Every thread of a process, and whatever it starts from now on. @throws Error when the process is another user's */
export function pinToOneCore(pid: number): void {
  execFileSync('taskset', ['--all-tasks', '--cpu-list', '--pid', CORE, String(pid)], { stdio: 'pipe' });
}
