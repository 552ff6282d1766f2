/** The door of the errors: nothing that another door exports is missing, and the guard says what it promises. */

import test from 'ava';
import { CodedError } from '#common/coded-error.ts';
import { sameInEach } from '#common/language.ts';
import * as certificateStore from '../../../driver/certificate-store/index.ts';
import * as csp from '../../../driver/csp/index.ts';
import * as minidriver from '../../../driver/minidriver/index.ts';
import * as pcsc from '../../../driver/pcsc/index.ts';
import * as plugAndPlay from '../../../driver/plug-and-play/index.ts';
import * as registry from '../../../driver/registry/index.ts';
import * as errors from '../../../scenarios/errors/index.ts';
import * as cpsSim from '../../../scenarios/world/index.ts';

function isErrorClass(value: unknown): boolean {
  return typeof value === 'function' && value.prototype instanceof CodedError;
}

const complete = test.macro((t, door: object) => {
  const known = new Set<unknown>(Object.values(errors));
  const missing = Object.entries(door).filter(([, value]) => isErrorClass(value) && !known.has(value));
  t.deepEqual(missing, []);
});

test('cps-sim', complete, cpsSim);
test('pcsc', complete, pcsc);
test('minidriver', complete, minidriver);
test('csp', complete, csp);
test('certificate-store', complete, certificateStore);
test('plug-and-play', complete, plugAndPlay);
test('registry', complete, registry);

const { isCodedError, TargetError, VpcdError } = errors;

test('an error is known by its code', (t) => {
  const error = new VpcdError('ERR_VPCD_HOST', sameInEach('elsewhere'));
  t.true(isCodedError(error));
  t.true(isCodedError(error, 'ERR_VPCD_HOST'));
  t.false(isCodedError(error, 'ERR_VPCD_CARD'));
  t.false(isCodedError(new TargetError(sameInEach('none')), 'ERR_VPCD_HOST'));
});

test('what is none of ours is known as well', (t) => {
  t.false(isCodedError(Object.assign(new Error('no such file'), { code: 'ENOENT' })));
  t.false(isCodedError({ code: 'ERR_TARGET' }, 'ERR_TARGET'));
  t.false(isCodedError(undefined));
});

const caught = test.macro(async (t, code: errors.CpsSimError['code'], work: (w: cpsSim.World) => unknown) => {
  const w = await cpsSim.world();
  t.teardown(() => w.close());
  const error = await t.throwsAsync(async () => work(w));
  t.true(isCodedError(error, code), String(error));
  t.not(error?.name, 'Error');
});

test('no such profile', caught, 'ERR_PROFILE', (w) => w.card('cps9').ready());
test('no such seed', caught, 'ERR_ARGUMENT', (w) => w.card('cps3-medecin', { seed: -1 }).ready());
test('no such update', caught, 'ERR_PERSONALISATION', (w) => w.card('cps3-medecin').update('tomorrow'));
test('a card in no reader', caught, 'ERR_WORLD', (w) => w.card('cps3-medecin').remove());
test('a reader without a card', caught, 'ERR_SCARD', (w) => w.acquire(w.reader('bureau')));
test('a reader without a name', caught, 'ERR_ARGUMENT', (w) => w.reader('').ready());
test('a reader whose name breaks the line', caught, 'ERR_ARGUMENT', (w) => w.reader('a\nb').ready());
test('a PIN pad and an answer it does not know', caught, 'ERR_PIN_PAD_ANSWER', (w) =>
  w.reader('caisse', 'pinpad').pinPad.prepare(['perhaps']),
);
test('two cards for one reader at once', caught, 'ERR_WORLD', async (w) => {
  const reader = w.reader('bureau');
  await Promise.all([reader.insert(w.card('cps3-medecin')), reader.insert(w.card('cps4-medecin'))]);
});
test('a face that the card has not', caught, 'ERR_FACE', (w) =>
  w.reader('borne', 'contactless').insert(w.card('cps4-medecin')),
);
test('a world that programs cannot enter', caught, 'ERR_WORLD', (w) => w.environment);
test('a handle that is closed', caught, 'ERR_SCARD', async ({ winscard }) => {
  const context = await pcsc.PcscContext.establish(winscard);
  await context.release();
  await context.connect('bureau');
});
