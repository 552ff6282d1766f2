/** Calls that reach no card are told by the socket itself: nobody else knows of them. */
import test from 'ava';
import type { TraceEvent } from '#trace/event.ts';
import { EchoCard } from '../../reader/test-card.ts';
import { message, service, transmitMessage, u32 } from './raw-client.ts';

const COMMAND = Buffer.from('00a4040c05a000000018', 'hex');
const T1 = 2;
const VENDOR_NAME = 0x00010100;

const refusals = (told: readonly TraceEvent[]) =>
  told.flatMap((event) =>
    event.kind === 'pcsc' && event.result !== 'SCARD_S_SUCCESS' ? [[event.call, event.detail, event.result]] : [],
  );

test('SCardTransmit with the protocol that the card does not work with, and with too small a buffer', async (t) => {
  const here = await service(t, new EchoCard());
  const { client, card } = await here.connected();
  client.write(transmitMessage(card, COMMAND, undefined, T1));
  t.is((await client.transmitted()).rv, 0x8010000f);
  t.is((await client.transmit(card, COMMAND, 3)).rv, 0x80100008);
  t.is((await client.transmit(card, COMMAND)).rv, 0);
  t.deepEqual(refusals(here.told), [
    ['SCardTransmit', 'SCARD_PCI_T1', 'SCARD_E_PROTO_MISMATCH'],
    ['SCardTransmit', 'SCARD_PCI_T0', 'SCARD_E_INSUFFICIENT_BUFFER'],
  ]);
});

test('SCardGetAttrib with too small a buffer, SCardStatus of a card that was taken out', async (t) => {
  const here = await service(t, new EchoCard());
  const { client, card } = await here.connected();
  client.write(message(0x0f, Buffer.concat([u32(card, VENDOR_NAME), Buffer.alloc(264), u32(2, 0)])));
  const answer = await client.read(280);
  t.deepEqual([answer.readUInt32LE(272), answer.readUInt32LE(276)], ['cps-sim\0'.length, 0x80100008]);
  here.slot.remove();
  t.is(await client.rv(0x0b, card, 0), 0x80100069);
  t.deepEqual(refusals(here.told), [
    ['SCardGetAttrib', 'SCARD_ATTR_VENDOR_NAME', 'SCARD_E_INSUFFICIENT_BUFFER'],
    ['SCardStatus', undefined, 'SCARD_W_REMOVED_CARD'],
  ]);
});
