/** The window of a reader with a PIN pad: there while the person may type, closed whatever comes of it. */
import test from 'ava';
import {
  CspError,
  CspProcess,
  cryptAcquireContext,
  cryptCreateHash,
  cryptHashData,
  cryptSignHash,
  type Dialogs,
  NOBODY,
  SCARD,
} from '../../../driver/csp/index.ts';
import { CALG, KEY_SPEC } from '../../../driver/minidriver/index.ts';
import { world } from '../../../scenarios/world/index.ts';

test('each window closes once the code was typed, refused or cancelled', async (t) => {
  const w = await world();
  const bureau = w.reader('bureau', 'pinpad');
  await bureau.insert(w.card('cps3-medecin', { seed: 1 }));
  const windows: string[] = [];
  const dialogs: Dialogs = {
    ...NOBODY,
    showPinPad({ refused }, closed) {
      windows.push(refused === undefined ? 'shown' : `refused, ${refused.attemptsRemaining} left`);
      closed.addEventListener('abort', () => windows.push('closed'));
    },
  };
  const process = new CspProcess(w.winscard, { dialogs });
  const provider = await cryptAcquireContext(process);
  const sign = () => {
    const hash = cryptCreateHash(provider, CALG.SHA_256);
    cryptHashData(hash, Buffer.from('ordonnance'));
    return cryptSignHash(hash, KEY_SPEC.KEYEXCHANGE);
  };
  bureau.pinPad.prepare(['0000', 'cancel']);
  const cancelled = await t.throwsAsync(sign(), { instanceOf: CspError });
  t.is(cancelled.scard, SCARD.W_CANCELLED_BY_USER);
  bureau.pinPad.prepare(['1234']);
  t.is((await sign()).length, 256);
  t.deepEqual(windows, ['shown', 'closed', 'refused, 2 left', 'closed', 'shown', 'closed']);
  await process.close();
  await w.close();
});
