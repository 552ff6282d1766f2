import type { ExecutionContext } from 'ava';
import { MinidriverError } from '../../../driver/minidriver/index.ts';

/** The MinidriverError of a call, whose return code is asserted. */
export async function refused(
  t: ExecutionContext,
  scard: number,
  call: Promise<unknown>,
  func?: string,
): Promise<MinidriverError> {
  const error = await t.throwsAsync(call);
  t.true(error instanceof MinidriverError, String(error));
  const refusal = error as unknown as MinidriverError;
  t.is(refusal.code, 'ERR_MINIDRIVER');
  t.is(refusal.scard, scard, refusal.message);
  if (func !== undefined) t.is(refusal.function, func);
  return refusal;
}
