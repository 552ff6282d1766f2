/** The door over HTTP: what can be asked, by whom, and how it refuses. */
import { type Context, Hono } from 'hono';
import { limitedBody } from '../../simulator/services/listening/limited-body.ts';
import type { HttpBindings } from '../../simulator/services/listening/web.ts';
import { packageVersion } from '../cli/package-version.ts';
import type { ConsolePage } from '../console/page-file.ts';
import { KNOWN_PARAMETERS, nothingAt } from './addresses.ts';
import { AS_IT_IS } from './bodies.ts';
import { DoorError } from './door-error.ts';
import { OWN_MACHINE, withToken } from './guard.ts';
import { openApiDocument } from './openapi.ts';
import { refusalOf } from './refusals.ts';
import { runRoutes } from './run-routes.ts';
import type { ScenarioRuns } from './runs.ts';
import { worldRoutes } from './world-routes.ts';
import type { DoorWorlds } from './worlds.ts';

/** Bytes; the longest scenario file there may be. */
const LARGEST_BODY = 500_000;

export interface DoorOptions {
  readonly worlds: DoorWorlds;
  readonly runs: ScenarioRuns;
  /** What stands at `/`, for a browser. */
  readonly page?: ConsolePage | undefined;
  /** Whoever has it comes in. */
  readonly token: string;
  /** Told of what nobody foresaw. */
  readonly failed: (error: unknown) => void;
}

const TOO_LARGE = new DoorError('tooLarge', {
  en: `what was sent is too long; expected at most ${LARGEST_BODY} bytes: send steps one by one, and name files by their paths`,
  fr: `ce qui a été envoyé est trop long ; attendu : ${LARGEST_BODY} octets au plus ; envoyez les étapes une à une, et nommez les fichiers par leurs chemins`,
});

/** Nobody hears it. */
const CUT_OFF = new DoorError('request', {
  en: 'the connection was cut off before the request came to its end: send it again, whole',
  fr: 'la connexion a été coupée avant la fin de la requête : renvoyez-la entière',
});

function isCutOff({ env }: Context): boolean {
  return ((env ?? {}) as Partial<HttpBindings>).incoming?.errored instanceof Error;
}

export function doorApp({ worlds, runs, page, token, failed }: DoorOptions): Hono {
  const app = new Hono();
  app.onError((error, c) => {
    const { status, body } = refusalOf(isCutOff(c) ? CUT_OFF : error);
    if (status === 500) failed(error);
    return c.json(body, status);
  });
  app.use(OWN_MACHINE);
  if (page !== undefined)
    app.get('/', (c) => {
      c.header('content-security-policy', page.policy);
      return c.html(page.html);
    });
  app.use('/api/*', withToken(token));
  app.use('/api/*', KNOWN_PARAMETERS);
  app.use(AS_IT_IS);
  app.use(
    limitedBody(LARGEST_BODY, () => {
      throw TOO_LARGE;
    }),
  );
  let document: ReturnType<typeof openApiDocument> | undefined;
  app.get('/api/openapi.json', (c) => {
    document ??= openApiDocument(packageVersion());
    return c.json(document);
  });
  app.route('/api', worldRoutes(worlds));
  app.route('/api', runRoutes(runs));
  app.notFound((c) => {
    throw nothingAt(c, page !== undefined);
  });
  return app;
}
