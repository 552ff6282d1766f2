/** The trace of a run as JSON lines: one TraceEvent a line, bytes in hexadecimal, as the stream stamped it. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { toHex } from '#iso7816/bytes.ts';
import type { StampedEvent } from '#trace/event.ts';
import type { TraceSubscriber } from '#trace/stream.ts';

function line(event: StampedEvent): string {
  const hexadecimal = (_key: string, value: unknown) => (value instanceof Uint8Array ? toHex(value) : value);
  return `${JSON.stringify(event, hexadecimal)}\n`;
}

/** Opened at once; commands were masked where the events were made. */
export function traceFile(path: string): TraceSubscriber {
  const file = openSync(path, 'w');
  return { name: `--trace ${path}`, event: (event) => void writeSync(file, line(event)), end: () => closeSync(file) };
}
