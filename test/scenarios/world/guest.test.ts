import test from 'ava';
import { PassingClock } from '#common/passing-clock.ts';
import { parseScenario } from '../../../scenarios/engine/file/load.ts';
import { Guest, type GuestProgram } from '../../../scenarios/world/guest.ts';
import { play } from '../play.ts';

type Signal = 'SIGTERM' | 'SIGKILL';

/** A program that ends at one signal alone, or at none; notes those it gets. */
class Stubborn implements GuestProgram {
  readonly name = 'stub\u001bborn';
  readonly signals: Signal[] = [];
  /** Called at each signal. */
  told: (signal: Signal) => void = () => {};
  readonly #endsAt: Signal | undefined;
  #end: (exitCode: number) => void = () => {};

  constructor(endsAt: Signal | undefined) {
    this.#endsAt = endsAt;
  }

  start(): Promise<number> {
    return new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  terminate(): void {
    this.#signal('SIGTERM', 143);
  }

  kill(): void {
    this.#signal('SIGKILL', 137);
  }

  #signal(signal: Signal, exitCode: number): void {
    this.signals.push(signal);
    if (signal === this.#endsAt) this.#end(exitCode);
    this.told(signal);
  }
}

/** A guest whose grace time is over as soon as it has been told and has not ended. */
function guestOf(program: Stubborn): Guest {
  const clock = new PassingClock();
  program.told = () => void setImmediate(() => clock.pass(5000));
  return new Guest(program, clock);
}

const stopped = test.macro({
  exec: async (t, endsAt: Signal | undefined, signals: readonly Signal[], said: RegExp | undefined) => {
    const program = new Stubborn(endsAt);
    const guest = guestOf(program);
    void guest.finished();
    const text = await guest.stop();
    t.deepEqual(program.signals, signals);
    if (said === undefined) t.is(text, undefined);
    else t.regex(`${text?.en}\n${text?.fr}`, said);
  },
  title: (_, endsAt) => `a program that ends at ${endsAt ?? 'nothing'} is stopped`,
});
test(stopped, 'SIGTERM', ['SIGTERM'], undefined);
test(
  stopped,
  'SIGKILL',
  ['SIGTERM', 'SIGKILL'],
  /'stub\\u001Bborn' .* 5 s after SIGTERM: .*SIGKILL\n'stub\\u001Bborn' .* 5 s après SIGTERM : SIGKILL y/,
);
test(stopped, undefined, ['SIGTERM', 'SIGKILL'], /SIGKILL did not end it either\n.*SIGKILL n'y a pas mis fin non plus/);

test('a program that was not started is not, and one that has ended is left alone', async (t) => {
  const program = new Stubborn('SIGTERM');
  const guest = guestOf(program);
  t.is(await guest.stop(), undefined);
  t.deepEqual(program.signals, []);
  void guest.finished();
  await guest.stop();
  await guest.stop();
  t.deepEqual(program.signals, ['SIGTERM']);
});

const beside = (steps: string) =>
  parseScenario(`scenario: x\nreaders: { bureau: contact }\nsteps:\n${steps}`, 'x.yaml');

test('a pause passes by the clock beside the program, and ends with it', async (t) => {
  const clock = new PassingClock();
  const program = new Stubborn('SIGTERM');
  const guest = new Guest(program, clock);
  const passed = guest.pause(200);
  clock.pass(200);
  await passed;
  const cut = guest.pause(60_000);
  program.terminate();
  await cut;
  await guest.pause(60_000);
  t.throws(() => beside('  - pause: 10min\n'), { message: /less than ten minutes/ });
  await t.throwsAsync(guest.pause(-1), { code: 'ERR_ARGUMENT' });
});

test('a step waits for a call of PC/SC by the program, the second where that is asked for; not for what comes too late', async (t) => {
  const program = new Stubborn('SIGTERM');
  const guest = guestOf(program);
  const playing = play([beside('  - waitForProgram: { call: SCardConnect, times: 2 }\n')], { world: { guest } });
  guest.called('SCardConnect');
  guest.called('SCardDisconnect');
  setTimeout(() => {
    guest.called('SCardConnect');
    program.terminate();
  }, 50);
  t.is((await playing).results[0]?.outcome, 'passed');
  const { results } = await play([beside('  - waitForProgram: { call: SCardBeginTransaction }\n')], {
    world: { guest },
  });
  t.is(results[0]?.outcome, 'failed');
  t.regex(String(results[0]?.mismatches?.[0]?.found), /waited for SCardBeginTransaction #1/);
});

test('without a program beside it neither is done', async (t) => {
  for (const step of ['pause: 1ms', 'waitForProgram: { call: SCardConnect }']) {
    const { results } = await play([beside(`  - ${step}\n`)]);
    t.is(results[0]?.outcome, 'failed');
    t.regex(String(results[0]?.mismatches?.[0]?.found), /this step needs a program: 'cps-sim exec --scenario FILE/);
  }
});

const scenario = parseScenario(
  [
    'scenario: x',
    'cards: { medecin: { profile: cps3-medecin, seed: 1 } }',
    'readers: { bureau: contact }',
    'steps:',
    '  - waitFor: { event: card-inserted, within: 1ms }',
  ].join('\n'),
  'x.yaml',
);

test('a scenario that fails ends the program beside it, and says when that took SIGKILL', async (t) => {
  const program = new Stubborn('SIGKILL');
  const guest = guestOf(program);
  void guest.finished();
  const { results } = await play([scenario], { world: { guest } });
  t.is(results[0]?.outcome, 'failed');
  t.regex(results[0]?.error ?? '', /'stub\\u001Bborn' .*SIGKILL/);
});

test('a run that is interrupted ends the program that goes on when all steps are done', async (t) => {
  const program = new Stubborn('SIGKILL');
  const guest = guestOf(program);
  const abort = new AbortController();
  const start = program.start.bind(program);
  program.start = () => {
    setImmediate(() => abort.abort());
    return start();
  };
  const { results } = await play([{ ...scenario, steps: [] }], { world: { guest }, signal: abort.signal });
  t.is(results[0]?.outcome, 'interrupted');
  t.regex(results[0]?.error ?? '', /'stub\\u001Bborn' .*SIGKILL/);
});

test('a command to a mute card was sent, and is told as unanswered', async (t) => {
  const guest = new Guest(new Stubborn(undefined), new PassingClock());
  t.false(guest.hasSent);
  guest.called('SCardTransmit');
  t.true(guest.hasSent);
  t.is(guest.silentEnd, undefined);
  const waited = guest.until('APDU #1', () => guest.apdus > 0, { withinMs: 0 });
  await t.throwsAsync(waited, { message: /after 0 command APDUs, and 1 SCardTransmit that no card answered$/ });
});
