/**
 * The errors of cps-sim, to be told apart by their code.
 *
 * ```ts
 * try {
 *   await card.cardAuthenticateEx({ pin });
 * } catch (error) {
 *   if (!isCodedError(error, 'ERR_MINIDRIVER')) throw error;
 *   console.log(error.scardName, error.attemptsRemaining);
 * }
 * ```
 */
import { CodedError, type ErrorCode } from '#common/coded-error.ts';
import type * as classes from './classes.ts';

export * from './classes.ts';
export { CodedError, type ErrorCode };

type Class = (typeof classes)[keyof typeof classes];

/** Any error that a door of cps-sim lets out. */
export type CpsSimError = InstanceType<Class>;

type WithCode<E extends CodedError, C extends ErrorCode> = E extends CodedError
  ? C extends E['code']
    ? E & { readonly code: C }
    : never
  : never;

/** The error that has that code. */
export type ErrorOf<C extends CpsSimError['code']> = WithCode<CpsSimError, C>;

/** Whether an error is one of cps-sim, and the one of that code. */
export function isCodedError(error: unknown): error is CodedError;
export function isCodedError<C extends CpsSimError['code']>(error: unknown, code: C): error is ErrorOf<C>;
export function isCodedError(error: unknown, code?: ErrorCode): boolean {
  return error instanceof CodedError && (code === undefined || error.code === code);
}
