import test from 'ava';
import { VirtualClock } from '#common/virtual-clock.ts';
import { hex, toHex } from '#iso7816/bytes.ts';
import { DISPOSITION, SCARD } from '#pcsc/scard.ts';
import type { TraceEvent } from '#trace/event.ts';
import { PcscContext } from '../../../driver/pcsc/context.ts';
import { traced } from '../../../driver/pcsc/trace.ts';
import { ResourceManager } from '../../../simulator/resource-manager/resource-manager.ts';
import { ContractCard } from './contract/contract-card.ts';
import { fakeWinScard } from './fake-winscard.ts';

const READER = 'Bureau 00 00';

async function tracedCard() {
  const manager = new ResourceManager();
  const slot = manager.plugReader('Bureau');
  slot.insert(new ContractCard());
  const events: TraceEvent[] = [];
  const context = await PcscContext.establish(traced(manager, (event) => events.push(event)));
  return { slot, manager, events, context, card: await context.connect(READER) };
}

test('a command and its response, with the reader and the time', async (t) => {
  const { events, card } = await tracedCard();
  await card.transmit(hex`00 CA 00 01`);
  const [event] = events;
  if (event?.kind !== 'apdu') return t.fail(event?.kind);
  const { origin, card: reader, command, response, durationMs, reason } = event;
  t.deepEqual([origin, reader, toHex(command), toHex(response)], ['driver', READER, '00CA0001', '009000']);
  t.true(durationMs >= 0);
  t.is(reason, undefined);
});

test('the time of a command goes by the clock', async (t) => {
  const clock = new VirtualClock();
  const transmit = async () => {
    clock.pass(250);
    return { rv: SCARD.S_SUCCESS, response: hex`90 00` };
  };
  const events: TraceEvent[] = [];
  const winscard = traced(fakeWinScard({ transmit }), (event) => events.push(event), clock);
  await winscard.transmit(7, 1, hex`00 CA 00 01`);
  t.like(events[0], { kind: 'apdu', durationMs: 250 });
});

test('a code is masked', async (t) => {
  const { events, card } = await tracedCard();
  await card.transmit(hex`00 20 00 01 04 31 32 33 34`);
  const [event] = events;
  t.is(event?.kind === 'apdu' && toHex(event.command), '00200001042A2A2A2A');
});

test('a command that winscard refused says why', async (t) => {
  const { slot, events, card } = await tracedCard();
  slot.remove();
  await t.throwsAsync(card.transmit(hex`00 CA 00 01`), { code: 'ERR_SCARD' });
  const [event] = events;
  t.is(event?.kind === 'apdu' && event.reason, 'SCARD_W_REMOVED_CARD');
});

test('resets and losses of power', async (t) => {
  const { events, card } = await tracedCard();
  await card.reconnect();
  await card.reconnect({ initialization: DISPOSITION.RESET_CARD });
  await card.disconnect(DISPOSITION.UNPOWER_CARD);
  t.deepEqual(events, [
    { kind: 'power', origin: 'driver', card: READER, reader: READER, action: 'reset', protocol: 'T=0' },
    { kind: 'power', origin: 'driver', card: READER, reader: READER, action: 'powerOff' },
  ]);
});
