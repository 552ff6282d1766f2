/**
 * Generated walks: calls of the CSP over a card that is removed, swapped, reset, blocked and changed by others, at every
 * state of the machine and in the middle of calls. No state may differ from the machine's, no try be lost or won.
 */
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { hex, toHex } from '#iso7816/bytes.ts';
import { DISPOSITION } from '#pcsc/scard.ts';
import {
  CRYPT,
  type CryptProvider,
  type CspProcess,
  cryptAcquireContext,
  cryptGetKeyCertificate,
  cryptGetUserKey,
  cryptReleaseContext,
  cryptSetProvParam,
  type Dialogs,
} from '../../../driver/csp/index.ts';
import {
  type CardData,
  cardAcquireContext,
  cardAuthenticateEx,
  cardChangeAuthenticatorEx,
  cardUnblockPin,
  PIN_CHANGE_FLAG,
  PIN_ID,
} from '../../../driver/minidriver/index.ts';
import { PcscContext } from '../../../driver/pcsc/context.ts';
import { Desk, type DeskCard } from './desk.ts';
import { AUTH, sign } from './signing.ts';
import { type Answer, type Place, type Result, StateMachine, type Typed } from './state-machine.ts';

const PUK = '12345678';
const WRONG_PUK = '00000000';
const PIN_STATUS = hex`00 20 00 01 00`;
/** VERIFY of the code porteur with a code in it. */
const PRESENTATION = /^00200001(?!00$)[0-9A-F]{2}([0-9A-F]+)$/;

interface Interruption {
  /** Which command of the call. */
  readonly at: number;
  /** Before the card has begun it, or once it has done it but could not answer. */
  readonly when: 'before' | 'after';
  readonly what: 'removed' | 'swapped' | 'put back' | 'reset';
}

type Action =
  | { readonly do: 'sign'; readonly silent: boolean; readonly answers: readonly Answer[] }
  | { readonly do: 'sign interrupted'; readonly interruption: Interruption; readonly typed: Typed }
  | { readonly do: 'give PIN'; readonly silent: boolean; readonly typed: Typed }
  | { readonly do: 'read'; readonly silent: boolean }
  | { readonly do: 'move'; readonly place: Place }
  | { readonly do: 'time passes' | 'contexts released' | 'reset by another' | 'block' | 'block PUK' }
  | { readonly do: 'present by another'; readonly typed: Typed }
  | { readonly do: 'change by another'; readonly pin: string }
  | { readonly do: 'unblock by another'; readonly right: boolean; readonly pin: string };

const typed = fc.constantFrom<Typed>('right', 'right', 'wrong', 'malformed');
const answers = fc.array(fc.constantFrom<Answer>('right', 'wrong', 'malformed', 'insert-A', 'insert-B'), {
  maxLength: 4,
});
const pin = fc.constantFrom('1234', '4321', '2580');
const interruption = fc.record<Interruption>({
  at: fc.integer({ min: 1, max: 8 }),
  when: fc.constantFrom('before', 'after'),
  what: fc.constantFrom('removed', 'swapped', 'put back', 'reset'),
});
const place = fc.constantFrom<Place>('A', 'A', 'B', 'none');
const alone = fc.constantFrom<Action>(
  { do: 'time passes' },
  { do: 'time passes' },
  { do: 'contexts released' },
  { do: 'reset by another' },
  { do: 'reset by another' },
  { do: 'block' },
  { do: 'block PUK' },
);

function doing<K extends Action['do'], M>(what: K, members: { [N in keyof M]: fc.Arbitrary<M[N]> }) {
  return fc.record({ do: fc.constant(what), ...members }) as unknown as fc.Arbitrary<Action>;
}

const silent = fc.boolean();
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 4, arbitrary: doing('sign', { silent, answers }) },
  { weight: 3, arbitrary: doing('sign interrupted', { interruption, typed }) },
  { weight: 3, arbitrary: doing('give PIN', { silent, typed }) },
  { weight: 1, arbitrary: doing('read', { silent }) },
  { weight: 4, arbitrary: doing('move', { place }) },
  { weight: 5, arbitrary: alone },
  { weight: 2, arbitrary: doing('present by another', { typed }) },
  { weight: 1, arbitrary: doing('change by another', { pin }) },
  { weight: 2, arbitrary: doing('unblock by another', { right: fc.boolean(), pin }) },
);

async function resultOf(call: Promise<unknown>): Promise<Result> {
  try {
    await call;
    return 'success';
  } catch (error) {
    const { scardName } = error as { scardName?: Result };
    if (scardName === undefined) throw error;
    return scardName;
  }
}

/** What a call may give whose card left in the middle of it. */
const AFTER_REMOVAL: readonly Result[] = [
  'SCARD_W_REMOVED_CARD',
  'SCARD_F_COMM_ERROR',
  'SCARD_E_NOT_TRANSACTED',
  'SCARD_E_NO_SMARTCARD',
  'SCARD_W_CANCELLED_BY_USER',
];

/** The person of a walk: one row of answers for dialogs of both kinds, as the machine takes them. */
class WalkPerson implements Dialogs {
  answers: Answer[] = [];
  readonly #walk: Walk;

  constructor(walk: Walk) {
    this.#walk = walk;
  }

  async enterPin(): Promise<string | undefined> {
    const answer = this.answers.shift();
    if (answer === undefined || answer === 'insert-A' || answer === 'insert-B') return undefined;
    return this.#walk.machine.codeFor(answer);
  }

  showPinPad(): void {}

  async insertCard(): Promise<'retry' | 'cancel'> {
    const answer = this.answers.shift();
    if (answer !== 'insert-A' && answer !== 'insert-B') return 'cancel';
    this.#walk.move(answer === 'insert-A' ? 'A' : 'B');
    return 'retry';
  }
}

/** The desk, the process with its two contexts on card A, and the machine beside them. */
class Walk {
  readonly desk = new Desk();
  readonly machine = new StateMachine();
  readonly a: DeskCard = this.desk.card('cps3-medecin', 1);
  readonly b: DeskCard = this.desk.card('cps3-pharmacien', 3);
  readonly person = new WalkPerson(this);
  readonly process: CspProcess = this.desk.program({ dialogs: this.person });
  /** Where the cards really are. */
  #place: Place = 'none';
  #contexts: { readonly loud: CryptProvider; readonly silent: CryptProvider } | undefined;

  async acquire(): Promise<void> {
    const loud = await cryptAcquireContext(this.process);
    this.#contexts = { loud, silent: await cryptAcquireContext(this.process, { flags: CRYPT.SILENT }) };
  }

  async release(): Promise<void> {
    for (const context of Object.values(this.#contexts ?? {})) await cryptReleaseContext(context);
  }

  context(isSilent: boolean): CryptProvider {
    if (this.#contexts === undefined) throw new Error('the walk has not begun');
    return isSilent ? this.#contexts.silent : this.#contexts.loud;
  }

  move(to: Place): void {
    if (this.#place !== 'none') this.desk.remove();
    this.#place = to;
    if (to !== 'none') this.desk.insert(to === 'A' ? this.a : this.b);
  }

  /** The state as the card itself tells it. */
  get state(): string {
    if (this.#place !== 'A') return 'NO_CARD';
    const sw = toHex(this.a.ask(PIN_STATUS));
    if (sw === '9000') return 'AUTH';
    if (sw !== '6983') return `PRESENT_UNAUTH(${Number.parseInt(sw.slice(3), 16)})`;
    return this.a.store.state.referenceData['02']?.triesRemaining === 0 ? 'PUK_BLOCKED' : 'BLOCKED';
  }

  async timePasses(): Promise<void> {
    this.desk.clock.pass(1500);
    await this.process.endTransactions();
  }

  /** `work` of another program, which waits for the transaction of the process. */
  async byAnother(work: (cardData: CardData) => Promise<unknown>, disposition: number): Promise<Result> {
    const working = resultOf(this.#withCard(work, disposition));
    await this.timePasses();
    return working;
  }

  async #withCard(work: (cardData: CardData) => Promise<unknown>, disposition: number): Promise<void> {
    const context = await PcscContext.establish(this.desk.manager);
    try {
      const card = await context.connect(this.desk.nameOf());
      try {
        const { atr } = await card.status();
        const cardData = await cardAcquireContext({ atr, cardName: 'another', card });
        await card.transaction(() => work(cardData));
      } finally {
        await card.disconnect(disposition);
      }
    } finally {
      await context.release();
    }
  }
}

const { LEAVE_CARD, RESET_CARD } = DISPOSITION;

function present(walk: Walk, given: Typed): Promise<Result> {
  const code = walk.machine.codeFor(given);
  return walk.byAnother((cardData) => cardAuthenticateEx(cardData, { pin: code }), LEAVE_CARD);
}

function unblock(walk: Walk, right: boolean, newPin: string): Promise<Result> {
  const authenticationData = right ? PUK : WRONG_PUK;
  return walk.byAnother((cardData) => cardUnblockPin(cardData, { authenticationData, newPin }), RESET_CARD);
}

function change(walk: Walk, next: string): Promise<Result> {
  const ids = { authenticatingPinId: PIN_ID.USER, targetPinId: PIN_ID.USER, flags: PIN_CHANGE_FLAG.CHANGEPIN };
  const codes = { authenticatingPin: walk.machine.pin, targetPin: next };
  return walk.byAnother((cardData) => cardChangeAuthenticatorEx(cardData, { ...ids, ...codes }), RESET_CARD);
}

/** What one action gives, and what the machine says it must give. */
type Outcome = readonly [found: Result, expected: Result];
const NOTHING: Outcome = ['success', 'success'];

/** Actions of others that only make sense with card A in the reader. */
async function onA(walk: Walk, work: () => Promise<Outcome>): Promise<Outcome> {
  return walk.machine.place === 'A' ? work() : NOTHING;
}

async function repeated(times: number, work: () => Promise<Outcome>): Promise<Outcome> {
  for (let i = 0; i < times; i++) {
    const [found, expected] = await work();
    if (found !== expected) return [found, expected];
  }
  return NOTHING;
}

async function act(walk: Walk, given: Action): Promise<Outcome> {
  const { machine } = walk;
  walk.person.answers = given.do === 'sign' ? [...given.answers] : [];
  switch (given.do) {
    case 'sign':
      return [await resultOf(sign(walk.context(given.silent))), machine.useKey(given.silent, given.answers)];
    case 'sign interrupted':
      return interrupted(walk, given.interruption, given.typed);
    case 'give PIN': {
      const code = machine.codeFor(given.typed);
      const giving = cryptSetProvParam(walk.context(given.silent), 'PP_KEYEXCHANGE_PIN', code);
      return [await resultOf(giving), machine.givePin(given.silent, given.typed)];
    }
    case 'read': {
      const key = cryptGetUserKey(walk.context(given.silent), AUTH);
      return [await resultOf(cryptGetKeyCertificate(key)), machine.readCard(given.silent)];
    }
    case 'move':
      walk.move(given.place);
      machine.moveTo(given.place);
      return NOTHING;
    case 'time passes':
      await walk.timePasses();
      machine.transactionEnds();
      return NOTHING;
    case 'contexts released':
      return onA(walk, async () => {
        await walk.release();
        machine.transactionEnds();
        await walk.acquire();
        return NOTHING;
      });
    case 'reset by another':
      return onA(walk, async () => [await walk.byAnother(async () => {}, RESET_CARD), machine.resetByAnother()]);
    case 'present by another':
      return onA(walk, async () => [await present(walk, given.typed), machine.presentedByAnother(given.typed)]);
    case 'block':
      return onA(walk, () =>
        repeated(3, async () => [await present(walk, 'wrong'), machine.presentedByAnother('wrong')]),
      );
    case 'block PUK':
      return onA(walk, () =>
        repeated(10, async () => [await unblock(walk, false, '1234'), machine.unblockedByAnother(false, '1234')]),
      );
    case 'change by another':
      return onA(walk, async () => [await change(walk, given.pin), machine.changedByAnother(given.pin)]);
    case 'unblock by another':
      return onA(walk, async () => [
        await unblock(walk, given.right, given.pin),
        machine.unblockedByAnother(given.right, given.pin),
      ]);
  }
}

/** A signature in the middle of which something happens to the card. */
async function interrupted(walk: Walk, { at, when, what }: Interruption, given: Typed): Promise<Outcome> {
  const { machine, a } = walk;
  let commands = 0;
  let waiting: Promise<Result> | undefined;
  /** Codes that reached the card and moves, in their order. */
  const events: { readonly code?: string; readonly moved?: Place; readonly answered: boolean }[] = [];
  const happens = (): 'gone' | undefined => {
    if (what === 'reset') {
      waiting = resultOf(walk.byAnother(async () => {}, RESET_CARD));
      return undefined;
    }
    const to: Place = what === 'removed' ? 'none' : what === 'swapped' ? 'B' : 'A';
    walk.move(to);
    events.push({ moved: to, answered: true });
    return 'gone';
  };
  a.beforeCommand = () => {
    commands += 1;
    return commands === at && when === 'before' ? happens() : undefined;
  };
  a.afterCommand = (command) => {
    const isNow = commands === at && when === 'after';
    const digits = PRESENTATION.exec(command)?.[1];
    if (digits !== undefined)
      events.push({ code: Buffer.from(digits, 'hex').toString(), answered: !isNow || what === 'reset' });
    if (isNow) happens();
  };
  walk.person.answers = [given];
  const known = [machine.kept, machine.codeFor(given)];
  const found = await resultOf(sign(walk.context(false)));
  a.beforeCommand = () => {};
  a.afterCommand = () => {};
  if (!events.some(({ moved }) => moved !== undefined)) {
    const expected = machine.useKey(false, [given]);
    if (waiting === undefined) return [found, expected];
    await walk.timePasses();
    const [reset, resetExpected] = [await waiting, machine.resetByAnother()];
    return reset === resetExpected ? [found, expected] : [reset, resetExpected];
  }
  const presented = events.flatMap(({ code = '' }) => (code === '' ? [] : [code]));
  if (presented.some((code) => !known.includes(code))) throw new Error('a code nobody gave was presented');
  if (presented.length > known.filter((code) => code !== undefined).length) throw new Error('a code was repeated');
  follow(machine, events, found);
  const right = found === 'success' ? machine.state === 'AUTH' : AFTER_REMOVAL.includes(found) || isRefusal(found);
  return [found, right ? found : 'SCARD_W_REMOVED_CARD'];
}

function isRefusal(result: Result): boolean {
  return result === 'SCARD_W_CHV_BLOCKED';
}

/** The machine after an interrupted call: each code that reached the card counts, whatever became of the call. */
function follow(
  machine: StateMachine,
  events: readonly { readonly code?: string; readonly moved?: Place; readonly answered: boolean }[],
  found: Result,
): void {
  for (const { code, moved, answered } of events) {
    if (moved !== undefined) machine.moveTo(moved);
    if (code === undefined) continue;
    const result = machine.present(code);
    if (answered) machine.kept = result === 'success' ? code : undefined;
  }
  machine.held = found === 'success';
}

/** States the machine was in and results calls gave, and how often: walks that never get anywhere prove nothing. */
const seen = new Map<string, number>();

/** A walk and the machine beside it, compared after every step. */
async function walkAlong(t: ExecutionContext, actions: readonly Action[]): Promise<void> {
  const walk = new Walk();
  try {
    walk.move('A');
    await walk.acquire();
    for (const [i, given] of actions.entries()) {
      const [found, expected] = await act(walk, given);
      seen.set(found, (seen.get(found) ?? 0) + 1);
      seen.set(walk.machine.state, (seen.get(walk.machine.state) ?? 0) + 1);
      const where = `step ${i + 1} of ${JSON.stringify(actions.slice(0, i + 1))}`;
      if (found !== expected) throw new Error(`${found}, the machine says ${expected}: ${where}`);
      if (walk.state !== walk.machine.state) {
        throw new Error(`${walk.state}, the machine is in ${walk.machine.state}: ${where}`);
      }
      if (walk.a.tries !== walk.machine.tries) {
        throw new Error(`${walk.a.tries} tries, the machine says ${walk.machine.tries}: ${where}`);
      }
      if (walk.b.commands.some((command) => PRESENTATION.test(command))) {
        throw new Error(`a code of card A was presented to card B: ${where}`);
      }
    }
  } finally {
    await walk.desk.close();
  }
  t.pass();
}

const SEEDS = [1, 2, 3, 4];
const WALKS = 500;

for (const seed of SEEDS) {
  test.serial(`${WALKS} walks from seed ${seed}: every state is the machine's, no try is lost or won`, async (t) => {
    t.timeout(300_000);
    const walks = fc.asyncProperty(fc.array(action, { minLength: 1, maxLength: 40, size: 'max' }), (actions) =>
      walkAlong(t, actions),
    );
    const { failed, errorInstance, counterexamplePath } = await fc.check(walks, { numRuns: WALKS, seed });
    t.false(failed, `${String(errorInstance)}\npath ${counterexamplePath}`);
  });
}

test.serial('the walks came to every state, and saw every result there is', (t) => {
  const expected = [
    'AUTH',
    'BLOCKED',
    'NO_CARD',
    'NTE_SILENT_CONTEXT',
    'PRESENT_UNAUTH(1)',
    'PRESENT_UNAUTH(2)',
    'PRESENT_UNAUTH(3)',
    'PUK_BLOCKED',
    'SCARD_E_NO_SMARTCARD',
    'SCARD_W_CANCELLED_BY_USER',
    'SCARD_W_CHV_BLOCKED',
    'SCARD_W_WRONG_CHV',
    'success',
  ];
  const rare = expected.filter((name) => (seen.get(name) ?? 0) < 50);
  t.deepEqual(rare, [], JSON.stringify(Object.fromEntries(seen)));
});
