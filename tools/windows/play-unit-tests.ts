/** Unit tests under Windows' node.exe in Wine, in one run of AVA. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { windowsNode } from './node-exe.ts';
import { makeUnitCheckout } from './unit-checkout.ts';
import { WinePrefix } from './wine-prefix.ts';

/** What esbuild's Go asks of Windows 10, and Wine 8 has not: random bytes. */
const PRIMITIVES = `#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T length) { return SystemFunction036(bytes, (ULONG)length); }
`;

function addPrimitives({ system }: WinePrefix, folder: string): void {
  const source = join(folder, 'primitives.c');
  writeFileSync(source, PRIMITIVES);
  const dll = join(system, 'bcryptprimitives.dll');
  execFileSync('x86_64-w64-mingw32-gcc', ['-shared', '-o', dll, source, '-ladvapi32']);
}

export interface Played {
  /** Of AVA: 0 when all passed. */
  readonly code: number;
  /** What AVA said, as TAP. */
  readonly tap: string;
}

/** Plays those files of tests (`test/.../x.test.ts`). @param folder where all of it is made; removing that is the caller's */
export async function playUnitTests(files: readonly string[], folder: string): Promise<Played> {
  const { program, environment } = windowsNode();
  const checkout = join(folder, 'checkout');
  makeUnitCheckout(checkout);
  const prefix = new WinePrefix(folder);
  const output = join(folder, 'output');
  // Wine gives Node no pipe.
  const out = openSync(output, 'w');
  try {
    prefix.becomeTen();
    addPrimitives(prefix, folder);
    const compiled = files.map((file) => file.replace(/\.ts$/, '.js'));
    const child = spawn('wine', [program, 'node_modules/ava/entrypoints/cli.mjs', '--tap', ...compiled], {
      cwd: checkout,
      env: { ...prefix.environment, ...environment },
      stdio: ['ignore', out, 'ignore'],
    });
    const [code] = await once(child, 'exit');
    return { code: code ?? 1, tap: readFileSync(output, 'utf8') };
  } finally {
    closeSync(out);
    prefix.close();
  }
}
