/** A context is of one connection at a time, and is used again; its options cross to the other thread once. */
import test from 'ava';
import { ContextPool } from '../../../driver/tls/context-pool.ts';
import { SharedOptionsTable } from '../../../driver/tls/shared-options.ts';
import { desk, keyOf } from './desk.ts';

test('used again once it is given back, for the same options alone', async (t) => {
  const key = (await keyOf(t, await desk(t))).remote();
  const elsewhere = { ...key, channel: { ...key.channel, threadId: -1 } };
  const [pool, table] = [new ContextPool(elsewhere), new SharedOptionsTable()];
  const take = (servername: string) => pool.take(table.share({ servername }));
  const first = take('a');
  const second = take('a');
  t.not(first.context, second.context);
  first.giveBack();
  t.not(take('b').context, first.context);
  t.is(take('a').context, first.context);
  t.not(take('a').context, first.context);
  const taken = Array.from({ length: 40 }, () => take('c'));
  for (const { giveBack } of taken) giveBack();
  const again = new Set(Array.from({ length: 40 }, () => take('c').context));
  t.is(taken.filter(({ context }) => again.has(context)).length, 32);
});

test('options cross once; changed by their owner they are others', (t) => {
  const table = new SharedOptionsTable();
  const ca = ['one', Buffer.from('two')];
  const first = table.share({ ca, servername: 'a' });
  t.deepEqual(first.options?.ca, ['one', Uint8Array.from(Buffer.from('two'))]);
  t.deepEqual(table.share({ servername: 'a', ca: ['one', Buffer.from('two')] }), { id: first.id });
  ca[0] = 'three';
  const changed = table.share({ ca, servername: 'a' });
  t.not(changed.id, first.id);
  (ca[1] as Buffer).fill(0);
  t.truthy(table.share({ ca, servername: 'a' }).options);
  t.truthy(table.share({ ca: [...ca].reverse(), servername: 'a' }).options);
  t.truthy(table.share({ ca, servername: 'a', rejectUnauthorized: false }).options);
});

test('the options that were not asked for longest are forgotten, at both ends', async (t) => {
  const key = (await keyOf(t, await desk(t))).remote();
  const [pool, table] = [
    new ContextPool({ ...key, channel: { ...key.channel, threadId: -1 } }),
    new SharedOptionsTable(),
  ];
  const first = table.share({ servername: '0' });
  const lent = pool.take(first);
  for (let i = 1; i < 16; i++) t.is(table.share({ servername: String(i) }).forgotten, undefined);
  const last = table.share({ servername: '16' });
  t.is(last.forgotten, first.id);
  pool.take(last);
  lent.giveBack();
  const again = table.share({ servername: '0' });
  t.truthy(again.options);
  t.not(pool.take(again).context, lent.context);
});

test('what cannot cross is refused each time, and nothing else is made of it', (t) => {
  const table = new SharedOptionsTable();
  const options = { servername: 'a', pskCallback: () => null } as object;
  const refused = () => {
    try {
      return table.share(options);
    } catch (error) {
      return (error as Error).name;
    }
  };
  t.deepEqual([refused(), refused()], ['DataCloneError', 'DataCloneError']);
  t.truthy(table.share({ servername: 'a' }).options);
});
