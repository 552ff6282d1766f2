import test from 'ava';
import { CallGate, type CallKind, poolSize } from '../../../driver/pcsc/call-gate.ts';

/** Runs pieces of work that end when told, and says which of them have begun. */
function work(gate: CallGate) {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const start = (kind: CallKind, name: string) =>
    gate.run(kind, async () => {
      begun.push(name);
      await new Promise<void>((resolve) => ends.set(name, resolve));
      return name;
    });
  return { begun, start, end: (name: string) => ends.get(name)?.() };
}

test('one thread of the pool stays free', async (t) => {
  const { begun, start, end } = work(new CallGate(4));
  const running = ['a', 'b', 'c', 'd'].map((name) => start('call', name));
  t.deepEqual(begun, ['a', 'b', 'c']);
  end('b');
  t.is(await running[1], 'b');
  t.deepEqual(begun, ['a', 'b', 'c', 'd']);
  for (const name of ['a', 'c', 'd']) end(name);
  await Promise.all(running);
});

test('waits leave two threads free, and calls go before them', async (t) => {
  const { begun, start, end } = work(new CallGate(4));
  const waits = ['w1', 'w2', 'w3'].map((name) => start('wait', name));
  t.deepEqual(begun, ['w1', 'w2']);
  const calls = ['a', 'b'].map((name) => start('call', name));
  t.deepEqual(begun, ['w1', 'w2', 'a']);
  end('w1');
  await waits[0];
  t.deepEqual(begun, ['w1', 'w2', 'a', 'b']);
  end('a');
  await calls[0];
  t.deepEqual(begun, ['w1', 'w2', 'a', 'b', 'w3']);
  for (const name of ['w2', 'w3', 'b']) end(name);
  await Promise.all([...waits, ...calls]);
});

test('a pool of one thread runs one after the other', async (t) => {
  const { begun, start, end } = work(new CallGate(1));
  const [first, second] = [start('call', 'a'), start('wait', 'w')];
  t.deepEqual(begun, ['a']);
  end('a');
  await first;
  t.deepEqual(begun, ['a', 'w']);
  end('w');
  await second;
});

test('work that fails gives its thread back', async (t) => {
  const gate = new CallGate(2);
  await t.throwsAsync(
    gate.run('call', () => Promise.reject(new Error('x'))),
    { message: 'x' },
  );
  t.is(await gate.run('call', async () => 1), 1);
});

test('the size of the pool is the one of UV_THREADPOOL_SIZE', (t) => {
  t.is(poolSize({}), 4);
  t.is(poolSize({ UV_THREADPOOL_SIZE: '16' }), 16);
  t.is(poolSize({ UV_THREADPOOL_SIZE: '0' }), 4);
  t.is(poolSize({ UV_THREADPOOL_SIZE: 'x' }), 4);
  t.is(poolSize({ UV_THREADPOOL_SIZE: '5000' }), 1024);
});
