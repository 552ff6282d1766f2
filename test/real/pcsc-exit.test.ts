/** `process.exit()` joins the threads that wait in winscard: a process must end all the same, with its own exit code. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { PcscContext } from '../../driver/pcsc/context.ts';
import { nativeWinScard } from '../../driver/pcsc/native.ts';
import { ensurePcscd, VPCD_PORT } from '../../tools/pcscd.ts';
import { ContractCard } from '../driver/pcsc/contract/contract-card.ts';
import { plug } from './vpicc.ts';

/** A process that hangs is killed after this time, and has no exit code then. */
const HANGS_MS = 20_000;
const CHILD = fileURLToPath(new URL('pcsc-exit-child.ts', import.meta.url));

let socket: Socket;

test.before(async () => {
  await ensurePcscd();
  socket = await plug(new ContractCard(), VPCD_PORT);
  const context = await PcscContext.establish(nativeWinScard());
  for await (const { kind } of context.watch()) if (kind === 'card-inserted') break;
  await context.release();
});

test.after.always(() => socket?.destroy());

const ends = test.macro({
  title: (_, way: string) => way,
  exec: async (t, way: string, exitCode: number, output = '', complaint?: RegExp) => {
    const args = ['--import=tsx', CHILD, way];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: HANGS_MS });
    let written = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      written += text;
    });
    let complained = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complained += text;
    });
    const [code] = await once(child, 'close');
    t.deepEqual([code, written], [exitCode, output]);
    if (complaint !== undefined) t.regex(complained, complaint);
  },
});

test.serial(ends, 'exit in waits', 3);
test.serial(ends, 'exit at once', 3);
test.serial(ends, 'exit while blocked', 3, 'listener 3');
test.serial(ends, 'error in waits', 1, '', /failure on purpose/);
test.serial(ends, 'error while blocked', 1, '', /failure on purpose/);
test.serial(ends, 'natural end', 0);
test.serial(ends, 'end of a watch', 0, 'watched');
