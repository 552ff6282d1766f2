/**
 * What differs between the three implementations of winscard: library, sizes, names, numbers.
 *
 * The Linux column was checked against gcc and a running pcscd; the two others come from the systems' headers.
 *
 * Source: pcsc-lite 1.9.9 `wintypes.h`, `pcsclite.h`; macOS PCSC.framework headers; Windows `winscard.h`, `WinSmCrd.h`.
 */
import type { Text } from '#common/language.ts';
import { CM_IOCTL_GET_FEATURE_REQUEST } from '#pcsc/part10.ts';
import { CARD_STATE, PROTOCOL } from '#pcsc/scard.ts';

export interface Platform {
  /** What the dynamic linker is asked for. */
  readonly library: string;
  /** C types, in the words of the binding. */
  readonly dword: string;
  readonly long: string;
  readonly handle: string;
  readonly dwordBytes: 4 | 8;
  readonly packedReaderState: boolean;
  readonly atrBytes: 33 | 36;
  readonly callingConvention: '__cdecl' | '__stdcall';
  /** Reader names: UTF-8, or UTF-16 with the functions that end in W. */
  readonly wide: boolean;
  /** Exported name of a function. */
  readonly symbol: (name: string) => string;
  /** What to do when the library is not there. */
  readonly install: Text;
}

const LINUX: Platform = {
  library: 'libpcsclite.so.1',
  dword: 'unsigned long',
  long: 'long',
  handle: 'long',
  dwordBytes: 8,
  packedReaderState: false,
  atrBytes: 33,
  callingConvention: '__cdecl',
  wide: false,
  symbol: (name) => name,
  install: {
    en: 'install it (Debian, Ubuntu: apt install libpcsclite1 pcscd; Fedora: dnf install pcsc-lite)',
    fr: 'installez-la (Debian, Ubuntu : apt install libpcsclite1 pcscd ; Fedora : dnf install pcsc-lite)',
  },
};

const MACOS: Platform = {
  ...LINUX,
  library: '/System/Library/Frameworks/PCSC.framework/PCSC',
  dword: 'uint32_t',
  long: 'int32_t',
  handle: 'int32_t',
  dwordBytes: 4,
  packedReaderState: true,
  symbol: (name) => (name === 'SCardControl' ? 'SCardControl132' : name),
  install: { en: 'it is part of macOS: repair the system', fr: 'elle fait partie de macOS : réparez le système' },
};

const WITH_READER_NAMES = ['SCardListReaders', 'SCardGetStatusChange', 'SCardConnect', 'SCardStatus'];

const WINDOWS: Platform = {
  ...MACOS,
  library: 'winscard.dll',
  handle: 'uintptr_t',
  packedReaderState: false,
  atrBytes: 36,
  callingConvention: '__stdcall',
  wide: true,
  symbol: (name) => (WITH_READER_NAMES.includes(name) ? `${name}W` : name),
  install: { en: 'it is part of Windows: repair the system', fr: 'elle fait partie de Windows : réparez le système' },
};

/** Everything that is neither macOS nor Windows runs pcsc-lite. */
export function platformOf(system: NodeJS.Platform): Platform {
  if (system === 'win32') return WINDOWS;
  return system === 'darwin' ? MACOS : LINUX;
}

const WINDOWS_RAW = 0x10000;

/** PROTOCOL bits as the system numbers them: Windows has RAW elsewhere. */
export function systemProtocol({ wide }: Platform, protocol: number): number {
  return wide && (protocol & PROTOCOL.RAW) !== 0 ? (protocol & ~PROTOCOL.RAW) | WINDOWS_RAW : protocol;
}

/** The reverse of `systemProtocol`. */
export function portProtocol({ wide }: Platform, protocol: number): number {
  return wide && (protocol & WINDOWS_RAW) !== 0 ? (protocol & ~WINDOWS_RAW) | PROTOCOL.RAW : protocol;
}

/** SCARD_CTL_CODE(3400), where the function number stands two bits higher, behind device type 31. */
const WINDOWS_GET_FEATURE_REQUEST = 0x00313520;

/** A control code for SCardControl; those of a reader's features are the reader's own, as it named them. */
export function systemControlCode({ wide }: Platform, controlCode: number): number {
  return wide && controlCode === CM_IOCTL_GET_FEATURE_REQUEST ? WINDOWS_GET_FEATURE_REQUEST : controlCode;
}

const { UNKNOWN, ABSENT, PRESENT, SWALLOWED, POWERED, NEGOTIABLE, SPECIFIC } = CARD_STATE;
/** Windows counts the states from 0 to 6, each one implying PRESENT from 2 on. */
const WINDOWS_STATES: readonly number[] = [
  UNKNOWN,
  ABSENT,
  PRESENT,
  PRESENT | SWALLOWED,
  PRESENT | POWERED,
  PRESENT | POWERED | NEGOTIABLE,
  PRESENT | POWERED | SPECIFIC,
];

/** CARD_STATE bits of the state SCardStatus gave. */
export function portCardState({ wide }: Platform, state: number): number {
  return wide ? (WINDOWS_STATES[state] ?? UNKNOWN) : state;
}
