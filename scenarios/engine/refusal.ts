/** A function that refused, as a step observes it. */
import type { Observation } from './steps/definition.ts';

/** Why: what the message says behind the name of its return code, and behind the number some messages have there. */
export function reasonOf(error: unknown): { readonly why?: string } {
  const { scardName, message } = error as Readonly<Record<string, unknown>>;
  const [, said = ''] = String(message).split(String(scardName), 2);
  const why = said.replace(/^(?: \(0x[0-9A-F]{8}\))?:? */, '');
  return why === '' ? {} : { why };
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
