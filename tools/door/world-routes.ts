/** What can be asked of the worlds. */
import { type Context, Hono } from 'hono';
import { jsonOf, objectOf, requireNothing, sinceOf, typistOf } from './bodies.ts';
import { wrongBody } from './door-error.ts';
import type { DoorWorld } from './door-world.ts';
import { eventStream, LINES } from './event-stream.ts';
import { playedJson } from './played-json.ts';
import { waitIn } from './wait.ts';
import type { DoorWorlds } from './worlds.ts';

const FIRST_NAME = 'main';

function nameIn(value: unknown): string {
  if (typeof value === 'string') return value;
  throw wrongBody({ en: "'name': expected a text", fr: "'name', attendu : un texte" });
}

/** Who listens under a name is at the PIN pads meanwhile. */
function eventsOf(c: Context, { log, entries }: DoorWorld): Response {
  const [since, typist] = [sinceOf(c, 0), typistOf(c)];
  return eventStream(c, log, since, typist === undefined ? undefined : entries.come(typist));
}

export function worldRoutes(worlds: DoorWorlds): Hono {
  const app = new Hono();
  const of = (c: { req: { param(name: 'world'): string } }) => worlds.named(c.req.param('world'));
  app.get('/worlds', async (c) => c.json(await Promise.all(worlds.all.map((world) => world.state()))));
  app.post('/worlds', async (c) => {
    const { name = FIRST_NAME, ...head } = await objectOf(c);
    const world = await worlds.open({ name: nameIn(name), head });
    return c.json(await world.state(), 201);
  });
  app.post('/reset', async (c) => {
    await requireNothing(c);
    await worlds.reset();
    return c.json(await Promise.all(worlds.all.map((world) => world.state())));
  });
  app.get('/worlds/:world', async (c) => c.json(await of(c).state()));
  app.delete('/worlds/:world', async (c) => {
    const recorded = await worlds.remove(c.req.param('world'));
    return recorded === undefined ? c.body(null, 204) : c.body(recorded.text(), 200, { 'content-type': LINES });
  });
  app.post('/worlds/:world/reset', async (c) => {
    const world = of(c);
    await requireNothing(c);
    await world.reset();
    return c.json(await world.state());
  });
  app.post('/worlds/:world/steps', async (c) => {
    const world = of(c);
    const since = world.log.last;
    const played = await world.play(await jsonOf(c), c.req.raw.signal);
    return c.json(playedJson(played, since), played.passed ? 200 : 409);
  });
  app.post('/worlds/:world/dialogs/:dialog', async (c) => {
    of(c).answer(c.req.param('dialog'), await jsonOf(c));
    return c.body(null, 204);
  });
  app.post('/worlds/:world/entries/:entry', async (c) => {
    of(c).entries.press(c.req.param('entry'), await jsonOf(c));
    return c.body(null, 204);
  });
  app.post('/worlds/:world/recording', async (c) => c.json(of(c).record(await jsonOf(c)), 201));
  app.delete('/worlds/:world/recording', (c) => c.body(of(c).recording.end(), 200, { 'content-type': LINES }));
  app.get('/worlds/:world/events', (c) => eventsOf(c, of(c)));
  app.post('/worlds/:world/wait', async (c) => {
    const { log } = of(c);
    return c.json(await waitIn(log, await jsonOf(c), c.req.raw.signal));
  });
  return app;
}
