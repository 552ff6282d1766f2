/** State that lasts longer than the process, as whoever has it sees it: where it is kept is another's affair. */
export interface KeptPart<T> {
  /** As it was kept last; undefined at the first start. */
  readonly last: T | undefined;
  /** From now on this is asked for what to keep. */
  keep(now: () => T): void;
  /** Something is not as it was: it is kept before anything else is waited for. */
  changed(): void;
}

/** Of who keeps nothing. */
export const NOT_KEPT: KeptPart<never> = { last: undefined, keep: () => undefined, changed: () => undefined };
