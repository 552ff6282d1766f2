/** The calls of Card* functions, of the CSP and of the KSP, as the stream tells them: names and results, no code. */
import test from 'ava';
import type { DriverCallEvent, StampedEvent } from '#trace/event.ts';
import { eventLine } from '#trace/recording-lines.ts';
import { CRYPT, cryptAcquireContext, cryptReleaseContext, cryptSetProvParam } from '../../../driver/csp/index.ts';
import { world } from '../../../scenarios/world/index.ts';

async function desk() {
  const w = await world();
  const events: StampedEvent[] = [];
  w.trace.subscribe({ name: 'test', event: (event) => events.push(event) });
  const bureau = w.reader('bureau');
  await bureau.insert(w.card('cps3-medecin', { seed: 1 }));
  const calls = (layer: DriverCallEvent['layer']) =>
    events.flatMap((event) =>
      event.kind === 'call' && event.layer === layer ? [`${event.program}: ${event.function}: ${event.result}`] : [],
    );
  return { w, bureau, events, calls };
}

test('the minidriver of the program under test', async (t) => {
  const { w, bureau, events, calls } = await desk();
  const card = await w.acquire(bureau);
  await card.cardReadFile({ file: 'cardid' });
  await t.throwsAsync(card.cardAuthenticateEx({ pin: '7391' }));
  await card.cardDeleteContext();
  await w.close();
  t.deepEqual(calls('minidriver'), [
    'program: CardAcquireContext: SCARD_S_SUCCESS',
    'program: CardReadFile: SCARD_S_SUCCESS',
    'program: CardAuthenticateEx: SCARD_W_WRONG_CHV',
    'program: CardDeleteContext: SCARD_S_SUCCESS',
    ...calls('minidriver').slice(4),
  ]);
  t.notRegex(events.map(eventLine).join(''), /7391|37333931/);
});

test('the CSP of a program of the Windows computer, once a call, and the minidriver under it', async (t) => {
  const { w, events, calls } = await desk();
  const { process } = w.windows.program('kiosque');
  const provider = await cryptAcquireContext(process, { flags: CRYPT.SILENT });
  await cryptSetProvParam(provider, 'PP_SIGNATURE_PIN', '7391').catch(() => {});
  await cryptReleaseContext(provider);
  await t.throwsAsync(cryptReleaseContext(provider));
  await w.close();
  t.deepEqual(
    calls('csp').map((text) => text.replace(/(SetProvParam): .*/, '$1')),
    [
      'kiosque: CryptAcquireContext: SCARD_S_SUCCESS',
      'kiosque: CryptSetProvParam',
      'kiosque: CryptReleaseContext: SCARD_S_SUCCESS',
      'kiosque: CryptReleaseContext: NTE_INVALID_HANDLE',
    ],
  );
  t.true(calls('minidriver').every((text) => text.startsWith('kiosque: ')));
  t.notRegex(events.map(eventLine).join(''), /7391|37333931/);
});
