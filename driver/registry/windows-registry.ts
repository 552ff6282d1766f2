/** The registry of this Windows, through its own reg.exe: nothing native is loaded for four settings. */

import { spawnSync } from 'node:child_process';
import { win32 } from 'node:path';
import { FUNCTION, parameters, TEXT } from '#common/arguments.ts';
import type { RegistryReader, RegistryValue } from './registry.ts';

const ARGUMENTS = {
  registry: parameters('WindowsRegistry', { reg: FUNCTION }),
  get: parameters('WindowsRegistry.get', { key: TEXT, name: TEXT }),
};

export type RunReg = (...args: readonly string[]) => string | undefined;

const { SystemRoot } = process.env;
/** Windows' own, by its path: by its name, Windows takes one that lies in the folder where we were started. */
const REG = SystemRoot === undefined ? 'reg.exe' : win32.join(SystemRoot, 'System32', 'reg.exe');

/** What reg.exe prints; undefined when it fails, as it does for a key or value that is not there. */
function runReg(...args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(REG, args, { encoding: 'utf8', windowsHide: true });
  return status === 0 ? stdout : undefined;
}

/** Types whose data nobody here asks for. */
const OTHER_TYPES: Readonly<Record<string, number>> = {
  REG_NONE: 0,
  REG_EXPAND_SZ: 2,
  REG_BINARY: 3,
  REG_MULTI_SZ: 7,
  REG_QWORD: 11,
};

/** `    Traces    REG_DWORD    0x3` */
function registryValue(line: string): RegistryValue | undefined {
  const [, type = '', data = ''] = /^\s+\S.*?\s{4}(REG_[A-Z_]+)(?:\s{4}(.*))?$/.exec(line) ?? [];
  if (type === 'REG_DWORD' && /^0x[0-9a-f]{1,8}$/i.test(data)) return { type, data: Number(data) };
  if (type === 'REG_SZ') return { type, data };
  const other = OTHER_TYPES[type];
  return other === undefined ? undefined : { type: other, data: new Uint8Array(0) };
}

export class WindowsRegistry implements RegistryReader {
  readonly #reg: RunReg;

  constructor(reg: RunReg = runReg) {
    ARGUMENTS.registry(reg);
    this.#reg = reg;
  }

  get(key: string, name: string): RegistryValue | undefined {
    ARGUMENTS.get(key, name);
    // The key names its view itself, so both are looked for in the whole registry.
    const lines = this.#reg('query', key, '/v', name, '/reg:64')?.split(/\r?\n/) ?? [];
    return lines.map(registryValue).find((value) => value !== undefined);
  }
}
