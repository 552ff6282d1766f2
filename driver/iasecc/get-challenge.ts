/** GET CHALLENGE. Source: ISO/IEC 7816-4:2020, 11.5.3. */
import type { Bytes } from '#iso7816/bytes.ts';
import { INS } from '#iso7816/ins.ts';
import type { CardChannel } from './card-channel.ts';

/** `length` random bytes of the card; 8 is what every client asks for. @throws CardError */
export function getChallenge(channel: CardChannel, length = 8): Promise<Bytes> {
  return channel.command('GET CHALLENGE', { ins: INS.GET_CHALLENGE, ne: length });
}
