/** The events of a world as a stream of lines of JSON, which any language reads line by line. */

import type { Context } from 'hono';
import { eventJsonLine } from './event-json.ts';
import type { EventLog } from './event-log.ts';

/** Lines of JSON. */
export const LINES = 'application/x-ndjson; charset=utf-8';

export function eventStream(c: Context, log: EventLog, since: number): Response {
  const ended = new AbortController();
  const events = log.after(since, AbortSignal.any([c.req.raw.signal, ended.signal]));
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await events.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value.map(eventJsonLine).join('')));
    },
    cancel() {
      ended.abort();
    },
  });
  // By the context: a Response of one's own would go out without the headers of the guard.
  return c.body(body, 200, { 'content-type': LINES });
}
