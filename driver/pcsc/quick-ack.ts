/**
 * Immediate TCP acknowledgement on Linux.
 *
 * vpcd 3.3 sends each message in two segments and holds the second one until the first is acknowledged; Linux delays
 * that acknowledgement by 40 ms unless TCP_QUICKACK is set again after each reading.
 *
 * Apart from native.ts because it needs the C library only: whoever plugs a card into a vpcd needs no winscard for it.
 *
 * Source: tcp(7), TCP_QUICKACK; reference/peers.md 0.
 */
import koffi from 'koffi';

const IPPROTO_TCP = 6;
const TCP_QUICKACK = 12;
const ON = new Uint8Array(Int32Array.of(1).buffer);

type SetSockOpt = (fd: number, level: number, option: number, value: Uint8Array, length: number) => number;

const setsockopt: SetSockOpt | undefined =
  process.platform === 'linux'
    ? koffi.load(null).func('setsockopt', 'int', ['int', 'int', 'int', 'void *', 'uint32_t'])
    : undefined;

/** Acknowledges at once what the TCP socket `fd` has received; call it on every 'data'. Does nothing elsewhere than on Linux. */
export function quickAck(fd: number): void {
  setsockopt?.(fd, IPPROTO_TCP, TCP_QUICKACK, ON, ON.length);
}
