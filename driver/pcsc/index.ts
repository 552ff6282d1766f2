/** PC/SC: the winscard of this machine, contexts and cards over any winscard. */
export type { Bytes } from '#iso7816/bytes.ts';
export type { CommandFields } from '#iso7816/command-apdu.ts';
export type { ResponseApdu } from '#iso7816/response-apdu.ts';
export { ATTRIBUTE, CARD_STATE, DISPOSITION, PROTOCOL, SCARD, SHARE } from '#pcsc/scard.ts';
export type {
  ContextOptions,
  ReaderState,
  ReaderStateQuery,
  Result as ScardResult,
  ScardContext,
  ScardHandle,
  WinScard,
} from '#pcsc/winscard.ts';
export { type CardStatus, type ConnectOptions, PcscCard, type ReconnectOptions } from './card.ts';
export { PcscContext } from './context.ts';
export { nativeWinScard } from './native.ts';
export { PcscLibraryError } from './pcsc-library-error.ts';
export { type Look, type ReaderEvent, type WatchOptions, watchReaders } from './reader-events.ts';
export { ScardError, type ScardErrorDetails } from './scard-error.ts';
