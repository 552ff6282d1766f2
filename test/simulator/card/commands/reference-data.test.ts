/** VERIFY, CHANGE REFERENCE DATA, RESET RETRY COUNTER. */
import test from 'ava';
import type { Profile } from '../../../../simulator/card/profile/schema.ts';
import type { CardStore, StateChange } from '../../../../simulator/card/state/store.ts';
import {
  type Exchange,
  playExchanges,
  SELECT_APPLICATION,
  SELECT_MF,
  type TestCardOptions,
  testCard,
  VERIFY_PIN,
  VERIFY_PUK,
  WRONG_PIN,
} from '../test-card.ts';

const exchanges = test.macro<[readonly Exchange[], TestCardOptions?]>((t, list, options) =>
  playExchanges(t, testCard(options), list),
);

const STATUS = '00 20 00 01 00';
const PUK_STATUS = '00 20 00 02 00';
const WRONG_PUK = '00 20 00 02 08 3030303030303030';
const BLOCK: readonly Exchange[] = [
  [WRONG_PIN, '63C2'],
  [WRONG_PIN, '63C1'],
  [WRONG_PIN, '63C0'],
];

// Source: reference/opensc-cpx.md 8, reference/cryptolib.md 7.
test('status: not verified, verified, blocked', exchanges, [
  [STATUS, '63C3'],
  ['00 20 00 01', '63C3'],
  VERIFY_PIN,
  [STATUS, '9000'],
  ...BLOCK,
  [STATUS, '6983'],
  [VERIFY_PIN[0], '6983'],
]);
test('a wrong code counts down and ends the verified state, a right one gives all tries back', exchanges, [
  VERIFY_PIN,
  [WRONG_PIN, '63C2'],
  [STATUS, '63C2'],
  [WRONG_PIN, '63C1'],
  VERIFY_PIN,
  [STATUS, '9000'],
  [WRONG_PIN, '63C2'],
]);
test('the last try can answer 6983', exchanges, [...BLOCK.slice(0, 2), [WRONG_PIN, '6983']], {
  change: ({ behaviour }) => {
    behaviour.lastTrySw = '6983';
  },
});
test('bit 8 of P2 names the same code', exchanges, [
  ['00 20 00 81 04 31323334', '9000'],
  [STATUS, '9000'],
]);
test('a wrong length costs no try', exchanges, [
  ['00 20 00 01 03 313233', '6700'],
  ['00 20 00 01 09 313233343536373839', '6700'],
  ['00 20 00 02 07 31323334353637', '6700'],
  [STATUS, '63C3'],
  [PUK_STATUS, '63CA'],
]);
test('a longer code with the right beginning is wrong', exchanges, [
  ['00 20 00 01 05 3132333400', '63C2'],
  ['00 20 00 01 08 31323334FFFFFFFF', '63C1'],
]);
test('unknown reference, P1', exchanges, [
  ['00 20 00 03 04 31323334', '6A88'],
  ['00 20 00 00 00', '6A88'],
  ['00 20 01 01 04 31323334', '6B00'],
  ['00 24 01 01 04 34333231', '6B00'],
  ['00 2C 04 01 04 34333231', '6B00'],
  ['00 24 00 05 08 3132333434333231', '6A88'],
]);
test('the verified state survives SELECT', exchanges, [VERIFY_PIN, SELECT_APPLICATION, SELECT_MF, [STATUS, '9000']]);
test(
  'unless the profile says otherwise',
  exchanges,
  [VERIFY_PIN, SELECT_MF, [STATUS, '9000'], SELECT_APPLICATION, [STATUS, '63C3']],
  {
    change: ({ behaviour }) => {
      behaviour.logoutOnSelect = true;
    },
  },
);
test('it does not survive reset and power off; the counter does', (t) => {
  const card = testCard();
  const powerCycle = (): void => {
    card.card.powerOff();
    card.card.powerOn();
  };
  for (const restart of [() => card.card.reset(), powerCycle]) {
    playExchanges(t, card, [VERIFY_PIN]);
    restart();
    playExchanges(t, card, [
      [STATUS, '63C3'],
      [WRONG_PIN, '63C2'],
    ]);
    restart();
    playExchanges(t, card, [[STATUS, '63C2']]);
  }
});

test('change: old and new code one after the other', exchanges, [
  ['00 24 00 01 08 3132333434333231', '9000'],
  [STATUS, '63C3'],
  [WRONG_PIN, '63C2'],
  ['00 20 00 01 04 34333231', '9000'],
]);
test('change to a longer code and back', exchanges, [
  VERIFY_PIN,
  ['00 24 00 01 0C 313233343837363534333231', '9000'],
  [STATUS, '9000'],
  ['00 24 00 01 0C 383736353433323131323334', '9000'],
  VERIFY_PIN,
]);
test('change with a wrong old code spends a try and ends the verified state', exchanges, [
  VERIFY_PIN,
  ['00 24 00 01 08 3030303034333231', '63C2'],
  [STATUS, '63C2'],
  ['00 24 00 01 08 3030303034333231', '63C1'],
  ['00 24 00 01 08 3030303034333231', '63C0'],
  ['00 24 00 01 08 3132333434333231', '6983'],
]);
test('change to a code that cannot be: no try spent', exchanges, [
  ['00 24 00 01 07 31323334313233', '6700'],
  ['00 24 00 01 0D 31323334313233343536373839', '6700'],
  ['00 24 00 01 00', '6700'],
  ['00 24 00 01 08 313233343132334A', '6A80'],
  [STATUS, '63C3'],
]);
test('the unblocking code cannot be changed', exchanges, [
  ['00 24 00 02 10 31323334353637383837363534333231', '6982'],
  [PUK_STATUS, '63CA'],
]);

// The unblocking code verified first: what both clients do.
test('unblock with P1 02', exchanges, [
  ...BLOCK,
  ['00 2C 02 01 04 34333231', '6982'],
  VERIFY_PUK,
  ['00 2C 02 01 04 34333231', '9000'],
  [STATUS, '63C3'],
  ['00 20 00 01 04 34333231', '9000'],
]);
test('unblock with P1 00: unblocking code and new code', exchanges, [
  ...BLOCK,
  ['00 2C 00 01 0C 3030303030303030 34333231', '63C9'],
  ['00 2C 00 01 0C 3132333435363738 34333231', '9000'],
  [PUK_STATUS, '63CA'],
  ['00 20 00 01 04 34333231', '9000'],
]);
test('unblock with P1 01 and 03: the code stays', exchanges, [
  ...BLOCK,
  ['00 2C 01 01 08 3132333435363738', '9000'],
  VERIFY_PIN,
  ...BLOCK,
  ['00 2C 03 01 00', '6982'],
  VERIFY_PUK,
  ['00 2C 03 01', '9000'],
  ['00 2C 03 01 01 31', '6700'],
  VERIFY_PIN,
]);
test('unblocking ends the verified state', exchanges, [
  VERIFY_PIN,
  VERIFY_PUK,
  ['00 2C 02 01 04 34333231', '9000'],
  [STATUS, '63C3'],
]);
test('unblocking with a bad new code spends nothing', exchanges, [
  ['00 2C 00 01 0B 3030303030303030343332', '6700'],
  ['00 2C 00 01 0C 30303030303030304A333231', '6A80'],
  ['00 2C 01 01 07 30303030303030', '6700'],
  [PUK_STATUS, '63CA'],
]);
test('nothing unblocks the unblocking code', exchanges, [
  ['00 2C 00 02 10 31323334353637383837363534333231', '6982'],
  VERIFY_PUK,
  ['00 2C 02 02 08 3837363534333231', '6982'],
]);
test('the unblocking code blocks after ten', exchanges, [
  ...Array.from({ length: 10 }, (_, i): Exchange => [WRONG_PUK, `63C${(9 - i).toString(16).toUpperCase()}`]),
  [PUK_STATUS, '6983'],
  ['00 20 00 02 08 3132333435363738', '6983'],
  ['00 2C 00 01 0C 313233343536373834333231', '6983'],
]);

const twoUses = ({ pins }: Profile): void => {
  const puk = pins['02'];
  if (puk !== undefined) puk.maxUses = 2;
};
test('each unblocking takes a use, no use left is refused for ever', (t) => {
  const puk = { value: '12345678', triesRemaining: 10, usesRemaining: 2 };
  const pin = { value: '1234', triesRemaining: 0 };
  const card = testCard({ change: twoUses, state: { referenceData: { '01': pin, '02': puk } } });
  playExchanges(t, card, [
    VERIFY_PUK,
    ['00 2C 02 01 04 34333231', '9000'],
    ['00 2C 00 01 0C 303030303030303034333231', '63C9'],
    VERIFY_PUK,
  ]);
  t.is(card.store.state.referenceData['02']?.usesRemaining, 1);
  playExchanges(t, card, [
    ['00 2C 02 01 04 34333231', '9000'],
    ['00 2C 02 01 04 34333231', '6983'],
    [VERIFY_PUK[0], '6983'],
    [PUK_STATUS, '6983'],
    ['00 2C 00 01 0C 313233343536373834333231', '6983'],
  ]);
  t.is(card.store.state.referenceData['02']?.usesRemaining, 0);
});

test(
  'a RESET condition that no code opens',
  exchanges,
  [
    ['00 2C 02 01 04 34333231', '9000'],
    ['00 2C 00 01 04 34333231', '6985'],
  ],
  {
    change: ({ pins }) => {
      if (pins['01'] !== undefined) pins['01'].access.contact = 'F3 00 00 00 FF 00';
    },
  },
);
test(
  'a CHV without a code in the state',
  exchanges,
  [
    [STATUS, '6984'],
    [VERIFY_PIN[0], '6984'],
  ],
  {
    state: { referenceData: {} },
  },
);

/** Writes down every commit; fails at the one whose number is given. */
function watched(store: CardStore, changes: StateChange[], failAt?: number): CardStore {
  return {
    profile: store.profile,
    get state() {
      return store.state;
    },
    commit(change) {
      if (changes.push(change) === failAt) throw new Error('no space left on device');
      store.commit(change);
    },
  };
}
const triesCommitted = (changes: readonly StateChange[]): (number | undefined)[] =>
  changes.map(({ referenceData }) => referenceData?.['01']?.triesRemaining);

test('the try is spent and stored before the comparison, and given back after it', (t) => {
  const changes: StateChange[] = [];
  const card = testCard({ store: (store) => watched(store, changes) });
  playExchanges(t, card, [VERIFY_PIN]);
  t.deepEqual(triesCommitted(changes), [2, 3]);
  playExchanges(t, card, [[WRONG_PIN, '63C2']]);
  t.deepEqual(triesCommitted(changes), [2, 3, 2]);
});
test('a store that cannot keep the spent try: 6581, nothing is compared', (t) => {
  const changes: StateChange[] = [];
  const card = testCard({ store: (store) => watched(store, changes, 1) });
  playExchanges(t, card, [
    ['00 20 00 01 04 31323334', '6581'],
    [STATUS, '63C3'],
  ]);
});
test('a store that cannot give it back: 6581, not verified, the try stays spent', (t) => {
  const changes: StateChange[] = [];
  const card = testCard({ store: (store) => watched(store, changes, 2) });
  playExchanges(t, card, [
    ['00 20 00 01 04 31323334', '6581'],
    [STATUS, '63C2'],
  ]);
});
