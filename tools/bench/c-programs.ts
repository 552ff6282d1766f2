/** The small C programs of this folder, compiled into a temporary folder that the rest of the bench may use too: the floor to measure against. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LIBRARIES = {
  'floor-card': [],
  'apdu-client': ['-l:libpcsclite.so.1'],
  'card-events': ['-l:libpcsclite.so.1'],
  'sign-client': ['-ldl'],
} as const;

export type CProgram = keyof typeof LIBRARIES;

export interface Programs {
  readonly folder: string;
  readonly path: Readonly<Record<CProgram, string>>;
  /** Removes them and the folder. */
  dispose(): void;
}

/** @throws Error when there is no C compiler */
export function compilePrograms(): Programs {
  const folder = mkdtempSync(join(tmpdir(), 'cps-sim-bench-'));
  const path = {} as Record<CProgram, string>;
  for (const program of Object.keys(LIBRARIES) as CProgram[]) {
    const source = fileURLToPath(new URL(`${program}.c`, import.meta.url));
    path[program] = join(folder, program);
    try {
      execFileSync('cc', ['-O2', '-o', path[program], source, ...LIBRARIES[program]], { stdio: 'pipe' });
    } catch (cause) {
      rmSync(folder, { recursive: true });
      throw new Error(
        `cc cannot compile ${program}.c: the bench over pcscd needs a C compiler (apt install gcc libc6-dev)`,
        { cause },
      );
    }
  }
  return { folder, path, dispose: () => rmSync(folder, { recursive: true }) };
}
