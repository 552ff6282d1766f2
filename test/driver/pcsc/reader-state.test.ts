/** Waiting for one state of a reader, by a clock that the service moves. */
import test from 'ava';
import { VirtualClock } from '#common/virtual-clock.ts';
import { READER_STATE, SCARD } from '#pcsc/scard.ts';
import { readerState } from '../../../driver/pcsc/reader-state.ts';
import { fakeWinScard } from './fake-winscard.ts';

const { EMPTY, PRESENT } = READER_STATE;

/** Each wait takes 400 ms and tells the next of `states`, the last one again and again. */
function looking(...states: number[]) {
  const clock = new VirtualClock();
  const asked: number[] = [];
  const winscard = fakeWinScard({
    getStatusChange: async (_context, timeoutMs, queries) => {
      asked.push(timeoutMs);
      clock.pass(400);
      const eventState = (states.length > 1 ? states.shift() : states[0]) ?? 0;
      return {
        rv: SCARD.S_SUCCESS,
        states: queries.map((query) => ({ ...query, eventState, atr: new Uint8Array(0) })),
      };
    },
  });
  const isPresent = (state: number) => (state & PRESENT) !== 0;
  return { asked, state: readerState(winscard, 'bureau', isPresent, 1000, clock) };
}

test('the state that was wanted', async (t) => {
  const { state, asked } = looking(EMPTY, PRESENT);
  t.is(await state, PRESENT);
  t.deepEqual(asked, [1000, 600]);
});

test('none when the time is over', async (t) => {
  const { state, asked } = looking(EMPTY);
  t.is(await state, undefined);
  t.deepEqual(asked, [1000, 600, 200]);
});
