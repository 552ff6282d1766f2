/** pcscd stops and comes back: the driver says so, and a plugged card comes back with it. */
import { once } from 'node:events';
import test, { type ExecutionContext } from 'ava';
import { SCARD } from '#pcsc/scard.ts';
import { PcscContext } from '../../driver/pcsc/context.ts';
import { nativeWinScard } from '../../driver/pcsc/native.ts';
import { quickAck } from '../../driver/pcsc/quick-ack.ts';
import { ScardError } from '../../driver/pcsc/scard-error.ts';
import { VpcdClient } from '../../simulator/reader/vpcd/client.ts';
import { ensurePcscd, READER_NAMES, restartPcscd, stopPcscd, VPCD_PORT } from '../../tools/pcscd.ts';
import { COMMAND, ContractCard } from '../driver/pcsc/contract/contract-card.ts';

const [reader] = READER_NAMES;
const winscard = nativeWinScard();

async function plugged(t: ExecutionContext): Promise<VpcdClient> {
  await ensurePcscd();
  const client = new VpcdClient({ card: new ContractCard(), port: VPCD_PORT, acknowledge: quickAck });
  await client.connect();
  t.teardown(() => client.eject());
  return client;
}

/** A connection on the card as soon as it is seen. */
async function connected() {
  const context = await PcscContext.establish(winscard);
  for await (const event of context.watch()) if (event.kind === 'card-inserted' && event.reader === reader) break;
  return { context, card: await context.connect(reader) };
}

function refused(t: ExecutionContext, call: Promise<unknown>): Promise<ScardError | undefined> {
  return t.throwsAsync(call, { instanceOf: ScardError });
}

test.serial('while pcscd is away every call says that the service is gone', async (t) => {
  await plugged(t);
  const { context, card } = await connected();
  const watch = context.watch();
  await watch.next();
  await stopPcscd();
  const gone: readonly (number | undefined)[] = [SCARD.E_NO_SERVICE, SCARD.F_COMM_ERROR];
  for (const call of [card.transmit(COMMAND.nothing), context.listReaders(), PcscContext.establish(winscard)]) {
    const error = await refused(t, call);
    t.true(gone.includes(error?.scard), error?.message);
  }
  await refused(t, drained(watch));
});

async function drained(events: AsyncGenerator<unknown>): Promise<void> {
  for await (const _ of events) {
    // Until it throws.
  }
}

test.serial('a card plugged in with reconnection comes back with pcscd', async (t) => {
  const client = await plugged(t);
  await connected();
  const back = once(client, 'connected');
  await restartPcscd();
  await back;
  const { card, context } = await connected();
  t.is((await card.transmit(COMMAND.nothing)).sw, 0x9000);
  await context.release();
});
