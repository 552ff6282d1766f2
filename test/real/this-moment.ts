/** The moment of a test, for tools that look at the machine's clock. */

const MINUTE = 60_000;

/** In the first minute of a day it is still the day before, so that a minute ago was the same day. */
function now(): Date {
  const second = Math.floor(Date.now() / 1000);
  const ofDay = second % 86_400;
  return new Date(1000 * (ofDay > 60 ? second : second - ofDay - 1));
}

export const THIS_MOMENT = now();

export function before(ms: number): Date {
  return new Date(THIS_MOMENT.getTime() - ms);
}

export const A_MINUTE_AGO = before(MINUTE);
