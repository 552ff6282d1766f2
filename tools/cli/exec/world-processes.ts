/**
 * The processes of private worlds, found by the variable that brings them there. Only Linux shows the environment of a
 * process, and to its own user alone; elsewhere none are found.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { isAbandoned } from '#files/temporary-folder.ts';

export interface WorldProcess {
  readonly pid: number;
  /** Of its program, as `ps` shows it. */
  readonly name: string;
  /** The socket of its world. */
  readonly socket: string;
}

const VARIABLE = 'PCSCLITE_CSOCK_NAME=';

/**
 * Wine's own, started with the first program of a prefix and shared by all that come later, the user's other ones too: no
 * program of a world. They end by themselves when the last program has.
 */
const WINE_SERVICES = /^(?:wineserver(?:64)?|(?:services|winedevice|plugplay|svchost|rpcss|explorer|conhost)\.exe)$/;

function worldProcess(pid: string): WorldProcess | undefined {
  try {
    const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    const socket = variables.find((variable) => variable.startsWith(VARIABLE))?.slice(VARIABLE.length);
    if (socket === undefined) return undefined;
    const name = readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
    return WINE_SERVICES.test(name) ? undefined : { pid: Number(pid), name, socket };
  } catch {
    return undefined; // it has ended, or is another user's
  }
}

function worldProcesses(): WorldProcess[] {
  try {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
    return pids.flatMap((pid) => worldProcess(pid) ?? []);
  } catch {
    return [];
  }
}

/** Those in the world with that socket. */
export function processesInWorld(socket: string): WorldProcess[] {
  return worldProcesses().filter((one) => one.socket === socket);
}

/** Those whose world went down with the cps-sim that kept it. */
export function strandedProcesses(): WorldProcess[] {
  return worldProcesses().filter(({ socket }) => isAbandoned(basename(dirname(socket))));
}
