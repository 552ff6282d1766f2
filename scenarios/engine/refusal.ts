/** A function that refused, as a step observes it. */
import type { Observation } from './steps/definition.ts';

/** What an error with a return code says beside it. */
export function reasonOf(error: unknown): { readonly why?: string } {
  const { why } = error as { readonly why?: unknown };
  return typeof why === 'string' && why !== '' ? { why } : {};
}

/**
 * Return code by its name, tries left when they were told, and why: shown where nobody expected the refusal.
 * @throws `error` itself when it carries no return code
 */
export function refusalOf(error: unknown): Observation {
  const { scardName, attemptsRemaining } = error as Readonly<Record<string, unknown>>;
  if (typeof scardName !== 'string') throw error;
  return { error: scardName, attemptsRemaining, ...reasonOf(error) };
}
