/** What the process ends with: scripts and CI read nothing else. */
export const EXIT = {
  OK: 0,
  /** What was asked for ran and found something wrong: a failed scenario, a bad card file, a refusal. */
  FAILED: 1,
  /** It could not run: mistyped command, unreadable input, no service, a port in use. */
  UNUSABLE: 2,
} as const;
