/** Which process something belongs to, so that it is known when that process has ended. */
import { readFileSync } from 'node:fs';
import { hasErrorCode } from './error-code.ts';

export interface ProcessIdentity {
  readonly pid: number;
  /** Start time as the system writes it; absent where it cannot be known. */
  readonly started?: string;
}

/** State and start time among the fields of /proc/PID/stat behind the command name. Source: proc(5), fields 3 and 22. */
const FIELD = { STATE: 0, START_TIME: 19 } as const;
/** A process that has ended, and whose parent has not asked for its exit code yet. */
const ENDED = ['Z', 'X'];

/** Undefined where the system does not tell, or no more. */
function fieldsOf(pid: number): readonly string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

export function thisProcess(): ProcessIdentity {
  const started = fieldsOf(process.pid)?.[FIELD.START_TIME];
  return started === undefined ? { pid: process.pid } : { pid: process.pid, started };
}

/** False when it has ended, and when its number has been given to another one. */
export function isAlive({ pid, started }: ProcessIdentity): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!hasErrorCode(error, 'EPERM')) return false;
  }
  const fields = fieldsOf(pid);
  if (fields === undefined) return true;
  if (ENDED.includes(fields[FIELD.STATE] ?? '')) return false;
  return started === undefined || started === fields[FIELD.START_TIME];
}
