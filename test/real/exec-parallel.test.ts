/**
 * Twenty `cps-sim exec` at a time, each with its own card, a hundred rounds: each program sees its own card alone, and
 * nothing is left behind. As it is installed: compiled, without tsx.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { temporaryDirectory } from '../temporary-directory.ts';
import { type ToolResult, tool } from './plugged-card.ts';

const AT_ONCE = 20;
const ROUNDS = 100;
const TOP = fileURLToPath(new URL('../..', import.meta.url));

/** The command line as the package has it, in a directory of its own. */
function built(): string {
  const directory = temporaryDirectory('built-');
  const sources = [
    'driver',
    'fixtures',
    'scenarios',
    'simulator',
    'tools',
    'package.json',
    'tsconfig.json',
    'tsconfig.build.json',
  ];
  for (const name of sources) cpSync(join(TOP, name), join(directory, name), { recursive: true });
  symlinkSync(join(TOP, 'node_modules'), join(directory, 'node_modules'));
  execFileSync(process.execPath, ['--import=tsx', 'tools/build.ts'], { cwd: directory, stdio: 'ignore' });
  return join(directory, 'dist/tools/cli/main.js');
}

/** Processes of this machine whose environment has this world's directory. */
function processesWith(mark: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return execFileSync('cat', [`/proc/${pid}/environ`], { stdio: ['ignore', 'pipe', 'ignore'] }).includes(mark);
      } catch {
        return false; // it ended meanwhile, or is somebody else's
      }
    });
}

test('twenty worlds at once, a hundred rounds: no cross-talk, nothing left', async (t) => {
  t.timeout(1_200_000);
  const main = built();
  const temporary = join(temporaryDirectory('worlds-'), 't');
  mkdirSync(temporary);
  const env = { TMPDIR: temporary };
  const cards = Array.from({ length: AT_ONCE }, (_, i) => join(temporary, '..', `${i}.cps.json`));
  const cps = (...args: string[]): Promise<ToolResult> => tool(process.execPath, [main, ...args], '', env);
  const serials: string[] = [];
  for (const [seed, card] of cards.entries()) {
    t.is((await cps('card', 'create', '--profile', 'cps3-medecin', '--seed', String(seed), '--out', card)).code, 0);
    const { stdout } = await cps('card', 'show', card, '--json');
    serials.push((JSON.parse(stdout) as { iccSerial: string }).iccSerial);
  }
  t.is(new Set(serials).size, AT_ONCE);
  const wrong: string[] = [];
  const runCard = async (card: string, serial: string): Promise<void> => {
    for (let round = 0; round < ROUNDS; round++) {
      const { code, stdout, stderr } = await cps('exec', '--card', card, '--', 'opensc-tool', '--serial');
      const seen = stdout.replace(/\s/g, '').includes(serial);
      if (code !== 0 || !seen) wrong.push(`round ${round}, card ${serial}: code ${code}, ${stdout}${stderr}`);
    }
  };
  await Promise.all(cards.map((card, i) => runCard(card, serials[i] ?? '')));
  t.deepEqual(wrong.slice(0, 5), []);
  t.deepEqual(readdirSync(temporary), [], 'sockets and directories');
  t.deepEqual(
    readdirSync(join(temporary, '..')).filter((name) => name.endsWith('.lock')),
    [],
    'locks',
  );
  t.deepEqual(processesWith(temporary), [], 'processes');
});
