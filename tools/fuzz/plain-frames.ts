/** vpcd's messages read in the plainest way: what our own reading of them is held against. */
import { type Bytes, concat, NO_BYTES } from '#iso7816/bytes.ts';

/** Where its first message ends; never, before its length is there. */
function endOf([high, low]: Bytes): number {
  return high === undefined || low === undefined ? Number.POSITIVE_INFINITY : 2 + ((high << 8) | low);
}

export class PlainFrames {
  /** What has come and is no whole message. */
  rest: Bytes = NO_BYTES;

  /** The messages that these bytes complete, without their lengths. */
  come(bytes: Bytes): Bytes[] {
    const messages: Bytes[] = [];
    let stream = concat(this.rest, bytes);
    for (let end = endOf(stream); end <= stream.length; end = endOf(stream)) {
      messages.push(stream.slice(2, end));
      stream = stream.slice(end);
    }
    this.rest = stream;
    return messages;
  }
}
