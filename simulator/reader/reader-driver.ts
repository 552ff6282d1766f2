/**
 * The driver under PC/SC: `ccid`, the one of a USB reader, which knows its reader; `vpcd`, that of vsmartcard, which
 * knows nothing of it and refuses every control code and attribute.
 *
 * Source: free CCID driver 1.6; libifdvpcd 3.3 under pcscd 1.9.9, measured.
 */
export const READER_DRIVERS = ['ccid', 'vpcd'] as const;
export type ReaderDriver = (typeof READER_DRIVERS)[number];
