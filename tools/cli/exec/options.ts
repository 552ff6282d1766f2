/** What exec, shell and their kin can be asked for. */
import type { TraceSubscriber } from '#trace/stream.ts';
import type { CodeWatch } from '#trace/told-exchanges.ts';
import type { Face } from '../../../simulator/card/profile/schema.ts';
import type { ReaderDriver } from '../../../simulator/reader/reader-driver.ts';
import type { Observers } from '../observers.ts';
import type { ServicesOptions } from './services.ts';

export interface ExecOptions extends Observers, ServicesOptions {
  readonly card?: readonly string[];
  readonly seed?: number;
  readonly identity?: string;
  readonly face?: Face;
  readonly reader?: string;
  readonly pinPad?: string;
  readonly readerDriver?: ReaderDriver;
  readonly scenario?: string;
  /** A file of rules. */
  readonly faults?: string;
  /** Of the scenario. */
  readonly reporter?: readonly string[];
  /** Milliseconds: of the scenario, or of the program where there is none. */
  readonly timeout?: number;
  /** How long a code takes to be typed at the PIN pad; not typed at a command line. */
  readonly typingMs?: number;
  /** Takes down what passes; typed as a verb of its own. */
  readonly recorder?: TraceSubscriber & { readonly codes: CodeWatch };
}
