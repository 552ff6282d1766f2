/** PC/SC: the winscard of this machine, contexts and cards over any winscard. */
export { PROTOCOL, SCARD, SHARE } from '#pcsc/scard.ts';
export type { WinScard } from '#pcsc/winscard.ts';
export { PcscCard } from './card.ts';
export { PcscContext } from './context.ts';
export { nativeWinScard } from './native.ts';
export { PcscLibraryError } from './native-library.ts';
export { ScardError } from './scard-error.ts';
