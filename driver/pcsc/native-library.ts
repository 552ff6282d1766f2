/**
 * The library of winscard, opened: the only file, beside quick-ack.ts, that touches native code.
 *
 * Source: PC/SC part 5, 3.2; winscard.h. The binding is koffi (https://koffi.dev).
 */

import koffi, { type LibraryHandle } from 'koffi';
import { PcscLibraryError } from './pcsc-library-error.ts';
import type { Platform } from './platform.ts';

const SIGNATURES = {
  SCardEstablishContext: ['DWORD', 'void *', 'void *', '_Out_ SCARDHANDLE *'],
  SCardReleaseContext: ['SCARDHANDLE'],
  SCardIsValidContext: ['SCARDHANDLE'],
  SCardListReaders: ['SCARDHANDLE', 'void *', 'void *', '_Inout_ DWORD *'],
  SCardGetStatusChange: ['SCARDHANDLE', 'DWORD', '_Inout_ SCARD_READERSTATE *', 'DWORD'],
  SCardCancel: ['SCARDHANDLE'],
  SCardConnect: ['SCARDHANDLE', 'READERNAME', 'DWORD', 'DWORD', '_Out_ SCARDHANDLE *', '_Out_ DWORD *'],
  SCardReconnect: ['SCARDHANDLE', 'DWORD', 'DWORD', 'DWORD', '_Out_ DWORD *'],
  SCardDisconnect: ['SCARDHANDLE', 'DWORD'],
  SCardStatus: [
    'SCARDHANDLE',
    'void *',
    '_Inout_ DWORD *',
    '_Out_ DWORD *',
    '_Out_ DWORD *',
    'void *',
    '_Inout_ DWORD *',
  ],
  SCardBeginTransaction: ['SCARDHANDLE'],
  SCardEndTransaction: ['SCARDHANDLE', 'DWORD'],
  SCardTransmit: ['SCARDHANDLE', 'void *', 'void *', 'DWORD', 'void *', 'void *', '_Inout_ DWORD *'],
  SCardControl: ['SCARDHANDLE', 'DWORD', 'void *', 'DWORD', 'void *', 'DWORD', '_Out_ DWORD *'],
  SCardGetAttrib: ['SCARDHANDLE', 'DWORD', 'void *', '_Inout_ DWORD *'],
  SCardSetAttrib: ['SCARDHANDLE', 'DWORD', 'void *', 'DWORD'],
} as const;

export type FunctionName = keyof typeof SIGNATURES;
type NativeFunction = ReturnType<LibraryHandle['func']>;
export type NativeFunctions = Readonly<Record<FunctionName, NativeFunction>>;

function openLibrary({ library, install }: Platform): LibraryHandle {
  try {
    return koffi.load(library);
  } catch (cause) {
    throw new PcscLibraryError(
      {
        en: `${library} is not on this machine: ${install.en}`,
        fr: `${library} n'est pas sur cette machine : ${install.fr}`,
      },
      { cause },
    );
  }
}

function defineTypes(platform: Platform): void {
  koffi.alias('DWORD', platform.dword);
  koffi.alias('SCARDHANDLE', platform.handle);
  koffi.alias('READERNAME', platform.wide ? 'str16' : 'str');
  const members = {
    szReader: 'READERNAME',
    pvUserData: 'void *',
    dwCurrentState: 'DWORD',
    dwEventState: 'DWORD',
    cbAtr: 'DWORD',
    rgbAtr: koffi.array('uint8_t', platform.atrBytes, 'Typed'),
  };
  if (platform.packedReaderState) koffi.pack('SCARD_READERSTATE', members);
  else koffi.struct('SCARD_READERSTATE', members);
}

/** Out parameters are arrays of one element, as the binding wants them. @throws PcscLibraryError */
export function openFunctions(platform: Platform): NativeFunctions {
  const library = openLibrary(platform);
  defineTypes(platform);
  const define = (name: FunctionName): [string, NativeFunction] => {
    const parameters = [...SIGNATURES[name]];
    return [name, library.func(platform.callingConvention, platform.symbol(name), platform.long, parameters)];
  };
  return Object.fromEntries((Object.keys(SIGNATURES) as FunctionName[]).map(define)) as NativeFunctions;
}

/** Ends the process at once, without its exit handlers; not on Windows. */
export function exitProcess(code: number): void {
  koffi.load(null).func('_exit', 'void', ['int'])(code);
}
