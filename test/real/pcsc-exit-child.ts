/** A program that ends, in the way its argument says, while calls of winscard are under way. */

import { INFINITE, READER_STATE } from '#pcsc/scard.ts';
import { PcscContext } from '../../driver/pcsc/context.ts';
import { nativeWinScard } from '../../driver/pcsc/native.ts';
import { READER_NAMES } from '../../tools/pcscd.ts';

const [reader] = READER_NAMES;
const winscard = nativeWinScard();
const context = await PcscContext.establish(winscard);

/** Waits that nothing ends: the state of the reader does not change. */
async function wait(count: number): Promise<void> {
  const { states } = await winscard.getStatusChange(context.handle, 0, [
    { reader, currentState: READER_STATE.UNAWARE },
  ]);
  const currentState = (states[0]?.eventState ?? 0) & ~READER_STATE.CHANGED;
  for (let i = 0; i < count; i++) {
    const { handle } = await PcscContext.establish(winscard);
    void winscard.getStatusChange(handle, INFINITE, [{ reader, currentState }]);
  }
}

/** A transaction that waits for another of the same process. */
async function block(): Promise<void> {
  const other = await (await PcscContext.establish(winscard)).connect(reader);
  await (await context.connect(reader)).beginTransaction();
  void other.beginTransaction();
}

/** The calls have reached the service. */
function later(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 100));
}

const ways: Readonly<Record<string, () => Promise<unknown>>> = {
  'exit in waits': async () => {
    await wait(6);
    await later();
    process.exit(3);
  },
  'exit at once': async () => {
    await wait(1);
    process.exit(3);
  },
  'exit while blocked': async () => {
    await block();
    await later();
    process.on('exit', (code) => process.stdout.write(`listener ${code}`));
    process.exit(3);
  },
  'error in waits': async () => {
    await wait(1);
    await later();
    throw new Error('failure on purpose');
  },
  'error while blocked': async () => {
    await block();
    await later();
    throw new Error('failure on purpose');
  },
  'natural end': async () => {
    await wait(0);
    await (await context.connect(reader)).transaction(async () => {});
  },
  'end of a watch': async () => {
    const abort = new AbortController();
    for await (const { kind } of context.watch({ signal: abort.signal })) if (kind === 'card-inserted') abort.abort();
    process.stdout.write('watched');
  },
};

await ways[process.argv[2] ?? '']?.();
