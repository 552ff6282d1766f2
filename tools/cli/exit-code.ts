/**
 * What the process ends with: scripts and CI read nothing else.
 *
 * A signal is the end that a verb has which runs until it is stopped (serve, tls, console): 0. What had an end of its own and
 * did not come to it (run, keys make) ends with 128 and the number of the signal, `Interruption.exitCode`.
 */
export const EXIT = {
  OK: 0,
  /** What was asked for ran and found something wrong: a failed scenario, a bad card file, a refusal. */
  FAILED: 1,
  /** It could not run: mistyped command, unreadable input, no service, a port in use. */
  UNUSABLE: 2,
} as const;
