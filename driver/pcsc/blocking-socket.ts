/**
 * Reading and sending on a connected socket without the event loop, on Linux.
 *
 * Apart from native.ts because it needs the C library only, as quick-ack.ts.
 *
 * Source: recv(2), send(2), fcntl(2), socket(7); the numbers are those of Linux on x86-64 and arm64.
 */
import koffi from 'koffi';

const F_SETFL = 4;
const O_NONBLOCK = 0o4000;
const SOL_SOCKET = 1;
const SO_RCVTIMEO = 20;
const MSG_DONTWAIT = 0x40;
const MSG_NOSIGNAL = 0x4000;

/** `struct timeval`: seconds and microseconds. */
function timeval(ms: number): Uint8Array {
  return new Uint8Array(BigInt64Array.of(BigInt(Math.floor(ms / 1000)), BigInt((ms % 1000) * 1000)).buffer);
}

function open() {
  const library = koffi.load(null);
  const setsockopt = library.func('setsockopt', 'int', ['int', 'int', 'int', 'void *', 'uint32_t']);
  const fcntl = library.func('int fcntl(int fd, int command, ...)');
  const recv = library.func('recv', 'int', ['int', 'void *', 'uint32_t', 'int']);
  const send = library.func('send', 'int', ['int', 'void *', 'uint32_t', 'int']);
  return {
    /** Reading waits from now on, each time at most for `patienceMs`. */
    block(fd: number, patienceMs: number): void {
      const patience = timeval(patienceMs);
      setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, patience, patience.length);
      fcntl(fd, F_SETFL, 'int', 0);
    },
    /** Reading waits no longer, as Node wants it. */
    unblock(fd: number): void {
      fcntl(fd, F_SETFL, 'int', O_NONBLOCK);
    },
    /** Bytes read into `buffer`; 0 when the other end has closed, -1 when none came. */
    receive(fd: number, buffer: Uint8Array): number {
      return recv(fd, buffer, buffer.length, 0);
    },
    /** Of the first `length` bytes, how many were sent without waiting; -1 for none. */
    send(fd: number, bytes: Uint8Array, length: number): number {
      return send(fd, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL);
    },
  };
}

const known = process.platform === 'linux' && (process.arch === 'x64' || process.arch === 'arm64');

/** undefined on other systems: their sockets are read by the event loop only. */
export const blockingSocket = known ? open() : undefined;
