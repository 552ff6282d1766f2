/** What each fault does to a card and to what is told of it. */
import test, { type ExecutionContext } from 'ava';
import { VirtualClock } from '#common/virtual-clock.ts';
import { type Bytes, fromHex, hex, toHex } from '#iso7816/bytes.ts';
import type { ApduEvent, TraceEvent } from '#trace/event.ts';
import { InterruptibleCard } from '../../../../scenarios/world/interruptible-card.ts';
import { seededRandom } from '../../../../scenarios/world/randomness.ts';
import { MemoryStore } from '../../../../simulator/card/state/memory-store.ts';
import { personalise, shippedProfile } from '../../../../simulator/personalisation/index.ts';
import { changedAtr } from '../../../../simulator/reader/faults/altered-answers.ts';
import type { FaultRule } from '../../../../simulator/reader/faults/fault-rule.ts';
import { FaultRules } from '../../../../simulator/reader/faults/fault-rules.ts';
import { FaultyCard } from '../../../../simulator/reader/faults/faulty-card.ts';
import { ToldAnswers } from '../../../../simulator/reader/faults/told-answers.ts';

const ACTUA = '3F00/0001/D107';
const VERIFY_1234 = hex`00 20 00 01 04 31323334`;
const SELECT_ACTUA = hex`00 A4 09 0C 04 0001 D107`;
const UPDATE = hex`00 D6 00 00 02 5A5A`;
const READ = hex`00 B0 9C 00 0C`;

function bench(...rules: readonly FaultRule[]) {
  const profile = shippedProfile('cps3-medecin');
  const store = new MemoryStore(profile, personalise(profile, 1));
  const events: TraceEvent[] = [];
  const trace = (event: TraceEvent) => void events.push(event);
  const made = new FaultRules({ trace, randomOf: (rule) => seededRandom(1, 'fault', rule) });
  if (rules.length > 0) made.add(rules);
  const told = new ToldAnswers(trace);
  const own = new InterruptibleCard({ name: 'medecin', store }, told.sink);
  const moves: string[] = [];
  const hand = {
    reader: 'bureau',
    takeOut: () => void moves.push('out'),
    unplug: () => void moves.push('unplugged'),
    killService: () => void moves.push('killed'),
  };
  const clock = new VirtualClock();
  const card = new FaultyCard(own, { rules: made, clock, told, known: own, hand });
  const apdus = () => events.filter((event): event is ApduEvent => event.kind === 'apdu');
  return { card, store, events, apdus, moves, clock, rules: made };
}

/** Of a card that answers at once. */
function answer(card: FaultyCard, command: Bytes): string {
  const response = card.transmit(command);
  if (response instanceof Promise) throw new Error('no answer at once');
  return toHex(response);
}

/** Resolves when all that can happen without the clock has. */
async function isPending(work: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const settle = () => {
    settled = true;
  };
  work.then(settle, settle);
  for (let i = 0; i < 5; i++) await undefined;
  return !settled;
}

const OWN = (() => {
  const { card } = bench();
  void card.powerOn();
  return answer(card, READ);
})();

test('without a rule a card is what it is', (t) => {
  const { card, apdus } = bench();
  t.is(toHex(card.powerOn() as Bytes), toHex(card.getAtr() as Bytes));
  t.is(answer(card, READ), OWN);
  t.deepEqual(
    apdus().map(({ response, reason }) => [toHex(response), reason]),
    [[OWN, undefined]],
  );
  t.true(OWN.length > 4);
});

const altered = test.macro({
  exec(t: ExecutionContext, rule: FaultRule['do'], expected: (own: string) => string | RegExp) {
    const { card, apdus, store } = bench({ do: rule });
    const before = store.state;
    void card.powerOn();
    const got = answer(card, READ);
    const wanted = expected(OWN);
    if (typeof wanted === 'string') t.is(got, wanted);
    else t.regex(got, wanted);
    t.deepEqual(
      apdus().map(({ response }) => toHex(response)),
      [got],
      'told once, as the program got it',
    );
    t.regex(apdus()[0]?.reason ?? '', /^rule 1, READ BINARY: /);
    t.is(store.state, before);
  },
  title: (title) => title ?? '',
});

test('empty', altered, 'empty', () => '');
test('short', altered, { short: 3 }, (own) => own.slice(0, 6));
test('short by nothing', altered, { short: 0 }, () => '');
test('long: as many bytes more, SW1-SW2 at the end', altered, { long: 5 }, (own) => {
  const data = own.slice(0, -4);
  return new RegExp(`^${data}.{10}${own.slice(-4)}$`);
});
test('garbage', altered, 'garbage', (own) => new RegExp(`^(?!${own}).{${own.length}}$`));
test('garbage of a length', altered, { garbage: 300 }, () => /^.{600}$/);
test('a status word in place of the answer', altered, { sw: '6f00' }, () => '6F00');
test(
  'READ BINARY of worn memory',
  altered,
  'worn',
  (own) => new RegExp(`^(?!${own.slice(0, -4)}).{${own.length - 4}}6281$`),
);

test('what is drawn is always the same', (t) => {
  const drawn = () => {
    const { card } = bench({ do: 'garbage' });
    void card.powerOn();
    return [answer(card, READ), answer(card, READ)];
  };
  t.deepEqual(drawn(), drawn());
  t.not(drawn()[0], drawn()[1]);
});

test('a status word in place of the answer: the command is not done, and no code is told', (t) => {
  const { card, apdus, store } = bench({ when: { command: 'VERIFY' }, do: { sw: '6F00' } });
  void card.powerOn();
  const before = store.state.referenceData;
  t.is(answer(card, hex`00 20 00 01 04 30303030`), '6F00');
  t.is(store.state.referenceData, before);
  const told = apdus().map(({ command }) => toHex(command));
  t.is(told.length, 1);
  t.false(told[0]?.includes('30303030'));
});

test('UPDATE BINARY of worn memory: 6581, nothing written', (t) => {
  const { card, store } = bench({ when: { command: 'UPDATE BINARY', file: 'D107' }, do: 'worn' });
  void card.powerOn();
  answer(card, VERIFY_1234);
  answer(card, SELECT_ACTUA);
  const before = store.state.contents[ACTUA];
  t.is(answer(card, UPDATE), '6581');
  t.is(store.state.contents[ACTUA], before);
});

for (const [end, how] of Object.entries({ 'power-on': 'powerOn', reset: 'reset' } as const))
  test(`mute until ${end}`, async (t) => {
    const { card, apdus } = bench({ when: { nth: 1 }, do: 'mute' });
    void card.powerOn();
    const first = card.transmit(READ) as Promise<Bytes>;
    const second = card.transmit(SELECT_ACTUA) as Promise<Bytes>;
    second.catch(() => {});
    t.true(await isPending(first));
    t.deepEqual(apdus(), []);
    const ended = t.throwsAsync(second, { code: 'ERR_CARD_GONE' });
    void card[how]();
    await ended;
    t.is(answer(card, READ), OWN);
  });

test('mute, then taken out', async (t) => {
  const { card, clock, moves } = bench({ do: { mute: 3000 } });
  void card.powerOn();
  const silent = card.transmit(READ) as Promise<Bytes>;
  clock.pass(2999);
  t.deepEqual(moves, []);
  clock.pass(1);
  t.deepEqual(moves, ['out']);
  const ended = t.throwsAsync(silent, { code: 'ERR_CARD_GONE' });
  void card.powerOff();
  await ended;
});

test('powered again, a mute card is not taken out any more', (t) => {
  const { card, clock, moves } = bench({ when: { nth: 1 }, do: { mute: 3000 } });
  void card.powerOn();
  (card.transmit(READ) as Promise<Bytes>).catch(() => {});
  // Its reader has given the first one up.
  (card.transmit(READ) as Promise<Bytes>).catch(() => {});
  t.true(card.mute);
  void card.powerOn();
  clock.pass(5000);
  t.deepEqual(moves, []);
});

test('late: on the clock, and the command is done then', async (t) => {
  const { card, clock, apdus } = bench({ do: { late: 3000 } });
  void card.powerOn();
  const late = card.transmit(READ) as Promise<Bytes>;
  clock.pass(2999);
  t.true(await isPending(late));
  t.deepEqual(apdus(), []);
  clock.pass(1);
  t.is(toHex(await late), OWN);
  t.is(apdus()[0]?.reason, undefined, 'late it is, not altered');
});

test('late, and taken out before: never done', async (t) => {
  const { card, clock, store } = bench({ when: { command: 'VERIFY' }, do: { late: 3000 } });
  void card.powerOn();
  const late = card.transmit(hex`00 20 00 01 04 30303030`) as Promise<Bytes>;
  const ended = t.throwsAsync(late, { code: 'ERR_CARD_GONE' });
  void card.powerOff();
  clock.pass(5000);
  await ended;
  t.is(store.state.referenceData['01']?.triesRemaining, 3);
});

test('answers twice: each command gets the answer before, until reset', (t) => {
  const { card, apdus } = bench({ when: { nth: 1 }, do: 'twice' });
  void card.powerOn();
  const got = ['00B09C0004', '00A4000C023F00', '00B09C0002'].map((command) => answer(card, fromHex(command)));
  t.is(got[0], got[1]);
  t.is(got[2], '9000');
  t.deepEqual(
    apdus().map(({ response }) => toHex(response)),
    got,
  );
  t.true(apdus().every(({ reason }) => reason?.startsWith('rule 1, READ BINARY: answers twice')));
  void card.reset();
  t.is(answer(card, READ), OWN);
});

test('power lost before the change: as if nothing had been', async (t) => {
  const { card, store, apdus, moves } = bench({ when: { command: 'VERIFY' }, do: { powerLost: 'before' } });
  void card.powerOn();
  const before = store.state;
  t.throws(() => card.transmit(hex`00 20 00 01 04 30303030`), { code: 'ERR_CARD_GONE' });
  t.deepEqual(store.state.referenceData, before.referenceData);
  t.deepEqual(apdus(), []);
  await undefined;
  t.deepEqual(moves, ['out']);
  void card.powerOn();
  t.is(answer(card, READ), OWN);
});

test('power lost after the change: it lasts, the security status does not', (t) => {
  const { card, store } = bench({ when: { command: 'UPDATE BINARY', nth: 1 }, do: { powerLost: 'after' } });
  void card.powerOn();
  answer(card, VERIFY_1234);
  answer(card, SELECT_ACTUA);
  t.throws(() => card.transmit(UPDATE), { code: 'ERR_CARD_GONE' });
  t.deepEqual(store.state.contents[ACTUA]?.subarray(0, 2), Uint8Array.of(0x5a, 0x5a));
  void card.powerOn();
  answer(card, SELECT_ACTUA);
  t.is(answer(card, hex`00 D6 00 00 01 5B`), '6982');
});

test('the card leaves before its answer, inside it, after it', async (t) => {
  const left = async (closed: 'before' | 'after' | number) => {
    const { card, moves, apdus } = bench({ do: { closed } });
    void card.powerOn();
    let cut: unknown;
    let got = '';
    try {
      got = answer(card, READ);
    } catch (error) {
      cut = (error as { answer?: { part: Bytes; length: number } }).answer;
    }
    await undefined;
    return { cut, got, moves, told: apdus().map(({ response }) => toHex(response)) };
  };
  const length = OWN.length / 2;
  t.deepEqual(await left('before'), { cut: undefined, got: '', moves: ['out'], told: [] });
  t.deepEqual(await left('after'), { cut: undefined, got: OWN, moves: ['out'], told: [OWN] });
  const part = fromHex(OWN.slice(0, 8));
  t.deepEqual(await left(4), { cut: { part, length }, got: '', moves: ['out'], told: [OWN.slice(0, 8)] });
  t.deepEqual(await left(0), { cut: { part: fromHex(''), length }, got: '', moves: ['out'], told: [''] });
});

const NOTHING: Readonly<Record<string, FaultRule>> = {
  'an answer that is no longer than that': { do: { short: 300 } },
  'no byte more': { do: { long: 0 } },
  'no time later': { do: { late: 0 } },
  'worn memory of which nothing is read': { when: { command: 'READ BINARY' }, do: 'worn' },
  'its own answer to reset': { do: { atr: toHex(bench().card.getAtr() as Bytes) } },
  'an answer to reset in time': { do: { lateAtr: 0 } },
};
for (const [what, rule] of Object.entries(NOTHING))
  test(`what changes nothing has not fired: ${what}`, (t) => {
    const { card, rules, events } = bench(rule);
    const atr = card.powerOn();
    t.is(toHex(atr as Bytes), toHex(card.getAtr() as Bytes));
    t.is(answer(card, rule.when === undefined ? READ : hex`00 B0 9C FF 00`).length > 0, true);
    t.is(rules.records[0]?.fired, 0);
    t.deepEqual(
      events.filter(({ kind }) => kind === 'fault'),
      [],
    );
  });

test('a rule that changes something the second time alone has fired once, by its number of times', (t) => {
  const { card, rules } = bench({ when: { times: 1 }, do: { short: 2 } });
  void card.powerOn();
  t.is(answer(card, hex`00 B0 9C FF 00`).length, 4);
  t.is(answer(card, READ), OWN.slice(0, 4));
  t.is(answer(card, READ), OWN);
  t.is(rules.records[0]?.fired, 1);
});

test('the reader is unplugged in a command', (t) => {
  const { card, moves } = bench({ do: 'unplugged' });
  void card.powerOn();
  t.throws(() => card.transmit(READ), { code: 'ERR_CARD_GONE' });
  t.deepEqual(moves, ['unplugged']);
});

test('answers to reset: another, none, one that changes, each until the next', (t) => {
  const { card } = bench(
    { when: { at: 'powerOn', nth: 1 }, do: { atr: '3B 02 14 50' } },
    { when: { at: 'reset', nth: 1 }, do: 'noAtr' },
    { when: { at: 'reset' }, do: 'changingAtr' },
  );
  const own = toHex(card.getAtr() as Bytes);
  t.is(toHex(card.powerOn() as Bytes), '3B021450');
  t.is(toHex(card.getAtr() as Bytes), '3B021450');
  t.is(toHex(card.reset() as Bytes), '');
  const [first, second] = [toHex(card.reset() as Bytes), toHex(card.reset() as Bytes)];
  t.deepEqual([first.length, second.length], [own.length, own.length]);
  t.is(new Set([own, first, second]).size, 3);
  t.is(toHex(card.powerOn() as Bytes), own);
});

test('a changed ATR keeps its check byte right', (t) => {
  const random = seededRandom(1, 'atr');
  const contactless = hex`3B 8F 80 01 00 31 B8 64 04 B0 EC C1 73 94 01 80 82 90 00 0E`;
  const changed = changedAtr(contactless, random);
  t.notDeepEqual(changed, contactless);
  t.is(
    changed.slice(1).reduce((sum, byte) => sum ^ byte, 0),
    0,
  );
  t.deepEqual(toHex(changedAtr(hex`3B 00`, random)).slice(0, 4), '3B01');
});

test('a late ATR', async (t) => {
  const { card, clock } = bench({ do: { lateAtr: 5000 } });
  const atr = card.powerOn() as Promise<Bytes>;
  t.true(await isPending(atr));
  t.true(await isPending(card.getAtr() as Promise<Bytes>));
  clock.pass(5000);
  t.is(toHex(await atr).slice(0, 4), '3BAC');
});

test('files: by SELECT, by short identifier, as they are current', (t) => {
  const fired = (file: string, ...commands: string[]) => {
    const { card, rules } = bench({ when: { file }, do: 'garbage' });
    void card.powerOn();
    return commands.map((command) => {
      const before = rules.records[0]?.fired ?? 0;
      answer(card, fromHex(command));
      return (rules.records[0]?.fired ?? 0) > before;
    });
  };
  t.deepEqual(fired('2F00', '00A4000C022F00', '00B0000004', '00A4000C022F01', '00B0000004'), [
    true,
    true,
    false,
    false,
  ]);
  t.deepEqual(fired('2F01', '00B09D0004', '00B0000004', '00B09E0004'), [true, true, false]);
});

test('commands of the reader pass', (t) => {
  const { card, rules } = bench({ do: 'mute' });
  void card.powerOn();
  t.is(answer(card, hex`FF CA 00 00 00`), '6E00');
  t.is(rules.records[0]?.fired, 0);
});
