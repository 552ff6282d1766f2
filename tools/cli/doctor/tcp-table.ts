/** The TCP sockets of this machine as the Linux kernel lists them. Source: proc(5), /proc/net/tcp. */
import { readFileSync } from 'node:fs';

export interface TcpSocket {
  readonly port: number;
  readonly state: 'listening' | 'established' | 'other';
  /** True when the local address is one of this machine only. */
  readonly loopback: boolean;
}

const STATES: Readonly<Record<string, TcpSocket['state']>> = { '0A': 'listening', '01': 'established' };
/** 127.x.x.x in the byte order of the host, ::1, and ::ffff:127.x.x.x. */
const LOOPBACK = /^([0-9A-F]{6}7F|0{24}01000000|0{16}FFFF0000[0-9A-F]{6}7F)$/;

export function parseTcpTable(text: string): TcpSocket[] {
  return text.split('\n').flatMap((line) => {
    const [, address, port, state = ''] = /^\s*\d+: ([0-9A-F]+):([0-9A-F]{4}) \S+ ([0-9A-F]{2}) /.exec(line) ?? [];
    if (address === undefined || port === undefined) return [];
    return [{ port: Number.parseInt(port, 16), state: STATES[state] ?? 'other', loopback: LOOPBACK.test(address) }];
  });
}

/** Every TCP socket, or none where the kernel does not list them. */
export function readTcpTable(): TcpSocket[] {
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((path) => {
    try {
      return parseTcpTable(readFileSync(path, 'utf8'));
    } catch {
      return [];
    }
  });
}
