/** What a card torn out of a command has done of it. The power goes at the first change that lasts. */
import test from 'ava';
import { fromHex } from '#iso7816/bytes.ts';
import { InterruptibleCard } from '../../../scenarios/world/interruptible-card.ts';
import type { InterruptibleCommand } from '../../../scenarios/world/interruptible-commands.ts';
import { CardGoneError } from '../../../simulator/card/port.ts';
import { MemoryStore } from '../../../simulator/card/state/memory-store.ts';
import type { CardState } from '../../../simulator/card/state/store.ts';
import { personalise, shippedProfile } from '../../../simulator/personalisation/index.ts';

const ACTUA = '3F00/0001/D107';
const VERIFY_1234 = '002000010431323334';

/** The state of a card before and after it was torn out of the last of those commands. */
function torn(profileName: string, name: InterruptibleCommand, commands: readonly string[]) {
  const profile = shippedProfile(profileName);
  const store = new MemoryStore(profile, personalise(profile, 1));
  const card = new InterruptibleCard({ name: 'medecin', store }, () => {});
  card.powerOn();
  for (const command of commands.slice(0, -1)) card.transmit(fromHex(command));
  const before = store.state;
  let gone = 0;
  card.tearDuring(name, () => void gone++);
  let answered: unknown;
  try {
    answered = card.transmit(fromHex(commands.at(-1) ?? ''));
  } catch (error) {
    if (!(error instanceof CardGoneError)) throw error;
  }
  const verified = () => {
    card.powerOn();
    return store.state;
  };
  return { before, after: verified(), answered, gone };
}

type Row = readonly [
  profile: string,
  name: InterruptibleCommand,
  commands: readonly string[],
  done: (before: CardState) => CardState,
];

function withCode(state: CardState, reference: string, change: Partial<CardState['referenceData'][string]>): CardState {
  const old = state.referenceData[reference];
  if (old === undefined) throw new Error(`no code ${reference}`);
  return { ...state, referenceData: { ...state.referenceData, [reference]: { ...old, ...change } } };
}

const ROWS: Readonly<Record<string, Row>> = {
  'VERIFY of the right code: a try is spent, nothing was compared': [
    'cps3-medecin',
    'VERIFY',
    [VERIFY_1234],
    (before) => withCode(before, '01', { triesRemaining: 2 }),
  ],
  'CHANGE REFERENCE DATA with the old code: a try is spent, the code is the old one': [
    'cps3-medecin',
    'CHANGE REFERENCE DATA',
    ['00240001083132333434333231'],
    (before) => withCode(before, '01', { triesRemaining: 2 }),
  ],
  'CHANGE REFERENCE DATA after VERIFY, as a CPS4 allows: the code is the new one': [
    'cps4-medecin',
    'CHANGE REFERENCE DATA',
    [VERIFY_1234, '002401010434333231'],
    (before) => withCode(before, '01', { value: '4321' }),
  ],
  'RESET RETRY COUNTER with the unblocking code: a try of that one is spent, nothing is unblocked': [
    'cps3-medecin',
    'RESET RETRY COUNTER',
    [VERIFY_1234.replace('31323334', '30303030'), '002C00010C313233343536373834333231'],
    (before) => withCode(before, '02', { triesRemaining: 9 }),
  ],
  'READ BINARY: nothing has changed': ['cps3-medecin', 'READ BINARY', ['00B09C000C'], (before) => before],
  'SELECT: nothing has changed': ['cps3-medecin', 'SELECT', ['00A4000C023F00'], (before) => before],
};

for (const [title, [profile, name, commands, done]] of Object.entries(ROWS))
  test(title, (t) => {
    const { before, after, answered, gone } = torn(profile, name, commands);
    t.deepEqual([answered, gone], [undefined, 1]);
    const expected = done(before);
    t.deepEqual(after.referenceData, expected.referenceData);
    t.deepEqual(after.contents, expected.contents);
  });

test('UPDATE BINARY: what was written is there', (t) => {
  const commands = [VERIFY_1234, '00A4090C0400 01D107'.replace(' ', ''), '00D60000025A5A'];
  const { before, after, answered } = torn('cps3-medecin', 'UPDATE BINARY', commands);
  t.is(answered, undefined);
  t.deepEqual(after.contents[ACTUA]?.subarray(0, 2), Uint8Array.of(0x5a, 0x5a));
  t.notDeepEqual(before.contents[ACTUA], after.contents[ACTUA]);
});
