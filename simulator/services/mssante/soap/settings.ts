/** How the web services work, as whoever runs the operator has chosen. All of it is simulation. */
import { FLAG, members, NUMBER, oneOf, optional } from '#common/arguments.ts';

const TIMESTAMPS = ['none', 'created', 'createdAndExpires'] as const;
const WHITE_LISTS = ['good', 'late', 'badSignature', 'ownDomainMissing', 'trailingBlanks'] as const;
/** What may be chosen of each. */
export const SOAP_CHOICES = { timestamp: TIMESTAMPS, whiteList: WHITE_LISTS };
export type WhiteListState = (typeof WHITE_LISTS)[number];

/** Source: reference/pitfalls.md D7, D8, D9. */
export interface SoapSettings {
  /** How far the clock of the web services is ahead of the world's; behind it when negative. */
  readonly driftMinutes: number;
  /** The WS-Security Timestamp of the answers. */
  readonly timestamp: (typeof TIMESTAMPS)[number];
  /** Whether faults have one too, whose header must be understood; many programs choke on it. */
  readonly timestampInFaults: boolean;
  /** Whether a request without one is refused. */
  readonly requiresTimestamp: boolean;
  /** Whether connections stay open for the next call. */
  readonly keepAlive: boolean;
  /** How long a prior authentication is good for. */
  readonly sessionMinutes: number;
  readonly whiteList: WhiteListState;
}

export const DEFAULT_SOAP_SETTINGS: SoapSettings = {
  driftMinutes: 0,
  timestamp: 'none',
  timestampInFaults: false,
  requiresTimestamp: false,
  keepAlive: true,
  sessionMinutes: 30,
  whiteList: 'good',
};

export const SOAP_SETTINGS = members({
  driftMinutes: optional(NUMBER),
  timestamp: optional(oneOf(TIMESTAMPS)),
  timestampInFaults: optional(FLAG),
  requiresTimestamp: optional(FLAG),
  keepAlive: optional(FLAG),
  sessionMinutes: optional(NUMBER),
  whiteList: optional(oneOf(WHITE_LISTS)),
});
