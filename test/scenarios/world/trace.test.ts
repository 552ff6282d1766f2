/** What a world tells: on one stream, in order, once, and who may hear it when. */
import test from 'ava';
import type { StampedEvent } from '#trace/event.ts';
import { TraceStream } from '#trace/stream.ts';
import { openPrivateTarget, openTarget } from '../../../scenarios/world/targets/targets.ts';
import { World, type WorldOptions } from '../../../scenarios/world/world.ts';

const TARGETS = {
  'in-process': () => openTarget('in-process'),
  embedded: () => openTarget('embedded'),
  private: () => openPrivateTarget(),
};
type TargetName = keyof typeof TARGETS;

async function heard(name: TargetName, work: (w: World) => Promise<void>, options: WorldOptions = {}) {
  const events: StampedEvent[] = [];
  const w = new World(await TARGETS[name](), options);
  w.trace.subscribe({ name: 'test', event: (event) => events.push(event) });
  try {
    await work(w);
  } finally {
    await w.close();
  }
  return events;
}

const readerEvents = test.macro({
  async exec(t, target: TargetName) {
    const events = await heard(target, async (w) => {
      const bureau = w.reader('bureau');
      await bureau.insert(w.card('cps3-medecin', { name: 'medecin' }));
      await bureau.waitFor('card-inserted');
      await bureau.waitFor('card-inserted');
      await bureau.remove();
      await bureau.unplug();
    });
    const told = events.flatMap((event) =>
      event.kind === 'reader' ? [`${event.origin} ${event.action} ${event.reader}`] : [],
    );
    t.deepEqual(told, [
      'reader plugged bureau 00 00',
      'reader card-inserted bureau 00 00',
      'reader card-removed bureau 00 00',
      'reader unplugged bureau 00 00',
    ]);
    t.deepEqual([...new Set(events.map(({ world }) => world))], [target]);
  },
  title: (_, target: TargetName) => `reader events are told where they happen, once: ${target}`,
});
for (const target of Object.keys(TARGETS) as TargetName[]) test(readerEvents, target);

test('each event names its world, and the place in the scenario as it is then', async (t) => {
  let step = 1;
  const stream = new TraceStream();
  const tell = stream.within(() => ({ world: 'cabinet', place: { title: 'Panne', file: 'panne.yaml', step } }));
  const events = await heard(
    'in-process',
    async (w) => {
      await w.reader('bureau').ready();
      step = 2;
      await w.reader('bureau').insert(w.card('cps3-medecin'));
    },
    { stream, tell },
  );
  t.deepEqual([...new Set(events.map(({ world }) => world))], ['cabinet']);
  const stepOf = (action: string) =>
    events.find((event) => event.kind === 'reader' && event.action === action)?.place?.step;
  t.deepEqual([stepOf('plugged'), stepOf('card-inserted')], [1, 2]);
});

test('who comes late gets what has happened, and the stream of a world ends with it', async (t) => {
  const w = new World(await openTarget('in-process'));
  await w.reader('bureau').insert(w.card('cps3-medecin'));
  const late: StampedEvent[] = [];
  const ended = new Promise<void>((resolve) => {
    w.trace.subscribe({ name: 'late', event: (event) => late.push(event), end: resolve }, { late: true });
  });
  t.deepEqual(
    late.slice(0, 2).map(({ seq, kind }) => [seq, kind]),
    [
      [1, 'reader'],
      [2, 'pin'],
    ],
  );
  await w.close();
  await ended;
  t.deepEqual(
    late.map(({ seq }) => seq),
    late.map((_, i) => i + 1),
  );
});

test('a stream that was given is told to and left open; the sink of the world is let go', async (t) => {
  const stream = new TraceStream();
  const told: StampedEvent['kind'][] = [];
  let ended = false;
  stream.subscribe({
    name: 'test',
    event: () => {},
    end: () => {
      ended = true;
    },
  });
  const w = new World(await openTarget('in-process'), { stream, trace: ({ kind }) => told.push(kind) });
  t.is(w.trace, stream);
  await w.reader('bureau').ready();
  await w.close();
  t.false(ended);
  t.deepEqual(told, ['reader', 'reader']);
  stream.emit({ kind: 'fault', origin: 'scenario', card: 'x', message: 'after' });
  t.is(told.length, 2);
});

test('a sink that throws is cut off; card and program do not notice', async (t) => {
  const stream = new TraceStream({ onLost: () => {} });
  const w = new World(await openTarget('in-process'), {
    stream,
    trace: () => {
      throw new Error('full');
    },
  });
  const bureau = w.reader('bureau');
  await bureau.insert(w.card('cps3-medecin'));
  await (await w.acquire(bureau)).cardReadFile({ file: 'cardid' });
  await w.close();
  t.deepEqual(
    stream.lost.map(({ name }) => name),
    ['trace'],
  );
});

test('a trace that fails later than it was called is cut off and told once, as one that throws', async (t) => {
  const lost: string[] = [];
  const stream = new TraceStream({ onLost: ({ name }) => void lost.push(name) });
  const trace = async () => Promise.reject(new Error('planned'));
  const w = new World(await openTarget('in-process'), { stream, trace });
  await w.reader('bureau').insert(w.card('cps3-medecin', { seed: 1 }));
  await w.close();
  t.deepEqual(lost, ['trace']);
});

for (const name of Object.keys(TARGETS) as TargetName[]) {
  test(`${name}: a card has one name in all that is told`, async (t) => {
    const { events } = await told(name);
    t.deepEqual(events, ['medecin']);
  });
}

async function told(name: TargetName): Promise<{ readonly events: readonly string[] }> {
  const events: StampedEvent[] = [];
  const w = new World(await TARGETS[name]());
  w.trace.subscribe({ name: 'test', event: (event) => events.push(event) });
  await w.reader('bureau').insert(w.card('cps3-medecin', { seed: 1, name: 'medecin' }));
  await w.acquire(w.reader('bureau'));
  await w.close();
  return {
    events: [...new Set(events.flatMap((event) => ('card' in event && event.card !== undefined ? [event.card] : [])))],
  };
}
