/**
 * A rule of a fault: when it happens, and what happens then.
 *
 * The first rule that fits an occasion does its work. Rules name commands and files in the words of ISO/IEC 7816-4, and
 * readers and cards by the names they have for people.
 */
import type { IsoName } from '#iso7816/commands.ts';

/** What the state of the code porteur may be asked to be. */
export const PIN_STATES = ['verified', 'not verified', 'blocked'] as const;
export type FaultPinState = (typeof PIN_STATES)[number];

/** What a fault can happen at: a command, or an answer to reset. */
export type FaultMoment = 'command' | 'powerOn' | 'reset' | 'removal';

export interface FaultCondition {
  readonly card?: string | undefined;
  readonly reader?: string | undefined;
  /** As the standard names it (`READ BINARY`), or its INS in hexadecimal (`B0`). */
  readonly command?: IsoName | (string & {}) | undefined;
  /** P1-P2 in hexadecimal, X for any digit: `8200`, `00XX`. */
  readonly p1p2?: string | undefined;
  /** Identifier of the file that is selected, or that the command names, in hexadecimal: `D003`. */
  readonly file?: string | undefined;
  readonly pinState?: FaultPinState | undefined;
  /** `powerOn` or `reset`, for faults of the answer to reset: both by default. */
  readonly at?: 'powerOn' | 'reset' | undefined;
  /** Only from the nth time on that all else fits, from 1: that time alone unless `times` says more. */
  readonly nth?: number | undefined;
  /** So many times at most: once where `nth` is told, else as often as it fits. */
  readonly times?: number | undefined;
  /** Of a hundred times, so many: drawn from the world's seed. */
  readonly chance?: number | undefined;
}

/**
 * What happens.
 *
 * - `mute`: the card does nothing and answers nothing until it loses its power, is reset or taken out; `{ mute: ms }`: it is
 *   taken out after that time.
 * - `late`: works for so many milliseconds, then does the command.
 * - `empty`: the command is done, its answer has no byte.
 * - `short`: the first so many bytes of the answer; `long`: as many more, drawn from the seed; `garbage`: bytes drawn from the
 *   seed in place of the answer, as many as it has or as are told.
 * - `sw`: that status word, and the command is not done.
 * - `worn`: the memory of the file is worn: UPDATE BINARY writes nothing (6581), READ BINARY gives a wrong byte (6281).
 * - `powerLost`: the card is torn out in the middle of the command, before its first change that lasts or after it.
 * - `twice`: the answer comes twice, and each command after it gets the answer of the one before, until the next power-on or
 *   reset.
 * - `closed`: the card leaves, with its connection where it has one, `before` the answer, `after` it, or when so many bytes of
 *   it have left. The command is done.
 * - `unplugged`: the reader is pulled out of the machine with the card in it, before the answer; the command is done.
 * - `serviceKilled`: the smart card service is killed before the answer, `{ serviceKilled: ms }` for so long; the command is
 *   done. Only a service of ours is.
 * - `noticedAfter`: when the card is taken out its reader notices so many milliseconds later, as one that looks from time to
 *   time. Only readers of ours do.
 * - `atr`: that answer to reset; `changingAtr`: another one each time; `noAtr`: none; `lateAtr`: after so many milliseconds;
 *   `leaves`: the card is taken out at a reset, before it has given one.
 */
export type FaultAction =
  | 'mute'
  | 'empty'
  | 'garbage'
  | 'worn'
  | 'twice'
  | 'unplugged'
  | 'serviceKilled'
  | 'noAtr'
  | 'changingAtr'
  | 'leaves'
  | { readonly mute: number }
  | { readonly late: number }
  | { readonly short: number }
  | { readonly long: number }
  | { readonly garbage: number }
  /** Four hexadecimal digits. */
  | { readonly sw: string }
  | { readonly powerLost: 'before' | 'after' }
  | { readonly closed: 'before' | 'after' | number }
  /** Bytes in hexadecimal. */
  | { readonly atr: string }
  | { readonly lateAtr: number }
  | { readonly serviceKilled: number }
  | { readonly noticedAfter: number };

export interface FaultRule {
  /** Always by default. */
  readonly when?: FaultCondition | undefined;
  readonly do: FaultAction;
}

export type FaultName =
  | Extract<FaultAction, string>
  | (FaultAction extends infer Action ? (Action extends object ? keyof Action : never) : never);

/** What a fault is given beside its name. */
export type FaultValueKind = 'time' | 'count' | 'sw' | 'hex' | 'side' | 'sideOrCount';

export interface FaultKind {
  /** What may stand beside it. */
  readonly value?: FaultValueKind;
  /** It may stand alone. */
  readonly alone?: true;
  readonly at: 'command' | 'atr' | 'reset' | 'removal';
}

/** Each fault once: what is keyed by their names is derived from this list. */
export const FAULT_KINDS: Readonly<Record<FaultName, FaultKind>> = {
  mute: { at: 'command', alone: true, value: 'time' },
  late: { at: 'command', value: 'time' },
  empty: { at: 'command', alone: true },
  short: { at: 'command', value: 'count' },
  long: { at: 'command', value: 'count' },
  garbage: { at: 'command', alone: true, value: 'count' },
  sw: { at: 'command', value: 'sw' },
  worn: { at: 'command', alone: true },
  powerLost: { at: 'command', value: 'side' },
  twice: { at: 'command', alone: true },
  closed: { at: 'command', value: 'sideOrCount' },
  unplugged: { at: 'command', alone: true },
  serviceKilled: { at: 'command', alone: true, value: 'time' },
  atr: { at: 'atr', value: 'hex' },
  changingAtr: { at: 'atr', alone: true },
  noAtr: { at: 'atr', alone: true },
  lateAtr: { at: 'atr', value: 'time' },
  leaves: { at: 'reset', alone: true },
  noticedAfter: { at: 'removal', value: 'time' },
};

export const FAULT_NAMES = Object.keys(FAULT_KINDS) as readonly FaultName[];

/** Name and value of what a rule does. */
export interface Fault {
  readonly name: FaultName;
  readonly value: number | string | undefined;
}

export function faultOf(action: FaultAction): Fault {
  if (typeof action === 'string') return { name: action, value: undefined };
  const [[name, value] = ['mute', undefined]] = Object.entries(action);
  return { name: name as FaultName, value: value as number | string | undefined };
}
