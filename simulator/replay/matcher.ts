/**
 * Which recorded command answers one that a program sends now.
 *
 * The next one where it is the same. Else the same one further on, else the same one before, each sent where the card stood
 * as it stands now; else one with the same header and length: what a program fills with randomness differs each time. SELECT,
 * GET DATA and MSE are never answered so: their data name what is asked for.
 */
import { type Bytes, toHex } from '#iso7816/bytes.ts';
import { asksByData, type CardPosition, dependsOnPosition, shapeOf } from '#trace/card-position.ts';
import type { RecordedCommand } from './recorded-reader.ts';

/** `exact`: the next command and no other; `ordered`: never back, bytes as recorded; `loose`: whatever answers. */
export const REPLAY_MODES = ['exact', 'ordered', 'loose'] as const;
export type ReplayMode = (typeof REPLAY_MODES)[number];

/** How a command was found; `none`: it was not. */
export type MatchKind = 'exact' | 'ahead' | 'back' | 'loose' | 'none';

export interface Match {
  readonly kind: MatchKind;
  /** Undefined for `none`. */
  readonly recorded?: RecordedCommand;
}

/** Places in the recording by a text; the nearest on from a place, or before it. */
class Index {
  readonly #places = new Map<string, number[]>();

  add(text: string, place: number): void {
    const known = this.#places.get(text);
    if (known === undefined) this.#places.set(text, [place]);
    else known.push(place);
  }

  ahead(text: string, from: number): number | undefined {
    return this.#places.get(text)?.find((place) => place >= from);
  }

  back(text: string, from: number): number | undefined {
    return this.#places.get(text)?.findLast((place) => place < from);
  }
}

export class Matcher {
  readonly #commands: readonly RecordedCommand[];
  readonly #mode: ReplayMode;
  readonly #index = new Index();
  /** Of the command that is to come. */
  #next = 0;

  constructor(commands: readonly RecordedCommand[], mode: ReplayMode) {
    this.#commands = commands;
    this.#mode = mode;
    for (const [i, { command, place }] of commands.entries()) {
      const texts = [toHex(command), shapeOf(command)];
      for (const text of texts) {
        this.#index.add(`${text} at ${place}`, i);
        this.#index.add(text, i);
      }
    }
  }

  /** Commands up to the one that is to come. */
  get done(): number {
    return this.#next;
  }

  /** @param command masked */
  find(command: Bytes, position: CardPosition): Match {
    const next = this.#commands[this.#next];
    const text = toHex(command);
    if (next !== undefined && toHex(next.command) === text) return this.#found('exact', this.#next);
    if (this.#mode === 'exact') return { kind: 'none' };
    const place = position.placeOf(command);
    const anywhere = !dependsOnPosition(command);
    const sameBytes = this.#sameBytes(`${text} at ${place}`) ?? (anywhere ? this.#sameBytes(text) : undefined);
    if (sameBytes !== undefined || asksByData(command)) return sameBytes ?? { kind: 'none' };
    return (
      this.#sameShape(`${shapeOf(command)} at ${place}`) ??
      (anywhere ? this.#sameShape(shapeOf(command)) : undefined) ?? { kind: 'none' }
    );
  }

  #sameBytes(text: string): Match | undefined {
    const ahead = this.#index.ahead(text, this.#next);
    if (ahead !== undefined) return this.#found('ahead', ahead);
    const back = this.#mode === 'loose' ? this.#index.back(text, this.#next) : undefined;
    return back === undefined ? undefined : this.#found('back', back);
  }

  #sameShape(shape: string): Match | undefined {
    if (this.#mode !== 'loose') return undefined;
    const near = this.#index.ahead(shape, this.#next) ?? this.#index.back(shape, this.#next);
    return near === undefined ? undefined : this.#found('loose', near);
  }

  #found(kind: MatchKind, place: number): Match {
    const recorded = this.#commands[place];
    if (recorded === undefined) return { kind: 'none' };
    this.#next = place + 1;
    return { kind, recorded };
  }
}
