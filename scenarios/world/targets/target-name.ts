/** Where the cards and readers of a world can stand. */
export const TARGETS = ['embedded', 'in-process', 'pcsc'] as const;
export type TargetName = (typeof TARGETS)[number];
