/**
 * How a generation of cards wants to be spoken to. What is not said here is the same for both.
 *
 * Source: reference/cryptolib.md 9 (the agency's own middleware): the CPS4 is spoken to on logical channel 1, and knows files
 * by their path below the MF.
 */
export const GENERATIONS = ['cps3', 'cps4'] as const;
export type Generation = (typeof GENERATIONS)[number];
