/** Waiting for what happens, in one call: an event that has what is asked for, no matter when the caller comes. */
import { SYSTEM_CLOCK } from '#common/clock.ts';
import { waitBody } from './bodies.ts';
import { DoorError } from './door-error.ts';
import { eventJson } from './event-json.ts';
import type { EventLog } from './event-log.ts';
import { requireKnownEvent } from './known-event.ts';
import { parsedBody } from './parsed-body.ts';

const EXAMPLE = '{ "for": { "kind": "reader" }, "since": 12, "withinMs": 5000 }';

function has(found: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return found === wanted;
  if (typeof found !== 'object' || found === null) return false;
  return Object.entries(wanted).every(([key, value]) => has((found as Record<string, unknown>)[key], value));
}

/** @throws DoorError `body`, `notSeen`; `closed` when the world ends meanwhile */
export async function waitIn(
  log: EventLog,
  body: unknown,
  gone: AbortSignal,
): Promise<Readonly<Record<string, unknown>>> {
  const { for: wanted, since = log.last, withinMs } = parsedBody(waitBody, body, EXAMPLE);
  requireKnownEvent(wanted);
  const late = new AbortController();
  const stop = SYSTEM_CLOCK.after(withinMs, () => late.abort());
  try {
    for await (const events of log.after(since, AbortSignal.any([gone, late.signal]))) {
      const found = events.map(eventJson).find((event) => has(event, wanted));
      if (found !== undefined) return found;
    }
  } finally {
    stop();
  }
  if (log.ended)
    throw new DoorError('closed', {
      en: `the world was closed before an event with ${JSON.stringify(wanted)} came; the last one is ${log.last}`,
      fr: `le monde a été fermé avant un événement avec ${JSON.stringify(wanted)} ; le dernier est ${log.last}`,
    });
  throw new DoorError('notSeen', {
    en: `no event with ${JSON.stringify(wanted)} behind event ${since} within ${withinMs} ms; the last one is ${log.last}`,
    fr: `aucun événement avec ${JSON.stringify(wanted)} après l'événement ${since} en ${withinMs} ms ; le dernier est ${log.last}`,
  });
}
