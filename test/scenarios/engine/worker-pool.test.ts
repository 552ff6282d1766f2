/** Scenarios that several workers play, told in the order of the list, and never too far ahead of it. */
import { getEventListeners } from 'node:events';
import test from 'ava';
import type { Text } from '#common/language.ts';
import type { StampedEvent } from '#trace/event.ts';
import { TraceStream } from '#trace/stream.ts';
import { parseScenario } from '../../../scenarios/engine/file/load.ts';
import { planned } from '../../../scenarios/engine/planned.ts';
import type { ToldElsewhere } from '../../../scenarios/engine/relay.ts';
import { type PlayedElsewhere, type ScenarioWorker, WorkerPool } from '../../../scenarios/engine/worker-pool.ts';
import { keeping } from '../play.ts';

const HEAD =
  'cards: { medecin: { profile: cps3-medecin } }\nreaders: { bureau: contact }\nsteps: [ { insert: medecin } ]\n';
const list = (count: number) =>
  planned(
    Array.from({ length: count }, (_, i) => parseScenario(`scenario: s${i}\n${HEAD}`, `${i}.yaml`)),
    1,
  );

interface Playing {
  readonly title: string;
  readonly end: (played: PlayedElsewhere) => void;
}

/** Workers that play until they are told to end, and what they play. */
function fakes() {
  const playing: Playing[] = [];
  let interrupted = 0;
  const startWorker = (): ScenarioWorker => ({
    alive: true,
    interrupt: () => void interrupted++,
    close: async () => {},
    play: ({ told }, tell: (told: ToldElsewhere) => void) =>
      new Promise((end) => {
        const context = { world: '7', place: { title: told.title, file: told.file } };
        const event = {
          kind: 'scenario-started',
          origin: 'scenario',
          scenario: told,
          at: 1,
          seq: 1,
          ...context,
        } as const;
        tell({ event, began: new Date() });
        playing.push({ title: told.title, end });
      }),
  });
  const end = (title: string, why?: Text) => {
    const at = playing.findIndex((one) => one.title === title);
    const [one] = playing.splice(at, 1);
    const scenario = { title, file: '', steps: 1 };
    one?.end(why ? { why } : { result: { scenario, outcome: 'passed', durationMs: 0, stepsDone: 1 } });
  };
  return { startWorker, end, playing: () => playing.map(({ title }) => title), interrupted: () => interrupted };
}

function poolOf(count: number, workers: number, signal = new AbortController().signal) {
  const events: StampedEvent[] = [];
  const stream = new TraceStream();
  stream.subscribe(keeping(events));
  const fake = fakes();
  const openWorld = async () => {
    throw new Error('nothing is played here');
  };
  const pool = new WorkerPool(list(count), { stream, openWorld, workers, startWorker: fake.startWorker, signal });
  const told = () => events.map(({ place, world }) => `${place?.title} in ${world}`);
  return { pool, events, told, ...fake };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('what ends first is told when its turn has come; worlds are numbered by the list', async (t) => {
  const { pool, told, end, playing } = poolOf(3, 2);
  const first = pool.playNext();
  t.deepEqual(playing(), ['s0', 's1']);
  end('s1');
  await turn();
  t.deepEqual(playing(), ['s0', 's2']);
  t.deepEqual(told(), ['s0 in 1']);
  end('s0');
  t.is((await first).scenario.title, 's0');
  t.is((await pool.playNext()).scenario.title, 's1');
  t.deepEqual(told(), ['s0 in 1', 's1 in 2']);
});

test('none begins that stands too far behind the first one that has not ended', async (t) => {
  const { pool, end, playing } = poolOf(30, 2);
  const first = pool.playNext();
  for (let i = 1; i < 8; i++) {
    end(`s${i}`);
    await turn();
  }
  t.deepEqual(playing(), ['s0']);
  end('s0');
  await first;
  t.deepEqual(playing(), ['s8']);
});

test('one listener for all workers; interrupted, all are told, and nothing begins any more', async (t) => {
  const run = new AbortController();
  const { pool, end, playing, interrupted } = poolOf(40, 20, run.signal);
  t.is(getEventListeners(run.signal, 'abort').length, 1);
  const first = pool.playNext();
  run.abort();
  t.is(interrupted(), 20);
  end('s0');
  await first;
  t.is(playing().length, 19);
  t.true(pool.nextHasBegun);
  await pool.close();
});

test('one that could not be played is the error of its scenario, which is told once', async (t) => {
  const { pool, events, end } = poolOf(1, 1);
  const first = pool.playNext();
  end('s0', { en: 'it has ended', fr: "il s'est arrêté" });
  t.like(await first, { outcome: 'error', error: 'it has ended' });
  t.deepEqual(
    events.map(({ kind }) => kind),
    ['scenario-started', 'scenario-finished'],
  );
});

test('one whose process ends by what interrupts the run is interrupted, no error', async (t) => {
  const run = new AbortController();
  const { pool, end } = poolOf(1, 1, run.signal);
  const first = pool.playNext();
  run.abort();
  end('s0', { en: 'it has ended (SIGINT)', fr: "il s'est arrêté (SIGINT)" });
  const result = await first;
  t.is(result.outcome, 'interrupted');
  t.is(result.error, undefined);
});
