/**
 * The least a card has to do to sit in a reader of vpcd: for tests that judge pcscd, not our own client.
 *
 * Each message is a length of two bytes, big-endian, and a body: one byte is a command (0 power off, 1 power on, 2 reset,
 * 4 ATR wanted), more bytes are an APDU. Only ATR and APDU are answered.
 */
import { connect, type Socket } from 'node:net';
import { quickAck } from '../../driver/pcsc/quick-ack.ts';
import type { SmartCard } from '../../simulator/card/port.ts';

type Answer = Uint8Array | undefined;

async function controlled(card: SmartCard, control: number | undefined): Promise<Answer> {
  if (control === 0) await card.powerOff();
  if (control === 1) await card.powerOn();
  if (control === 2) await card.reset();
  return control === 4 ? card.getAtr() : undefined;
}

/** Resolves when vpcd holds the connection; `destroy()` takes the card out. */
export function plug(card: SmartCard, port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  let received = Buffer.alloc(0);
  let last: Promise<void> = Promise.resolve();
  const answer = async (body: Buffer) => {
    const bytes = body.length === 1 ? await controlled(card, body[0]) : await card.transmit(body);
    if (bytes === undefined || socket.destroyed) return;
    const length = Buffer.alloc(2);
    length.writeUInt16BE(bytes.length);
    socket.write(Buffer.concat([length, bytes]));
  };
  socket.on('data', (data) => {
    quickAck((socket as unknown as { _handle: { fd: number } })._handle.fd);
    received = Buffer.concat([received, data]);
    while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
      const end = 2 + received.readUInt16BE(0);
      const body = Buffer.from(received.subarray(2, end));
      received = received.subarray(end);
      last = last.then(() => answer(body));
    }
  });
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(socket)).once('error', reject);
    socket.on('error', () => socket.destroy());
  });
}
