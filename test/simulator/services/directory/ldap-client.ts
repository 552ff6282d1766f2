/** Messages of LDAP, byte by byte, for what no client would send; and a connection that sends them. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { ExecutionContext } from 'ava';
import { tlv } from '#iso7816/ber-tlv.ts';
import { concat } from '#iso7816/bytes.ts';

const text = (value: string, tag = 0x04) => tlv(tag, Buffer.from(value));
const number = (value: number, tag = 0x02) => tlv(tag, Uint8Array.of(value));

/** `(objectClass=*)` */
const ANYTHING = text('objectClass', 0x87);

export interface SearchFields {
  readonly base?: string;
  readonly scope?: number;
  readonly sizeLimit?: number;
  readonly typesOnly?: boolean;
  readonly filter?: Uint8Array;
  readonly wanted?: readonly string[];
}

/** Source: RFC 4511, 4.5.1. */
export function searchRequest(fields: SearchFields = {}): Uint8Array {
  const { base = '', scope = 2, sizeLimit = 0, typesOnly = false, filter = ANYTHING, wanted = ['1.1'] } = fields;
  return tlv(
    0x63,
    ...[text(base), number(scope, 0x0a), number(0, 0x0a), number(sizeLimit), number(0)],
    ...[tlv(0x01, Uint8Array.of(typesOnly ? 0xff : 0)), filter, tlv(0x30, ...wanted.map((one) => text(one)))],
  );
}

export function bindRequest(version = 3, credentials = text('', 0x80), name = ''): Uint8Array {
  return tlv(0x60, number(version), text(name), credentials);
}

export function ldapMessage(id: number, request: Uint8Array): Uint8Array {
  return tlv(0x30, number(id), request);
}

/** As Windows' wldap32 writes it: every length of a sequence in four bytes, needed or not. */
export function longForm(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const content = concat(...contents);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return concat(Uint8Array.of(tag, 0x84), length, content);
}

export interface RawConnection {
  readonly socket: Socket;
  /** All that came, once the server has ended the connection. */
  ended(): Promise<Buffer>;
  /** What came, once it ends with a result of that tag: none of the tests' entries have it in them. */
  result(tag: number): Promise<Buffer>;
}

export async function rawConnection(t: ExecutionContext, port: number): Promise<RawConnection> {
  const socket = connect(port, '127.0.0.1');
  t.teardown(() => void socket.destroy());
  await once(socket, 'connect');
  let came = Buffer.alloc(0);
  socket.on('data', (data) => {
    came = Buffer.concat([came, data]);
    socket.emit('came');
  });
  socket.on('error', () => {});
  return {
    socket,
    async ended() {
      if (!socket.closed) await once(socket, 'close');
      return came;
    },
    async result(tag) {
      while (resultCode(came, tag) === undefined) await once(socket, 'came');
      const answer = came;
      came = Buffer.alloc(0);
      return answer;
    },
  };
}

/** The code of a short result that the bytes end with: `30 len 02 01 id tag len 0A 01 code 04 00 04 ...`. */
export function resultCode(bytes: Buffer, tag: number): number | undefined {
  for (let at = bytes.length - 12; at >= 0; at--) {
    const [sequence, length = 0, integer, one, , found, , enumerated, , code] = bytes.subarray(at);
    const whole = sequence === 0x30 && length < 0x80 && at + 2 + length === bytes.length;
    if (whole && integer === 2 && one === 1 && found === tag && enumerated === 0x0a) return code;
  }
  return undefined;
}
