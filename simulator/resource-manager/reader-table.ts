/**
 * The readers of one world, under the names that PC/SC programs see ('NAME 00 00').
 *
 * Source: naming and limits of pcscd 1.9.9, reference/pcsclite-protocol.md 2.
 */

import type { Clock } from '#common/clock.ts';
import { isPlain, terminalText } from '#common/terminal-text.ts';
import type { ReaderAction, TraceSink } from '#trace/event.ts';
import { shielded } from '#trace/shielded.ts';
import type { SmartCard } from '../card/port.ts';
import type { PinPad } from '../reader/pin-pad/pin-pad.ts';
import type { ReaderDriver } from '../reader/reader-driver.ts';
import { REPORTING, type ReportingName } from '../reader/reporting/profiles.ts';
import { Slot } from '../reader/slot.ts';
import { Reader, type ReaderOptions } from './reader.ts';
import { ReaderTableError } from './reader-table-error.ts';

const MAX_NAME_LENGTH = 127;
const SUFFIX_LENGTH = ' 00 00'.length;

export interface ReaderTableOptions {
  readonly idlePowerOffMs: number;
  readonly clock: Clock;
  readonly trace?: TraceSink | undefined;
  /** Readers it can hold. */
  readonly maxReaders: number;
  readonly reporting: ReportingName;
  /** Something has changed at that reader; `listed` when it has come or gone. */
  readonly onChange: (reader: string, listed: boolean) => void;
}

/** What a reader is. */
export interface PluggedReader {
  readonly pinPad?: PinPad | undefined;
  /** `ccid` by default; `vpcd` knows nothing of its reader, a PIN pad neither. */
  readonly driver?: ReaderDriver | undefined;
  /** That of its manager by default. */
  readonly reporting?: ReportingName | undefined;
  /** Its name is whole: no number is added. */
  readonly wholeName?: boolean | undefined;
}

export class ReaderTable {
  readonly #readers = new Map<string, Reader>();
  /** The resource manager's half of each reader, made anew when the manager starts again. */
  readonly #halves = new Map<string, () => Reader>();
  readonly #options: ReaderTableOptions;
  readonly #sink: TraceSink | undefined;

  constructor(options: ReaderTableOptions) {
    this.#options = options;
    this.#sink = options.trace && shielded(options.trace, 'trace of the readers');
  }

  get entries(): ReadonlyMap<string, Reader> {
    return this.#readers;
  }

  /** @throws ReaderTableError when the name is empty, too long or holds control characters, or all places are taken */
  plug(name: string, plugged: PluggedReader = {}): Slot {
    const { pinPad, driver = 'ccid', reporting = this.#options.reporting, wholeName = false } = plugged;
    const { onChange, maxReaders } = this.#options;
    if (this.#readers.size >= maxReaders)
      throw new ReaderTableError('ERR_TOO_MANY_READERS', {
        en: `cannot plug '${name}': ${maxReaders} readers are plugged, all that programs can see here; unplug one`,
        fr: `'${name}' ne peut pas être branché : ${maxReaders} lecteurs le sont, autant que les programmes peuvent en voir ici ; débranchez-en un`,
      });
    const slot = new Slot(wholeName && !this.#readers.has(name) ? name : this.#freeName(name));
    const half = this.#halfOf(slot, { pinPad, driver, reporting: REPORTING[reporting] });
    this.#halves.set(slot.name, half);
    this.#readers.set(slot.name, half());
    this.#trace(slot, 'plugged');
    onChange(slot.name, true);
    return slot;
  }

  #halfOf(slot: Slot, what: Pick<ReaderOptions, 'pinPad' | 'driver' | 'reporting'>): () => Reader {
    const { onChange, idlePowerOffMs, clock } = this.#options;
    const address = this.#freeAddress();
    const inserted = (card: SmartCard) => this.#trace(slot, 'card-inserted', card);
    const removed = (card: SmartCard) => this.#trace(slot, 'card-removed', card);
    return () => {
      // Told before the reader powers the card that came, and after it has switched off the one that left.
      slot.off('inserted', inserted).off('removed', removed).on('inserted', inserted);
      const changed = () => onChange(slot.name, false);
      const reader = new Reader(slot, { onChange: changed, address, idlePowerOffMs, clock, ...what });
      slot.on('removed', removed);
      return reader;
    };
  }

  /** The manager is killed: it knows of no reader any more, and each card loses its power. */
  kill(): void {
    for (const reader of this.#readers.values()) reader.unplug();
  }

  /** It starts again, and finds the readers and cards that are there. */
  start(): void {
    this.kill();
    for (const [name, half] of this.#halves) this.#readers.set(name, half());
  }

  /**
   * Pulls a reader out of the machine, by its full name or by the name it was plugged with.
   * @returns the card that was inside, now without power
   * @throws ReaderTableError when there is none of that name
   */
  unplug(name: string): SmartCard | undefined {
    const reader = this.#readers.get(name) ?? this.#readers.get(numbered(name, 0));
    if (reader === undefined) {
      const plugged = [...this.#readers.keys()].map((one) => `'${one}'`).join(', ');
      throw new ReaderTableError('ERR_NO_SUCH_READER', {
        en: `no reader '${name}'; plugged: ${plugged || 'none'}`,
        fr: `pas de lecteur '${name}' ; branchés : ${plugged || 'aucun'}`,
      });
    }
    this.#readers.delete(reader.name);
    this.#halves.delete(reader.name);
    reader.unplug();
    const card = reader.slot.remove();
    this.#trace(reader, 'unplugged');
    this.#options.onChange(reader.name, true);
    return card;
  }

  #freeAddress(): number {
    const taken = new Set([...this.#readers.values()].map(({ address }) => address));
    let address = 1;
    while (taken.has(address)) address++;
    return address;
  }

  #freeName(name: string): string {
    const length = new TextEncoder().encode(name).length + SUFFIX_LENGTH;
    if (name === '' || length > MAX_NAME_LENGTH) {
      const [found, most] = [length - SUFFIX_LENGTH, MAX_NAME_LENGTH - SUFFIX_LENGTH];
      throw new ReaderTableError('ERR_READER_NAME', {
        en: `reader name of ${found} bytes, expected 1 to ${most}`,
        fr: `nom de lecteur de ${found} octets, attendu : de 1 à ${most}`,
      });
    }
    if (!isPlain(name)) {
      const shown = terminalText(name);
      throw new ReaderTableError('ERR_READER_NAME', {
        en: `reader name '${shown}', expected one without control characters`,
        fr: `nom de lecteur '${shown}', attendu : un nom sans caractères de commande`,
      });
    }
    let number = 0;
    while (this.#readers.has(numbered(name, number))) number++;
    return numbered(name, number);
  }

  #trace(reader: { readonly name: string }, action: ReaderAction, card?: SmartCard): void {
    const event = { kind: 'reader', origin: 'reader', reader: reader.name, action } as const;
    this.#sink?.(card === undefined ? event : { ...event, card: card.name });
  }
}

/** `bureau 01 00`: the second reader called bureau, its only slot. */
function numbered(name: string, number: number): string {
  return `${name} ${number.toString(16).toUpperCase().padStart(2, '0')} 00`;
}
