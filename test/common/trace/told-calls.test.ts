import test from 'ava';
import { hex, NO_BYTES } from '#iso7816/bytes.ts';
import { ATTRIBUTE, DISPOSITION, INFINITE, PROTOCOL, READER_STATE, SCOPE, SHARE } from '#pcsc/scard.ts';
import type { PcscEvent, TraceEvent } from '#trace/event.ts';
import { ToldCalls } from '#trace/told-calls.ts';
import { ResourceManager } from '../../../simulator/resource-manager/resource-manager.ts';
import { ContractCard } from '../../driver/pcsc/contract/contract-card.ts';

const READER = 'bureau 00 00';

function desk() {
  const manager = new ResourceManager();
  const slot = manager.plugReader('bureau');
  slot.insert(new ContractCard());
  const events: TraceEvent[] = [];
  const calls = new ToldCalls(manager, { sink: (event) => events.push(event), origin: 'reader' });
  const told = () =>
    events
      .splice(0)
      .filter((event): event is PcscEvent => event.kind === 'pcsc')
      .map(({ program, call, reader, result, detail }) => [program, call, reader, result, detail].join('|'));
  return { manager, slot, calls, told };
}

test('who called what, on which reader, and what came of it', async (t) => {
  const { calls, told } = desk();
  const { context } = await calls.establishContext(SCOPE.SYSTEM, { program: 'kiosque' });
  const { card } = await calls.connect(context, READER, SHARE.SHARED, 3);
  await calls.beginTransaction(card);
  await calls.status(card);
  await calls.listReaders(context);
  await calls.control(card, 0x42000d48, NO_BYTES);
  await calls.getAttrib(card, ATTRIBUTE.VENDOR_NAME);
  await calls.setAttrib(card, 0x12345678, NO_BYTES);
  await calls.endTransaction(card, DISPOSITION.RESET_CARD);
  await calls.reconnect(card, SHARE.EXCLUSIVE, 3, DISPOSITION.LEAVE_CARD);
  await calls.disconnect(card, DISPOSITION.UNPOWER_CARD);
  await calls.disconnect(card, DISPOSITION.LEAVE_CARD);
  t.deepEqual(told(), [
    'kiosque|SCardConnect|bureau 00 00|SCARD_S_SUCCESS|SCARD_SHARE_SHARED',
    'kiosque|SCardBeginTransaction|bureau 00 00|SCARD_S_SUCCESS|',
    'kiosque|SCardControl|bureau 00 00|SCARD_S_SUCCESS|0x42000D48',
    'kiosque|SCardGetAttrib|bureau 00 00|SCARD_S_SUCCESS|SCARD_ATTR_VENDOR_NAME',
    'kiosque|SCardSetAttrib|bureau 00 00|SCARD_E_INVALID_PARAMETER|0x12345678',
    'kiosque|SCardEndTransaction|bureau 00 00|SCARD_S_SUCCESS|SCARD_RESET_CARD',
    'kiosque|SCardReconnect|bureau 00 00|SCARD_S_SUCCESS|SCARD_SHARE_EXCLUSIVE SCARD_LEAVE_CARD',
    'kiosque|SCardDisconnect|bureau 00 00|SCARD_S_SUCCESS|SCARD_UNPOWER_CARD',
    'unknown|SCardDisconnect||SCARD_E_INVALID_HANDLE|SCARD_LEAVE_CARD',
  ]);
});

test('programs that give no name are counted; a context that is released takes its cards along', async (t) => {
  const { calls, told } = desk();
  const first = await calls.establishContext(SCOPE.SYSTEM);
  const second = await calls.establishContext(SCOPE.SYSTEM);
  const { card } = await calls.connect(second.context, READER, SHARE.SHARED, 3);
  await calls.connect(first.context, 'attic', SHARE.SHARED, 3);
  await calls.releaseContext(second.context);
  await calls.beginTransaction(card);
  t.deepEqual(told(), [
    'program 2|SCardConnect|bureau 00 00|SCARD_S_SUCCESS|SCARD_SHARE_SHARED',
    'program 1|SCardConnect|attic|SCARD_E_UNKNOWN_READER|SCARD_SHARE_SHARED',
    'unknown|SCardBeginTransaction||SCARD_E_INVALID_HANDLE|',
  ]);
});

test('a change of state is told with what was found, a wait in vain is not', async (t) => {
  const { calls, slot, told } = desk();
  const { context } = await calls.establishContext(SCOPE.SYSTEM);
  const waiting = calls.getStatusChange(context, INFINITE, [{ reader: READER, currentState: READER_STATE.PRESENT }]);
  slot.remove();
  await waiting;
  await calls.getStatusChange(context, 0, [{ reader: READER, currentState: READER_STATE.EMPTY }]);
  t.deepEqual(told(), ['program 1|SCardGetStatusChange||SCARD_S_SUCCESS|bureau 00 00: EMPTY']);
});

test('what only asks is told when it is refused', async (t) => {
  const { calls, told } = desk();
  await calls.establishContext(99);
  const { context } = await calls.establishContext(SCOPE.SYSTEM);
  const { card } = await calls.connect(context, READER, SHARE.SHARED, PROTOCOL.T0);
  told();
  await calls.transmit(card, PROTOCOL.T1, hex`00 A4 00 0C`);
  await calls.transmit(card, PROTOCOL.T0, hex`00 A4 00 0C`);
  await calls.disconnect(card, DISPOSITION.LEAVE_CARD);
  told();
  await calls.status(card);
  await calls.isValidContext(context);
  await calls.listReaders(context);
  await calls.releaseContext(context);
  await calls.isValidContext(context);
  await calls.listReaders(context);
  await calls.cancel(context);
  await calls.releaseContext(context);
  t.deepEqual(told(), [
    'unknown|SCardStatus||SCARD_E_INVALID_HANDLE|',
    'unknown|SCardIsValidContext||SCARD_E_INVALID_HANDLE|',
    'unknown|SCardListReaders||SCARD_E_INVALID_HANDLE|',
    'unknown|SCardCancel||SCARD_E_INVALID_HANDLE|',
    'unknown|SCardReleaseContext||SCARD_E_INVALID_HANDLE|',
  ]);
});
