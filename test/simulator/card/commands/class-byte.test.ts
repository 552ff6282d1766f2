/** The logical channel in the class byte. Source: ISO/IEC 7816-4:2020, 5.4.1, tables 2 and 3. */
import test from 'ava';
import { channelOf } from '../../../../simulator/card/commands/class-byte.ts';

for (const [cla, channel] of [
  [0x00, 0],
  [0x03, 3],
  [0x13, 3],
  [0x40, 4],
  [0x41, 5],
  [0x4f, 19],
  [0x5f, 19],
] as const)
  test(`class ${cla.toString(16).padStart(2, '0')}: channel ${channel}`, (t) => {
    t.is(channelOf(cla), channel);
  });
