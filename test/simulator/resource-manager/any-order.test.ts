import test from 'ava';
import fc from 'fast-check';
import { hex } from '#iso7816/bytes.ts';
import { INFINITE, PROTOCOL, SCARD, SCOPE } from '#pcsc/scard.ts';
import { ResourceManager } from '../../../simulator/resource-manager/resource-manager.ts';
import { EchoCard, SlowCard } from '../reader/test-card.ts';
import { READER } from './world.ts';

const CODES = new Set<number>(Object.values(SCARD));

interface Play {
  readonly manager: ResourceManager;
  readonly contexts: number[];
  readonly cards: number[];
  readonly calls: Promise<{ rv: number }>[];
}

type Move = (play: Play, a: number, b: number) => void;

/** A card that answers whenever it likes: at once, or after the others had their turn. */
class LateCard extends SlowCard {
  override async transmit(command: Uint8Array): Promise<Uint8Array> {
    await new Promise((resolve) => setImmediate(resolve));
    return Uint8Array.of(...command, 0x90, 0x00);
  }
}

const moves: Record<string, Move> = {
  insert({ manager }, a) {
    const slot = slots.get(manager);
    if (slot?.card === undefined) slot?.insert(a % 2 ? new EchoCard() : new LateCard());
  },
  remove: ({ manager }) => void slots.get(manager)?.remove(),
  replug({ manager }) {
    manager.unplugReader('bureau');
    slots.set(manager, manager.plugReader('bureau'));
  },
  connect({ manager, contexts, cards, calls }, a, b) {
    const call = manager.connect(contexts[a % 3] ?? 0, READER, 1 + (b % 3), PROTOCOL.ANY);
    calls.push(call);
    void call.then(({ rv, card }) => rv === SCARD.S_SUCCESS && cards.push(card));
  },
  reconnect({ manager, cards, calls }, a, b) {
    calls.push(manager.reconnect(pick(cards, a), 1 + (b % 3), PROTOCOL.ANY, b % 3));
  },
  disconnect: ({ manager, cards, calls }, a, b) => calls.push(manager.disconnect(pick(cards, a), b % 4)),
  begin: ({ manager, cards, calls }, a) => calls.push(manager.beginTransaction(pick(cards, a))),
  end: ({ manager, cards, calls }, a, b) => calls.push(manager.endTransaction(pick(cards, a), b % 4)),
  transmit({ manager, cards, calls }, a, b) {
    calls.push(manager.transmit(pick(cards, a), 1 + (b % 2), hex`00 84 00 00 08`));
  },
  status: ({ manager, cards, calls }, a) => calls.push(manager.status(pick(cards, a))),
  wait({ manager, contexts, calls }, a, b) {
    const query = { reader: READER, currentState: [0, 0x10, 0x20, 0x120][b % 4] ?? 0 };
    calls.push(manager.getStatusChange(contexts[a % 3] ?? 0, INFINITE, [query]));
  },
  cancel: ({ manager, contexts, calls }, a) => calls.push(manager.cancel(contexts[a % 3] ?? 0)),
  die({ manager, contexts, calls }, a) {
    calls.push(manager.dropContext(contexts[a % 3] ?? 0).then(() => ({ rv: SCARD.S_SUCCESS })));
    void manager.establishContext(SCOPE.SYSTEM).then(({ context }) => {
      contexts[a % 3] = context;
    });
  },
};

const slots = new WeakMap<ResourceManager, ReturnType<ResourceManager['plugReader']>>();

function pick(cards: readonly number[], a: number): number {
  return cards[a % Math.max(1, cards.length)] ?? 0;
}

async function play(steps: readonly [string, number, number, boolean][]): Promise<Play> {
  const manager = new ResourceManager({ idlePowerOffMs: 0 });
  slots.set(manager, manager.plugReader('bureau'));
  const contexts = [1, 2, 3].map(async () => (await manager.establishContext(SCOPE.SYSTEM)).context);
  const state: Play = { manager, contexts: await Promise.all(contexts), cards: [], calls: [] };
  for (const [name, a, b, pause] of steps) {
    moves[name]?.(state, a, b);
    if (pause) await new Promise((resolve) => setImmediate(resolve));
  }
  return state;
}

const step = fc.tuple(fc.constantFrom(...Object.keys(moves)), fc.nat(9), fc.nat(11), fc.boolean());

test('whatever programs and people do, every call ends with a code of PC/SC when the world does', async (t) => {
  let ended = 0;
  const property = fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
    const { manager, calls } = await play(steps);
    await manager.close();
    for (const { rv } of await Promise.all(calls)) {
      if (!CODES.has(rv)) throw new Error(`unknown code ${rv.toString(16)}`);
      ended += 1;
    }
  });
  await t.notThrowsAsync(fc.assert(property, { numRuns: 300 }));
  t.true(ended > 1000);
});

test('a handle closed while it is reconnected for exclusive use: both calls end', async (t) => {
  // Found by the properties here: the refusal came after the last change that would have woken the call.
  const { calls } = await play([
    ['insert', 0, 0, false],
    ['connect', 4, 8, true],
    ['reconnect', 0, 0, false],
    ['disconnect', 0, 6, false],
  ]);
  const ends = (await Promise.all(calls)).map(({ rv }) => rv);
  t.deepEqual(ends, [SCARD.S_SUCCESS, SCARD.E_INVALID_HANDLE, SCARD.S_SUCCESS]);
});

test('whatever was done, a card alone in the reader can be used when all others have gone', async (t) => {
  const property = fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
    const { manager, contexts, calls } = await play(steps);
    for (const context of contexts) await manager.dropContext(context);
    await Promise.all(calls);
    slots.get(manager)?.remove();
    slots.get(manager)?.insert(new EchoCard());
    const { context } = await manager.establishContext(SCOPE.SYSTEM);
    const { rv, card } = await manager.connect(context, READER, 1, PROTOCOL.ANY);
    if (rv !== SCARD.S_SUCCESS) throw new Error(`connect ${rv.toString(16)}`);
    const answer = await manager.transmit(card, PROTOCOL.T0, hex`00 84 00 00 08`);
    if (answer.rv !== SCARD.S_SUCCESS) throw new Error(`transmit ${answer.rv.toString(16)}`);
    await manager.close();
  });
  await t.notThrowsAsync(fc.assert(property, { numRuns: 300 }));
});
