/** `npm run fuzz:windows -- SEED RUNS`: the fuzzer of winscard.dll, as long as one likes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fuzzWindows } from './fuzzer.ts';

const [seed = 1, runs = 100_000] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), 'cps-sim-fuzz-'));
const { code, text } = fuzzWindows(folder, seed, runs);
rmSync(folder, { recursive: true });
process.stdout.write(`${text}\n`);
process.exitCode = code === 0 ? 0 : 1;
