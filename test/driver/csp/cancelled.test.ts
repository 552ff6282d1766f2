/** A program that waits no longer: what is open on the screen and at the reader closes, and nothing is done any more. */
import { once } from 'node:events';
import test, { type ExecutionContext } from 'ava';
import { fromHex, toHex } from '#iso7816/bytes.ts';
import { INS } from '#iso7816/ins.ts';
import type { WinScard } from '#pcsc/winscard.ts';
import {
  CspError,
  CspProcess,
  cryptAcquireContext,
  cryptCreateHash,
  cryptDecrypt,
  cryptGetUserKey,
  cryptSetHashValue,
  cryptSignHash,
  type Dialogs,
  nCryptDecrypt,
  nCryptEnumKeys,
  nCryptOpenKey,
  nCryptOpenStorageProvider,
  nCryptSignHash,
  type PinRequest,
  SCARD,
} from '../../../driver/csp/index.ts';
import { CALG, KEY_SPEC } from '../../../driver/minidriver/index.ts';
import { type World, type WorldReader, world } from '../../../scenarios/world/index.ts';
import { presentedAt } from '../tls/held-open.ts';

const HASH = new Uint8Array(32).fill(7);
const CRYPTOGRAM = new Uint8Array(256).fill(1);
const SHA256 = { algorithmId: 'SHA256' } as const;

interface Screen {
  readonly world: World;
  readonly reader: WorldReader;
  readonly process: CspProcess;
  /** `insert-card shown`, `insert-card closed`... */
  readonly windows: string[];
  /** Resolves when the next window is shown. */
  shown(): Promise<unknown>;
}

/** A screen nobody answers at; each window closes when it is told to. */
async function screen(t: ExecutionContext, winscardOf = (winscard: WinScard) => winscard): Promise<Screen> {
  const w = await world();
  const reader = w.reader('bureau', 'pinpad');
  await reader.insert(w.card('cps3-medecin', { seed: 1 }));
  const windows: string[] = [];
  const told = new EventTarget();
  const open = <T>(kind: string, closed: AbortSignal | undefined): Promise<T> => {
    windows.push(`${kind} shown`);
    closed?.addEventListener('abort', () => windows.push(`${kind} closed`));
    told.dispatchEvent(new Event('shown'));
    return new Promise(() => {});
  };
  const dialogs: Dialogs = {
    enterPin: (_, closed) => open('pin', closed),
    showPinPad: (_, closed) => void open('pin-pad', closed),
    insertCard: (_, closed) => open('insert-card', closed),
  };
  const process = new CspProcess(winscardOf(w.winscard), { dialogs });
  t.teardown(async () => {
    await process.close();
    await w.close();
  });
  return { world: w, reader, process, windows, shown: () => once(told, 'shown') };
}

async function keyOf({ process }: Screen) {
  const provider = nCryptOpenStorageProvider(process);
  const [{ name } = { name: '' }] = await nCryptEnumKeys(provider);
  return nCryptOpenKey(provider, name);
}

async function cancelled(t: ExecutionContext, work: Promise<unknown>, unanswered?: 'pin' | 'insert-card') {
  const error = await t.throwsAsync(work, { instanceOf: CspError });
  t.is(error.scard, SCARD.W_CANCELLED_BY_USER);
  t.is(error.unanswered, unanswered);
}

/** The person is asked at the reader. */
function entryBegun({ world }: Screen): Promise<void> {
  return new Promise((resolve) => {
    world.trace.subscribe({ name: 'entry', event: ({ kind }) => kind === 'pin-pad' && resolve() });
  });
}

type Call = (at: Screen, cancelled: AbortSignal) => Promise<unknown>;

/** Each route to a dialog, begun with its card in the reader. */
const USES: Readonly<Record<string, (at: Screen) => Promise<(cancelled: AbortSignal) => Promise<unknown>>>> = {
  async NCryptSignHash(at) {
    const key = await keyOf(at);
    return (signal) => nCryptSignHash(key, SHA256, HASH, undefined, signal);
  },
  async NCryptDecrypt(at) {
    const key = await keyOf(at);
    return (signal) => nCryptDecrypt(key, CRYPTOGRAM, undefined, signal);
  },
  async CryptSignHash({ process }) {
    const hash = cryptCreateHash(await cryptAcquireContext(process), CALG.SHA_256);
    cryptSetHashValue(hash, HASH);
    return (signal) => cryptSignHash(hash, KEY_SPEC.KEYEXCHANGE, 0, signal);
  },
  async CryptDecrypt({ process }) {
    const key = cryptGetUserKey(await cryptAcquireContext(process), KEY_SPEC.KEYEXCHANGE);
    return (signal) => cryptDecrypt(key, CRYPTOGRAM, 0, signal);
  },
};

for (const [name, use] of Object.entries(USES)) {
  test(`${name}: the dialog for a card closes`, async (t) => {
    const at = await screen(t);
    const call = await use(at);
    await at.reader.remove();
    const [stop, shown] = [new AbortController(), at.shown()];
    const working = call(stop.signal);
    await shown;
    stop.abort();
    await cancelled(t, working, 'insert-card');
    t.deepEqual(at.windows, ['insert-card shown', 'insert-card closed']);
  });

  test(`${name}: the window of the PIN pad closes, and the entry at the reader ends`, async (t) => {
    const at = await screen(t);
    const presented = presentedAt(at);
    const call = await use(at);
    at.reader.pinPad.prepare(['wait']);
    const [stop, begun] = [new AbortController(), entryBegun(at)];
    const working = call(stop.signal);
    await begun;
    stop.abort();
    await cancelled(t, working);
    t.deepEqual(at.windows, ['pin-pad shown', 'pin-pad closed']);
    t.is(presented(), 0);
    // The reader is free for the next entry.
    at.reader.pinPad.prepare(['1234']);
    await call(new AbortController().signal).catch((error) => t.is(error.code, 'ERR_CSP'));
    t.is(presented(), 1);
  });

  test(`${name}: aborted before, nothing is shown or presented`, async (t) => {
    const at = await screen(t);
    const presented = presentedAt(at);
    const call = await use(at);
    await cancelled(t, call(AbortSignal.abort()));
    await at.reader.remove();
    await cancelled(t, call(AbortSignal.abort()), 'insert-card');
    t.deepEqual([at.windows, presented()], [[], 0]);
  });
}

const OPENINGS: Readonly<Record<string, Call>> = {
  NCryptOpenKey: ({ process }, signal) => nCryptOpenKey(nCryptOpenStorageProvider(process), null, 0, 0, signal),
  CryptAcquireContext: ({ process }, signal) => cryptAcquireContext(process, { cancelled: signal }),
};

for (const [name, call] of Object.entries(OPENINGS))
  test(`${name}: the dialog for a card closes`, async (t) => {
    const at = await screen(t);
    await at.reader.remove();
    const [stop, shown] = [new AbortController(), at.shown()];
    const working = call(at, stop.signal);
    await shown;
    stop.abort();
    await cancelled(t, working, 'insert-card');
    t.deepEqual(at.windows, ['insert-card shown', 'insert-card closed']);
  });

const GET_FEATURES = 0x42000d48;
const ABORT = '0B04';

/** The same functions, one of them in its own way. */
function changed(winscard: WinScard, own: Partial<WinScard>): WinScard {
  return new Proxy(winscard, {
    get: (target, name) => Reflect.get(own, name) ?? Reflect.get(target, name).bind(target),
  });
}

/** Its readers end no entry for a program, as those of the CCID driver of pcsc-lite; the person types when `typed` resolves. */
function withoutAbort(winscard: WinScard, begun: () => void, typed: Promise<unknown>): WinScard {
  return changed(winscard, {
    async control(card, code, input) {
      if (code !== GET_FEATURES) {
        begun();
        await typed;
      }
      const { rv, output } = await winscard.control(card, code, input);
      if (code !== GET_FEATURES) return { rv, output };
      const all = toHex(output);
      const at = all.indexOf(ABORT);
      return { rv, output: fromHex(all.slice(0, at) + all.slice(at + ABORT.length + 8)) };
    },
  });
}

test('aborted when the window of the PIN pad is shown: nothing is asked at the reader', async (t) => {
  const at = await screen(t);
  const key = await keyOf(at);
  const [stop, shown] = [new AbortController(), at.shown()];
  const working = nCryptSignHash(key, SHA256, HASH, undefined, stop.signal);
  await shown;
  stop.abort();
  await cancelled(t, working);
  t.deepEqual(at.windows, ['pin-pad shown', 'pin-pad closed']);
  t.is(at.reader.pinPad.asked, 0);
});

test('a reader that ends no entry: the window closes at once, the code typed later signs nothing', async (t) => {
  let type = (_: unknown): void => {};
  const typed = new Promise((resolve) => {
    type = resolve;
  });
  let begun = (): void => {};
  const at = await screen(t, (winscard) => withoutAbort(winscard, () => begun(), typed));
  const presented = presentedAt(at);
  let signatures = 0;
  at.world.trace.subscribe({
    name: 'signatures',
    event: (event) => {
      if (event.kind === 'apdu' && event.command[1] === INS.INTERNAL_AUTHENTICATE) signatures++;
    },
  });
  const key = await keyOf(at);
  at.reader.pinPad.prepare(['1234']);
  const stop = new AbortController();
  const entered = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const working = nCryptSignHash(key, SHA256, HASH, undefined, stop.signal);
  await entered;
  stop.abort();
  t.deepEqual(at.windows, ['pin-pad shown', 'pin-pad closed']);
  type(undefined);
  await cancelled(t, working);
  t.is(presented(), 1, 'what the person types reaches the card: no program can hinder that');
  t.is(signatures, 0);
});

test('a wrong code whose program has left: the next one is told of it before it gives a code', async (t) => {
  let present = (): void => {};
  const at = await screen(t, (winscard) =>
    changed(winscard, {
      async transmit(card, protocol, command, ...more) {
        if (command[1] === INS.VERIFY && command.length > 5) present();
        return winscard.transmit(card, protocol, command, ...more);
      },
    }),
  );
  await at.reader.remove();
  const contact = at.world.reader('guichet', 'contact');
  await contact.insert(at.world.card('cps3-medecin', { seed: 1 }));
  const presented = presentedAt(at);
  const asked: PinRequest['refused'][] = [];
  at.process.dialogs.enterPin = async ({ refused }) => {
    asked.push(refused);
    return refused === undefined ? '0000' : undefined;
  };
  const key = await keyOf(at);
  const stop = new AbortController();
  present = () => stop.abort();
  await cancelled(t, nCryptSignHash(key, SHA256, HASH, undefined, stop.signal), 'pin');
  present = () => {};
  await cancelled(t, nCryptSignHash(key, SHA256, HASH), 'pin');
  t.deepEqual(asked, [undefined, { attemptsRemaining: 2 }]);
  t.is(presented(), 1);
  // It was told: whoever asks then may give a code again.
  await cancelled(t, nCryptSignHash(key, SHA256, HASH), 'pin');
  t.deepEqual(asked, [undefined, { attemptsRemaining: 2 }, undefined, { attemptsRemaining: 1 }]);
  at.process.dialogs.enterPin = async () => '1234';
  t.is((await nCryptSignHash(key, SHA256, HASH)).length, 256);
});
