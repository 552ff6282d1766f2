/** Name of the reader of a private world; PC/SC numbers those of the same name. */
export const DEFAULT_READER = 'cps-sim';
