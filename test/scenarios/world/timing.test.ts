/** Cards that take their time: on the world's clock, and only when that is asked for. */
import test from 'ava';
import { VirtualClock } from '#common/virtual-clock.ts';
import { fromHex } from '#iso7816/bytes.ts';
import { parseScenario } from '../../../scenarios/engine/file/load.ts';
import { world } from '../../../scenarios/world/index.ts';
import { CardGoneError, type SmartCard } from '../../../simulator/card/port.ts';
import { TimedCard } from '../../../simulator/reader/timing/timed-card.ts';
import { failureText, play } from '../play.ts';

const FIGURES = { insertionMs: 100, resetMs: 20, commandMs: () => 30, responseMs: () => 4 };
const COMMAND = fromHex('00 B0 00 00 00');

function timed(factor = 1) {
  const clock = new VirtualClock();
  const done: string[] = [];
  const card: SmartCard = {
    name: 'carte',
    powerOn: () => Uint8Array.of(0x3b, 0),
    powerOff: () => void done.push('off'),
    reset: () => Uint8Array.of(0x3b, 0),
    getAtr: () => Uint8Array.of(0x3b, 0),
    transmit: () => {
      done.push('command');
      return Uint8Array.of(0x90, 0);
    },
  };
  return { clock, done, card: new TimedCard(card, { timing: FIGURES, clock, factor }) };
}

async function took(clock: VirtualClock, work: Promise<unknown> | unknown): Promise<number> {
  const start = clock.now();
  await clock.during(Promise.resolve(work));
  return clock.now() - start;
}

test('power after the contacts have come to rest, once an insertion; commands their time; those of the reader none', async (t) => {
  const { clock, card } = timed();
  t.is(await took(clock, card.powerOn()), 120);
  t.is(await took(clock, card.powerOn()), 20);
  card.comes();
  t.is(await took(clock, card.powerOn()), 120);
  t.is(await took(clock, card.reset()), 20);
  t.is(await took(clock, card.transmit(COMMAND)), 34);
  t.is(await took(clock, card.transmit(fromHex('FF CA 00 00 00'))), 0);
});

test('its answer to reset is had when it has been given, and not before', async (t) => {
  const { clock, card } = timed();
  void card.powerOn();
  t.is(await took(clock, card.getAtr()), 120);
  t.is(await took(clock, card.getAtr()), 0);
  void card.reset();
  t.is(await took(clock, card.getAtr()), 20);
});

for (const target of ['in-process', 'embedded'] as const)
  test(`${target}: a reset takes its time before it is told, and a card that leaves in it has left`, async (t) => {
    const scenario = parseScenario(
      `scenario: lente
timing: 0.5
cards: { medecin: { profile: cps3-medecin, seed: 1 } }
readers: { bureau: contact }
faults:
  - { do: leaves }
steps:
  - insert: medecin
  - reset: medecin
`,
      'lente.yaml',
    );
    const { results } = await play([scenario], { target });
    t.is(results[0]?.outcome, 'passed', failureText(results[0]));
  });

test('scaled, fractions of a millisecond add up', async (t) => {
  t.is(await (({ clock, card }) => took(clock, card.transmit(COMMAND)))(timed(100)), 3400);
  const { clock, card } = timed(0.01);
  const start = clock.now();
  for (let i = 0; i < 100; i++) await clock.during(Promise.resolve(card.transmit(COMMAND)));
  t.is(Math.round(clock.now() - start), 34);
});

test('a card that goes before the command has come knows nothing of it; while it answers, it has done it', async (t) => {
  for (const [after, done] of [
    [10, ['off']],
    [31, ['command', 'off']],
  ] as const) {
    const { clock, card, done: found } = timed();
    const answer = Promise.resolve(card.transmit(COMMAND));
    clock.after(after, () => void card.powerOff());
    await t.throwsAsync(clock.during(answer), { instanceOf: CardGoneError });
    t.deepEqual(found, [...done]);
  }
});

/** What an insertion with its context, and that many signatures take. */
async function signing(
  timing?: number,
  times = 1,
): Promise<{ readonly insertion: number; readonly signatures: number }> {
  const w = await world({ target: 'in-process', clock: 'virtual', ...(timing !== undefined && { timing }) });
  try {
    const start = w.clock.now();
    await w.reader('r').insert(w.card('cps3-medecin', { seed: 1 }));
    const card = await w.acquire(w.reader('r'));
    await card.cardAuthenticateEx({ pin: '1234' });
    const before = w.clock.now();
    for (let time = 0; time < times; time++)
      await card.cardSignData({ container: 'SIGN', hash: 'sha256', message: Buffer.from('a') });
    return { insertion: before - start, signatures: w.clock.now() - before };
  } finally {
    await w.close();
  }
}

test('none passes when none is asked for', async (t) => {
  t.deepEqual(await signing(), { insertion: 0, signatures: 0 });
});

test('a signature takes some hundred milliseconds and the way of its bytes, twice as much when that is asked for', async (t) => {
  const once = await signing(1);
  t.true(once.signatures > 400 && once.signatures < 3000, `${once.signatures}`);
  t.true(once.insertion > 100, `${once.insertion}`);
  const twice = await signing(2);
  t.true(Math.abs(twice.signatures - 2 * once.signatures) < 50, `${once.signatures} ${twice.signatures}`);
});

test('hours of it are played at once on a virtual clock', async (t) => {
  const start = performance.now();
  const { signatures } = await signing(10, 600);
  t.true(signatures > 3_600_000, `${signatures}`);
  t.true(performance.now() - start < 60_000);
});

test('a scenario says so in its head', async (t) => {
  const scenario = parseScenario(
    `scenario: x
timing: 2
cards: { a: { profile: cps3-medecin, seed: 1 } }
readers: { r: contact }
steps:
  - insert: a
  - CardAuthenticateEx: { pin: "1234" }
  - CardSignData: { container: SIGN, hash: sha256, text: a }
    expect: { signature: verifies }
`,
    'x.yaml',
  );
  t.is(scenario.timing, 2);
  const { results } = await play([scenario], { clock: 'virtual' });
  t.is(results[0]?.outcome, 'passed', failureText(results[0]));
  for (const wrong of ['0', '11', 'fast', '1,5'])
    t.throws(
      () => parseScenario(`scenario: x\ntiming: ${wrong}\nreaders: { r: contact }\nsteps: [ restart ]\n`, 'x.yaml'),
      {
        message: /^x\.yaml:2:9: found '.*', expected a factor from 0\.001 to 10/,
      },
    );
  await t.throwsAsync(world({ timing: 11 }), { code: 'ERR_ARGUMENT' });
});
