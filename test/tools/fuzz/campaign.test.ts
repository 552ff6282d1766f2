/** The fuzzer: what it plays holds; what does not is found, and made small. */
import test from 'ava';
import { ascii, type Bytes, concat, hex, toHex } from '#iso7816/bytes.ts';
import { shippedProfile, shippedProfileNames } from '../../../simulator/personalisation/index.ts';
import { VpiccCard } from '../../../simulator/reader/vpcd/vpicc-card.ts';
import { campaign, type Outcome } from '../../../tools/fuzz/campaign.ts';
import type { CardSubjectOptions } from '../../../tools/fuzz/card-subject.ts';
import { cardTarget } from '../../../tools/fuzz/card-target.ts';
import { Dice } from '../../../tools/fuzz/dice.ts';
import { minimised } from '../../../tools/fuzz/minimise.ts';
import { mutated } from '../../../tools/fuzz/mutation.ts';
import { pcscliteTarget } from '../../../tools/fuzz/pcsclite-target.ts';
import { VPCD_TARGET } from '../../../tools/fuzz/vpcd-target.ts';
import { type Connected, vpiccTarget } from '../../../tools/fuzz/vpicc-target.ts';

const PROFILE = shippedProfile('cps3-medecin');
type Altered = NonNullable<CardSubjectOptions['altered']>;

function found({ finding }: Outcome): string {
  return finding === undefined
    ? 'nothing'
    : `${finding.invariant}: ${finding.details}: ${finding.inputs.map((one) => toHex(one)).join(', ')}`;
}

for (const name of shippedProfileNames())
  test(`commands to ${name}: everything holds`, async (t) => {
    const outcome = await campaign({ target: cardTarget(shippedProfile(name)), seed: 1, cases: 3000 });
    t.is(found(outcome), 'nothing');
    t.is(outcome.cases, 3000);
  });

test('frames of a vpcd, cut anywhere: everything holds', async (t) => {
  t.is(found(await campaign({ target: VPCD_TARGET, seed: 1, cases: 10_000 })), 'nothing');
});

test('answers of a vpicc, cut, late, too many: everything holds', async (t) => {
  t.is(found(await campaign({ target: vpiccTarget(), seed: 1, cases: 10_000 })), 'nothing');
});

test('seen: a reader that gives a late answer to the next question', async (t) => {
  const reader: Connected = (socket, clock) => {
    const late = { answerTimeoutMs: 2000, clock, ref: false };
    const deaf = new VpiccCard(socket, 'fuzz', { ...late, answerTimeoutMs: 1e9 });
    // It gives up by itself, and does not tell the one that reads the answers.
    const giveUp = () => new Promise<never>((_, reject) => void clock.after(2000, () => reject(new Error('late'))));
    return {
      powerOn: () => Promise.race([deaf.powerOn(), giveUp()]),
      transmit: (command) => deaf.transmit(command),
    };
  };
  const { finding } = await campaign({ target: vpiccTarget(reader), seed: 1, cases: 5000 });
  t.is(finding?.invariant, 'order');
  t.true((finding?.inputs.length ?? 99) <= 3, JSON.stringify(finding?.inputs.map((one) => toHex(one))));
});

test('messages of clients of libpcsclite: everything holds', async (t) => {
  t.is(found(await campaign({ target: pcscliteTarget(), seed: 1, cases: 2000 })), 'nothing');
});

test('one seed, the same inputs; another one, others', (t) => {
  const { grammar } = cardTarget(PROFILE);
  const drawn = (seed: number) => {
    const dice = new Dice(seed);
    const inputs = Array.from({ length: 100 }, () => toHex(grammar(dice)));
    return [...inputs, toHex(mutated(dice, hex`00A4080C022F01`, hex`00B0000025`))];
  };
  t.deepEqual(drawn(7), drawn(7));
  t.notDeepEqual(drawn(7), drawn(8));
});

/** A card that does it when it is asked for a challenge. */
function whenAsked(deed: (answer: Bytes, ...of: Parameters<Altered>) => Bytes): Altered {
  return (card, store) => ({
    get pinStates() {
      return card.pinStates;
    },
    transmit(command) {
      const answer = card.transmit(command);
      return command[1] === 0x84 ? deed(answer, card, store) : answer;
    },
  });
}

const code = (triesRemaining: number, value = '7391') => ({ referenceData: { '01': { value, triesRemaining } } });

const FAULTS: Readonly<Record<string, readonly [invariant: string, altered: Altered]>> = {
  'a try is lost by a command that presents nothing': [
    'tries',
    whenAsked((answer, _card, store) => {
      store.commit(code(2));
      return answer;
    }),
  ],
  'a code comes out': ['secret', whenAsked(() => concat(ascii('7391'), hex`9000`))],
  'a card file with a code that is none': [
    'cardFile',
    whenAsked((answer, _card, store) => {
      store.commit(code(3, 'abcd'));
      return answer;
    }),
  ],
  'an answer without a status word': ['answer', whenAsked(() => hex`90`)],
  'an exception': [
    'exception',
    whenAsked(() => {
      throw new RangeError('planted');
    }),
  ],
  'a code is verified by nothing': [
    'tries',
    (card, store) => {
      const broken = whenAsked((answer) => {
        asked = true;
        return answer;
      })(card, store);
      let asked = false;
      return {
        transmit: (command) => broken.transmit(command),
        get pinStates() {
          return asked
            ? new Map([...card.pinStates].map(([key, state]) => [key, { ...state, verified: true }]))
            : card.pinStates;
        },
      };
    },
  ],
};

for (const [title, [invariant, altered]] of Object.entries(FAULTS))
  test(`seen: ${title}`, async (t) => {
    const { finding } = await campaign({ target: cardTarget(PROFILE, altered), seed: 1, cases: 5000 });
    t.is(finding?.invariant, invariant as never);
    t.is(finding?.inputs.length, 1, 'one command is enough');
    t.true((finding?.inputs[0]?.length ?? 99) <= 5, toHex(finding?.inputs[0] ?? new Uint8Array(0)));
    t.is(finding?.inputs[0]?.[1], 0x84);
  });

test('made small: two inputs of many, and of each only what is needed', async (t) => {
  const noise = Array.from({ length: 60 }, (_, i) => Uint8Array.of(i, i, i));
  const inputs = [...noise, hex`010203`, ...noise, hex`04050607`, ...noise];
  const has = (all: readonly Bytes[], byte: number) => all.some((one) => one.length > 0 && one.includes(byte));
  const small = await minimised(
    inputs,
    (all) =>
      has(all, 0xee) ||
      (all.some((one) => toHex(one).includes('0203')) && all.some((one) => toHex(one).includes('0607'))),
  );
  t.deepEqual(
    small.map((one) => toHex(one)),
    ['0203', '0607'],
  );
});

test('ended from outside: what was played is told', async (t) => {
  const { cases, finding } = await campaign({ target: VPCD_TARGET, seed: 1, cases: 5000, signal: AbortSignal.abort() });
  t.is(finding, undefined);
  t.true(cases > 0 && cases < 5000, `${cases}`);
});
