/** The trace of a run as JSON lines: one TraceEvent a line, bytes in hexadecimal, `atMs` since the first. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { toHex } from '#iso7816/bytes.ts';
import type { TraceEvent, TraceSink } from '#trace/event.ts';

function line(event: TraceEvent, atMs: number): string {
  const hexadecimal = (_key: string, value: unknown) => (value instanceof Uint8Array ? toHex(value) : value);
  return `${JSON.stringify({ atMs, ...event }, hexadecimal)}\n`;
}

/** Opened at once; commands were masked where the events were made. */
export function traceFile(path: string): { readonly sink: TraceSink; close(): void } {
  const file = openSync(path, 'w');
  const start = performance.now();
  const sink: TraceSink = (event) =>
    void writeSync(file, line(event, Math.round((performance.now() - start) * 1000) / 1000));
  return { sink, close: () => closeSync(file) };
}
