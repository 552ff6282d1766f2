import type { ExecutionContext } from 'ava';
import { CspError } from '../../../driver/csp/index.ts';

/** The CspError of a call, whose return code is asserted. */
export async function refused(
  t: ExecutionContext,
  scard: number,
  call: Promise<unknown> | (() => unknown),
): Promise<CspError> {
  const error = await t.throwsAsync(async () => (typeof call === 'function' ? call() : call));
  t.true(error instanceof CspError, String(error));
  t.is((error as unknown as CspError).scard, scard, String(error));
  return error as unknown as CspError;
}
