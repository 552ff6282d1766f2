import { setImmediate as whatCanRun } from 'node:timers/promises';
import test from 'ava';
import fc from 'fast-check';
import { Turn } from '#common/turn.ts';

/** Work that ends when it is told to; notes when it begins. */
function piece(begun: string[], name: string) {
  let end: (how?: Error) => void = () => {};
  const done = new Promise<string>((resolve, reject) => {
    end = (error) => (error === undefined ? resolve(name) : reject(error));
  });
  const work = () => {
    begun.push(name);
    return done;
  };
  return { work, end };
}

test('work that nobody is before runs at once, and gives what it gives', (t) => {
  const turn = new Turn();
  t.is(
    turn.run(() => 1),
    1,
  );
  t.throws(() => turn.run(() => bad()), { instanceOf: RangeError });
  t.is(
    turn.run(() => 2),
    2,
    'a failure leaves nothing behind',
  );
});

function bad(): never {
  throw new RangeError('planned');
}

test('each one begins when the one before has ended, however it ended', async (t) => {
  const turn = new Turn();
  const begun: string[] = [];
  const [a, b, c] = [piece(begun, 'a'), piece(begun, 'b'), piece(begun, 'c')];
  const runs = [turn.run(a.work), turn.run(b.work), turn.run(c.work)];
  await whatCanRun();
  t.deepEqual(begun, ['a']);
  a.end(new RangeError('planned'));
  await t.throwsAsync(runs[0] as Promise<string>, { instanceOf: RangeError });
  await whatCanRun();
  t.deepEqual(begun, ['a', 'b']);
  b.end();
  c.end();
  t.deepEqual(await Promise.all([runs[1], runs[2]]), ['b', 'c']);
});

test('synchronous work behind others waits for them, and its throw is a rejection', async (t) => {
  const turn = new Turn();
  const begun: string[] = [];
  const a = piece(begun, 'a');
  const runs = [turn.run(a.work), turn.run(() => begun.push('b')), turn.run(() => bad())];
  t.deepEqual(begun, ['a']);
  a.end();
  t.is(await runs[1], 2);
  await t.throwsAsync(runs[2] as Promise<never>, { instanceOf: RangeError });
});

test('whoever comes while the turn passes on stands behind those who wait', async (t) => {
  const turn = new Turn();
  const begun: string[] = [];
  const [a, b, c] = [piece(begun, 'a'), piece(begun, 'b'), piece(begun, 'c')];
  const first = turn.run(a.work).then(() => turn.run(c.work));
  const second = turn.run(b.work);
  a.end();
  await whatCanRun();
  t.deepEqual(begun, ['a', 'b']);
  b.end();
  c.end();
  t.deepEqual(await Promise.all([first, second]), ['c', 'b']);
});

test('who gives up while waiting never begins, and the others move up', async (t) => {
  const turn = new Turn();
  const begun: string[] = [];
  const abort = new AbortController();
  const [a, b, c] = [piece(begun, 'a'), piece(begun, 'b'), piece(begun, 'c')];
  const runs = [turn.run(a.work), turn.run(b.work, abort.signal), turn.run(c.work)];
  abort.abort(new RangeError('gave up'));
  await t.throwsAsync(runs[1] as Promise<string>, { instanceOf: RangeError });
  a.end();
  c.end();
  t.deepEqual(await Promise.all([runs[0], runs[2]]), ['a', 'c']);
  t.deepEqual(begun, ['a', 'c']);
});

test('giving up in the instant the turn has come: nothing begins, and the turn passes on', async (t) => {
  const turn = new Turn();
  const begun: string[] = [];
  const abort = new AbortController();
  const [a, b] = [piece(begun, 'a'), piece(begun, 'b')];
  const first = turn.run(a.work);
  const second = turn.run(b.work, abort.signal);
  // Behind the turn's own reaction, which has passed the turn on, and before what follows it.
  const given = a.work().then(() => abort.abort(new RangeError('gave up')));
  a.end();
  await Promise.all([first, given]);
  await t.throwsAsync(second, { instanceOf: RangeError });
  t.false(begun.includes('b'));
  t.is(
    turn.run(() => 'free'),
    'free',
  );
});

test('a signal that has aborted already: nothing begins', async (t) => {
  const turn = new Turn();
  const signal = AbortSignal.abort(new RangeError('too late'));
  await t.throwsAsync(async () => turn.run(() => t.fail(), signal), { instanceOf: RangeError });
});

test('work that has begun runs on when its signal aborts, and keeps its turn', async (t) => {
  const turn = new Turn();
  const begun: string[] = [];
  const abort = new AbortController();
  const [a, b] = [piece(begun, 'a'), piece(begun, 'b')];
  const runs = [turn.run(a.work, abort.signal), turn.run(b.work)];
  abort.abort();
  await whatCanRun();
  t.deepEqual(begun, ['a']);
  a.end();
  b.end();
  t.deepEqual(await Promise.all(runs), ['a', 'b']);
});

test('any mixture: never two at once, in order of arrival, and free at the end', async (t) => {
  const kinds = fc.array(fc.constantFrom('sync', 'async', 'slow', 'throws', 'rejects', 'aborted'), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(kinds, async (pieces) => {
      const turn = new Turn();
      const order: number[] = [];
      let running = 0;
      const body = async (kind: string, i: number) => {
        t.is(++running, 1);
        order.push(i);
        if (kind === 'slow') await whatCanRun();
        running--;
        if (kind === 'rejects') bad();
      };
      const runs = pieces.map(async (kind, i) => {
        const abort = new AbortController();
        const work = kind === 'throws' ? bad : kind === 'sync' ? () => void order.push(i) : () => body(kind, i);
        const run = turn.run<unknown>(work, abort.signal);
        if (kind === 'aborted') abort.abort();
        await run;
      });
      await Promise.allSettled(runs);
      t.deepEqual(
        order,
        [...order].sort((a, b) => a - b),
      );
      t.is(
        turn.run(() => 'free'),
        'free',
      );
    }),
  );
});
