/** Which errors are refusals of a connection with the card: a fault of a program is none. */
import test from 'ava';
import { CardTlsError } from '../../../../../driver/tls/card-tls-error.ts';
import { orRefused } from '../../../../../scenarios/engine/steps/parts/mssante.ts';
import { orTlsRefusal } from '../../../../../scenarios/engine/steps/parts/tls-refusal.ts';
import { WorldError } from '../../../../../scenarios/world/world-error.ts';

const WHY = { en: 'no card', fr: 'pas de carte' };
const of = (code: unknown) => Object.assign(new Error('it ended'), { code });
const refusal = (error: unknown) =>
  orTlsRefusal(
    () => Promise.reject(error),
    (told) => told,
  );

test('a refusal of the card keeps its reason', async (t) => {
  const error = new CardTlsError({ reason: 'not-inserted', why: WHY });
  t.deepEqual(await refusal(error), { reason: 'not-inserted', why: WHY });
});

// Source of the codes: Node's documentation (errors), its error codes of OpenSSL and of llhttp, errno(3).
for (const code of ['ECONNRESET', 'EAI_AGAIN', 'ERR_SSL_WRONG_VERSION_NUMBER', 'HPE_INVALID_CONSTANT'])
  test(`the connection ended: ${code}`, async (t) => {
    t.like(await refusal(of(code)), { reason: 'connection' });
  });

for (const error of [
  of('ERR_INVALID_ARG_TYPE'),
  of(7),
  new TypeError('x'),
  undefined,
  new WorldError({ en: 'x', fr: 'x' }),
])
  test(`thrown on: ${error} ${Reflect.get(Object(error), 'code')}`, async (t) => {
    let thrown: unknown = 'nothing';
    await refusal(error).catch((caught: unknown) => {
      thrown = caught;
    });
    t.is(thrown, error);
  });

test('the card refuses what it is the cause of, the client the rest', async (t) => {
  const by = async (error: unknown) => (await orRefused(() => Promise.reject(error))).by;
  t.is(await by(new CardTlsError({ reason: 'blocked', why: WHY })), 'card');
  t.is(await by(new CardTlsError({ reason: 'connection', why: WHY })), 'client');
  t.is(await by(of('ECONNRESET')), 'client');
});
