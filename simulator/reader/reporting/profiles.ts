/**
 * What a program is told when something is wrong with a card: data, a profile for each family of readers and services.
 *
 * `pcscd-vpcd` was measured row by row (test/real/faults.test.ts). What nobody here has measured or read says `simulation`.
 */
import { SCARD } from '#pcsc/scard.ts';

export const REPORTING_NAMES = ['pcsclite-ccid', 'pcscd-vpcd', 'windows'] as const;
export type ReportingName = (typeof REPORTING_NAMES)[number];
/** Of a reader that names none. */
export const DEFAULT_REPORTING: ReportingName = 'windows';

/** A value, and who says so. */
interface Sourced<T> {
  readonly value: T;
  readonly source: string;
}

export interface Reporting {
  /** SCardTransmit when the card leaves before its answer is whole: `part`, success and what has come; else that code. */
  readonly leftInCommand: Sourced<'part' | number>;
  /** A removal is known so long after it; until then the card seems there, and SCardTransmit gives E_NOT_TRANSACTED. */
  readonly removalNoticedAfterMs: Sourced<number>;
  /** SCardTransmit when the answer has no byte: `given`, success; `waits`, until the card leaves; else that code. */
  readonly emptyAnswer: Sourced<'given' | 'waits' | number>;
  /** SCardTransmit when the card is mute: `waits`, until it leaves; else that code, after the waiting time of its ATR. */
  readonly mute: Sourced<'waits' | number>;
  /** An answer to reset that takes longer is none. */
  readonly atrLimitMs: Sourced<number>;
  /** A card that comes without an answer to reset: `absent`, as if none had come; `mute`, W_UNPOWERED_CARD. */
  readonly noAtr: Sourced<'absent' | 'mute'>;
  /** An answer to reset that ends too soon: taken for T=0, or for no protocol at all. */
  readonly truncatedAtr: Sourced<'T=0' | 'none'>;
  /** A transaction in which nothing has happened so long ends with a reset of the card; 0 = never. */
  readonly idleTransactionEndsAfterMs: Sourced<number>;
  /** The service is killed. */
  readonly serviceKilled: Sourced<ServiceKilled>;
}

/** What calls end with when the service is killed. */
export interface ServiceKilled {
  /** One that is under way. */
  readonly underWay: number;
  /** Those of contexts that were lost with it, when it is back too. */
  readonly later: number;
  /** SCardEstablishContext as long as it is away. */
  readonly establishing: number;
}

const SIMULATION = 'simulation';
/** The client's library says so, whatever the reader is. */
const LIBPCSCLITE_WITHOUT_SERVICE = {
  value: {
    underWay: SCARD.F_COMM_ERROR,
    later: SCARD.E_NO_SERVICE,
    establishing: SCARD.E_NO_SERVICE,
  },
  source: 'reference/pcsclite-protocol.md 5, measured on pcscd and libpcsclite 1.9.9',
};
const MEASURED = 'measured on pcscd 1.9.9 with vpcd 3.3';
const MEASURED_ON_VPCD = `${MEASURED}, a physical reader may differ`;
/** As far as our own reader over a socket is asked for it. */
const ATR_LIMIT_MS = { value: 2000, source: SIMULATION };
const AS_LONG_AS_IT_LIKES = { value: 0, source: 'pcsc-lite, winscard.c: SCardBeginTransaction sets no time' };

export const REPORTING: Readonly<Record<ReportingName, Reporting>> = {
  'pcsclite-ccid': {
    leftInCommand: {
      value: SCARD.E_NOT_TRANSACTED,
      source:
        'free CCID driver, commands.c, CCID_Receive: IFD_COMMUNICATION_ERROR; pcsc-lite, ifdwrapper.c, IFDTransmit; reported of physical readers in GlobalPlatformPro 394 and commons-eid 12',
    },
    removalNoticedAfterMs: {
      value: 0,
      source: 'simulation: a USB reader tells it at once by its interrupt endpoint; pcsc-lite, eventhandler.c',
    },
    emptyAnswer: { value: 'given', source: 'reported of physical readers in pyscard 18 and 44' },
    mute: {
      value: SCARD.E_NOT_TRANSACTED,
      source:
        'free CCID driver, commands.c, CCID_Receive: IFD_COMMUNICATION_ERROR for ICC_MUTE; pcsc-lite, ifdwrapper.c, IFDTransmit',
    },
    atrLimitMs: ATR_LIMIT_MS,
    noAtr: { value: 'mute', source: 'pcsc-lite, eventhandler.c: SCARD_SWALLOWED when IFDPowerICC fails' },
    truncatedAtr: { value: 'T=0', source: MEASURED_ON_VPCD },
    idleTransactionEndsAfterMs: AS_LONG_AS_IT_LIKES,
    serviceKilled: LIBPCSCLITE_WITHOUT_SERVICE,
  },
  'pcscd-vpcd': {
    leftInCommand: { value: 'part', source: MEASURED },
    removalNoticedAfterMs: { value: 400, source: `${MEASURED}: within 0.6 s; pcsc-lite, PCSCLITE_STATUS_POLL_RATE` },
    emptyAnswer: { value: 'waits', source: MEASURED },
    mute: { value: 'waits', source: `${MEASURED}: still waiting after 6 s` },
    atrLimitMs: ATR_LIMIT_MS,
    noAtr: { value: 'absent', source: MEASURED },
    truncatedAtr: { value: 'T=0', source: MEASURED },
    idleTransactionEndsAfterMs: AS_LONG_AS_IT_LIKES,
    serviceKilled: LIBPCSCLITE_WITHOUT_SERVICE,
  },
  windows: {
    leftInCommand: { value: SCARD.W_REMOVED_CARD, source: 'winerror.h, SCARD_W_REMOVED_CARD' },
    removalNoticedAfterMs: { value: 0, source: SIMULATION },
    emptyAnswer: { value: SCARD.E_NOT_TRANSACTED, source: SIMULATION },
    mute: { value: SCARD.E_NOT_TRANSACTED, source: SIMULATION },
    atrLimitMs: ATR_LIMIT_MS,
    noAtr: { value: 'mute', source: SIMULATION },
    truncatedAtr: { value: 'none', source: SIMULATION },
    idleTransactionEndsAfterMs: {
      value: 5000,
      source: 'https://learn.microsoft.com/windows/win32/api/winscard/nf-winscard-scardbegintransaction, Remarks',
    },
    serviceKilled: {
      value: {
        underWay: SCARD.E_SERVICE_STOPPED,
        later: SCARD.E_SERVICE_STOPPED,
        establishing: SCARD.E_NO_SERVICE,
      },
      source: 'simulation: winerror.h, SCARD_E_SERVICE_STOPPED and SCARD_E_NO_SERVICE',
    },
  },
};
