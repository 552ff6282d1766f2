import { setImmediate as whatCanRun } from 'node:timers/promises';
import test from 'ava';
import { FollowingService } from '../../../../scenarios/world/windows/following-service.ts';

/** A run that ends when it is asked to. */
const untilStopped = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));

/** A service that has a card to deal with, and whoever waits until it has. */
function busy(run: (signal: AbortSignal) => Promise<void> = untilStopped) {
  const service = new FollowingService('CertPropSvc');
  service.start(run);
  service.happened('bureau', 'card-inserted');
  return { service, settled: service.settled() };
}

test('whoever waits for a service that is stopped waits no longer', async (t) => {
  const { service, settled } = busy();
  await service.stop();
  await t.notThrowsAsync(settled);
});

test('a service that ends by itself, without a failure, is waited for no longer', async (t) => {
  let end: () => void = () => {};
  const { service, settled } = busy(() => new Promise((resolve) => (end = resolve)));
  end();
  await t.notThrowsAsync(settled);
  t.false(service.runs);
});

test('a service that fails tells those who wait, and whoever stops it', async (t) => {
  let fail: (error: Error) => void = () => {};
  const { service, settled } = busy(() => new Promise((_, reject) => (fail = reject)));
  fail(new RangeError('planned'));
  await t.throwsAsync(settled, { instanceOf: RangeError });
  await t.throwsAsync(service.settled(), { instanceOf: RangeError });
  await t.throwsAsync(service.stop(), { instanceOf: RangeError });
  await t.notThrowsAsync(service.stop());
});

test('stopped twice at the same time, it has ended for both', async (t) => {
  let end: () => void = () => {};
  let ended = false;
  const { service } = busy(() => new Promise((resolve) => (end = resolve)));
  const stops = [service.stop(), service.stop()].map((stop) => stop.then(() => t.true(ended)));
  await whatCanRun();
  ended = true;
  end();
  await Promise.all(stops);
});

test('the late failure of a run that was stopped is not one of the run after it', async (t) => {
  let fail: (error: Error) => void = () => {};
  const { service } = busy(() => new Promise((_, reject) => (fail = reject)));
  const stopping = service.stop();
  service.start(untilStopped);
  const settled = service.settled();
  fail(new RangeError('planned'));
  await t.throwsAsync(stopping, { instanceOf: RangeError });
  service.looked(['bureau'], new Map([['bureau', true]]));
  await t.notThrowsAsync(settled);
  await service.stop();
});

/** What it finds in the reader. */
const found = (card: boolean) => [['bureau'], new Map([['bureau', card]])] as const;

/** `waits` or `settled`, when all that can run has run. */
async function stateOf(service: FollowingService): Promise<string> {
  const settled = service.settled().then(() => 'settled');
  return Promise.race([settled, whatCanRun('waits')]);
}

test('a service that has looked before the hand was told is waited for no more', async (t) => {
  const { service } = busy();
  service.looked(...found(true));
  service.looked(...found(false));
  // Of a look that began anew and has dealt with no card yet.
  service.looked(['bureau'], new Map());
  service.happened('bureau', 'card-removed');
  t.is(await stateOf(service), 'settled');
  service.looked(...found(true));
  service.happened('bureau', 'card-inserted');
  t.is(await stateOf(service), 'settled');
  await service.stop();
});

test('a card that has gone before the service began to look is no move to wait for', async (t) => {
  const { service } = busy();
  service.looked(...found(false));
  t.is(await stateOf(service), 'waits');
  service.happened('bureau', 'card-removed');
  t.is(await stateOf(service), 'settled');
  await service.stop();
});

test('the old card, found once more, is not the one that comes', async (t) => {
  const { service } = busy();
  service.looked(...found(true));
  service.happened('bureau', 'card-removed');
  service.looked(...found(true));
  service.happened('bureau', 'card-inserted');
  t.is(await stateOf(service), 'waits');
  service.looked(...found(true));
  t.is(await stateOf(service), 'settled');
  await service.stop();
});
