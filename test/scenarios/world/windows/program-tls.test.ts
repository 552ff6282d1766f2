import { once } from 'node:events';
import { get } from 'node:https';
import { text } from 'node:stream/consumers';
import test from 'ava';
import { cardWebErrorStatus } from '../../../../driver/certificate-store/index.ts';
import { CardTlsError } from '../../../../driver/tls/index.ts';
import { world } from '../../../../scenarios/world/index.ts';
import { SERVER_AUTHORITIES, site } from '../../../driver/tls/site.ts';

const shown = test.macro(async (t, target: 'in-process' | 'embedded' | 'private') => {
  const w = await world({ target });
  t.teardown(() => w.close());
  const reader = w.reader('bureau');
  await reader.insert(w.card('cps3-medecin', { seed: 1 }));
  const { port } = await site(t);
  const program = w.windows.program('navigateur');
  program.person.prepare({ kind: 'pin', pin: '1234' });
  const agent = await program.tls.agent({ ca: SERVER_AUTHORITIES, servername: 'localhost' }, { reader });
  const page = await new Promise((resolve, reject) =>
    get({ host: '127.0.0.1', port, agent }, (response) => resolve(text(response))).on('error', reject),
  );
  t.is(page, '899909990001');
});

for (const target of ['in-process', 'embedded', 'private'] as const)
  test(`a server sees the card of a program on the target ${target}`, shown, target);

test('the card is looked for in the store MY, as the guide does it', async (t) => {
  const w = await world();
  t.teardown(() => w.close());
  const { tls, person } = w.windows.program('navigateur');
  const empty = await t.throwsAsync(tls.key({ fromStore: true }), { instanceOf: CardTlsError });
  t.is(empty.reason, 'no-certificate');
  t.is(cardWebErrorStatus(empty), 'Unknown');
  const reader = w.reader('bureau');
  w.windows.startPropagation({});
  await reader.insert(w.card('cps3-medecin', { seed: 1 }));
  const { port } = await site(t);
  person.prepare({ kind: 'pin', pin: '1234' });
  const place = { host: '127.0.0.1', servername: 'localhost', port, ca: SERVER_AUTHORITIES };
  const socket = await tls.connect(place, { fromStore: true, endWhenRemoved: true });
  const ended = t.throwsAsync(once(socket, 'end'), { instanceOf: CardTlsError });
  await reader.remove();
  t.is((await ended).reason, 'card-removed');
  const absent = await t.throwsAsync(tls.key({ fromStore: true }), { instanceOf: CardTlsError });
  t.is(absent.reason, 'not-inserted');
  t.is(cardWebErrorStatus(absent), 'CannotConnect');
});
