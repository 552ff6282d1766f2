/**
 * How a transmission protocol carries commands and responses.
 *
 * T=0 carries data one way only: a command with data is answered 61XX and the response fetched by GET RESPONSE; a
 * command without data must name the exact length of its response in P3, else 6CXX. T=1 gives the data at once.
 *
 * Source: ISO/IEC 7816-3:2006, 10.3.3, 12.1 (T=0), 12.2 (T=1); ISO/IEC 7816-4:2020, 5.3.4.
 */

import { type Bytes, NO_BYTES } from '#iso7816/bytes.ts';
import type { CommandApdu } from '#iso7816/command-apdu.ts';
import { encodeResponseApdu, type ResponseApdu } from '#iso7816/response-apdu.ts';
import { swBytesAvailable, swWrongLe } from '#iso7816/status-word.ts';
import type { Session } from './state/session.ts';

export type TransmissionProtocol = 'T=0' | 'T=1';

const MAX_SHORT = 256;

/** On T=0 P3 = 00 is both "no data" and "256 bytes": a command without either may give up to 256. */
export function receive(protocol: TransmissionProtocol, command: CommandApdu): CommandApdu {
  const isCase1 = command.ne === 0 && command.data.length === 0;
  return protocol === 'T=0' && isCase1 ? { ...command, ne: MAX_SHORT } : command;
}

/** Status word that announces so many bytes to GET RESPONSE. */
type Announce = (count: number) => number;

/** The first `count` bytes; the others wait for GET RESPONSE. */
function deliverPart(session: Session, { data, sw }: ResponseApdu, count: number, announce: Announce): Bytes {
  session.pending = { data: data.subarray(count), sw };
  return encodeResponseApdu(data.subarray(0, count), announce(data.length - count));
}

/** The response APDU to send; what does not go with it is kept in the session. */
export function deliver(
  protocol: TransmissionProtocol,
  session: Session,
  command: CommandApdu,
  response: ResponseApdu,
  announce: Announce = swBytesAvailable,
): Bytes {
  const { data, sw } = response;
  const { length } = data;
  if (length === 0) return encodeResponseApdu(data, sw);
  const isCase4 = command.data.length > 0;
  if (protocol === 'T=0' && isCase4) return deliverPart(session, response, 0, announce);
  if (protocol === 'T=0' && command.ne !== Math.min(length, MAX_SHORT))
    return encodeResponseApdu(NO_BYTES, swWrongLe(length));
  if (length > command.ne) return deliverPart(session, response, command.ne, announce);
  return encodeResponseApdu(data, sw);
}
