/** Seed of authorities of the same names and other keys: whoever trusts those of every world does not trust these. */
export const OTHER_SEED = 2;
