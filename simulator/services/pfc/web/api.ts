/** The same rules for programs, in JSON: docs/portal.md. The certificate of the card says who asks, each time. */
import { Hono } from 'hono';
import { z } from 'zod';
import { CodedError, textOf } from '#common/coded-error.ts';
import { type Language, sameInEach } from '#common/language.ts';
import { FormatError } from '#formats/format-error.ts';
import { describeExpected, jsonPathText, sayWhatIsKnown } from '../../../data/describe-issue.ts';
import { OFFER_IDS, USAGE_IDS } from '../offers.ts';
import type { Order } from '../order.ts';
import { PortalError } from '../portal-error.ts';
import { REVOCATION_CHOICES } from '../revocation-choices.ts';
import {
  fileAnswer,
  numberOf,
  type PortalApp,
  type PortalContext,
  type PortalEnv,
  statusOf,
  type WebOptions,
} from './context.ts';

const text = z.string().max(65_536);

const ORDER = z.strictObject({
  offer: z.enum(OFFER_IDS),
  usage: z.enum(USAGE_IDS),
  structure: text.optional(),
  service: text.optional(),
  /** PEM. */
  csr: text.optional(),
  password: text.optional(),
});
/** What is said beside the key has to be as it was. */
const RENEWAL = ORDER.partial();
const WITHDRAWAL = z.strictObject({
  code: text,
  confirmation: text,
  accepted: z.boolean(),
  keyPassword: text.optional(),
});
const PKCS12 = z.strictObject({
  password: text,
  form: z.enum(['rc2-40', '3des', 'aes-256', 'pbmac1', 'no-mac']).optional(),
});
const REVOCATION = z.strictObject({ code: text.optional(), reason: z.enum(REVOCATION_CHOICES).optional() });

function wrongRequest(en: string, fr: string, cause?: unknown): PortalError {
  return new PortalError('request', { en, fr }, { cause });
}

/** The body, as the schema has it; values that may be codes are not repeated. @throws PortalError `request` */
async function bodyOf<T>(c: PortalContext, schema: z.ZodType<T>): Promise<T> {
  if (!/^application\/json\b/i.test(c.req.header('content-type') ?? ''))
    throw wrongRequest('content-type: expected application/json', 'content-type : attendu application/json');
  let json: unknown;
  try {
    json = await c.req.json();
  } catch (cause) {
    if (cause instanceof PortalError) throw cause;
    throw wrongRequest('the body is no JSON', "le corps n'est pas du JSON", cause);
  }
  const { data, error } = schema.safeParse(json, { error: sayWhatIsKnown });
  if (error === undefined) return data;
  const { path, message } = describeExpected(error);
  const where = path.length === 0 ? { en: 'body', fr: 'corps' } : sameInEach(jsonPathText(path));
  throw wrongRequest(
    `${where.en}: ${message.en}; docs/portal.md says what is expected`,
    `${where.fr} : ${message.fr} ; docs/portal.fr.md dit ce qui est attendu`,
  );
}

function keyOf({ csr, password }: Pick<z.infer<typeof ORDER>, 'csr' | 'password'>): Order['key'] {
  if (csr !== undefined && password === undefined) return { request: Buffer.from(csr) };
  if (csr === undefined && password !== undefined) return { password };
  throw new PortalError('key', {
    en: 'expected either csr, a request in PEM, or password, of a key made on line',
    fr: "attendu : soit csr, une demande en PEM, soit password, celui d'une clé faite en ligne",
  });
}

/** What a program is told of an error. */
export function problemOf(error: unknown, language: Language) {
  const message = textOf(error)[language];
  const { code, reason } =
    error instanceof PortalError || error instanceof FormatError ? error : { code: 'ERR', reason: 'request' };
  const broken =
    error instanceof PortalError
      ? error.broken.map((rule) => ({ reason: rule.reason, message: rule.text[language] }))
      : [{ reason, message }];
  return statusOf(error) === undefined && !(error instanceof CodedError)
    ? { error: { code: 'ERR', reason: 'failed', message: 'the portal failed', broken: [] } }
    : { error: { code, reason, message, broken } };
}

export function apiApp({ portal }: WebOptions): PortalApp {
  const api: PortalApp = new Hono<PortalEnv>();
  const number = (c: PortalContext) => numberOf(c.req.param('number'));
  api.get('/me', (c) => c.json({ ...c.get('holder'), offers: portal.offersOf(c.get('holder')) }));
  api.get('/products', (c) => c.json(portal.products(c.get('holder'))));
  api.get('/products/:number', (c) => c.json(portal.product(c.get('holder'), number(c))));
  api.post('/products', async (c) => {
    const body = await bodyOf(c, ORDER);
    const { csr: _csr, password: _password, ...order } = body;
    return c.json(await portal.order(c.get('holder'), { ...order, key: keyOf(body) }), 201);
  });
  api.post('/products/:number/renewal', async (c) => {
    const body = await bodyOf(c, RENEWAL);
    const { csr: _csr, password: _password, ...said } = body;
    return c.json(await portal.renew(c.get('holder'), number(c), { ...said, key: keyOf(body) }), 201);
  });
  api.post('/products/:number/withdrawal', async (c) =>
    c.json(await portal.withdraw(c.get('holder'), number(c), await bodyOf(c, WITHDRAWAL))),
  );
  api.get('/products/:number/certificate', (c) => {
    const certificate = portal.certificate(c.get('holder'), number(c));
    return fileAnswer(c, certificate, 'application/pkix-cert', `certificat-${number(c)}.cer`);
  });
  api.post('/products/:number/pkcs12', async (c) => {
    const { password, form } = await bodyOf(c, PKCS12);
    const file = portal.pkcs12(c.get('holder'), number(c), password, form);
    return fileAnswer(c, file, 'application/x-pkcs12', `certificat-${number(c)}.p12`);
  });
  api.post('/products/:number/revocation', async (c) =>
    c.json(await portal.revoke(c.get('holder'), number(c), await bodyOf(c, REVOCATION))),
  );
  return api;
}
