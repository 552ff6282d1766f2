/** What can be asked of scenarios: which there are, playing one, and how far it has come. */
import { Hono } from 'hono';
import { jsonOf, sinceOf } from './bodies.ts';
import { eventStream } from './event-stream.ts';
import type { ScenarioRuns } from './runs.ts';

export function runRoutes(runs: ScenarioRuns): Hono {
  const app = new Hono();
  app.get('/scenarios', async (c) => c.json(await runs.library()));
  app.post('/runs', async (c) => c.json(runs.start(await jsonOf(c)), 201));
  app.get('/runs/:run', (c) => c.json(runs.named(c.req.param('run')).state));
  app.delete('/runs/:run', async (c) => c.json(await runs.stop(c.req.param('run'))));
  app.get('/runs/:run/events', (c) => eventStream(c, runs.named(c.req.param('run')).log, sinceOf(c, 0)));
  return app;
}
