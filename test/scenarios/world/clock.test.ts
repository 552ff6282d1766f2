/** One clock for a whole world: what time does to readers, waiting programs, kept PINs and calendars, on each target. */
import test, { type ExecutionContext } from 'ava';
import { SYSTEM_CLOCK } from '#common/clock.ts';
import { DISPOSITION, INFINITE, READER_STATE, SCARD, SCOPE, SHARE } from '#pcsc/scard.ts';
import type { TraceEvent } from '#trace/event.ts';
import { findCertificates } from '../../../driver/certificate-store/index.ts';
import { CRYPT, cryptAcquireContext, cryptSetProvParam } from '../../../driver/csp/index.ts';
import { PcscContext } from '../../../driver/pcsc/context.ts';
import { type World, type WorldSettings, world } from '../../../scenarios/world/index.ts';

const HOUR_MS = 3_600_000;
const YEAR_MS = 365 * 24 * HOUR_MS;

const worlds: Readonly<Record<string, WorldSettings>> = {
  'in-process, virtual clock': { clock: 'virtual' },
  'in-process': {},
  embedded: { target: 'embedded' },
};

async function open(t: ExecutionContext, settings: WorldSettings): Promise<World> {
  const w = await world(settings);
  t.teardown(() => w.close());
  return w;
}

async function withCard(t: ExecutionContext, settings: WorldSettings): Promise<World> {
  const w = await open(t, settings);
  await w.reader('bureau').insert(w.card('cps3-medecin', { seed: 1 }));
  return w;
}

for (const [name, settings] of Object.entries(worlds)) {
  test(`${name}: a card that nobody uses has lost its power after ten seconds`, async (t) => {
    let told = (_: TraceEvent) => {};
    const poweredOff = new Promise<TraceEvent>((resolve) => {
      told = (event) => event.kind === 'power' && event.action === 'powerOff' && resolve(event);
    });
    const w = await withCard(t, { ...settings, trace: (event) => told(event) });
    const card = await w.acquire(w.reader('bureau'));
    await card.cardAuthenticateEx({ pin: '1234' });
    await w.program.close();
    await w.elapse(10_000);
    t.like(await poweredOff, { kind: 'power', origin: 'card', card: 'cps3-medecin-1' });
    const again = await w.acquire(w.reader('bureau'));
    const signing = { container: 'SIGN', hash: 'sha256', message: new Uint8Array(1) } as const;
    await t.throwsAsync(again.cardSignData(signing), { code: 'ERR_MINIDRIVER' });
  });

  test(`${name}: a wait of a program ends when its time has elapsed`, async (t) => {
    const w = await open(t, settings);
    const reader = await w.reader('bureau').pcscName();
    await w.reader('bureau').ready();
    const { context } = await w.winscard.establishContext(SCOPE.SYSTEM);
    const waiting = w.winscard.getStatusChange(context, HOUR_MS, [{ reader, currentState: READER_STATE.EMPTY }]);
    await w.elapse(HOUR_MS);
    t.is((await waiting).rv, SCARD.E_TIMEOUT);
  });

  test(`${name}: a transaction of the CSP ends, and the program that waited for it goes on`, async (t) => {
    const w = await withCard(t, settings);
    const { process } = w.windows.program('programme');
    const provider = await cryptAcquireContext(process, { flags: CRYPT.SILENT });
    await cryptSetProvParam(provider, 'PP_KEYEXCHANGE_PIN', '1234');
    const reset = w.resetByAnotherProgram(w.reader('bureau'));
    await w.elapse(1500);
    t.deepEqual(await reset, {});
  });

  test(`${name}: certificates expire`, async (t) => {
    const w = await open(t, settings);
    w.windows.startPropagation({});
    await w.reader('bureau').insert(w.card('cps3-medecin', { seed: 1 }));
    const found = () => findCertificates(w.windows.store, { at: w.clock.date() }).length;
    t.is(found(), 2);
    await w.elapse(30 * YEAR_MS);
    t.is(found(), 0);
  });

  test(`${name}: time does not go back`, async (t) => {
    const w = await open(t, settings);
    await t.throwsAsync(w.elapse(-1), { code: 'ERR_ARGUMENT' });
  });
}

test('virtual clock: an hour of a program that asks its card every ten seconds', async (t) => {
  const w = await withCard(t, { clock: 'virtual' });
  const reader = await w.reader('bureau').pcscName();
  const start = SYSTEM_CLOCK.now();
  for (let i = 0; i < 360; i++) {
    await w.clock.wait(10_000);
    await w.program.transmit(reader, Uint8Array.of(0x00, 0x84, 0x00, 0x00, 0x08));
  }
  t.is(w.clock.now(), HOUR_MS);
  t.true(SYSTEM_CLOCK.now() - start < HOUR_MS / 100);
});

test('virtual clock: who waits for another program waits for its clock too', async (t) => {
  const w = await withCard(t, { clock: 'virtual' });
  const { process } = w.windows.program('programme');
  const provider = await cryptAcquireContext(process, { flags: CRYPT.SILENT });
  await cryptSetProvParam(provider, 'PP_KEYEXCHANGE_PIN', '1234');
  const start = w.clock.now();
  await w.resetByAnotherProgram(w.reader('bureau'));
  t.is(w.clock.now() - start, 1500);
});

test('virtual clock: a wait runs to its own end, one without end to nothing', async (t) => {
  const w = await withCard(t, { clock: 'virtual' });
  const context = await PcscContext.establish(w.winscard);
  const states = [{ reader: await w.reader('bureau').pcscName(), currentState: READER_STATE.PRESENT }];
  const { rv } = await w.winscard.getStatusChange(context.handle, HOUR_MS, states);
  t.is(rv, SCARD.E_TIMEOUT);
  t.is(w.clock.now(), HOUR_MS);
  const endless = w.winscard.getStatusChange(context.handle, INFINITE, states);
  await SYSTEM_CLOCK.wait(5);
  t.is(w.clock.now(), HOUR_MS);
  await w.reader('bureau').remove();
  t.is((await endless).rv, SCARD.S_SUCCESS);
});

test('virtual clock: an event that never comes is not waited for', async (t) => {
  const w = await withCard(t, { clock: 'virtual' });
  await t.throwsAsync(w.reader('bureau').waitFor('card-removed', { withinMs: HOUR_MS }), { code: 'ERR_WORLD' });
  t.is(w.clock.now(), HOUR_MS);
});

test('virtual clock: what happens meanwhile comes before the end of a wait', async (t) => {
  const w = await open(t, { clock: 'virtual' });
  const bureau = w.reader('bureau');
  await bureau.ready();
  const waiting = bureau.waitFor('card-inserted', { withinMs: HOUR_MS });
  await bureau.insert(w.card('cps3-medecin', { seed: 1 }));
  t.is((await waiting).event, 'card-inserted');
  t.is(w.clock.now(), 0);
});

test('virtual clock: idle cards lose their power on the way to what is waited for', async (t) => {
  const powers: string[] = [];
  const trace = (event: TraceEvent) => event.kind === 'power' && powers.push(`${event.action} ${w.clock.now()}`);
  const w = await open(t, { clock: 'virtual', trace });
  await w.reader('bureau').insert(w.card('cps3-medecin', { seed: 1 }));
  const context = await PcscContext.establish(w.winscard);
  const card = await context.connect(await w.reader('bureau').pcscName(), { shareMode: SHARE.SHARED });
  await w.clock.wait(5000);
  await card.disconnect(DISPOSITION.LEAVE_CARD);
  await w.clock.wait(5000);
  t.deepEqual(powers, ['powerOn 0', 'powerOff 5800']);
});

for (const target of ['embedded', 'private', 'pcsc'] as const)
  test(`${target}: no virtual clock beside sockets and other processes`, async (t) => {
    await t.throwsAsync(world({ target, clock: 'virtual' }), { code: 'ERR_TARGET' });
  });

for (const [name, settings] of Object.entries(worlds))
  test(`${name}: time passes until the last day of the calendar, and no further`, async (t) => {
    const w = await open(t, settings);
    const before = w.clock.date().getTime();
    await t.throwsAsync(w.elapse(1e18), {
      code: 'ERR_ARGUMENT',
      message:
        'World.elapse: time: 1000000000000000000, expected milliseconds, at most 253402300799000: the calendar ends with 9999-12-31',
    });
    const tooLong = {
      code: 'ERR_WORLD',
      message: /^so much time cannot pass: .* last day of the calendar is 9999-12-31$/,
    };
    await t.throwsAsync(w.elapse(8000 * YEAR_MS), tooLong);
    t.true(w.clock.date().getTime() - before < HOUR_MS);
    for (let times = 0; times < 7; times++) await w.elapse('1000 years');
    await t.throwsAsync(w.elapse('1000 years'), tooLong);
    await w.elapse('1 day');
    t.true(w.clock.date().getTime() - before > 6999 * YEAR_MS);
  });
