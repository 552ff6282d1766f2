/** pcsc_scan of Debian's pcsc-tools sees the card come and go, in the right order. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import test from 'ava';
import { READER_NAMES } from '../../tools/pcscd.ts';
import { pluggedCard } from './plugged-card.ts';

const [FIRST] = READER_NAMES;
const ATR = '3B AC 00 40 2A 00 12 25 00 64 80 00 03 10 00 90 00';

/** What pcsc_scan says of the first reader: 'inserted ATR', 'removed'... */
function watchFirstReader(): { says(count: number): Promise<string[]>; stop(): Promise<void> } {
  const scan = spawn('stdbuf', ['-oL', 'pcsc_scan', '-n'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const said: string[] = [];
  let reader = '';
  let wake = (): void => {};
  createInterface(scan.stdout).on('line', (line) => {
    reader = /^ Reader \d+: (.+)$/.exec(line)?.[1] ?? reader;
    const state = /^ {2}Card state: Card (\w+)/.exec(line)?.[1];
    const atr = /^ {2}ATR: (.+)$/.exec(line)?.[1];
    if (reader !== FIRST) return;
    if (state !== undefined) said.push(state);
    if (atr !== undefined) said.push(atr);
    wake();
  });
  return {
    async says(count) {
      while (said.length < count) await new Promise<void>((resolve) => (wake = resolve));
      return said.slice(0, count);
    },
    async stop() {
      scan.kill('SIGINT');
      await once(scan, 'close');
    },
  };
}

test('pcsc_scan reports insertion, removal and insertion again, with the ATR', async (t) => {
  await using card = await pluggedCard('cps3-medecin', 1);
  const scan = watchFirstReader();
  t.deepEqual(await scan.says(2), ['inserted', ATR]);
  await card.eject();
  t.deepEqual((await scan.says(3)).slice(2), ['removed']);
  await card.insert();
  t.deepEqual((await scan.says(5)).slice(3), ['inserted', ATR]);
  await scan.stop();
});
