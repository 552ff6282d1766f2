/** What a CspProcess is started with. */
import {
  CLOCK,
  FUNCTION,
  MILLISECONDS,
  members,
  oneOf,
  optional,
  parameters,
  port,
  TEXT,
  wholeNumber,
} from '#common/arguments.ts';
import type { Clock } from '#common/clock.ts';
import { LANGUAGES, type Language } from '#common/language.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import type { TraceSink } from '#trace/event.ts';
import { MINIDRIVER_SETTINGS } from '../minidriver/arguments.ts';
import type { MinidriverSettings } from '../minidriver/index.ts';
import { WINSCARD } from '../pcsc/arguments.ts';
import type { Dialogs } from './pin/dialogs.ts';
import { PIN_CACHE_POLICY, type PinCachePolicy } from './pin/pin-info.ts';

export interface CspSettings {
  /** Told of each function the program calls. */
  readonly trace?: TraceSink;
  /** Name of the program, for the trace. */
  readonly program?: string;
  /** TransactionTimeoutMilliseconds of the providers' registry keys; 1500 by default. */
  readonly transactionTimeoutMs?: number;
  /** Who answers the dialogs; nobody by default: each one is cancelled. */
  readonly dialogs?: Dialogs;
  /** Language of the dialogs; French by default, as in the guide. */
  readonly language?: Language;
  readonly clock?: Clock;
  /** Whether the Calais database of the computer has a card for that ATR; every card of ours by default. */
  readonly isRegistered?: (atr: Bytes) => Promise<boolean>;
  /** Configuration and log of the minidriver. */
  readonly minidriver?: MinidriverSettings;
  /** Instead of what the card's PIN_INFO says: to play a card with another policy. */
  readonly pinCachePolicy?: PinCachePolicy;
}

const PIN_CACHE_POLICY_TYPE = wholeNumber(PIN_CACHE_POLICY.NORMAL, PIN_CACHE_POLICY.ALWAYS_PROMPT);

/** Members of CspSettings. */
export const CSP_SETTINGS = members({
  trace: optional(FUNCTION),
  program: optional(TEXT),
  transactionTimeoutMs: optional(MILLISECONDS),
  dialogs: optional(port('dialogs: enterPin, showPinPad, insertCard', 'enterPin', 'showPinPad', 'insertCard')),
  language: optional(oneOf(LANGUAGES)),
  clock: optional(CLOCK),
  isRegistered: optional(FUNCTION),
  minidriver: optional(members(MINIDRIVER_SETTINGS)),
  pinCachePolicy: optional(members({ type: PIN_CACHE_POLICY_TYPE, seconds: wholeNumber() })),
});

/** @throws ArgumentError */
export const checkProcessArguments = parameters('CspProcess', { winscard: WINSCARD, settings: CSP_SETTINGS });
