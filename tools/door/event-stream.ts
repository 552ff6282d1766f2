/** The events of a world as a stream of lines of JSON, which any language reads line by line. */

import type { Context } from 'hono';
import { eventJsonLine } from './event-json.ts';
import type { EventLog } from './event-log.ts';

/** Lines of JSON. */
export const LINES = 'application/x-ndjson; charset=utf-8';

/** @param over called when it has ended, or nobody reads it any more */
export function eventStream(c: Context, log: EventLog, since: number, over: () => void = () => {}): Response {
  const headers = { 'content-type': LINES };
  if (c.req.method === 'HEAD') {
    // Nobody reads, and nobody would say that it is over.
    over();
    return c.body(null, 200, headers);
  }
  const ended = new AbortController();
  const gone = AbortSignal.any([c.req.raw.signal, ended.signal]);
  const events = log.after(since, gone);
  if (gone.aborted) over();
  gone.addEventListener('abort', over);
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await events.next();
      if (done) {
        controller.close();
        over();
      } else controller.enqueue(encoder.encode(value.map(eventJsonLine).join('')));
    },
    cancel() {
      ended.abort();
    },
  });
  // By the context: a Response of one's own would go out without the headers of the guard.
  return c.body(body, 200, headers);
}
