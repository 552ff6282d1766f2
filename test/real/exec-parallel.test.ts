/**
 * Twenty `cps-sim exec` at a time, each with its own card, twice, and in each world the program twenty times: each
 * program sees its own card alone, and nothing is left behind. As it is installed: compiled, without tsx.
 *
 * Worlds that open and close in any order, a hundred rounds: private-world.test.ts.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { toHex } from '#iso7816/bytes.ts';
import { CardFile } from '../../simulator/card/state/card-file.ts';
import { personalise, shippedProfile } from '../../simulator/personalisation/index.ts';
import { builtMain } from '../built.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { type ToolResult, tool } from './plugged-card.ts';

const AT_ONCE = 20;
const ROUNDS = 2;
const PROGRAMS_A_WORLD = 20;
const READ_SERIALS = `for i in $(seq ${PROGRAMS_A_WORLD}); do opensc-tool --serial || exit; done`;

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

/** The serial numbers that opensc-tool has printed, one a run: 00 00 01 of the issuer, the number, check digit and F. */
function serialsIn(output: string): string[] {
  return [...output.matchAll(/^00 00 01 ((?:\d\d ){4})\dF /gm)].map(([, digits = '']) => digits.replaceAll(' ', ''));
}

/** Makes a card in that file; the serial number that is in its EF.SN, after the issuer's 4 bytes and 00 00 01. */
function madeCard(file: string, seed: number): string {
  const profile = shippedProfile('cps3-medecin');
  const state = personalise(profile, seed);
  CardFile.create(file, { profile, seed, state });
  return toHex(state.contents['3F00/D003'] ?? new Uint8Array()).slice(14, 22);
}

test('twenty worlds at once, eight hundred programs: no cross-talk, nothing left', async (t) => {
  t.timeout(600_000);
  const main = builtMain();
  const temporary = join(temporaryDirectory('worlds-'), 't');
  mkdirSync(temporary);
  const env = { TMPDIR: temporary };
  const cards = Array.from({ length: AT_ONCE }, (_, i) => join(temporary, '..', `${i}.cps.json`));
  const cps = (...args: string[]): Promise<ToolResult> => tool(process.execPath, [main, ...args], '', env);
  const serials = cards.map(madeCard);
  t.is(new Set(serials).size, AT_ONCE);
  const wrong: string[] = [];
  const runCard = async (card: string, serial: string): Promise<void> => {
    for (let round = 0; round < ROUNDS; round++) {
      const { code, stdout, stderr } = await cps('exec', '--card', card, '--', 'sh', '-c', READ_SERIALS);
      const seen = serialsIn(stdout);
      if (code !== 0 || seen.length !== PROGRAMS_A_WORLD || seen.some((one) => one !== serial))
        wrong.push(`round ${round}, card ${serial}: code ${code}, ${stdout}${stderr}`);
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
