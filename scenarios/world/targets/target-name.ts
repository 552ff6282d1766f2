/** Where the cards and readers of a world can stand. */
export const TARGETS = ['embedded', 'in-process', 'pcsc'] as const;
export type TargetName = (typeof TARGETS)[number];

/** How time passes in a world; `virtual`: on the target in-process alone, where it can be known that nothing happens. */
export const CLOCKS = ['real', 'virtual'] as const;
export type ClockName = (typeof CLOCKS)[number];
