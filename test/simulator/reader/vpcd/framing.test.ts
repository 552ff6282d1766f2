import test from 'ava';
import { hex } from '#iso7816/bytes.ts';
import { FrameDecoder, FramingError, frame } from '../../../../simulator/reader/vpcd/framing.ts';

const lengths = [0, 1, 2, 255, 256, 65535];

/** A stream as vpcd 3.3 was seen to send it: power on, get ATR, GET CHALLENGE of 8 bytes. */
const RECORDED = hex`0001 01 0001 04 0005 00 84 00 00 08`;
const MESSAGES = [hex`01`, hex`04`, hex`00 84 00 00 08`];

for (const length of lengths) {
  test(`a message of ${length} bytes keeps its length, high byte first`, (t) => {
    const message = new Uint8Array(length).fill(0x5a);
    const framed = frame(message);
    t.is(framed.length, length + 2);
    t.is(framed[0], Math.floor(length / 256));
    t.is(framed[1], length % 256);
    t.deepEqual(new FrameDecoder().push(framed), [message]);
  });
}

test('a message of 65536 bytes is refused', (t) => {
  const error = t.throws(() => frame(new Uint8Array(65536)), { instanceOf: FramingError });
  t.is(error.code, 'ERR_VPCD_MESSAGE_TOO_LONG');
});

test('a stream cut in two anywhere gives the same messages', (t) => {
  for (let cut = 0; cut <= RECORDED.length; cut++) {
    const decoder = new FrameDecoder();
    const messages = [...decoder.push(RECORDED.subarray(0, cut)), ...decoder.push(RECORDED.subarray(cut))];
    t.deepEqual(messages, MESSAGES, `cut at ${cut}`);
    t.notThrows(() => decoder.end());
  }
});

test('a stream that comes byte by byte gives the same messages', (t) => {
  const decoder = new FrameDecoder();
  t.deepEqual(
    [...RECORDED].flatMap((byte) => decoder.push(Uint8Array.of(byte))),
    MESSAGES,
  );
});

test('the longest message, byte by byte, is joined once', (t) => {
  const decoder = new FrameDecoder();
  const message = Uint8Array.from({ length: 65535 }, (_, i) => i % 251);
  const messages = [...frame(message)].flatMap((byte) => decoder.push(Uint8Array.of(byte)));
  t.is(messages.length, 1);
  t.deepEqual(messages[0], message);
});

test('a message does not change with the chunk it was cut from', (t) => {
  const chunk = hex`0002 AABB`;
  const [message] = new FrameDecoder().push(chunk);
  chunk.fill(0);
  t.deepEqual(message, hex`AABB`);
});

const broken = [hex`00`, hex`0005`, hex`0005 00 84 00`, hex`0001 04 00`];
for (const bytes of broken) {
  test(`a stream that ends inside a message is an error: ${bytes.join(' ')}`, (t) => {
    const decoder = new FrameDecoder();
    decoder.push(bytes);
    const error = t.throws(() => decoder.end(), { instanceOf: FramingError });
    t.is(error.code, 'ERR_VPCD_MESSAGE_CUT');
  });
}
