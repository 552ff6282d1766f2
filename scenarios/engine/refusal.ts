/** A function that refused, as a step observes it. */
import { sameInEach, type Text } from '#common/language.ts';
import { ATTEMPTS_UNKNOWN } from '../../driver/minidriver/index.ts';
import type { Observation } from './steps/definition.ts';

/** What an error with a return code says beside it. */
export function reasonOf(error: unknown): { readonly why?: Text } {
  const { why, whyText } = error as { readonly why?: unknown; readonly whyText?: Text };
  if (whyText !== undefined) return { why: whyText };
  return typeof why === 'string' && why !== '' ? { why: sameInEach(why) } : {};
}

/**
 * Return code by its name, tries left when they are known, and why: shown where nobody expected the refusal.
 * @throws `error` itself when it carries no return code
 */
export function refusalOf(error: unknown): Observation {
  const { scardName, attemptsRemaining } = error as Readonly<Record<string, unknown>>;
  if (typeof scardName !== 'string') throw error;
  const known = attemptsRemaining !== ATTEMPTS_UNKNOWN;
  return { error: scardName, ...(known && { attemptsRemaining }), ...reasonOf(error) };
}
